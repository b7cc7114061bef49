package porta

import (
	"context"
	"time"
)

// renewal is one attempt at a new session, shared by all calls that wait for it.
type renewal struct {
	done  chan struct{}
	error *Error // readable when done is closed
}

// renewalRest is how long calls go on with a token in its last minute after a renewal met no server, before the next
// try. Without it each call would first wait for a server that does not answer.
const renewalRest = 10 * time.Second

var errSignedOut = &Error{Kind: Auth, Delivery: NotSent, Message: "The session was ended here."}

// bearer returns the token for the next request and the generation it is of. Near its end the token is renewed first.
func (c *Client) bearer(ctx context.Context) (string, int, *Error) {
	c.mu.Lock()
	now := c.server.options().Now()
	s, generation := c.session, c.generation
	due := c.over == nil && s.due(now) && (s.refresh != "" || c.kept != nil) && !now.Before(c.waitUntil)
	c.mu.Unlock()
	if due {
		if e := c.renew(ctx, generation); e != nil && e.Kind != Auth && (ctx.Err() != nil || s.expired(now)) {
			return "", 0, e
		}
	}
	return c.current()
}

// current returns the token in hand, or why there is none.
func (c *Client) current() (string, int, *Error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session.access, c.generation, c.over
}

// renew makes the session new, unless that has been done since the generation in hand. All callers share one
// renewal; one that gives up does not stop it for the others, and it runs to its end even for nobody: the server
// may have taken the refresh token already.
func (c *Client) renew(ctx context.Context, generation int) *Error {
	c.mu.Lock()
	if c.over != nil || c.generation != generation {
		defer c.mu.Unlock()
		return c.over
	}
	if c.flight == nil {
		c.flight = &renewal{done: make(chan struct{})}
		go c.run(context.WithoutCancel(ctx), c.flight, c.session, c.kept)
	}
	f := c.flight
	c.mu.Unlock()
	select {
	case <-f.done:
		return f.error
	case <-ctx.Done():
		return gaveUp(ctx, NotSent)
	}
}

// run gets a new session, puts it in place and tells of it, and only then lets the waiting calls go on.
func (c *Client) run(ctx context.Context, f *renewal, old session, kept *Credentials) {
	opened, refused, e := c.reopen(ctx, old, kept)
	if tell := c.settle(f, opened, refused, e); tell != nil {
		tell()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flight = nil
	close(f.done)
}

// settle takes over what a renewal brought, and returns what is to be told of it.
func (c *Client) settle(f *renewal, opened session, refused bool, e *Error) (tell func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.error = e
	if refused {
		c.session.refresh = ""
	}
	switch {
	case e == nil && c.session.access == "": // signed out, and that did not wait: the new session dies of idleness
		f.error = c.over
	case e == nil:
		c.session, c.waitUntil = opened, time.Time{}
		c.generation++
		return c.renewed
	case !e.refused(): // the session may be alive
		c.waitUntil = c.server.options().Now().Add(renewalRest)
	default:
		c.forget(&Error{Kind: Auth, Delivery: NotSent, Code: e.Code, Message: e.Message, Status: e.Status})
		f.error = c.over
	}
	return nil
}

// reopen gets a new session by the refresh token, else by the credentials when they were kept. refused says that the
// refresh token is of no use any more.
func (c *Client) reopen(ctx context.Context, old session, kept *Credentials) (_ session, refused bool, e *Error) {
	e = &Error{Kind: Auth, Delivery: NotSent}
	if old.refresh != "" {
		var opened session
		if opened, e = c.server.refresh(ctx, old); e == nil || !e.refused() {
			return opened, false, e
		}
	}
	if kept == nil {
		return session{}, true, e
	}
	opened, e := c.server.login(ctx, *kept, session{realm: old.realm})
	return opened, true, e
}

// forget ends the session for good, with the reason that later calls get. The first reason stays.
func (c *Client) forget(why *Error) {
	c.session, c.kept = session{realm: c.session.realm}, nil
	if c.over == nil {
		c.over = why
	}
}

// end takes the session away from all calls and returns its last token; "" when there is none. A renewal that is
// under way is waited for, so that the token it brings is not left alive on the server.
func (c *Client) end(ctx context.Context) (token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over == nil {
		c.over = errSignedOut // from here on nothing renews the session
	}
	if f := c.flight; f != nil {
		c.mu.Unlock()
		select {
		case <-f.done:
		case <-ctx.Done():
		}
		c.mu.Lock()
	}
	token = c.session.access
	c.forget(errSignedOut)
	return token
}
