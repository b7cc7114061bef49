package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/sessions"
)

// How long a session lives without requests, and altogether.
const (
	Idle     = 4 * time.Hour
	Absolute = 12 * time.Hour
)

// Store keeps sessions in memory, as a gorilla/sessions store. The cookie is a random id; only its hash is kept.
type Store struct {
	cookie  string
	options sessions.Options
	now     func() time.Time
	ended   func(*User)

	mu    sync.Mutex
	byKey map[key]*entry
	gone  map[key]departed
	parks parks
}

// departed is whose a session was that ended by itself: what its browser still posts is parked for that owner.
type departed struct {
	owner Owner
	at    time.Time
}

// rememberedFor is how long it is known whose an ended session was.
const rememberedFor = 24 * time.Hour

var _ sessions.Store = (*Store)(nil)

type key [sha256.Size]byte

type entry struct {
	values          map[any]any
	opened, touched time.Time
}

func (e *entry) user() *User {
	u, _ := e.values[userValue].(*User)
	return u
}

type valueName int

const userValue valueName = 0

// Options of a store.
type Options struct {
	// Secure cookies are sent over TLS, and to the own machine; others have neither Secure nor the __Host- prefix.
	Secure bool
	Now    func() time.Time // time.Now when nil
	// Ended is called, outside of any lock, for a user whose session ran out. It may be nil.
	Ended func(*User)
}

// NewStore returns an empty store.
func NewStore(o Options) *Store {
	s := &Store{
		cookie:  "portaconsole",
		options: sessions.Options{Path: "/", HttpOnly: true, Secure: o.Secure, SameSite: http.SameSiteLaxMode},
		now:     o.Now,
		ended:   o.Ended,
		byKey:   make(map[key]*entry),
		gone:    make(map[key]departed),
	}
	if o.Secure {
		s.cookie = "__Host-" + s.cookie
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.ended == nil {
		s.ended = func(*User) {}
	}
	s.parks.now = s.now
	return s
}

// CookieName is the name under which [Store.Get] finds the session.
func (s *Store) CookieName() string { return s.cookie }

// Get returns the request's session, always the same for one request. An unknown or ended one is new and empty.
func (s *Store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New reads the session that the request's cookie names.
func (s *Store) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	options := s.options
	session.Options, session.IsNew = &options, true
	c, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	if e := s.touch(keyOf(c.Value)); e != nil {
		session.ID, session.Values, session.IsNew = c.Value, e.values, false
	}
	return session, nil
}

// touch returns a living entry and counts the request as its last; nil when it is unknown or over.
func (s *Store) touch(k key) *entry {
	s.mu.Lock()
	e := s.byKey[k]
	var over *User
	switch now := s.now(); {
	case e == nil:
	case s.over(e, now):
		over, e = s.depart(k, e), nil
	default:
		e.touched = now
	}
	s.mu.Unlock()
	s.end(over)
	return e
}

func (s *Store) end(u *User) {
	if u != nil {
		s.ended(u)
	}
}

// depart ends a session of itself and returns whose it was. The caller holds the lock.
func (s *Store) depart(k key, e *entry) *User {
	delete(s.byKey, k)
	u := e.user()
	if u != nil && u.Client != nil {
		s.gone[k] = departed{u.Owner(), s.now()}
	}
	return u
}

// Departed returns whose session the request's cookie names that has ended by itself.
func (s *Store) Departed(r *http.Request) (owner Owner, ok bool) {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return Owner{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.gone[keyOf(c.Value)]
	return d.owner, ok && s.now().Sub(d.at) < rememberedFor
}

func (s *Store) over(e *entry, now time.Time) bool {
	return now.Sub(e.touched) >= Idle || now.Sub(e.opened) >= Absolute
}

// Save keeps a new session under a new id, and removes one whose MaxAge is negative. What an existing one holds
// is kept as it is: its values are live.
func (s *Store) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case session.Options.MaxAge < 0:
		delete(s.byKey, keyOf(session.ID))
		session.ID = ""
	case session.ID == "":
		session.ID = newID()
		now := s.now()
		s.byKey[keyOf(session.ID)] = &entry{values: session.Values, opened: now, touched: now}
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

func newID() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func keyOf(id string) key { return sha256.Sum256([]byte(id)) }

// User returns who is signed in, or nil.
func (s *Store) User(r *http.Request) *User {
	session, err := s.Get(r, s.cookie)
	if err != nil {
		return nil
	}
	u, _ := session.Values[userValue].(*User)
	return u
}

// SignIn begins a session under an id that was never used before, and ends the one that was there.
func (s *Store) SignIn(w http.ResponseWriter, r *http.Request, u *User) error {
	s.end(s.remove(r))
	session := sessions.NewSession(s, s.cookie)
	options := s.options
	session.Options = &options
	session.Values[userValue] = u
	s.sweep()
	return s.Save(r, w, session)
}

// End ends a session that PortaBilling has ended. The browser keeps its cookie, by which its owner is still known.
func (s *Store) End(r *http.Request) {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := keyOf(c.Value); s.byKey[k] != nil {
		s.depart(k, s.byKey[k])
	}
}

// SignOut ends the session, tells the browser to forget it, and returns who it was, or nil.
func (s *Store) SignOut(w http.ResponseWriter, r *http.Request) (*User, error) {
	u := s.remove(r)
	session := sessions.NewSession(s, s.cookie)
	options := s.options
	options.MaxAge = -1
	session.Options = &options
	return u, s.Save(r, w, session)
}

func (s *Store) remove(r *http.Request) *User {
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.byKey[keyOf(c.Value)]
	if e == nil {
		return nil
	}
	delete(s.byKey, keyOf(c.Value))
	return e.user()
}

// sweep ends what ran out while nobody asked for it.
func (s *Store) sweep() {
	var over []*User
	s.mu.Lock()
	for k, e := range s.byKey {
		if s.over(e, s.now()) {
			over = append(over, s.depart(k, e))
		}
	}
	maps.DeleteFunc(s.gone, func(_ key, d departed) bool { return s.now().Sub(d.at) >= rememberedFor })
	s.mu.Unlock()
	for _, u := range over {
		s.end(u)
	}
}

// Close ends all sessions and returns whose they were.
func (s *Store) Close() (users []*User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.byKey {
		if u := e.user(); u != nil {
			users = append(users, u)
		}
	}
	clear(s.byKey)
	return users
}
