package handlers

import (
	"context"
	"errors"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/views/ui"
)

// sendTimeout bounds a write. It goes on when the browser goes away: half-way is the worst place to stop. It ends before
// the server stops waiting for its own handler.
const sendTimeout = 75 * time.Second

// send creates the record. A form is used up by being sent: it never creates two records.
func (a *app) send(c echo.Context, r *catalog.RecordType, op *catalog.Operation, f *builder.Form, body []byte) error {
	v := newFormView(f)
	tree, problems, err := f.Tree()
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return a.refuseLimit(c, r, v, limit)
	}
	if len(problems) > 0 {
		fault := v.mistakes.placeProblems(problems)
		return a.refuse(c, r, v.page(r), fault)
	}
	u, params := a.user(c), op.Method.Request.Wire(tree)
	before, end := u.Sends.Begin(f.ID)
	if before != nil {
		return a.sentBefore(c, r, v, params, before)
	}
	var outcome *session.Outcome
	defer func() { end(outcome) }()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), sendTimeout)
	defer cancel()
	outcome, err = a.sentEarlier(ctx, u, f)
	if err != nil {
		return err
	}
	if outcome != nil {
		return a.sentBefore(c, r, v, params, outcome)
	}
	outcome = &session.Outcome{At: time.Now(), Content: journal.ContentOf(params)} // unknown until an answer says otherwise
	_, err = a.Journal.Call(ctx, u.Client, journal.Write{
		Method: op.Method.Path(), Params: params, Form: f.ID, Secret: secretsOf(op.Method.Request),
		Record: recordName(r), Subject: subjectOf(r, op, params), MadeID: func(answer attr.Value) string { return idText(r, answer) },
		Outcome: func(answer attr.Value) string {
			outcome.URL = createdURL(r, answer)
			return outcome.URL
		},
	})
	if err == nil {
		u.Created(outcome.URL)
		return redirect(c, outcome.URL)
	}
	e, ok := errors.AsType[*porta.Error](err)
	if ok && e.Delivery == porta.NoAnswer {
		outcome = nil // the journal knows, and learns what is found out about it
		return a.unknownOutcome(c, r, v, "PortaBilling did not answer.")
	}
	outcome = nil // nothing was done, so the form may be sent again
	switch {
	case ok && e.Kind == porta.Auth:
		if failed := a.Sessions.Park(ctx, u.Owner(), newURL(r), body); failed != nil {
			return failed // leaving the page now would lose what was typed
		}
		return err
	case ok:
		fault := faultOnForm(v, e)
		return a.refuse(c, r, v.page(r), fault)
	}
	return err
}

// sentEarlier asks the journal what became of a form that this session does not remember: another session of the user, or an
// earlier run of the console, may have sent it. It returns nil when nobody did.
func (a *app) sentEarlier(ctx context.Context, u *session.User, f *builder.Form) (*session.Outcome, error) {
	e, err := a.Journal.OfForm(ctx, u.Owner(), f.ID)
	if e == nil || err != nil {
		return nil, err
	}
	return &session.Outcome{At: e.Planned, URL: e.Details.Outcome, Content: e.Details.Content}, nil
}

// secretsOf says which attributes of a request are secrets: those that its description marks, and those with the name of one.
func secretsOf(request *catalog.Schema) func(attr.Path) bool {
	return func(at attr.Path) bool {
		p := request.PropertyAt(at)
		return p != nil && p.Secret || catalog.SecretName(at[len(at)-1])
	}
}

// createdURL is the page of the record that was just made; of the list, when the answer does not name it.
func createdURL(r *catalog.RecordType, answer attr.Value) string {
	id, ok := answer.Get(r.IDField).Int()
	if !ok || r.Operation(catalog.Get) == nil {
		return listURL(r)
	}
	return recordURL(r, id)
}

// sentBefore says what became of a form that was already sent.
func (a *app) sentBefore(c echo.Context, r *catalog.RecordType, v *formView, params attr.Value, before *session.Outcome) error {
	at := before.At.UTC().Format("15:04:05") + " UTC"
	switch {
	case before.URL == "":
		return a.unknownOutcome(c, r, v, "This form was already sent at "+at+", and PortaBilling did not answer.")
	case before.Content == journal.ContentOf(params):
		return redirect(c, before.URL)
	}
	v.form.Renew()
	page := v.page(r)
	return a.refuse(c, r, page, &ui.Fault{
		Intro: "This form was already sent at " + at + " and created a " + r.Name + ". What you changed since was not sent: send it now to create another one.",
		Link:  safeURL(before.URL), LinkLabel: "Show the first one",
	})
}

// unknownOutcome shows the form of a record that may or may not have been made. The form keeps its id, so that only "Send again" sends
// it again: that is the user's decision.
func (a *app) unknownOutcome(c echo.Context, r *catalog.RecordType, v *formView, text string) error {
	page := v.page(r)
	page.Submit, page.SubmitOp = "Send again", "again"
	fault := &ui.Fault{Intro: text + " The " + r.Name + " may have been created. Look for it before you send it again."}
	e, err := a.Journal.OfForm(context.WithoutCancel(c.Request().Context()), a.user(c).Owner(), v.form.ID)
	if err != nil {
		return err
	}
	if e != nil {
		fault.Link, fault.LinkLabel = safeURL(lookURL(e.ID)), "Look for it"
	}
	return a.refuse(c, r, page, fault)
}
