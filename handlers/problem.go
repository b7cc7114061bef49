package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/record"
	"portaconsole/views/problem"
)

// statusError is a failure of the console's own, in words for people.
type statusError struct {
	status      int
	title, text string
}

func (e *statusError) Error() string { return e.title + ": " + e.text }

func notFound(text string) error { return &statusError{http.StatusNotFound, "Not found", text} }

// handleError turns whatever went wrong into the page, or the part of one, that says so.
func (a *app) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	// The request's own time may be up, and an answer is owed all the same.
	r := c.Request().WithContext(context.WithoutCancel(c.Request().Context()))
	c.SetRequest(r)
	if porta.KindOf(err) == porta.Auth && a.user(c) != nil {
		a.endDeadSession(c)
		return
	}
	if a.tellElsewhere(c) {
		a.Log.LogAttrs(r.Context(), slog.LevelInfo, "what was done is told by the journal, for its page failed", slog.String("id", requestID(c)), slog.Any("err", err))
		return
	}
	m := problemOf(err)
	m.Ref = requestID(c)
	if m.Status >= http.StatusInternalServerError && !browserLeft(c) {
		a.Log.LogAttrs(r.Context(), slog.LevelError, "failed", slog.String("id", m.Ref), slog.Any("err", err))
	} else {
		a.Log.LogAttrs(r.Context(), slog.LevelInfo, "refused", slog.String("id", m.Ref), slog.Any("err", err))
	}
	m.Back, m.BackLabel = "/", "Back to the start page"
	if wantsPart(c.Request()) { // whatever the request was meant to replace stays as it is
		swap(c, "#notices", "innerHTML", "")
	}
	page := a.shell(c, m.Title, nil, problem.Page(m))
	if render(c, m.Status, page, problem.Notice(m)) != nil {
		_ = c.String(http.StatusInternalServerError, "The console could not make this page. Reference "+m.Ref+"\n")
	}
}

// endDeadSession signs out a user whose session PortaBilling has ended, and leads back here after signing in again.
func (a *app) endDeadSession(c echo.Context) {
	if err := a.Sessions.End(c.Request()); err != nil {
		a.Log.Error("a dead session could not be ended", "id", requestID(c), "err", err)
	}
	_ = redirect(c, a.loginURL(c, whyEnded))
}

func problemOf(err error) problem.Model {
	if e, ok := errors.AsType[*porta.Error](err); ok {
		return portaProblem(e)
	}
	if e, ok := errors.AsType[*statusError](err); ok {
		return problem.Model{Status: e.status, Title: e.title, Text: e.text}
	}
	if e, ok := errors.AsType[*builder.LimitError](err); ok {
		return problem.Model{Status: http.StatusUnprocessableEntity, Title: "Too large for a form", Text: e.Error()}
	}
	switch {
	case errors.Is(err, session.ErrKeeper):
		return problem.Model{Status: http.StatusServiceUnavailable, Title: "The console's database does not work",
			Text: "Its disk may be full, or it may be damaged. Whoever runs the console finds the details under the reference below. What you did was not carried out."}
	case errors.Is(err, record.ErrAnswer):
		return problem.Model{Status: http.StatusBadGateway, Title: "An unexpected answer",
			Text: "PortaBilling's answer does not have the form that this console knows for it."}
	case errors.Is(err, record.ErrLong):
		return problem.Model{Status: http.StatusBadGateway, Title: "An unexpected answer",
			Text: "The list could not be read to its end, so it is not known what else is in it."}
	case errors.Is(err, builder.ErrTooLarge):
		return tooLarge
	case errors.Is(err, builder.ErrForged):
		return problem.Model{Status: http.StatusUnprocessableEntity, Title: "Not a form of this console",
			Text: "The form that arrived is none that this console makes. Nothing was sent. Open the form again."}
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok {
		switch e.Code {
		case http.StatusNotFound:
			return problem.Model{Status: e.Code, Title: "Not found", Text: "There is no page at this address."}
		case http.StatusMethodNotAllowed:
			return problem.Model{Status: e.Code, Title: "Not possible", Text: "This page cannot be used in that way."}
		}
	}
	return problem.Model{Status: http.StatusInternalServerError, Title: "Something went wrong",
		Text: "The console made a mistake. What you did may not have been carried out. Whoever runs the console finds the details under the reference below."}
}

var tooLarge = problem.Model{Status: http.StatusRequestEntityTooLarge, Title: "The form is too large",
	Text: "The form is far larger than the 2 MB that can be sent. Nothing was sent. Go back to the form and shorten it."}
