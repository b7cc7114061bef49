package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
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

// send sends the request that the form makes. A form is used up by being sent: it never does its work twice.
func (w *work) send() error {
	if fault, err := w.takeJSON(); fault != nil || err != nil {
		return w.refuseOr(fault, err)
	}
	tree, problems, err := w.form.Tree()
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return w.refuse(&ui.Fault{Lines: []ui.FaultLine{{Text: limit.Error()}}})
	}
	if len(problems) > 0 {
		if err := w.keep(keepPosted); errors.Is(err, drafts.ErrStale) {
			return w.conflict()
		}
		return w.refuse(w.view.mistakes.placeProblems(w.form, problems))
	}
	if fault := w.unconfirmed(); fault != nil {
		return w.refuseOr(fault, nil)
	}
	u, params := w.user(w.c), w.task.request(w.form, tree)
	if !w.task.method.Changes {
		return w.ask(params)
	}
	before, end := u.Sends.Begin(w.form.ID)
	if before != nil {
		return w.sentBefore(params, before)
	}
	var outcome *session.Outcome
	defer func() { end(outcome) }()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.c.Request().Context()), sendTimeout)
	defer cancel()
	if outcome, err = w.sentEarlier(ctx); err != nil {
		return err
	}
	if outcome != nil {
		return w.sentBefore(params, outcome)
	}
	switch err := w.keep(keepPosted); {
	case errors.Is(err, drafts.ErrStale):
		return w.conflict()
	case err != nil:
		return err
	}
	outcome, err = w.write(ctx, u, params)
	return err
}

func (w *work) refuseOr(fault *ui.Fault, err error) error {
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		fault, err = &ui.Fault{Lines: []ui.FaultLine{{Text: limit.Error()}}}, nil
	}
	if err != nil {
		return err
	}
	if err := w.keep(keepPosted); errors.Is(err, drafts.ErrStale) {
		return w.conflict()
	}
	return w.refuse(fault)
}

// write makes the write and answers. The outcome is nil when nothing was done by it, so that the form may be sent again.
func (w *work) write(ctx context.Context, u *session.User, params attr.Value) (*session.Outcome, error) {
	outcome := &session.Outcome{At: time.Now(), Content: journal.ContentOf(params)} // unknown until an answer says otherwise
	start := time.Now()
	answer, err := w.Journal.Call(ctx, u.Client, journal.Write{
		Method: w.task.method.Path(), Params: params, Form: w.form.ID, Secret: w.Masking.Of(w.task.method.Request),
		Outcome: func(answer attr.Value) string {
			outcome.Done, outcome.URL = true, w.task.outcome(answer)
			return outcome.URL
		},
	})
	if err == nil {
		w.finish(ctx)
		if w.task.answered != nil {
			return outcome, w.task.answered(w, answer, time.Since(start))
		}
		u.Tell(outcome.URL, session.News{Verb: w.task.verb, What: w.task.what})
		return outcome, redirect(w.c, outcome.URL)
	}
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case ok && e.Delivery == porta.NoAnswer && e.Trouble == porta.Malformed:
		return outcome, w.unknownOutcome(params, "PortaBilling answered with what cannot be shown here.")
	case ok && e.Delivery == porta.NoAnswer:
		return outcome, w.unknownOutcome(params, "PortaBilling did not answer.")
	case ok:
		return nil, w.refused(e)
	}
	return nil, err
}

// refused shows what PortaBilling said instead of doing it. When it has ended the session, the form waits for its user to come back.
func (w *work) refused(e *porta.Error) error {
	if e.Kind != porta.Auth {
		return w.refuseAs(w.faultStatus(e), faultOnForm(w.view, e))
	}
	if w.trouble != "" {
		return w.refuse(&ui.Fault{Intro: "Your session has ended, and what you typed cannot be kept: " + w.trouble + " Copy what you need before you sign in again."})
	}
	comeBackTo(w.c, draftURL(w.form.ID))
	return e
}

// faultStatus is the status of the form with a fault. htmx puts only a 422 in the form's place.
func (w *work) faultStatus(e *porta.Error) int {
	switch {
	case wantsPart(w.c.Request()):
	case e.Kind == porta.Denied:
		return http.StatusForbidden
	case e.Kind == porta.Unavailable && e.Delivery != porta.NotSent:
		return http.StatusBadGateway
	}
	return http.StatusUnprocessableEntity
}

// finish ends the draft of a form that has done its work.
func (w *work) finish(ctx context.Context) {
	if w.kept.ID == "" {
		return
	}
	if err := w.Drafts.MarkSent(ctx, w.kept.Owner, w.kept.ID, time.Now()); err != nil {
		w.Log.ErrorContext(ctx, "a draft that was sent stays listed", "id", requestID(w.c), "err", err)
	}
}

// sentEarlier asks the journal what became of a form that this session does not remember: another session of the user, or an
// earlier run of the console, may have sent it. It returns nil when nobody did.
func (w *work) sentEarlier(ctx context.Context) (*session.Outcome, error) {
	e, err := w.Journal.OfForm(ctx, w.user(w.c).Owner(), w.form.ID)
	if e == nil || err != nil {
		return nil, err
	}
	return outcomeOf(e), nil
}

// outcomeOf is what the journal knows of a form that was sent.
func outcomeOf(e *journal.Entry) *session.Outcome {
	return &session.Outcome{
		At: e.Planned, Done: e.State != journal.Sent && e.State != journal.Unknown, URL: e.Details.Outcome, Content: e.Details.Content,
	}
}

// sentBefore says what became of a form that was already sent.
func (w *work) sentBefore(params attr.Value, before *session.Outcome) error {
	switch {
	case !before.Done:
		return w.unknownOutcome(params, "This form was already sent at "+clockSeconds(before.At)+", and PortaBilling did not answer.")
	case before.Content == journal.ContentOf(params) && w.task.answered == nil:
		return redirect(w.c, before.URL)
	}
	w.form.Renew()
	return w.refuse(w.alreadySent(before, before.Content != journal.ContentOf(params)))
}

// alreadySent says that a form has done its work, and where to see it. changed: it is another one now.
func (w *work) alreadySent(before *session.Outcome, changed bool) *ui.Fault {
	if !before.Done {
		return &ui.Fault{Intro: "This form was already sent at " + clockSeconds(before.At) + ", and PortaBilling did not answer. " + w.task.doubt + " Look for it before you send it again."}
	}
	fault := &ui.Fault{Intro: "This form was already sent at " + clockSeconds(before.At) + " and " + w.task.done + "."}
	if changed {
		fault.Intro += " What you changed since was not sent: send it now to do so once more."
	} else {
		fault.Intro += " Send it now to do so once more."
	}
	if before.URL != "" {
		fault.Link, fault.LinkLabel = safeURL(before.URL), "Show the first one"
	}
	return fault
}

func clockSeconds(t time.Time) string { return t.UTC().Format("15:04:05") + " UTC" }

// unknownOutcome shows the form of a write that may or may not have been carried out. The form keeps its id, so that only "Send again" sends
// it again: that is the user's decision.
func (w *work) unknownOutcome(params attr.Value, text string) error {
	w.view.again = true
	fault := &ui.Fault{Intro: text + " " + w.task.doubt + " Look for it before you send it again."}
	if look := w.task.look(params); look != "" {
		fault.Link, fault.LinkLabel = safeURL(look), "Look for it"
	}
	return w.refuse(fault)
}

// lookURL is the list filtered by what the record is known by; "" when the form does not have it, or when it is a
// secret.
func (a *app) lookURL(r *catalog.RecordType, params attr.Value) string {
	list := r.Operation(catalog.List)
	key := params.At(attr.ParsePath(r.Operation(catalog.Create).Wrapper)).Get(r.Title)
	if list == nil || list.Method.Request.Property(r.Title) == nil || key.IsEmpty() || a.Masking.Hides(r.Title, r.Info().Property(r.Title)) {
		return ""
	}
	return listURL(r) + "?" + url.Values{"f." + r.Title: {key.Text()}}.Encode()
}
