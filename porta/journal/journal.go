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
	"sync"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// Log keeps the entries.
type Log interface {
	// PlanWrite keeps a new entry.
	PlanWrite(ctx context.Context, e Entry) error
	// SendWrite makes the entry Sent, unless there is another one of its owner's form that PortaBilling may have carried out: then the
	// error is [ErrSent]. When it returns, that survives a power cut.
	SendWrite(ctx context.Context, e Entry, at time.Time) error
	// EndWrite keeps the state, the end, the record's id and the details of an entry.
	EndWrite(ctx context.Context, e Entry) error
	// RecoverWrites ends what an earlier process left: what was planned was not sent, of what was sent nobody knows.
	RecoverWrites(ctx context.Context, at time.Time) error
	// ResolveWrite keeps the state, the resolution, the record's id and the details of an entry that is Unknown; false when it is not.
	ResolveWrite(ctx context.Context, e Entry) (bool, error)
	// ExplainWrite keeps the reason of an entry of the owner's that has none; false when there is no such one.
	ExplainWrite(ctx context.Context, owner porta.Owner, id, reason string) (bool, error)
	// KeepSignIn keeps an entry that has ended, and only so many refused ones for a server: the oldest make room.
	KeepSignIn(ctx context.Context, e Entry) error
	// ForgetWrites removes some of the entries that ended at a time or before, but none that is Unknown, and returns how many.
	ForgetWrites(ctx context.Context, before time.Time) (int, error)

	// WriteOfForm returns the newest entry of the owner's form that PortaBilling may have carried out; nil when there is none.
	WriteOfForm(ctx context.Context, owner porta.Owner, form string) (*Entry, error)
	// WriteByID returns an entry that the reader may see; nil when there is none.
	WriteByID(ctx context.Context, r Reader, id string) (*Entry, error)
	// Writes returns what of the filter's entries the reader may see, newest first. Details are there only if the filter asks for them.
	Writes(ctx context.Context, r Reader, f Filter) ([]Entry, error)
}

// Journal is the door that all writes go through. It is safe for concurrent use.
type Journal struct {
	kept Log
	now  func() time.Time
	log  *slog.Logger

	mu   sync.Mutex
	last time.Time // when the newest entry was planned
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

// moment is the time of a new entry. No two have the same to the millisecond, so that they stand in the order in which they were made.
func (j *Journal) moment() time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := j.now().UTC().Truncate(time.Millisecond)
	if !at.After(j.last) {
		at = j.last.Add(time.Millisecond)
	}
	j.last = at
	return at
}

// since is the time now, which is not before an entry was planned.
func (j *Journal) since(planned time.Time) time.Time {
	if now := j.now(); now.After(planned) {
		return now
	}
	return planned
}

// Write is a write to be made.
type Write struct {
	Method string
	Params attr.Value
	Form   string // the id of the form that it comes of
	// Record, RecordID, Subject and Reason are those of the [Entry].
	Record, RecordID, Subject, Reason string
	// Secret says of which attributes the values must not stay in the journal; nil: of none.
	Secret func(attr.Path) bool
	// Proof says whether an answer without a fault shows that the write was carried out; nil: any does.
	Proof func(answer attr.Value) bool
	// Outcome says in a word or two what came of it, such as the address of the new record; nil: nothing. id is the entry's.
	Outcome func(id string, answer attr.Value) string
	// MadeID says which id the record got that it made; nil: it is about the one that RecordID names.
	MadeID func(answer attr.Value) string
}

// ErrSent says that the form which a write comes of has done its work, or may have.
var ErrSent = errors.New("the form was sent already")

// Call makes a write through the client, and writes it down before and after. An error of the journal comes before anything is
// sent, and is returned as it is; every other is a [*porta.Error].
func (j *Journal) Call(ctx context.Context, c *porta.Client, w Write) (attr.Value, error) {
	e := Entry{
		ID: rand.Text(), Owner: c.Owner(), Method: w.Method, Form: w.Form, Record: w.Record, RecordID: w.RecordID, Subject: w.Subject, Reason: w.Reason,
		State: Planned, Planned: j.moment(), Names: names(w.Params),
		Details: Details{Request: w.Params, Content: ContentOf(w.Params)},
	}
	if err := j.kept.PlanWrite(ctx, e); err != nil {
		return attr.Value{}, fmt.Errorf("journal: %w", err)
	}
	var failed error // of the journal, when the write was about to leave
	answer, err := c.CallAfter(ctx, w.Method, w.Params, func(ctx context.Context) error {
		failed = j.kept.SendWrite(ctx, e, j.since(e.Planned))
		return failed
	})
	if err == nil && w.Proof != nil && !w.Proof(answer) {
		answer, err = attr.Value{}, porta.NotProven(w.Method)
	}
	j.end(ctx, e, w, answer, err)
	if failed != nil {
		return attr.Value{}, fmt.Errorf("journal: %w", failed)
	}
	return answer, err
}

// end writes down what became of a write. That this fails changes nothing of what PortaBilling did: the entry stays Sent, and
// becomes Unknown at the next start.
func (j *Journal) end(ctx context.Context, e Entry, w Write, answer attr.Value, err error) {
	e.State, e.Ended = stateOf(err), j.since(e.Planned)
	if fault, ok := errors.AsType[*porta.Error](err); ok {
		e.Details.Code, e.Details.Message = fault.Code, fault.Message
	}
	if err == nil && w.Outcome != nil {
		e.Details.Outcome = w.Outcome(e.ID, answer)
	}
	if err == nil && w.MadeID != nil {
		e.RecordID = w.MadeID(answer)
	}
	if e.State.Known() {
		e.Details.Request = Masked(w.Params, w.Secret)
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
	if form == "" { // what came of no form
		return nil, nil
	}
	e, err := j.kept.WriteOfForm(ctx, owner, form)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return e, nil
}

// ContentOf is the hash by which two requests are told apart.
func ContentOf(params attr.Value) [sha256.Size]byte { return sha256.Sum256(params.AppendJSON(nil)) }
