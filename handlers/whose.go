package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/seal"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/views/problem"
	"portaconsole/views/ui"
)

// A page may be older than the session: in another tab somebody else may have signed in, or the same person to another server. So each
// form that posts, and each page that asks for parts, carries a seal that says whose it is, and is let through to nobody else's work.

const (
	whoseKey      = "whose form" // the seal of a form, once it was read
	unknownKey    = "unknown form"
	showsTypedKey = "shows what was typed"
	sealsKey      = "seals"
)

// checkWhose lets through what comes from a page that was drawn for who is signed in now. Anything else it answers itself, but for
// what [unknownForm] says.
func (a *app) checkWhose(c echo.Context, u *session.User) (answered bool, err error) {
	r := c.Request()
	if r.Method != http.MethodPost {
		if !wantsPart(r) {
			return false, nil // a page is drawn for who asks for it
		}
		page, err := seal.Read(a.Seals, r.Header.Get(seal.Header))
		switch {
		case err != nil:
			return true, errUnknownPage
		case page.Owner != u.Owner():
			return true, a.sayWhose(c, u, page.Owner, "")
		}
		return false, nil
	}
	body, err := readBody(c)
	if err != nil {
		return false, err
	}
	f, err := seal.Read(a.Seals, sealIn(body))
	switch {
	case err != nil && c.Get(showsTypedKey) == nil:
		return true, errUnknownPage
	case err != nil:
		c.Set(unknownKey, true)
		return false, nil
	case f.Owner != u.Owner():
		kept, err := a.keepFor(c, f, body)
		if err != nil {
			return true, err
		}
		return true, a.sayWhose(c, u, f.Owner, kept)
	case f.Path != formAddress(c):
		return true, errUnknownPage
	}
	c.Set(whoseKey, f)
	return false, nil
}

// errUnknownPage says that something came from a page that is not known to be of this user.
var errUnknownPage = &statusError{http.StatusConflict, "Open this page again",
	"It cannot be told for whom this page was opened: the console was updated since, or has another key. Nothing was done. Load the page again."}

// showsTyped marks the routes that show what was typed also where it cannot be told whose form it is, without sending any of it.
func showsTyped(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(showsTypedKey, true)
		return next(c)
	}
}

// unknownForm says that it cannot be told for whom the posted form was drawn: it may be shown, and nothing else.
func unknownForm(c echo.Context) bool { return c.Get(unknownKey) != nil }

// whose is the seal of the posted form.
func whose(c echo.Context) seal.Form {
	f, _ := c.Get(whoseKey).(seal.Form)
	return f
}

// showUnknown shows a form of which it cannot be told whose it is, as one that was not sent. It keeps its id, under which it may have been
// sent before. Of a form that ends a record nothing is taken over: what it says of the record may be another server's.
func (w *work) showUnknown() error {
	w.form.Fields[confirmID] = ""
	if w.task.target != nil {
		f, err := w.task.open(w.c)
		if err != nil {
			return err
		}
		f.ID = w.form.ID
		w.take(f)
	}
	return w.refuseAs(http.StatusConflict, &ui.Fault{Intro: "It cannot be told for whom this form was opened: the console was updated since, or has another key. " +
		"Nothing was sent. You are " + w.whoText(w.user(w.c).Owner()) + ": see whether this is meant for there before you go on."})
}

// sealIn finds the seal of a posted form; "" when it has none.
func sealIn(body []byte) string {
	for name, value := range queryPairs(string(body)) {
		if name == seal.Field {
			return value
		}
	}
	return ""
}

// withSeals is the context in which a page is drawn: the forms in it are sealed for who is signed in.
func withSeals(c echo.Context) context.Context {
	ctx := context.WithoutCancel(c.Request().Context())
	if write, ok := c.Get(sealsKey).(ui.Seals); ok {
		ctx = ui.WithSeals(ctx, write)
	}
	return ctx
}

// sealFor has the pages of this request sealed for the user.
func (a *app) sealFor(c echo.Context, owner porta.Owner) {
	now := time.Now()
	c.Set(sealsKey, ui.Seals(func(path, id string) string {
		return seal.Write(a.Seals, seal.Form{Owner: owner, Path: path, ID: id, Drawn: now})
	}))
}

// sayWhose answers what came from a page of somebody else. kept is where its owner finds what was typed; "" when nothing was.
func (a *app) sayWhose(c echo.Context, u *session.User, owner porta.Owner, kept string) error {
	m := problem.Model{
		Status: http.StatusConflict, Title: "This page is somebody else's",
		Text: "This form was opened as " + a.whoText(owner) + "; you are now " + a.whoText(u.Owner()) + ". Nothing was sent.",
	}
	if kept != "" {
		m.Text += " What you typed is kept for " + a.whoText(owner) + "."
	}
	m.Back, m.BackLabel = "/", "Go on as "+a.whoText(u.Owner())
	m.Ways = []problem.Way{{URL: safeURL(a.signInAs(owner, kept, whyOther)), Label: "Sign in as " + a.whoText(owner)}}
	if wantsPart(c.Request()) {
		swap(c, "#notices", "innerHTML", "")
		c.Response().Header().Set("HX-Trigger", "not-yours") // the page stops saving what it may not
	}
	return render(c, m.Status, a.shell(c, m.Title, nil, problem.Page(m)), problem.Notice(m))
}

// whoText is who somebody is, where: "anna on Test", with the realm where it is not the administrators'.
func (a *app) whoText(o porta.Owner) string {
	text := o.Login + " on " + a.serverLabel(o.Server)
	if o.Realm != "" && o.Realm != "admin" {
		text += " (" + o.Realm + ")"
	}
	return text
}

// serverLabel is what the settings call a server; its name when they say nothing of it.
func (a *app) serverLabel(domain string) string {
	if r := a.ruleOf(domain); r.Label != "" {
		return r.Label
	}
	return domain
}

// ruleOf is the rule of the server with that name; the zero rule when the settings do not have it any more.
func (a *app) ruleOf(domain string) porta.Rule {
	for _, r := range a.Directory.Rules() {
		if ruleDomain(r) == domain {
			return r
		}
	}
	return porta.Rule{}
}

// signInAs is the sign-in page filled in for somebody, which leads to an address of theirs; "" is the start page.
func (a *app) signInAs(o porta.Owner, next, why string) string {
	q := url.Values{"why": {why}, "domain": {o.Server}, "login": {o.Login}}
	if port := a.ruleOf(o.Server).Realms[o.Realm]; port != 0 {
		q.Set("port", strconv.Itoa(port))
	}
	if next != "" {
		q.Set("next", next)
	}
	return "/login?" + q.Encode()
}
