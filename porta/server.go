package porta

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"

	"portaconsole/porta/attr"
)

type serverKey struct {
	domain string
	port   int
}

// site is a host with all its ports: they share the limit on calls at once.
type site struct {
	directory    *Directory
	entry        *entry
	domain, host string
	slots        slots
}

// Server is one realm of a PortaBilling installation, by its port. It is safe for concurrent use.
type Server struct {
	site *site
	port int
}

// Rule returns the rule that allows the server. Its map is shared and must not be changed.
func (s *Server) Rule() Rule { return s.site.entry.Rule }

// Domain returns the name the server was asked for by, in lower case.
func (s *Server) Domain() string { return s.site.domain }

// Port returns the port.
func (s *Server) Port() int { return s.port }

// Realm returns the realm that the rule says is on this port; "" when it names none.
func (s *Server) Realm() string { return s.site.entry.realmAt(s.port) }

// URL is where a method, "Service/method", is called.
func (s *Server) URL(method string) string { return s.url(method).String() }

// url is where a method is called. The default port is left out, as in a browser.
func (s *Server) url(method string) *url.URL {
	scheme, usual := "https", 443
	if s.site.entry.Plain {
		scheme, usual = "http", 80
	}
	host := s.site.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if s.port != usual {
		host += ":" + strconv.Itoa(s.port)
	}
	return &url.URL{Scheme: scheme, Host: host, Path: "/rest/" + method}
}

func (s *Server) options() *Options { return &s.site.directory.options }

// Credentials sign a user in: the login with exactly one of Password and Token (the user's API token).
type Credentials struct {
	Login    string
	Password string
	Token    string
	// Keep holds the credentials in memory, so that a session that cannot be refreshed is replaced by a new login.
	// Without it such a session is over, and calls fail with kind [Auth].
	Keep bool
}

// String hides the secrets.
func (c Credentials) String() string { return fmt.Sprintf("{%q [redacted]}", c.Login) }

// GoString hides the secrets.
func (c Credentials) GoString() string { return "porta.Credentials" + c.String() }

// LogValue hides the secrets.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

func (c Credentials) params() attr.Value {
	if c.Token != "" {
		return attr.ObjectValue(attr.M("login", attr.TextValue(c.Login)), attr.M("token", attr.TextValue(c.Token)))
	}
	return attr.ObjectValue(attr.M("login", attr.TextValue(c.Login)), attr.M("password", attr.TextValue(c.Password)))
}

// Login opens a session. A fault is final and never tried again, since a wrong password counts each time: kinds
// [BadLogin], [Throttled], [PasswordExpired]. A login that met no PortaBilling at all is tried twice, as it leaves
// nothing behind.
func (s *Server) Login(ctx context.Context, c Credentials) (*Client, error) {
	if c.Login == "" || (c.Password == "") == (c.Token == "") {
		const need = "a login and one of password and token are needed"
		return nil, &Error{Method: methodLogin, Kind: Invalid, Delivery: NotSent, Message: need}
	}
	opened, e := s.login(ctx, c, session{})
	if e != nil {
		return nil, e
	}
	if !c.Keep {
		return newClient(s, c.Login, opened, nil), nil
	}
	return newClient(s, c.Login, opened, &c), nil
}

// ChangePassword replaces a password, also one that has expired; it needs no session. A new password that breaks
// the server's rules fails with kind [Invalid], with the text of each rule in Fields or Message. It is sent once.
func (s *Server) ChangePassword(ctx context.Context, login, oldPassword, newPassword string) error {
	v, e := s.post(ctx, request{
		method: methodChangePassword,
		params: attr.ObjectValue(
			attr.M("login", attr.TextValue(login)),
			attr.M("password", attr.TextValue(oldPassword)),
			attr.M("new_password", attr.TextValue(newPassword)),
		),
	})
	if e != nil {
		return e
	}
	if done, _ := v.Get("success").Bool(); !done {
		return NotProven(methodChangePassword)
	}
	return nil
}

// login asks for a session, twice at most.
func (s *Server) login(ctx context.Context, c Credentials, old session) (session, *Error) {
	r := request{method: methodLogin, params: c.params()}
	return repeated(ctx, s.site.directory, loginRepeats, func() (session, *Error) {
		opened, ok, e := s.open(ctx, r, old)
		if e == nil && !ok {
			e = unavailable(NotPortaBilling, NoAnswer, errors.New("the answer has no access token"))
			e.Method = r.method
			s.options().Log.WarnContext(ctx, "login without a token", "server", s.site.domain, "port", s.port, "error", e)
		}
		return opened, e
	})
}

// refresh trades the refresh token for a new access token, once: the server may have taken a refresh token whose
// answer was lost.
func (s *Server) refresh(ctx context.Context, old session) (session, *Error) {
	r := request{method: methodRefresh, params: attr.ObjectValue(attr.M("refresh_token", attr.TextValue(old.refresh)))}
	opened, ok, e := s.open(ctx, r, old)
	if e == nil && !ok {
		e = &Error{Method: r.method, Kind: Auth} // an answer that gives no token refuses it
	}
	return opened, e
}

// open sends a login or a refresh and lays the reply over the old session; ok is false when it brought no token.
func (s *Server) open(ctx context.Context, r request, old session) (_ session, ok bool, e *Error) {
	reply, e := s.post(ctx, r)
	if e != nil {
		return session{}, false, e
	}
	opened, ok := old.merged(reply, s.options().Now())
	return opened, ok, nil
}
