package sandbox

import (
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// call is one API call on its way through the server.
type call struct {
	*Server
	realm         Realm
	service, name string
	method        *catalog.Method // nil for a method that the catalogue does not have
	auth, params  attr.Value
	bodyFault     error
	bearer        string
	carrier       Carrier
	who           user
	session       *session // nil when login and password came with the call
}

func (c *call) path() string { return c.service + "/" + c.name }

// reply is what a method answers: an object, a file, or nothing (zero bytes).
type reply struct {
	body attr.Value
	file *file
}

// done is a reply with the given members.
func done(members ...attr.Member) reply { return reply{body: attr.ObjectValue(members...)} }

// success is how methods answer that have nothing else to say.
func success() reply { return done(attr.M("success", number(1))) }

// file is a download.
type file struct {
	name, contentType string
	data              []byte
}

// rule is a method that does more than its operation's general rule, or that the general rules do not cover.
type rule struct {
	run func(*call) (reply, error)
	// changes says that it writes: it holds the lock alone, and is refused in the read-only modes.
	changes bool
	// creates says that the request holds a whole new record, so that nothing that is required of one may be missing.
	creates bool
}

// answer does what the call asks for. What comes first is what refuses first: credentials, then the method's name,
// then rights, then the parameters; only then is anything done.
func (c *call) answer() (reply, error) {
	if c.bodyFault != nil {
		return reply{}, c.bodyFault
	}
	if run := sessionMethods[c.path()]; run != nil {
		return run(c)
	}
	if err := c.authenticate(); err != nil {
		return reply{}, err
	}
	r, ok := c.rules[c.path()]
	if !ok {
		return reply{}, errUnknownMethod(c.service, c.name)
	}
	if err := c.permit(r); err != nil {
		return reply{}, err
	}
	if err := c.checkParams(); err != nil {
		return reply{}, err
	}
	if r.changes {
		c.mu.Lock()
		defer c.mu.Unlock()
	} else {
		c.mu.RLock()
		defer c.mu.RUnlock()
	}
	return r.run(c)
}

// authenticate finds out who calls. The header goes before what the body says.
func (c *call) authenticate() error {
	var err error
	switch token, id := c.auth.Get("access_token"), c.auth.Get("session_id"); {
	case c.bearer != "":
		c.session, err = c.sessions.ofToken(c.bearer)
	case !token.IsEmpty():
		c.session, err = c.sessions.ofToken(token.Text())
	case !id.IsEmpty():
		if c.session = c.sessions.ofID(id.Text()); c.session == nil {
			err = errSessionGone
		}
	case !c.auth.Get("login").IsEmpty() || !c.auth.Get("user").IsEmpty():
		c.who, err = c.passwordOrToken(c.auth)
		return err
	default:
		return errNoCredentials
	}
	if err != nil {
		return err
	}
	if c.session.who.realm != c.realm { // a token of one port is nobody's at another
		c.session = nil
		return errSessionGone
	}
	c.who = c.session.who
	return nil
}

// checkParams compares the parameters with the method's schema.
func (c *call) checkParams() error {
	if c.method == nil {
		return nil
	}
	rules := catalog.Rules{KnownNames: !c.opt.LenientNames, Choices: true, Partial: !c.isNew()}
	for _, v := range c.method.Request.Check(c.params, rules) {
		return errViolation(c.service, c.method.Request, v)
	}
	return nil
}

// isNew says whether the request holds a whole new record: of a creation, or of a validation that names no record.
func (c *call) isNew() bool {
	switch c.path() {
	case "Account/validate_account_info":
		return c.params.Get("account_info").Get("i_account").IsEmpty()
	case "Customer/validate_customer_info":
		return c.params.Get("customer_info").Get("i_customer").IsEmpty()
	}
	return c.rules[c.path()].creates || strings.HasPrefix(c.name, "add_")
}

// is says whether a 0/1 switch among the parameters is on.
func (c *call) is(name string) bool {
	on, _ := c.params.Get(name).Bool()
	return on
}
