// Package drafts keeps forms that are being filled in, with the steps that lead to their present state, and templates for new ones.
package drafts

import (
	"context"
	"errors"
	"time"

	"portaconsole/porta"
)

// Owner is whose a draft is.
type Owner = porta.Owner

// Draft is a form that is being filled in.
type Draft struct {
	Owner Owner
	ID    string // of the form
	Path  string // the form's address
	// Title says what is being filled in, "New account". It may name a record, so it is kept sealed.
	Title string
	// Revision counts the changes. Who wants to change a draft names the one that they saw.
	Revision int64
	Changed  time.Time
	// Sent says that the form was sent: it is kept to be looked at, and listed no more.
	Sent bool

	State   []byte // the form at its present step: secret
	Step    int64  // the present step
	Typing  int64  // see [Step]; of the present one
	HasUndo bool
	HasRedo bool
}

// Step is a state of a form.
type Step struct {
	State []byte
	// Typing is the place of the value that is being typed, when nothing else changed; else -1.
	Typing int64
	// Replace puts the state in place of the present one, which cannot be gone back to then: undoing takes back a whole value and not letters,
	// and what was changed and not what was opened to look at.
	Replace bool
}

// What a form may have: so many steps can be undone, and they may be so large together.
const (
	MaxSteps = 100
	MaxBytes = 2 << 20
	// MaxDrafts is how many drafts an owner may have; beyond it the oldest make room.
	MaxDrafts = 100
	// KeptFor is how long a draft is kept after its last change.
	KeptFor = 7 * 24 * time.Hour
)

// Keeper keeps drafts. Its errors but the ones below are those of the database.
type Keeper interface {
	// Draft returns a draft at its present step, [ErrNone] or [ErrSealed].
	Draft(ctx context.Context, owner Owner, id string) (Draft, error)
	// Drafts lists an owner's drafts that were not sent, the newest first, without their states. Those that cannot be unsealed have no title either.
	Drafts(ctx context.Context, owner Owner) ([]Draft, error)
	// SaveDraft keeps a draft with further steps after its present one; those that were undone are forgotten. d.Revision is the one that was
	// seen, 0 for a new draft; one that is gone, or cannot be unsealed, begins anew. It returns the draft as it is then, or [ErrStale].
	SaveDraft(ctx context.Context, d Draft, steps []Step) (Draft, error)
	// MoveDraft goes a step back (-1) or forth (1) from the revision that was seen, and returns the draft; where there is no such step, as it is.
	MoveDraft(ctx context.Context, d Draft, by int) (Draft, error)
	// MarkSent says that a draft's form was sent. It need not be there.
	MarkSent(ctx context.Context, owner Owner, id string, at time.Time) error
	// RemoveDraft forgets a draft; it need not be there.
	RemoveDraft(ctx context.Context, owner Owner, id string) error
	// SweepDrafts forgets the drafts that were last changed at a time or before.
	SweepDrafts(ctx context.Context, before time.Time) error

	// Templates lists an owner's templates for the forms of an address, by name, without their states.
	Templates(ctx context.Context, owner Owner, path string) ([]Template, error)
	// Template returns one, or [ErrNone].
	Template(ctx context.Context, owner Owner, path, name string) (Template, error)
	// SaveTemplate keeps a template in place of one of the same name. With [MaxTemplates] for the owner it returns [ErrFull].
	SaveTemplate(ctx context.Context, t Template) error
	// RemoveTemplate forgets a template; it need not be there.
	RemoveTemplate(ctx context.Context, owner Owner, path, name string) error
}

// Template is what new forms of an address can begin with.
type Template struct {
	Owner   Owner
	Path    string // of the forms that it is for
	Name    string
	Changed time.Time
	State   []byte // secret
}

// MaxTemplates is how many templates an owner may have.
const MaxTemplates = 200

// What a Keeper may answer.
var (
	ErrNone = errors.New("there is no such draft")
	// ErrSealed says that it was sealed with a key that is not there any more.
	ErrSealed = errors.New("the draft cannot be unsealed")
	ErrStale  = errors.New("the draft was changed meanwhile")
	ErrFull   = errors.New("there are too many templates")
)
