package porta

import (
	"context"
	"fmt"
	"sync"
	"time"

	"portaconsole/porta/attr"
)

// Client is one signed-in user's session. It is safe for concurrent use.
type Client struct {
	server *Server
	login  string
	slots  slots

	refusals refusals

	mu         sync.Mutex
	session    session
	generation int          // counts the sessions had so far
	flight     *renewal     // the renewal going on; nil when there is none
	waitUntil  time.Time    // after a renewal that met no server: not tried before a call until then
	kept       *Credentials // nil when they were not kept
	over       *Error       // why there is no session any more; nil while there is
	renewed    func()       // called after each renewal; nil for nothing
}

func newClient(s *Server, login string, opened session, kept *Credentials) *Client {
	return &Client{server: s, login: login, slots: make(slots, s.options().CallsPerSession), session: opened, kept: kept}
}

// Login returns the login the user signed in with.
func (c *Client) Login() string { return c.login }

// Server returns the server the user signed in to.
func (c *Client) Server() *Server { return c.server }

// Realm returns the realm that the token names, else the one the server's rule names; "" when neither does.
func (c *Client) Realm() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.session.realm != "" {
		return c.session.realm
	}
	return c.server.Realm()
}

// SuperUser says that the user's token names a super-user of the administrator realm. What is no token of that form
// names none.
func (c *Client) SuperUser() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session.super
}

// Owner is whose everything is that is remembered: server, realm and login.
type Owner struct{ Server, Realm, Login string }

// Owner returns whose session it is.
func (c *Client) Owner() Owner { return Owner{c.server.Domain(), c.Realm(), c.login} }

// String hides the tokens.
func (c *Client) String() string {
	return fmt.Sprintf("porta.Client{%s at %s:%d}", c.login, c.server.Domain(), c.server.Port())
}

// GoString hides the tokens.
func (c *Client) GoString() string { return c.String() }

// Call sends one method, "Service/method", with its parameters (an object; absent means none) and returns the
// answer, an object. Every error is an *[Error]; of a write it says by its [Delivery] what is proven of what became of it.
//
// A read ([ReadOnly]) that got no answer is repeated twice at most. A write is sent once. PortaBilling's own fault that the
// session is over makes the session new and sends either kind once more, since the server looks at the session
// before it does anything.
func (c *Client) Call(ctx context.Context, method string, params attr.Value) (attr.Value, error) {
	return c.perform(ctx, request{method: method, params: params, reads: ReadOnly(method)})
}

// CallAfter is [Client.Call] of a write, whatever the method's name, with a function that is called each time when all is ready and the request
// is about to leave. An error of it stops the call, and becomes the cause of an *[Error] that says "not sent".
func (c *Client) CallAfter(ctx context.Context, method string, params attr.Value, ready func(context.Context) error) (attr.Value, error) {
	return c.perform(ctx, request{method: method, params: params, ready: ready})
}

// perform checks a request, makes the call, and notes it for who watches.
func (c *Client) perform(ctx context.Context, r request) (attr.Value, error) {
	method, params := r.method, r.params
	if e := checkRequest(method, params); e != nil {
		return attr.Value{}, e
	}
	r.seen = c.observe(ctx, method, params)
	v, e := c.call(ctx, r)
	r.seen.ended(c.server.options().Now, e)
	if e != nil {
		return attr.Value{}, e
	}
	return v, nil
}

// call waits for a turn of the session and makes the call with its bearer.
func (c *Client) call(ctx context.Context, r request) (attr.Value, *Error) {
	if e := c.slots.take(ctx); e != nil {
		return attr.Value{}, e.as(r.method)
	}
	defer c.slots.give()
	return inSession(ctx, c, r, func(bearer string) (attr.Value, *Error) {
		r.bearer = bearer
		return c.server.post(ctx, r)
	})
}

// inSession runs try with a token that is good as far as is known, and once more with a new one when it was not.
func inSession[T any](ctx context.Context, c *Client, r request, try func(bearer string) (T, *Error)) (v T, e *Error) {
	defer func() { c.refusals.note(r.method, r.reads, e) }()
	method, may := r.method, noRepeats
	if r.reads {
		may = readRepeats
	}
	bearer, generation, e := c.bearer(ctx)
	if e != nil {
		return v, e.as(method)
	}
	for again := false; ; again = true {
		v, e = repeated(ctx, c.server.site.directory, may, func() (T, *Error) { return try(bearer) })
		if e == nil || e.Kind != Auth || again || !r.reads && !e.beforeAnyWork() {
			return v, e
		}
		if failed := c.renew(ctx, generation); failed != nil {
			if failed.Kind == Auth {
				return v, e
			}
			return v, failed.as(method)
		}
		var over *Error
		if bearer, _, over = c.current(); over != nil {
			return v, e
		}
	}
}

// Logout ends the session, here in any case and on the server if it can be reached. A fault means that the server had
// forgotten the session before, so only an end that is not known is an error.
func (c *Client) Logout(ctx context.Context) error {
	token := c.end(ctx)
	if token == "" {
		return nil
	}
	secret := attr.M("access_token", attr.TextValue(token))
	_, e := c.server.post(ctx, request{method: methodLogout, params: attr.ObjectValue(secret)})
	if e != nil && !e.refused() {
		return e
	}
	return nil
}
