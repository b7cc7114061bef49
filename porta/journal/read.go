package journal

import (
	"context"
	"fmt"
	"iter"
	"time"

	"portaconsole/porta"
)

// Reach is how far a reader sees.
type Reach uint8

// The reaches.
const (
	OwnEntries Reach = iota // those of the reader's own server, realm and login
	ServerWide              // those of everybody on the reader's server
	Everywhere              // all that there are: for who holds the database itself
)

// Reader is who looks into the journal.
type Reader struct {
	Owner porta.Owner
	Reach Reach
}

// ReaderOf says what a signed-in user may see: their own entries, and a super-user of the administrator realm also those of
// others on the same server.
func ReaderOf(c *porta.Client) Reader {
	r := Reader{Owner: c.Owner()}
	if c.SuperUser() {
		r.Reach = ServerWide
	}
	return r
}

// Filter says which entries are meant. Zero values do not filter.
type Filter struct {
	Server, Login string
	Method        string // "Service/method", or the method's own name
	Record        string // "Service/record", or the record type's own name
	RecordID      string
	States        []State
	From, To      time.Time // by when they were planned: from, inclusive; to, exclusive
	// Before and After are the neighbours of a page. With After, the entries nearest to it are meant; at most one of the two counts.
	Before, After Cursor
	Limit         int
	WithDetails   bool
}

// Cursor is the place of an entry in the order of the journal.
type Cursor struct {
	At time.Time
	ID string
}

// IsZero says that it is no place.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// Place returns where the entry stands.
func (e *Entry) Place() Cursor { return Cursor{e.Planned, e.ID} }

// List returns a page of what the reader may see, newest first.
func (j *Journal) List(ctx context.Context, r Reader, f Filter) ([]Entry, error) {
	list, err := j.kept.Writes(ctx, r, f)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return list, nil
}

// Entry returns one entry; nil when there is none that the reader may see.
func (j *Journal) Entry(ctx context.Context, r Reader, id string) (*Entry, error) {
	e, err := j.kept.WriteByID(ctx, r, id)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return e, nil
}

// batch is how many entries are read at once with their details.
const batch = 100

// All returns the filter's entries with their details, newest first, a batch at a time.
func All(ctx context.Context, kept Log, r Reader, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		f := f // each range has its own
		f.Limit, f.WithDetails, f.After = batch, true, Cursor{}
		for {
			list, err := kept.Writes(ctx, r, f)
			if err != nil {
				yield(Entry{}, fmt.Errorf("journal: %w", err))
				return
			}
			for _, e := range list {
				if !yield(e, nil) {
					return
				}
			}
			if len(list) < batch {
				return
			}
			f.Before = list[batch-1].Place()
		}
	}
}

// All is [All] of what the journal keeps.
func (j *Journal) All(ctx context.Context, r Reader, f Filter) iter.Seq2[Entry, error] {
	return All(ctx, j.kept, r, f)
}
