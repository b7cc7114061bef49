package session

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"time"

	"portaconsole/porta"
)

// open keeps a new session.
func (s *Store) open(ctx context.Context, id string, u *User) error {
	now := s.now()
	r := Record{ID: id, Opened: now, Touched: now}
	if u.Client != nil {
		r.Owner, r.Client = u.Owner(), u.Client.Snapshot()
	}
	if err := s.with.Keeper.OpenSession(ctx, r); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begin(r, u)
	return nil
}

// begin puts a session to work. The caller holds the lock.
func (s *Store) begin(r Record, u *User) *live {
	l := &live{user: u, touched: r.Touched}
	s.live[r.ID] = l
	if u.Client != nil {
		id, owner := r.ID, r.Owner
		u.Client.OnRenew(func() { s.renewed(id, owner, u.Client) })
	}
	return l
}

// renewed keeps the client of a session whose tokens are new: those from before are of no use any more.
func (s *Store) renewed(id string, owner Owner, client *porta.Client) {
	data := client.Snapshot()
	if data == nil {
		return // signed out meanwhile
	}
	// Nobody's request: the tokens are there, whoever waited for them.
	if err := s.with.Keeper.RenewSession(context.Background(), id, owner, data); err != nil {
		s.with.Log.Error("the renewed tokens of a session could not be kept: after a restart its user has to sign in again", "err", err)
	}
}

// find returns the user of a living session, with its deadline, and counts the request as its last; nil when it is unknown or over.
func (s *Store) find(ctx context.Context, id string) (*User, Deadline, error) {
	r, err := s.with.Keeper.Session(ctx, id)
	switch {
	case errors.Is(err, ErrSealed):
		return nil, Deadline{}, s.lose(ctx, r, err)
	case errors.Is(err, ErrNone) || err == nil && !r.Ended.IsZero():
		s.drop(id)
		return nil, Deadline{}, nil
	case err != nil:
		return nil, Deadline{}, err
	}
	now := s.now()
	if s.over(r, now) {
		return nil, Deadline{}, s.depart(ctx, r)
	}
	u, err := s.use(r, now)
	if err != nil {
		return nil, Deadline{}, s.lose(ctx, r, err)
	}
	if now.Sub(r.Touched) >= min(touchEvery, s.with.IdleFor/10) {
		if err := s.with.Keeper.TouchSession(ctx, id, now); err != nil { // reading may go on while the disk is full
			s.with.Log.Error("the use of a session could not be written down", "err", err)
		}
	}
	return u, s.deadline(r.Opened, now, now), nil
}

// use returns the session's user, making the client anew when it is not at work.
func (s *Store) use(r Record, now time.Time) (*User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.live[r.ID]
	if l == nil {
		c, err := s.restore(r)
		if err != nil {
			return nil, err
		}
		l = s.begin(r, &User{Client: c})
	}
	l.touched = now
	return l.user, nil
}

func (s *Store) restore(r Record) (*porta.Client, error) {
	if s.with.Directory == nil || len(r.Client) == 0 {
		return nil, errors.New("there is no client to be made of it")
	}
	return s.with.Directory.Restore(r.Client)
}

// depart ends a session that has run out, and tells of it.
func (s *Store) depart(ctx context.Context, r Record) error {
	if err := s.with.Keeper.EndSession(ctx, r.ID, s.now()); err != nil {
		return err
	}
	s.tell(s.dropOrRestore(r))
	return nil
}

// dropOrRestore takes a session off work and returns its user, of what is kept when it was not at work; nil when neither can be.
func (s *Store) dropOrRestore(r Record) *User {
	if u := s.drop(r.ID); u != nil {
		return u
	}
	if c, err := s.restore(r); err == nil {
		return &User{Client: c}
	}
	return nil
}

// lose ends a session of which no client can be made.
func (s *Store) lose(ctx context.Context, r Record, why error) error {
	if !r.Ended.IsZero() {
		return nil
	}
	s.with.Log.Warn("a session could not be taken up again, so its user has to sign in", "server", r.Owner.Server, "login", r.Owner.Login, "err", why)
	s.drop(r.ID)
	return s.with.Keeper.EndSession(ctx, r.ID, s.now())
}

// drop takes a session off work and returns its user, or nil.
func (s *Store) drop(id string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.live[id]
	delete(s.live, id)
	if l == nil {
		return nil
	}
	return l.user
}

// take forgets the request's session and returns its user, or nil.
func (s *Store) take(r *http.Request) (*User, error) {
	record, err := s.with.Keeper.Session(ctxOf(r), s.idOf(r))
	if err != nil && !errors.Is(err, ErrSealed) {
		return nil, ignoreNone(err)
	}
	return s.dropOrRestore(record), s.remove(ctxOf(r), record.ID)
}

func (s *Store) remove(ctx context.Context, id string) error {
	s.drop(id)
	return s.with.Keeper.RemoveSession(ctx, id)
}

// Sweep ends what ran out while nobody asked for it, and forgets what is remembered no longer. It is to be called now and then. The error wraps [ErrKeeper].
func (s *Store) Sweep(ctx context.Context) error {
	now := s.now()
	idle, err := s.with.Keeper.IdleSessions(ctx, now.Add(-s.with.IdleFor), now.Add(-s.with.LongestFor))
	if err != nil {
		return err
	}
	for _, r := range idle {
		if s.over(r, now) {
			if err := s.depart(ctx, r); err != nil {
				return err
			}
		}
	}
	s.mu.Lock()
	maps.DeleteFunc(s.live, func(_ string, l *live) bool { return now.Sub(l.touched) >= s.with.IdleFor })
	s.mu.Unlock()
	return s.with.Keeper.Sweep(ctx, now.Add(-rememberedFor))
}

// ctxOf is the request's context without its end: half a change of a session would be worse than one for nobody.
func ctxOf(r *http.Request) context.Context { return context.WithoutCancel(r.Context()) }

func ignoreNone(err error) error {
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}
