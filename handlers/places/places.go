// Package places remembers where users want to be again: lists that they saved under a name, and what they did last.
package places

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"portaconsole/porta"
)

// Keeper keeps places beyond the process. Names and addresses may hold personal data: it keeps them sealed, and leaves out what cannot
// be unsealed any more.
type Keeper interface {
	// Views returns the owner's views, in any order.
	Views(ctx context.Context, owner porta.Owner) ([]View, error)
	// PutView keeps a view of the owner's, in place of the one with its id.
	PutView(ctx context.Context, owner porta.Owner, v View) error
	// RemoveView forgets a view of the owner's; it need not be there.
	RemoveView(ctx context.Context, owner porta.Owner, id string) error

	// Recent returns what the owner did last, the newest first.
	Recent(ctx context.Context, owner porta.Owner) ([]Recent, error)
	// AddRecent joins news to what is kept, by [Merge].
	AddRecent(ctx context.Context, owner porta.Owner, news []Recent) error
}

// ErrNone says that the owner has no such view.
var ErrNone = errors.New("there is no such view")

// Places are everybody's. They are safe for concurrent use.
type Places struct {
	with Options

	saving sync.Mutex // of views: between the look at the others and the write

	writing sync.Mutex // of what was done
	mu      sync.Mutex
	fresh   map[porta.Owner][]Recent // what is not written yet
	timer   *time.Timer              // runs while there is something to write
	closed  bool
}

// Options of places.
type Options struct {
	Keeper Keeper
	Log    *slog.Logger     // nothing when nil
	Now    func() time.Time // time.Now when nil
	// WriteEvery is how long what was done may wait before it is written; 3 s when zero.
	WriteEvery time.Duration
}

// New returns the places that the keeper has. [Places.Close] writes what is not written by then.
func New(o Options) *Places {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.WriteEvery == 0 {
		o.WriteEvery = 3 * time.Second
	}
	return &Places{with: o, fresh: make(map[porta.Owner][]Recent)}
}
