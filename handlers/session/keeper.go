package session

import (
	"context"
	"errors"
	"time"
)

// Keeper keeps sessions beyond the process. What is secret it keeps sealed. Every error of the
// database wraps [ErrKeeper]; see the methods for the others.
type Keeper interface {
	// OpenSession keeps a new session.
	OpenSession(ctx context.Context, r Record) error
	// Session returns a session, or [ErrNone]. With [ErrSealed] all of the record is there but the client.
	Session(ctx context.Context, id string) (Record, error)
	// TouchSession remembers when a session was last used.
	TouchSession(ctx context.Context, id string, at time.Time) error
	// RenewSession keeps another client for a living session; for any other it does nothing.
	RenewSession(ctx context.Context, id string, owner Owner, client []byte) error
	// EndSession forgets the client of a session that ended by itself, and keeps whose it was.
	EndSession(ctx context.Context, id string, at time.Time) error
	// RemoveSession forgets a session; it need not be there.
	RemoveSession(ctx context.Context, id string) error
	// IdleSessions returns the living sessions that were last used, or opened, at these times or before, without their clients
	// where those cannot be unsealed.
	IdleSessions(ctx context.Context, touched, opened time.Time) ([]Record, error)
	// SessionsOf returns the living sessions of an owner, without their clients where those cannot be unsealed.
	SessionsOf(ctx context.Context, owner Owner) ([]Record, error)

	// Sweep forgets the sessions that ended at a time or before.
	Sweep(ctx context.Context, before time.Time) error
}

// Record is a session as it is kept. Times are exact to the millisecond.
type Record struct {
	ID              string // the hash of the id that the browser holds
	Owner           Owner
	Opened, Touched time.Time
	Ended           time.Time // when it ended by itself; zero while it lives
	Client          []byte    // a snapshot by [porta.Client.Snapshot]: secret
}

// What a Keeper may answer.
var (
	ErrKeeper = errors.New("the console's database does not work")
	ErrNone   = errors.New("there is no such session")
	ErrSealed = errors.New("sealed with a key that is not there any more")
)
