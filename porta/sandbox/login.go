package sandbox

import (
	"strings"
	"unicode/utf8"

	"portaconsole/porta/attr"
)

// sessionMethods take their secret from the parameters and must work whatever Authorization header comes along, a stale
// or foreign one too: public clients send such.
var sessionMethods = map[string]func(*call) (reply, error){
	"Session/login":                (*call).login,
	"Session/refresh_access_token": (*call).refreshAccessToken,
	"Session/ping":                 (*call).ping,
	"Session/logout":               (*call).logout,
	"Session/change_password":      (*call).changeOwnPassword,
}

// login opens a session. MR45-time clients name the login "user".
func (c *call) login() (reply, error) {
	who, err := c.passwordOrToken(c.params)
	if err != nil {
		return reply{}, err
	}
	s := c.sessions.open(who)
	c.session = s
	members := append([]attr.Member{attr.M("session_id", text(s.id))}, c.sessions.issue(s)...)
	return done(append(members, attr.M("mfa_enabled", number(0)))...), nil
}

// passwordOrToken finds out who the login and the password or API token belong to. In credentials that come
// with every call the names are the same.
func (c *call) passwordOrToken(from attr.Value) (user, error) {
	login, err := c.secretText(from, "login", "user")
	if err != nil {
		return user{}, err
	}
	secret, err := c.secretText(from, "password", "token")
	if err != nil {
		return user{}, err
	}
	key := loginKey{c.realm, fold(login)}
	if c.throttle.blocked(key) {
		return user{}, errThrottled
	}
	byToken := from.Get("password").IsEmpty()
	c.mu.RLock()
	u := c.findUser(c.realm, login)
	c.mu.RUnlock()
	if u == nil || u.blocked || byToken && !same(u.token, secret) || !byToken && !same(u.password, secret) {
		c.throttle.fail(key)
		return user{}, errLogin
	}
	c.throttle.succeed(key)
	if u.mustChange && !byToken { // the policy is about passwords; API tokens do not expire by it
		return user{}, errPasswordExpired
	}
	return u.user, nil
}

// secretText reads the first of the named texts that is there; the first name is the one that a fault tells.
func (c *call) secretText(from attr.Value, names ...string) (string, error) {
	for _, name := range names {
		switch v := from.Get(name); {
		case v.IsEmpty():
		case v.Kind() != attr.Text && v.Kind() != attr.Number:
			return "", errWrongType(c.service, name, "a text")
		default:
			return v.Text(), nil
		}
	}
	return "", errMissing(c.service, names[0])
}

func (c *call) refreshAccessToken() (reply, error) {
	token, err := c.secretText(c.params, "refresh_token")
	if err != nil {
		return reply{}, err
	}
	s := c.ownSession(c.sessions.takeRefresh(token))
	if s == nil {
		return reply{}, errRefresh
	}
	return done(c.sessions.issue(s)...), nil
}

// ping says who a token or session belongs to, 0 when it is dead.
func (c *call) ping() (reply, error) {
	s, err := c.namedSession()
	if err != nil {
		return reply{}, err
	}
	var id int64
	if s != nil {
		id = s.who.id
	}
	return done(attr.M("user_id", number(id))), nil
}

func (c *call) logout() (reply, error) {
	s, err := c.namedSession()
	if err != nil {
		return reply{}, err
	}
	return done(attr.M("success", attr.SwitchValue(s != nil && c.sessions.close(s)))), nil
}

// namedSession returns the session that the parameters name, nil when it is dead. A text that is no token at all is a fault.
func (c *call) namedSession() (*session, error) {
	if id := c.params.Get("session_id"); !id.IsEmpty() {
		return c.ownSession(c.sessions.ofID(id.Text())), nil
	}
	token, err := c.secretText(c.params, "access_token", "session_id")
	if err != nil {
		return nil, err
	}
	if _, shaped, _ := readJWT(token); !shaped {
		return nil, &fault{"Client.Session." + c.name + ".failed_to_process_access_token", errBadToken.text}
	}
	s, _ := c.sessions.ofToken(token)
	return c.ownSession(s), nil
}

// ownSession is the session when it is one of the caller's realm; a session of one port is nobody's at another.
func (c *call) ownSession(s *session) *session {
	if s != nil && s.who.realm == c.realm {
		c.session = s
	}
	return c.session
}

// changeOwnPassword needs no session: it is the way out when a login says that the password must be changed.
func (c *call) changeOwnPassword() (reply, error) {
	if f := modeFaults[c.opt.Mode]; f != nil {
		return reply{}, f
	}
	next, err := c.secretText(c.params, "new_password")
	if err != nil {
		return reply{}, err
	}
	old := attr.ObjectValue(attr.M("login", c.params.Get("login")), attr.M("password", c.params.Get("password")))
	if _, err := c.passwordOrToken(old); err != nil && err != errPasswordExpired { //nolint:errorlint // made above, never wrapped
		return reply{}, err
	}
	if next == c.params.Get("password").Text() {
		return reply{}, &fault{"Client.Session.same_password.new_password", "The new password must differ from the old one"}
	}
	if err := checkPassword(c.service, "new_password", next); err != nil {
		return reply{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if u := c.findUser(c.realm, c.params.Get("login").Text()); u != nil {
		u.set(next)
	}
	return done(attr.M("success", number(1))), nil
}

// checkPassword holds the documented default policy: 6 to 32 characters, Latin letters and digits among them.
func checkPassword(service, path, password string) error {
	n := utf8.RuneCountInString(password)
	isLetter := func(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }
	isDigit := func(r rune) bool { return '0' <= r && r <= '9' }
	switch {
	case n < 6:
		return errTooShort(service, path, "at least 6 characters")
	case n > 32:
		return &fault{"Client." + service + ".too_long." + path, place(path) + within(path) + " is too long: at most 32 characters"}
	case !strings.ContainsFunc(password, isLetter) || !strings.ContainsFunc(password, isDigit):
		return &fault{"Client." + service + ".weak_password." + path, place(path) + within(path) + " must have Latin letters and digits"}
	}
	return nil
}
