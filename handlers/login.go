package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/views/login"
)

// requireUser lets only signed-in users through; everybody else signs in first and comes back.
func (a *app) requireUser(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if a.user(c) == nil {
			return redirect(c, loginURL(c, ""))
		}
		return next(c)
	}
}

// safeNext accepts only a path of our own to go back to; anything else becomes the start page.
func safeNext(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func (a *app) showLogin(c echo.Context) error {
	next := safeNext(c.QueryParam("next"))
	if a.user(c) != nil {
		return redirect(c, next)
	}
	f := a.emptyLogin()
	f.Next = next
	if c.QueryParam("why") == "ended" {
		f.Notice = "PortaBilling has ended your session. Sign in again to go on where you were."
	}
	return a.renderLogin(c, http.StatusOK, f)
}

// emptyLogin is the form filled in with the demo, or with the first server.
func (a *app) emptyLogin() login.Form {
	f := login.Form{Port: "443"}
	for _, r := range a.Directory.Rules() {
		if r.Host == "" {
			continue // a range of servers: the name is typed
		}
		s := login.Server{Domain: ruleDomain(r), Port: strconv.Itoa(r.Realms["admin"]), Label: r.Label}
		f.Servers = append(f.Servers, s)
		if f.Domain == "" {
			f.Domain, f.Port = s.Domain, s.Port
		}
	}
	if a.Demo != nil {
		f.Domain, f.Port, f.Login, f.DemoToken = a.Demo.Domain, strconv.Itoa(a.Demo.Port), a.Demo.Login, a.Demo.Token
	}
	return f
}

func ruleDomain(r porta.Rule) string {
	if r.Name != "" {
		return r.Name
	}
	return r.Host
}

func (a *app) renderLogin(c echo.Context, status int, f login.Form) error {
	page := login.Page(f)
	return render(c, status, a.shell(c, "Sign in", nil, page), page)
}

// login reads the form, signs in to PortaBilling, and begins a session. Secrets are never sent back.
func (a *app) login(c echo.Context) error {
	f := a.emptyLogin()
	f.Domain, f.Port, f.Login = strings.TrimSpace(c.FormValue("domain")), strings.TrimSpace(c.FormValue("port")), c.FormValue("login")
	f.Next, f.UsePassword = safeNext(c.FormValue("next")), c.FormValue("with") == "password"
	if with := c.FormValue("switch"); with != "" {
		f.UsePassword = with == "password"
		a.fillDemoSecret(&f)
		return a.renderLogin(c, http.StatusOK, f)
	}
	f.DemoToken = ""
	cred := porta.Credentials{Login: f.Login, Token: strings.TrimSpace(c.FormValue("token"))}
	if f.UsePassword {
		cred.Token, cred.Password = "", c.FormValue("password")
	}
	server, text := a.serverOf(f.Domain, f.Port)
	if text == "" && (cred.Login == "" || cred.Token+cred.Password == "") {
		text = "Type your login and your " + secretName(f.UsePassword) + "."
	}
	if text == "" {
		client, err := server.Login(c.Request().Context(), cred)
		switch {
		case err == nil:
			return a.signIn(c, client, f.Next)
		case porta.KindOf(err) == porta.PasswordExpired:
			return redirect(c, "/password?"+url.Values{"domain": {f.Domain}, "port": {f.Port}, "login": {f.Login}, "next": {f.Next}}.Encode())
		}
		a.Log.Info("sign-in refused", "id", requestID(c), "server", server.Domain(), "err", err)
		text = loginText(err, server, f.UsePassword)
	}
	f.Error = text
	return a.renderLogin(c, http.StatusUnprocessableEntity, f)
}

// fillDemoSecret fills in the demo's own secret while the form still asks for the demo.
func (a *app) fillDemoSecret(f *login.Form) {
	f.DemoToken = ""
	switch {
	case a.Demo == nil || f.Domain != a.Demo.Domain || f.Login != a.Demo.Login:
	case f.UsePassword:
		f.DemoPassword = a.Demo.Password
	default:
		f.DemoToken = a.Demo.Token
	}
}

// signIn begins a session for the client, and goes on to next.
func (a *app) signIn(c echo.Context, client *porta.Client, next string) error {
	if err := a.Sessions.SignIn(c.Response(), c.Request(), &session.User{Client: client}); err != nil {
		return err
	}
	return redirect(c, next)
}

// serverOf finds the server, or says why not in a sentence.
func (a *app) serverOf(domain, port string) (*porta.Server, string) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return nil, "The port is a number from 1 to 65535, usually 443."
	}
	if a.Demo != nil && domain == a.Demo.Domain && n == 443 {
		n = uint64(a.Demo.Port) // the sandbox's port is a free one: 443 means its administrator realm too
	}
	server, err := a.Directory.Server(domain, int(n))
	if err != nil {
		return nil, notAllowedText
	}
	return server, ""
}

// notAllowedText is the same for every server that is not configured, whether it exists or not.
const notAllowedText = "This console may not sign in to that server. Whoever runs the console can add it to the settings."

func secretName(password bool) string {
	if password {
		return "password"
	}
	return "API token"
}

// loginText is one distinct sentence for each way in which signing in can fail.
func loginText(err error, s *porta.Server, password bool) string {
	where := s.Domain() + ":" + strconv.Itoa(s.Port())
	e, ok := errors.AsType[*porta.Error](err)
	if !ok {
		return "Signing in did not work. Try again in a moment."
	}
	switch e.Kind {
	case porta.BadLogin, porta.Auth:
		return "PortaBilling does not accept this login with this " + secretName(password) + ". Check both, and that the port is the one for your kind of user."
	case porta.Throttled:
		return "Too many wrong sign-ins. Wait ten seconds, then try again."
	}
	switch e.Trouble {
	case porta.NoTrouble:
		return "PortaBilling refused to sign you in: " + e.Message
	case porta.NameUnknown:
		return "There is no server with the name " + s.Domain() + ". Check how it is written."
	case porta.Refused:
		return "Nothing answers at " + where + ". Check the port."
	case porta.CertificateMismatch:
		return "The certificate of " + where + " is not the one that this console was told to expect, so nothing was sent. Ask whoever runs the console."
	case porta.NotPortaBilling, porta.Malformed, porta.TooLarge:
		return "Something answers at " + where + ", but it is not PortaBilling. Check domain and port."
	case porta.TimedOut:
		return where + " took too long to answer. Try again in a moment."
	case porta.AddressForbidden:
		return notAllowedText
	}
	return where + " cannot be reached. Try again in a moment."
}
