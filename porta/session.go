package porta

import (
	"time"

	"portaconsole/porta/attr"
)

// session is what a login or a refresh answered. The tokens are secrets; they never leave the package.
type session struct {
	access, refresh string
	realm           string    // "" when the token does not say
	super           bool      // the token names a super-user of the administrator realm
	expires         time.Time // of the access token; zero when unknown: then only the server's fault tells
	margin          time.Duration
}

// merged lays a reply over the session: a refresh may leave out the refresh token, and the old one stays. now is the time
// of receipt. ok is false when the reply has no access token.
func (s session) merged(reply attr.Value, now time.Time) (_ session, ok bool) {
	access := reply.Get("access_token")
	if access.Kind() != attr.Text || access.IsEmpty() {
		return session{}, false
	}
	s.access = access.Text()
	if v := reply.Get("refresh_token"); !v.IsEmpty() {
		s.refresh = v.Text()
	}
	c := readClaims(s.access)
	if c.realm != "" {
		s.realm = c.realm
	}
	s.super = c.super
	s.expires, s.margin = lifetime(reply, c, now)
	return s, true
}

// lifetime takes the end of the token from the surest source: expires_in counts from the receipt and needs no common
// clock. The margin grows with the lifetime up to a minute: a fixed one of 15 minutes would renew a 15-minute
// token before every call. A token that is over on arrival means that the clocks differ, so its end counts as unknown.
func lifetime(reply attr.Value, c claims, now time.Time) (expires time.Time, margin time.Duration) {
	if secs, ok := reply.Get("expires_in").Int(); ok && secs > 0 && secs < maxUnix/1000 {
		expires = now.Add(time.Duration(secs) * time.Second)
	} else if at, err := time.Parse(time.DateTime, reply.Get("expires_at").Text()); err == nil {
		expires = at // written in UTC
	} else {
		expires = c.expires
	}
	left := expires.Sub(now)
	if expires.IsZero() || left <= 0 {
		return time.Time{}, 0
	}
	return expires, min(time.Minute, left/4)
}

// due says that the access token should be renewed before it is used again.
func (s session) due(now time.Time) bool {
	return !s.expires.IsZero() && !now.Before(s.expires.Add(-s.margin))
}

// expired says that the access token is over.
func (s session) expired(now time.Time) bool {
	return !s.expires.IsZero() && !now.Before(s.expires)
}
