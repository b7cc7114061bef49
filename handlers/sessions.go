package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/seal"
	"portaconsole/handlers/session"
	"portaconsole/handlers/words"
	"portaconsole/views/sessions"
)

// showSessions lists where the user is signed in.
func (a *app) showSessions(c echo.Context) error {
	own, err := a.Sessions.Own(c.Request(), a.user(c).Owner())
	if err != nil {
		return err
	}
	ended, _ := strconv.Atoi(c.QueryParam("ended"))
	content := sessions.Page(sessionsView(own, ended))
	return render(c, http.StatusOK, a.shell(c, "Sessions", nil, content), content)
}

// sessionsView is the page of the sessions, of which some were just ended.
func sessionsView(own []session.Status, ended int) sessions.Model {
	var m sessions.Model
	switch {
	case ended == 1:
		m.Notice = "One session was ended."
	case ended > 1:
		m.Notice = words.Count(ended, "session") + " were ended."
	}
	for _, s := range own {
		m.Others = m.Others || !s.This
		m.Sessions = append(m.Sessions, sessions.Session{
			ID: "session-" + s.Key, This: s.This, Opened: minuteText(s.Opened), Used: minuteText(s.Used),
			Ends: minuteText(s.Deadline.At), Latest: minuteText(s.Latest),
			EndURL: safeURL("/sessions/" + url.PathEscape(s.Key) + "/end"),
		})
	}
	return m
}

// endSession ends one of the user's own sessions, perhaps the present one.
func (a *app) endSession(c echo.Context) error {
	owner := a.user(c).Owner()
	own, err := a.Sessions.Own(c.Request(), owner)
	if err != nil {
		return err
	}
	for _, s := range own {
		if s.Key == c.Param("key") && s.This {
			return a.logout(c)
		}
	}
	u, err := a.Sessions.EndOwn(c.Request(), owner, c.Param("key"))
	if errors.Is(err, session.ErrNone) {
		return notFound("You have no such session. It may have ended already.")
	}
	if err != nil {
		return err
	}
	EndUpstream(c.Request().Context(), a.Log, u)
	return redirect(c, "/sessions?ended=1")
}

// endOtherSessions ends all sessions of the user but the present one.
func (a *app) endOtherSessions(c echo.Context) error {
	users, err := a.Sessions.EndOthers(c.Request(), a.user(c).Owner())
	EndUpstream(c.Request().Context(), a.Log, users...)
	if err != nil {
		return err
	}
	return redirect(c, "/sessions?ended="+strconv.Itoa(len(users)))
}

// sessionLeft is asked by a page when its session should be about to end. Another tab may have used it meanwhile; this request is no use.
func (a *app) sessionLeft(c echo.Context) error {
	d, owner, err := a.Sessions.Peek(c.Request())
	if err != nil {
		return err
	}
	if !wantsPart(c.Request()) {
		return redirect(c, "/sessions")
	}
	return a.renderWatch(c, owner, watchView(d))
}

// renderWatch says what is left of the owner's session, or that the page is somebody else's.
func (a *app) renderWatch(c echo.Context, owner session.Owner, w sessions.Watch) error {
	page, err := seal.Read(a.Seals, c.Request().Header.Get(seal.Header))
	if err == nil && owner != (session.Owner{}) && owner != page.Owner {
		w = sessions.Watch{Ask: "focus from:window", SignIn: safeURL(a.signInAs(page.Owner, "", whyOther)),
			Text: "You are now " + a.whoText(owner) + ": another tab has signed in. This page was opened as " + a.whoText(page.Owner) +
				", and nothing is sent from it until you are signed in as that again. What you typed stays on this page."}
	}
	part := sessions.Notice(w)
	return render(c, http.StatusOK, part, part)
}

// staySignedIn does nothing but use the session. One that is over is said to be, and the page stays with what was typed into it.
func (a *app) staySignedIn(c echo.Context) error {
	d, err := a.Sessions.Deadline(c.Request())
	if err != nil {
		return err
	}
	var owner session.Owner
	if u := a.user(c); u != nil {
		owner = u.Owner()
	}
	if !wantsPart(c.Request()) {
		return redirect(c, "/sessions")
	}
	w := watchView(d)
	if w.Text == "" {
		w.Said = "You stay signed in."
	}
	return a.renderWatch(c, owner, w)
}

// watchView says when the page asks how long is left, and what it says meanwhile. Once something is said the page also asks when one
// comes back to it: in another tab one may have stayed, or signed in again.
func watchView(d session.Deadline) sessions.Watch {
	switch {
	case d.Left == 0:
		return sessions.Watch{Ask: "focus from:window", SignIn: signInAgainURL,
			Text: "You are signed out. What you typed stays on this page: sign in again, then go on here."}
	case d.Left > d.Warn:
		return sessions.Watch{Ask: askAfter(d.Left - d.Warn)}
	case d.Final:
		return sessions.Watch{Ask: askAfter(d.Left) + ", focus from:window", SignIn: signInAgainURL,
			Text: "This session has lasted as long as one may: it ends " + leftText(d.Left) + ". What you typed stays on this page: sign in again, then go on here."}
	}
	return sessions.Watch{Ask: askAfter(d.Left) + ", focus from:window", Stay: true,
		Text: "Nothing was done for a while: you will be signed out " + leftText(d.Left) + "."}
}

// signInAgainURL leads to the sign-in page also while a session lives.
const signInAgainURL = "/login?why=" + whyAgain

// askAfter is a trigger of htmx.
func askAfter(d time.Duration) string {
	return "load delay:" + strconv.FormatInt(int64(d/time.Second)+1, 10) + "s"
}

func leftText(d time.Duration) string {
	if d <= time.Minute {
		return "in less than a minute"
	}
	return "in " + words.Count(int((d+time.Minute-1)/time.Minute), "minute")
}
