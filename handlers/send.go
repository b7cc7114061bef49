package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/attr"
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
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		if err := w.keep(keepPosted); errors.Is(err, drafts.ErrStale) {
			return err
		}
		fault := w.view.mistakes.placeProblems(w.form, problems)
		fault.Lines = told(fault.Lines, 0)
		return w.refuse(fault)
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
	// The journal also knows of a form that this session does not remember: another session of the user, or an earlier run of the console,
	// may have sent it.
	e, err := w.Journal.OfForm(ctx, u.Owner(), w.form.ID)
	if err != nil {
		return err
	}
	again := e != nil && e.State == journal.Unknown && w.form.Operation == againOf(e) // the user takes it for lost
	if e != nil && !again {
		earlier := outcomeOf(e)
		if earlier.Done { // else it may be found out still
			outcome = earlier
			w.sent(ctx, u.Owner(), w.form.ID) // the console may have ended before it could say so
		}
		return w.sentBefore(params, earlier)
	}
	if err := w.keep(keepPosted); err != nil {
		return err
	}
	if answered, err := w.recheck(params); answered || err != nil {
		return err
	}
	if w.task.ready != nil {
		if answered, err := w.task.ready(w, params); answered || err != nil {
			return err
		}
	}
	if again {
		if err := w.resolve(journal.NotArrived); err != nil {
			return err
		}
	}
	outcome, err = w.write(ctx, u, params)
	return err
}

// refuseOr keeps the form, and refuses it unless there is an error.
func (w *work) refuseOr(fault *ui.Fault, err error) error {
	if stale := w.keep(keepPosted); errors.Is(stale, drafts.ErrStale) {
		return stale
	}
	if err != nil {
		return err
	}
	return w.refuse(fault)
}

// write makes the write and answers. The outcome is nil when the form may be sent again, or when only the journal knows what became of it.
func (w *work) write(ctx context.Context, u *session.User, params attr.Value) (*session.Outcome, error) {
	outcome := &session.Outcome{At: time.Now(), Content: journal.ContentOf(params)}
	start := time.Now()
	answer, err := w.Journal.Call(ctx, u.Client, w.entry(params, outcome))
	if err == nil {
		w.sent(ctx, u.Owner(), w.form.ID)
		if w.task.answered != nil {
			return outcome, w.task.answered(w, answer, time.Since(start))
		}
		u.Tell(outcome.URL, session.News{Verb: w.task.verb, What: w.task.what, Entry: outcome.Entry})
		return outcome, redirect(w.c, outcome.URL)
	}
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case errors.Is(err, journal.ErrSent): // by another session, just now
		before, err := w.Journal.OfForm(ctx, u.Owner(), w.form.ID)
		if before == nil || err != nil {
			return nil, cmp.Or(err, errors.New("the journal had a write of this form, and has none any more"))
		}
		return nil, w.sentBefore(params, outcomeOf(before))
	case ok && e.Delivery == porta.NoAnswer: // the journal knows, and learns what is found out about it
		return nil, w.unknownOutcome(doubtText(e), e)
	case ok:
		return nil, w.refused(e)
	}
	return nil, err
}

// entry is the write as the journal has it.
func (w *work) entry(params attr.Value, outcome *session.Outcome) journal.Write {
	t := w.task
	e := journal.Write{
		Method: t.method.Path(), Params: params, Form: w.form.ID, RecordID: t.recordID, Reason: w.reason(), Secret: w.Masking.Of(t.method.Request),
		Proof: func(answer attr.Value) bool { return w.catalog(w.c).Proves(t.method, params, answer) },
		Outcome: func(entry string, answer attr.Value) string {
			outcome.Done, outcome.Entry = true, entryURL(entry)
			outcome.URL = cmp.Or(t.outcome(w.linker(w.c), params, answer), outcome.Entry)
			return outcome.URL
		},
	}
	if acts, ok := w.catalog(w.c).ActsOn(t.method, params); ok {
		e.Record, e.RecordID = acts.Record.Path(), cmp.Or(t.recordID, keyText(acts.ID(params)))
		if acts.Made {
			e.MadeID = func(answer attr.Value) string { return keyText(acts.MadeID(answer)) }
			e.Subject = w.subjectOf(acts.Record, t.method, params)
		}
	}
	return e
}

// reason is why the form is sent, as far as the journal takes it.
func (w *work) reason() string {
	reason := strings.TrimSpace(w.form.Fields["reason"])
	if len(reason) > journal.MaxReason {
		reason = strings.ToValidUTF8(reason[:journal.MaxReason], "")
	}
	return reason
}

// refused shows what PortaBilling said instead of doing it. When it has ended the session, the form waits for its user to come back.
func (w *work) refused(e *porta.Error) error {
	if e.Kind != porta.Auth {
		return w.refuseAs(w.faultStatus(e), faultOnForm(w.view, e))
	}
	return w.signInAgain(e)
}

// signInAgain leads back to the form after signing in, where it is kept.
func (w *work) signInAgain(err error) error {
	if w.trouble != "" {
		return w.refuse(&ui.Fault{Intro: "Your session has ended, and what you typed cannot be kept: " + w.trouble + " Copy what you need before you sign in again."})
	}
	back := w.task.path // of a form into which nothing was typed nothing is kept
	if w.kept.ID != "" {
		back = draftURL(w.kept.ID)
	}
	comeBackTo(w.c, back)
	return err
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

// againOf is the operation that takes a write for lost and sends its form again. It names the write, so that the decision
// counts once: a second press, or a page from before, says nothing of a later one.
func againOf(e *journal.Entry) builder.Operation { return builder.Operation{Verb: "again", Node: e.ID} }

// outcomeOf is what became of a write by the journal.
func outcomeOf(e *journal.Entry) *session.Outcome {
	return &session.Outcome{At: e.Planned, Done: e.State.Known(), URL: e.Details.Outcome, Content: e.Details.Content}
}

// sentBefore says what became of a form that was already sent.
func (w *work) sentBefore(params attr.Value, before *session.Outcome) error {
	switch {
	case !before.Done:
		return w.unknownOutcome("This form was already sent at "+clockSeconds(before.At)+", and it is not known whether it was carried out.", nil)
	case before.Content == journal.ContentOf(params) && w.task.answered == nil && before.URL != "":
		return redirect(w.c, before.URL)
	}
	w.renew()
	return w.refuse(w.alreadySent(before, before.Content != journal.ContentOf(params)))
}

// alreadySent says that a form has done its work, and where to see it. changed: it is another one now.
func (w *work) alreadySent(before *session.Outcome, changed bool) *ui.Fault {
	if !before.Done {
		return &ui.Fault{Intro: "This form was already sent at " + clockSeconds(before.At) + ", and it is not known whether it was carried out. " + w.task.doubt + " Look for it before you send it again."}
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

// unknownOutcome shows the form of a write that may or may not have been carried out. The form keeps its id, so that only "Send again" sends
// it again: that is the user's decision. why is what was answered, where that is known.
func (w *work) unknownOutcome(text string, why *porta.Error) error {
	fault := &ui.Fault{Intro: text + " " + w.task.doubt + " Look for it before you send it again."}
	if why != nil {
		fault.Method, fault.Code, fault.Text = why.Method, why.Code, why.Message
	}
	e, err := w.Journal.OfForm(context.WithoutCancel(w.c.Request().Context()), w.user(w.c).Owner(), w.form.ID)
	switch {
	case err != nil:
		return err
	case e != nil && e.State == journal.Sent: // by another session, which still waits
		fault.Intro = "This form was sent at " + clockSeconds(e.Planned) + " from another window or session, and PortaBilling has not answered yet. Try again in a moment to see what became of it."
		fault.Link, fault.LinkLabel = safeURL(entryURL(e.ID)), "Show it in the journal"
	case e != nil:
		w.view.again = againOf(e).String()
		fault.Intro += " Send again writes down that it did not arrive."
		fault.Link, fault.LinkLabel = safeURL(lookURL(e.ID)), "Look for it"
	}
	return w.refuse(fault)
}

// resolve writes down what became of the form's write of which no answer came: by the user's decision, or because it was seen.
func (w *work) resolve(as journal.State) error {
	ctx, u := context.WithoutCancel(w.c.Request().Context()), w.user(w.c)
	e, err := w.Journal.OfForm(ctx, u.Owner(), w.form.ID)
	if err != nil || e == nil || e.State != journal.Unknown {
		return err
	}
	err = w.Journal.Resolve(ctx, journal.ReaderOf(u.Client), e.ID, journal.Finding{State: as, Secret: w.Masking.Of(w.task.method.Request)})
	if err == nil && as == journal.Arrived {
		w.sent(ctx, u.Owner(), w.form.ID)
	}
	if errors.Is(err, journal.ErrResolved) {
		return nil
	}
	return err
}
