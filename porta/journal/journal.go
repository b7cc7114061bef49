// Package journal writes down every write before it is sent, and what became of it. An entry whose write was sent and
// whose end nobody saw says so: nobody knows whether PortaBilling carried it out.
package journal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// State is how far a write came.
type State string

// The states. Their texts are stored, so they must stay.
const (
	Planned State = "planned"  // about to be sent
	NotSent State = "not sent" // nothing left, so nothing was done
	Sent    State = "sent"     // from just before its first byte leaves
	Done    State = "done"     // PortaBilling carried it out
	Refused State = "refused"  // PortaBilling answered with a fault, so nothing was done
	Unknown State = "unknown"  // it was sent, and no answer came
)

// Entry is one write.
type Entry struct {
	ID     string
	Owner  porta.Owner
	Method string // "Service/method"
	Form   string // the id of the form that it came of
	State  State
	// Planned is when it was written down, Ended when its state became final; zero until then.
	Planned, Ended time.Time
	// Names are the paths of the attributes that were sent.
	Names   []string
	Details Details
}

// Details are what of an entry holds values. They are kept sealed.
type Details struct {
	// Request are the parameters: whole until it is known what became of them, then without secrets.
	Request attr.Value `json:"request,omitzero"`
	// Content is a hash of the parameters, to tell whether a form was changed since.
	Content [sha256.Size]byte `json:"content"`
	Outcome string            `json:"outcome,omitempty"` // what came of it, in the words of [Write.Outcome]
	Code    string            `json:"code,omitempty"`    // of a fault
	Message string            `json:"message,omitempty"` // of a fault
}

// Log keeps the entries.
type Log interface {
	// PlanWrite keeps a new entry.
	PlanWrite(ctx context.Context, e Entry) error
	// SendWrite makes the entry Sent. When it returns, that survives a power cut.
	SendWrite(ctx context.Context, id string) error
	// EndWrite keeps the state, the end and the details of an entry.
	EndWrite(ctx context.Context, e Entry) error
	// RecoverWrites ends what an earlier process left: what was planned was not sent, of what was sent nobody knows.
	RecoverWrites(ctx context.Context, at time.Time) error
	// WriteOfForm returns the newest entry of the owner's form that was sent and not refused; nil when there is none.
	WriteOfForm(ctx context.Context, owner porta.Owner, form string) (*Entry, error)
}

// Journal is the door that all writes go through. It is safe for concurrent use.
type Journal struct {
	kept Log
	now  func() time.Time
	log  *slog.Logger
}

// Options of a journal.
type Options struct {
	Log *slog.Logger     // nothing when nil
	Now func() time.Time // time.Now when nil
}

// New returns the journal with the entries that are kept, after it has ended those of an earlier process.
func New(ctx context.Context, kept Log, o Options) (*Journal, error) {
	j := &Journal{kept: kept, now: o.Now, log: o.Log}
	if j.now == nil {
		j.now = time.Now
	}
	if j.log == nil {
		j.log = slog.New(slog.DiscardHandler)
	}
	if err := kept.RecoverWrites(ctx, j.now()); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return j, nil
}

// Write is a write to be made.
type Write struct {
	Method string
	Params attr.Value
	Form   string // the id of the form that it comes of
	// Secret says of which attributes the values must not stay in the journal; nil: of none.
	Secret func(attr.Path) bool
	// Outcome says in a word or two what came of it, such as the address of the new record; nil: nothing.
	Outcome func(answer attr.Value) string
}

// Call makes a write through the client, and writes it down before and after. An error of the journal comes before anything is
// sent, and is returned as it is; every other is a [*porta.Error].
func (j *Journal) Call(ctx context.Context, c *porta.Client, w Write) (attr.Value, error) {
	e := Entry{
		ID: rand.Text(), Owner: c.Owner(), Method: w.Method, Form: w.Form, State: Planned, Planned: j.now(), Names: names(w.Params),
		Details: Details{Request: w.Params, Content: ContentOf(w.Params)},
	}
	if err := j.kept.PlanWrite(ctx, e); err != nil {
		return attr.Value{}, fmt.Errorf("journal: %w", err)
	}
	var failed error // of the journal, when the write was about to leave
	answer, err := c.CallAfter(ctx, w.Method, w.Params, func(ctx context.Context) error {
		failed = j.kept.SendWrite(ctx, e.ID)
		return failed
	})
	j.end(ctx, e, w, answer, err)
	if failed != nil {
		return attr.Value{}, fmt.Errorf("journal: %w", failed)
	}
	return answer, err
}

// end writes down what became of a write. That this fails changes nothing of what PortaBilling did: the entry stays Sent, and
// becomes Unknown at the next start.
func (j *Journal) end(ctx context.Context, e Entry, w Write, answer attr.Value, err error) {
	e.State, e.Ended = stateOf(err), j.now()
	if fault, ok := errors.AsType[*porta.Error](err); ok {
		e.Details.Code, e.Details.Message = fault.Code, fault.Message
	}
	if err == nil && w.Outcome != nil {
		e.Details.Outcome = w.Outcome(answer)
	}
	if e.State != Unknown {
		e.Details.Request = masked(w.Params, w.Secret)
	}
	if err := j.kept.EndWrite(context.WithoutCancel(ctx), e); err != nil {
		j.log.ErrorContext(ctx, "it could not be written down what became of a write", "method", e.Method, "entry", e.ID, "state", string(e.State), "err", err)
	}
}

func stateOf(err error) State {
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case err == nil:
		return Done
	case ok && e.Delivery == porta.NotSent:
		return NotSent
	case ok && e.Delivery == porta.Answered:
		return Refused
	}
	return Unknown
}

// OfForm returns the write that was made of a form, if PortaBilling may have carried it out; else nil.
func (j *Journal) OfForm(ctx context.Context, owner porta.Owner, form string) (*Entry, error) {
	e, err := j.kept.WriteOfForm(ctx, owner, form)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return e, nil
}

// ContentOf is the hash by which two requests are told apart.
func ContentOf(params attr.Value) [sha256.Size]byte { return sha256.Sum256(params.AppendJSON(nil)) }
