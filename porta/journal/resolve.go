package journal

import (
	"context"
	"errors"
	"fmt"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// What a resolution may fail with, beside an error of the log.
var (
	ErrNone     = errors.New("there is no such entry")
	ErrResolved = errors.New("it is known already what became of it")
)

// Finding is what somebody found out about a write of which no answer came.
type Finding struct {
	State State // Arrived or NotArrived
	// Outcome is what [Write.Outcome] would have said, and RecordID the id of the record, when it arrived; "": as it stands.
	Outcome, RecordID string
	// Secret says of which attributes the values must not stay; nil: of none.
	Secret func(attr.Path) bool
}

// Resolve writes down what became of an unknown write, once and for all. After NotArrived the form that it came of may be sent
// again; after Arrived it counts as sent. In either case the request loses its secrets.
func (j *Journal) Resolve(ctx context.Context, r Reader, id string, f Finding) error {
	if f.State != Arrived && f.State != NotArrived {
		return fmt.Errorf("journal: %q is no finding", f.State)
	}
	e, err := j.Entry(ctx, r, id)
	switch {
	case err != nil:
		return err
	case e == nil:
		return ErrNone
	case e.State != Unknown:
		return ErrResolved
	}
	e.State, e.Resolved, e.Resolver = f.State, j.now(), r.Owner.Login
	e.Details.Request = Masked(e.Details.Request, f.Secret)
	if f.State == Arrived {
		if f.Outcome != "" {
			e.Details.Outcome = f.Outcome
		}
		if f.RecordID != "" {
			e.RecordID = f.RecordID
		}
	}
	done, err := j.kept.ResolveWrite(ctx, *e)
	switch {
	case err != nil:
		return fmt.Errorf("journal: %w", err)
	case !done: // somebody was faster
		return ErrResolved
	}
	return nil
}

// MaxReason bounds a reason, in bytes.
const MaxReason = 2000

// Explain writes down why an entry of the owner's was made, once. ErrNone means that there is none, or that it says why.
func (j *Journal) Explain(ctx context.Context, owner porta.Owner, id, reason string) error {
	if reason == "" || len(reason) > MaxReason {
		return fmt.Errorf("journal: a reason has 1 to %d bytes", MaxReason)
	}
	done, err := j.kept.ExplainWrite(ctx, owner, id, reason)
	switch {
	case err != nil:
		return fmt.Errorf("journal: %w", err)
	case !done:
		return ErrNone
	}
	return nil
}
