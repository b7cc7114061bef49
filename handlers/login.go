package handlers

import (
	"cmp"
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
		u, err := a.Sessions.User(c.Request())
		if err != nil {
			return err
		}
		if u == nil && wantsPart(c.Request()) && c.Request().Header.Get(savesHeader) != "" {
			return a.saySignedOut(c)
		}
		if u == nil {
			owner, kept, err := a.park(c)
			if err != nil {
				return err
			}
			if kept != "" {
				return redirect(c, a.signInAs(owner, a.wayBack(kept), whyKept))
			}
			return redirect(c, a.loginURL(c, ""))
		}
		a.description(c) // the one that this request works with, from its beginning on
		a.sealFor(c, u.Owner())
		if answered, err := a.checkWhose(c, u); answered || err != nil {
			return err
		}
		return next(c)
	}
}

func (a *app) showLogin(c echo.Context) error {
	next, why, u := a.wayBack(c.QueryParam("next")), c.QueryParam("why"), a.user(c)
	if u != nil && why != whyAgain && why != whyOther {
		return redirect(c, next)
	}
	f := a.emptyLogin()
	f.Next = next
	switch why {
	case whyEnded:
		f.Notice = "PortaBilling has ended your session. Sign in again to go on where you were."
	case whyKept:
		f.Notice = "Your session has ended. What you typed is kept: sign in again to go on with it."
	case whyAgain:
		f.Notice = "This begins a new session, with which your other pages go on."
	case whyOther:
		if u != nil {
			f.Notice = "Signing in here ends your session as " + a.whoText(u.Owner()) + "."
		}
	}
	switch {
	case why == whyOther, why == whyKept:
		f.Domain, f.Login = c.QueryParam("domain"), c.QueryParam("login")
		f.Port = cmp.Or(c.QueryParam("port"), f.Port)
		a.fillDemoSecret(&f)
	case u != nil:
		s := u.Client.Server()
		f.Domain, f.Port, f.Login = s.Domain(), strconv.Itoa(s.Port()), u.Client.Login()
		a.fillDemoSecret(&f)
	}
	return a.renderLogin(c, http.StatusOK, f)
}

// Why one is at the sign-in page, as its address says it.
const (
	whyEnded = "ended" // PortaBilling has ended the session
	whyKept  = "kept"  // the session has ended, and what its user typed, whom the address names, is kept
	whyAgain = "again" // one's own session is about to end, or has ended
	whyOther = "other" // a page is somebody else's, whom the address names
)

// emptyLogin is the form filled in with the demo, or with the first server.
func (a *app) emptyLogin() login.Form {
	f := login.Form{Port: "443"}
	for _, r := range a.Directory.Rules() {
		if r.Host == "" {
			continue // a range of servers: the name is typed
		}
		s := login.Server{Domain: ruleDomain(r), Label: r.Label}
		s.Port = strconv.Itoa(cmp.Or(a.FirstPort[s.Domain], r.Realms["admin"], 443))
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

// typedLogin is the form as it was typed, without its secrets: they are never sent back.
func (a *app) typedLogin(c echo.Context) login.Form {
	f := a.emptyLogin()
	f.Domain, f.Port, f.Login = strings.TrimSpace(c.FormValue("domain")), strings.TrimSpace(c.FormValue("port")), c.FormValue("login")
	f.Next, f.UsePassword = a.wayBack(c.FormValue("next")), c.FormValue("with") == "password"
	return f
}

func (a *app) refuseSignIn(c echo.Context, m mistake) error {
	f := a.typedLogin(c)
	f.DemoToken, f.Error, f.ErrorField = "", m.text, m.field
	return a.renderLogin(c, http.StatusUnprocessableEntity, f)
}

// login reads the form, signs in to PortaBilling, and begins a session.
func (a *app) login(c echo.Context) error {
	f := a.typedLogin(c)
	if with := c.FormValue("switch"); with != "" {
		f.UsePassword = with == "password"
		a.fillDemoSecret(&f)
		return a.renderLogin(c, http.StatusOK, f)
	}
	cred := porta.Credentials{Login: f.Login, Token: strings.TrimSpace(c.FormValue("token"))}
	if f.UsePassword {
		cred.Token, cred.Password = "", c.FormValue("password")
	}
	server, m := a.serverOf(f.Domain, f.Port)
	if m.text == "" && (cred.Login == "" || cred.Token+cred.Password == "") {
		m = mistake{"login", "Type your login and your " + secretName(f.UsePassword) + "."}
	}
	if m.text == "" {
		client, err := server.Login(c.Request().Context(), cred)
		switch {
		case err == nil:
			return a.signIn(c, client, f.Next)
		case porta.KindOf(err) == porta.PasswordExpired:
			a.noteRefusedSignIn(c, server, cred.Login, err)
			return redirect(c, "/password?"+url.Values{"domain": {f.Domain}, "port": {f.Port}, "login": {f.Login}, "next": {f.Next}}.Encode())
		}
		a.noteRefusedSignIn(c, server, cred.Login, err)
		a.Log.Info("sign-in refused", "id", requestID(c), "server", server.Domain(), "err", err)
		m = loginMistake(err, server, f.UsePassword)
	}
	return a.refuseSignIn(c, m)
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
	u := &session.User{Client: client}
	err := a.Journal.SignedIn(c.Request().Context(), u.Owner(), nil)
	if err == nil {
		err = a.Sessions.SignIn(c.Response(), c.Request(), u)
	}
	if err != nil {
		EndUpstream(c.Request().Context(), a.Log, u)
		return err
	}
	a.Catalogs.Of(client) // what the server can do is found out while the user looks around
	return redirect(c, next)
}

// noteRefusedSignIn writes down that PortaBilling did not let somebody in.
func (a *app) noteRefusedSignIn(c echo.Context, s *porta.Server, login string, err error) {
	if e, ok := errors.AsType[*porta.Error](err); !ok || e.Delivery != porta.Answered {
		return // it was not asked, or did not say
	}
	owner := porta.Owner{Server: s.Domain(), Realm: s.Realm(), Login: login}
	if err := a.Journal.SignedIn(c.Request().Context(), owner, err); err != nil {
		a.Log.Error("a refused sign-in could not be written down", "id", requestID(c), "err", err)
	}
}

// mistake is a sentence, with the id of the field that it is about; "" for none.
type mistake struct{ field, text string }

// serverOf finds the server, or says why not.
func (a *app) serverOf(domain, port string) (*porta.Server, mistake) {
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return nil, mistake{"port", "The port is a number from 1 to 65535, usually 443."}
	}
	if a.Demo != nil && strings.EqualFold(domain, a.Demo.Domain) && n == 443 {
		n = uint64(a.Demo.Port) // the sandbox's port is a free one: 443 means its administrator realm too
	}
	server, err := a.Directory.Server(domain, int(n))
	if err != nil {
		return nil, mistake{"domain", notAllowedText}
	}
	if server.Realm() == "" { // another installation may be there, and who somebody is names the server alone
		return nil, mistake{"port", "This console may not sign in at that port. Whoever runs the console can add it to the settings."}
	}
	return server, mistake{}
}

// notAllowedText is the same for every server that is not configured, whether it exists or not.
const notAllowedText = "This console may not sign in to that server. Whoever runs the console can add it to the settings."

func secretName(password bool) string {
	if password {
		return "password"
	}
	return "API token"
}

// loginMistake is one distinct sentence for each way in which signing in can fail.
func loginMistake(err error, s *porta.Server, password bool) mistake {
	where := s.Domain() + ":" + strconv.Itoa(s.Port())
	e, ok := errors.AsType[*porta.Error](err)
	if !ok {
		return mistake{"", "Signing in did not work. Try again in a moment."}
	}
	switch {
	case e.Trouble == porta.NoTrouble && e.Delivery == porta.NoAnswer:
		return mistake{"", doubtText(e) + " Try again in a moment."}
	case e.Trouble == porta.NotPortaBilling && e.Status >= http.StatusUnauthorized && e.Status != http.StatusNotFound:
		return mistake{"", doubtText(e) + " Try again in a moment; if it stays so, check domain and port."}
	}
	switch e.Kind {
	case porta.BadLogin, porta.Auth:
		return mistake{"login", "PortaBilling does not accept this login with this " + secretName(password) + ". Check both, and that the port is the one for your kind of user."}
	case porta.Throttled:
		return mistake{"", "Too many wrong sign-ins. Wait ten seconds, then try again."}
	}
	switch e.Trouble {
	case porta.NoTrouble:
		text := "PortaBilling refused to sign you in: " + e.Message
		if password {
			text += twoFactorHint
		}
		return mistake{"login", text}
	case porta.NameUnknown:
		return mistake{"domain", "There is no server with the name " + s.Domain() + ". Check how it is written."}
	case porta.Refused:
		return mistake{"port", "Nothing answers at " + where + ". Check the port."}
	case porta.CertificateMismatch:
		return mistake{"domain", "The certificate of " + where + " is not the one that this console was told to expect, so nothing was sent. Ask whoever runs the console."}
	case porta.NotPortaBilling, porta.Malformed, porta.TooLarge:
		return mistake{"domain", "Something answers at " + where + ", but it is not PortaBilling. Check domain and port."}
	case porta.TimedOut:
		return mistake{"", where + " took too long to answer. Try again in a moment."}
	case porta.AddressForbidden:
		return mistake{"domain", notAllowedText}
	}
	return mistake{"", where + " cannot be reached. Try again in a moment."}
}
