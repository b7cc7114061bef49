package sandbox

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"portaconsole/porta/attr"
)

// session is what a login opens. It lives until it is closed, or not used for the time of inactivity; its access
// token has a lifetime of its own, and a refresh puts a new pair of tokens in place of the old one.
type session struct {
	number  int    // counts from 1 in the order of the logins
	id      string // 32 hexadecimal digits, itself a credential
	jti     string // names the access token that counts
	refresh string // works once
	who     user
	used    time.Time
}

// sessions keeps the open sessions of all realms.
type sessions struct {
	now       func() time.Time
	ttl, idle time.Duration
	old       bool // a release before MR100

	mu        sync.Mutex
	count     int
	byID      map[string]*session
	byJTI     map[string]*session
	byRefresh map[string]*session
}

func newSessions(now func() time.Time, ttl, idle time.Duration) *sessions {
	ss := &sessions{now: now, ttl: ttl, idle: idle}
	ss.endAll()
	return ss
}

// endAll forgets every session.
func (ss *sessions) endAll() {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.byID, ss.byJTI, ss.byRefresh = make(map[string]*session), make(map[string]*session), make(map[string]*session)
}

// open starts a session without tokens.
func (ss *sessions) open(who user) *session {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.sweep()
	ss.count++
	s := &session{number: ss.count, id: randomHex(), who: who, used: ss.now()}
	ss.byID[s.id] = s
	return s
}

// sweep forgets idle sessions, now and then, so that a sandbox may run for weeks.
func (ss *sessions) sweep() {
	if ss.count%256 != 0 {
		return
	}
	for _, s := range ss.byID {
		if ss.isIdle(s) {
			ss.drop(s)
		}
	}
}

func (ss *sessions) isIdle(s *session) bool { return ss.now().Sub(s.used) >= ss.idle }

func (ss *sessions) drop(s *session) {
	delete(ss.byID, s.id)
	delete(ss.byJTI, s.jti)
	delete(ss.byRefresh, s.refresh)
}

// live returns the session from one of the maps when it is still open, and counts as use.
func (ss *sessions) live(from func() *session) *session {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	s := from()
	if s == nil {
		return nil
	}
	if ss.isIdle(s) {
		ss.drop(s)
		return nil
	}
	s.used = ss.now()
	return s
}

func (ss *sessions) ofID(id string) *session {
	return ss.live(func() *session { return ss.byID[id] })
}

// ofToken returns the session of an access token, or why there is none. The older faults have the older name.
func (ss *sessions) ofToken(token string) (*session, error) {
	claims, _, ok := readJWT(token)
	switch {
	case ok && !expired(claims, ss.now()):
	case ss.old:
		return nil, errBadJWT
	default:
		return nil, errBadToken
	}
	if s := ss.live(func() *session { return ss.byJTI[claims.Get("jti").Text()] }); s != nil {
		return s, nil
	}
	return nil, errSessionGone
}

// close ends a session; false when it is not open.
func (ss *sessions) close(s *session) bool {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	if ss.byID[s.id] != s {
		return false
	}
	ss.drop(s)
	return true
}

// takeRefresh returns the session of a refresh token and makes the token useless.
func (ss *sessions) takeRefresh(token string) *session {
	return ss.live(func() *session {
		s := ss.byRefresh[token]
		delete(ss.byRefresh, token)
		return s
	})
}

// issue gives the session new tokens and returns the part of a login's or refresh's reply about them. The tokens that
// it had before are dead from now on. (Whether real servers kill them at once is not known; a client must assume so.)
func (ss *sessions) issue(s *session) []attr.Member {
	now := ss.now()
	expires := now.Add(ss.ttl)
	jti, refresh := randomHex(), randomHex()
	ss.mu.Lock()
	delete(ss.byJTI, s.jti)
	delete(ss.byRefresh, s.refresh)
	s.jti, s.refresh = jti, refresh
	if ss.byID[s.id] == s {
		ss.byJTI[jti], ss.byRefresh[refresh] = s, s
	}
	ss.mu.Unlock()
	tokens := []attr.Member{
		attr.M("access_token", text(signJWT(s.who.claims(jti, now, expires)))),
		attr.M("refresh_token", text(refresh)),
		attr.M("expires_at", dateTime(expires.UTC())),
	}
	if ss.old {
		return tokens
	}
	return append(tokens, attr.M("expires_in", number(int64(ss.ttl/time.Second))))
}

func randomHex() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
