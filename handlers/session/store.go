package session

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/sessions"

	"portaconsole/porta"
)

// How long a session lives without requests, and altogether, when no setting says otherwise.
const (
	Idle     = 4 * time.Hour
	Absolute = 12 * time.Hour
)

// touchEvery is how often, at the most, the last use of a session is written down: more often only where the idle time is short.
// After a restart a session may seem to have been idle for that much longer.
const touchEvery = time.Minute

// Store is a gorilla/sessions store. The cookie is a random id; its hash and what belongs to it are kept by a [Keeper], which is what
// decides. The clients at work are in memory, and made anew of what is kept after a restart.
type Store struct {
	with    Options
	cookie  string
	options sessions.Options

	mu   sync.Mutex
	live map[string]*live // by the hash of the id
}

var _ sessions.Store = (*Store)(nil)

// live is a session at work.
type live struct {
	user    *User
	touched time.Time
}

type valueName int

const (
	userValue valueName = iota
	deadlineValue
)

// Options of a store.
type Options struct {
	Keeper    Keeper
	Directory *porta.Directory // makes clients of what is kept; it may be nil while nothing is
	Log       *slog.Logger     // nothing when nil
	// Secure cookies are sent over TLS, and to the own machine; others have neither Secure nor the __Host- prefix.
	Secure bool
	// IdleFor and LongestFor are the ends of a session without requests, and of any; zero means [Idle] and [Absolute].
	IdleFor, LongestFor time.Duration
	Now                 func() time.Time // time.Now when nil
	// Ended is called, outside of any lock, for a user whose session ran out. It may be nil.
	Ended func(*User)
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.IdleFor == 0 {
		o.IdleFor = Idle
	}
	if o.LongestFor == 0 {
		o.LongestFor = Absolute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Ended == nil {
		o.Ended = func(*User) {}
	}
	return o
}

// NewStore returns a store with the sessions that its keeper has.
func NewStore(o Options) *Store {
	s := &Store{
		with:    o.withDefaults(),
		cookie:  "portaconsole",
		options: sessions.Options{Path: "/", HttpOnly: true, Secure: o.Secure, SameSite: http.SameSiteLaxMode},
		live:    make(map[string]*live),
	}
	if o.Secure {
		s.cookie = "__Host-" + s.cookie
	}
	return s
}

func (s *Store) now() time.Time { return s.with.Now() }

// CookieName is the name under which [Store.Get] finds the session.
func (s *Store) CookieName() string { return s.cookie }

// Get returns the request's session, always the same for one request. An unknown or ended one is new and empty.
func (s *Store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New reads the session that the request's cookie names, and counts the request as its last. The error wraps [ErrKeeper].
func (s *Store) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	options := s.options
	session.Options, session.IsNew = &options, true
	c, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	u, deadline, err := s.find(ctxOf(r), hashOf(c.Value))
	if u != nil {
		session.ID, session.IsNew = c.Value, false
		session.Values[userValue], session.Values[deadlineValue] = u, deadline
	}
	return session, err
}

// Save keeps a new session under a new id, and removes one whose MaxAge is negative. What an existing one holds
// is kept as it is: its values are live.
func (s *Store) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	switch {
	case session.Options.MaxAge < 0:
		if err := s.remove(ctxOf(r), hashOf(session.ID)); err != nil {
			return err
		}
		session.ID = ""
	case session.ID == "":
		u, _ := session.Values[userValue].(*User)
		id := newID()
		if err := s.open(ctxOf(r), hashOf(id), u); err != nil {
			return err
		}
		session.ID = id
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

func newID() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashOf is what is kept of an id: who reads the database cannot sign in with it.
func hashOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// idOf is the hash of the id that the request's cookie brings; "" without one.
func (s *Store) idOf(r *http.Request) string {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return ""
	}
	return hashOf(c.Value)
}

// User returns who is signed in, or nil. The error wraps [ErrKeeper].
func (s *Store) User(r *http.Request) (*User, error) {
	session, err := s.Get(r, s.cookie)
	if err != nil {
		return nil, err
	}
	u, _ := session.Values[userValue].(*User)
	return u, nil
}

// SignIn begins a session under an id that was never used before, and ends the one that was there.
func (s *Store) SignIn(w http.ResponseWriter, r *http.Request, u *User) error {
	before, err := s.take(r)
	if err != nil {
		return err
	}
	s.tell(before)
	session := sessions.NewSession(s, s.cookie)
	options := s.options
	session.Options = &options
	session.Values[userValue] = u
	return s.Save(r, w, session)
}

// End ends a session that PortaBilling has ended. The browser keeps its cookie, by which its owner is still known.
func (s *Store) End(r *http.Request) error {
	id := s.idOf(r)
	s.drop(id)
	return s.with.Keeper.EndSession(ctxOf(r), id, s.now())
}

// SignOut ends the session, tells the browser to forget it, and returns who it was, or nil.
func (s *Store) SignOut(w http.ResponseWriter, r *http.Request) (*User, error) {
	u, err := s.take(r)
	if err != nil {
		return nil, err
	}
	session := sessions.NewSession(s, s.cookie)
	options := s.options
	options.MaxAge = -1
	session.Options = &options
	return u, s.Save(r, w, session)
}

// rememberedFor is how long it is known whose an ended session was, so that what its browser still posts is not lost.
const rememberedFor = 24 * time.Hour

// Departed returns whose session the request's cookie names that has ended by itself: what its browser still posts is
// kept for that owner.
func (s *Store) Departed(r *http.Request) (owner Owner, ok bool, err error) {
	record, err := s.with.Keeper.Session(ctxOf(r), s.idOf(r))
	switch {
	case err != nil && !errors.Is(err, ErrSealed):
		return Owner{}, false, ignoreNone(err)
	case record.Ended.IsZero() || s.now().Sub(record.Ended) >= rememberedFor:
		return Owner{}, false, nil
	}
	return record.Owner, true, nil
}

// Close ends the sessions at work and returns whose they were. It is for a console that keeps nothing: one that does
// just stops.
func (s *Store) Close(ctx context.Context) (users []*User, err error) {
	s.mu.Lock()
	at := s.live
	s.live = make(map[string]*live)
	s.mu.Unlock()
	for id, l := range at {
		users = append(users, l.user)
		err = errors.Join(err, s.with.Keeper.RemoveSession(ctx, id))
	}
	return users, err
}

func (s *Store) tell(u *User) {
	if u != nil {
		s.with.Ended(u)
	}
}
