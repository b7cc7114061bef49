package handlers

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// work is one request to a form.
type work struct {
	*app
	c    echo.Context
	task *task
	form *builder.Form
	view *formView
	// kept is the draft as it is now; its ID is "" when there is none.
	kept drafts.Draft
	// trouble says why the draft is not kept, in a sentence; "" when it is.
	trouble string
}

// showForm opens a form.
func (a *app) showForm(c echo.Context) error {
	t, err := a.taskAt(c, formAddress(c))
	if err != nil {
		return err
	}
	f, err := t.open(c)
	if err != nil {
		return err
	}
	w := a.workOn(c, t, f)
	if f.Base == "" && !builder.SameRows(t.blank(attr.Value{}), f) { // it was filled in from elsewhere, which its address does not tell
		f.Begin()
	}
	w.view.focus = w.firstFocus()
	w.view.unfinished, err = a.unfinished(c, t)
	if err != nil {
		return err
	}
	return w.draw(http.StatusOK)
}

// firstFocus is what has the focus in a form that was just opened: what is to be filled in first, or the adding of a row where there
// is none. A record that is changed is read from its top, so that there nothing has it.
func (w *work) firstFocus() *builder.Node {
	if w.task.edit != nil {
		return nil
	}
	return cmp.Or(w.form.Empty(), w.form.Root)
}

func (a *app) workOn(c echo.Context, t *task, f *builder.Form) *work {
	w := &work{app: a, c: c, task: t}
	w.take(f)
	return w
}

// lasting is the request's context without its end: what was typed is kept, and what was sent is finished, also when the tab was closed meanwhile.
func (w *work) lasting() context.Context { return context.WithoutCancel(w.c.Request().Context()) }

// take makes the form the one at work.
func (w *work) take(f *builder.Form) {
	w.form, w.view = f, newFormView(f, w.linker(w.c))
	if f == nil {
		return
	}
	f.Partial = w.task.rules.Partial
	if w.task.meet != nil {
		w.task.meet(f)
	}
}

// postForm carries out what the pressed button of a form asks for. That somebody else changed the draft meanwhile, or that the form is full, can come
// up at any point of it, and is answered here.
func (a *app) postForm(c echo.Context) error {
	t, err := a.taskAt(c, formAddress(c))
	if err != nil {
		return err
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	f, err := builder.Read(body, t.method.Request)
	if err != nil {
		return err
	}
	w := a.workOn(c, t, f)
	switch verb := f.Operation.Verb; {
	case unknownForm(c):
		return w.showUnknown()
	case whose(c).ID != f.ID:
		return builder.ErrForged
	case verb == "send" || verb == "again":
		err = w.send()
	default:
		err = w.press()
	}
	if errors.Is(err, drafts.ErrStale) {
		return w.conflict()
	}
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return w.refuse(&ui.Fault{Lines: []ui.FaultLine{{Text: limit.Error()}}})
	}
	return err
}

// press does what a button asks for that sends nothing, and keeps the form before and after.
func (w *work) press() error {
	if err := w.keep(keepPosted); err != nil {
		return err
	}
	d, err := w.carryOut()
	if porta.KindOf(err) == porta.Auth { // of what Check and Find ask
		return w.signInAgain(err)
	}
	if err != nil {
		return err
	}
	how := keepChange
	if d.looks {
		how = keepLooks
	}
	if err := w.keep(how); err != nil {
		return err
	}
	return w.answer(d)
}

// drawn is what an operation changed on the page. The zero value means all of the form.
type drawn struct {
	row         *builder.Node // this row alone, with all below it
	target, how string        // where it goes, as htmx names it
	nothing     bool          // what is there may stay as it is
	focus       *builder.Node // the row that takes the focus
	focusID     string        // or the element
	ifLost      bool          // only when what had it is gone
	fault       *ui.Fault
	notice      string // what is well, in a sentence
	looks       bool   // nothing of the form's content changed
}

// answer draws what changed: for htmx that part alone.
func (w *work) answer(d drawn) error {
	part := wantsPart(w.c.Request())
	focus := d.focusID
	if d.focus != nil {
		d.focus.Show()
		focus = focusID(w.form, d.focus)
	}
	switch {
	case d.fault != nil:
		return w.refuse(d.fault)
	case d.notice != "":
		w.view.notice = d.notice
	case part && d.nothing:
		swap(w.c, "#"+attrs.StateID, "none", focus)
		return w.drawPart(templ.NopComponent)
	case part && d.row != nil:
		swap(w.c, d.target, d.how, "")
		if d.ifLost {
			focusIfLost(w.c, focus)
		} else {
			focusAfter(w.c, focus)
		}
		row := attrs.RowPart(w.view.part(d.row)) // before the state, which has its references
		return w.drawPart(row)
	case part && d.target != "":
		swap(w.c, d.target, d.how, focus)
		return w.drawPart(templ.NopComponent)
	case part:
		focusAfter(w.c, focus)
	default:
		w.view.focus = d.focus
	}
	return w.draw(http.StatusOK)
}

// drawPart answers with a part of the form, and with what goes along with each: names for numbers that have changed, state and preview.
func (w *work) drawPart(part templ.Component) error {
	unnamed := w.view.unnamed() // before the state, which asks for the names that are missing
	state := w.state()
	state.Unnamed = unnamed
	along := attrs.Along(part, state)
	w.address()
	return render(w.c, http.StatusOK, along, along)
}

// draw answers with the whole form.
func (w *work) draw(status int) error {
	page := w.page()
	page.Autofocus = !wantsPart(w.c.Request())
	// Going back to a form must bring back what was typed into it, so the browser may keep this page for its user.
	w.c.Response().Header().Set("Cache-Control", "private, no-cache")
	w.address()
	around := attrs.Page
	if w.task.page != nil {
		around = w.task.page
	}
	return render(w.c, status, w.shell(w.c, page.Heading, w.task.record, around(page)), attrs.Part(page))
}

// address leads the browser to the draft once there is one: a reload shows it.
func (w *work) address() {
	if w.kept.ID != "" && wantsPart(w.c.Request()) {
		w.c.Response().Header().Set("HX-Replace-Url", draftURL(w.form.ID))
	}
}

// refuse shows the form as it is, with what is wrong about it.
func (w *work) refuse(fault *ui.Fault) error {
	return w.refuseAs(http.StatusUnprocessableEntity, fault)
}

func (w *work) refuseAs(status int, fault *ui.Fault) error {
	w.view.fault = fault
	focusAfter(w.c, ui.FaultID)
	return w.draw(status)
}

// What of the form is to be kept.
type keeping uint8

const (
	keepPosted keeping = iota // what arrived, before anything is done to it
	keepChange                // what was done
	keepLooks                 // what was done, and is no change of the content
)

// keep keeps the present state of the form in its draft, when it differs from the one that is kept. A form that nobody changed yet is not kept,
// unless it began with more than its address can bring back.
// The error is [drafts.ErrStale] when the draft was changed by somebody else. That the database fails is no error: the
// page holds all that was typed.
func (w *work) keep(how keeping) error {
	if w.trouble != "" {
		return nil
	}
	if how == keepPosted {
		if err := w.findDraft(); err != nil {
			return w.survive(err)
		}
	}
	state := w.form.Body()
	if w.kept.ID != "" && bytes.Equal(state, w.kept.State) {
		w.form.Revision = w.kept.Revision
		return nil
	}
	steps := []drafts.Step{{State: state, Typing: -1}}
	switch {
	case w.kept.ID == "":
		first, err := w.firstStep()
		switch {
		case err != nil:
			return err
		case w.form.Revision > 0 && w.form.Base == "": // what was kept is gone, and with it how the form began
		case first == nil && w.form.First == "":
			return nil
		case first != nil:
			if w.form.Operation.Verb == "typing" {
				steps[0].Typing = int64(builder.ValueOnly(first.State, state))
			}
			steps = append([]drafts.Step{*first}, steps...)
		}
	case how == keepLooks:
		steps[0].Replace = true
	case how == keepPosted:
		at := int64(builder.ValueOnly(w.kept.State, state))
		steps[0].Replace = at >= 0 && at == w.kept.Typing
		if w.form.Operation.Verb == "typing" {
			steps[0].Typing = at
		}
	}
	saved, err := w.Drafts.SaveDraft(w.lasting(), drafts.Draft{
		Owner: w.user(w.c).Owner(), ID: w.form.ID, Path: w.task.path, Title: w.title(), Revision: w.form.Revision, Changed: time.Now(),
	}, steps)
	if errors.Is(err, drafts.ErrStale) { // somebody else was faster, perhaps with the same
		err = w.findDraft()
		saved = w.kept
	}
	if err != nil {
		return w.survive(err)
	}
	w.kept, w.form.Revision = saved, saved.Revision
	return nil
}

// findDraft finds what is kept of the form. One that was sent stays as it is: what is changed now becomes another form
// when it is to be sent.
func (w *work) findDraft() error {
	d, err := w.Drafts.Draft(w.lasting(), w.user(w.c).Owner(), w.form.ID)
	switch {
	case errors.Is(err, drafts.ErrNone), errors.Is(err, drafts.ErrSealed):
		return nil
	case err != nil:
		return err
	case d.Sent:
		w.trouble = "This form was sent. Changes are kept once they are sent too."
		return nil
	}
	if d.Revision != w.form.Revision && !bytes.Equal(d.State, w.form.Body()) {
		return drafts.ErrStale
	}
	w.kept = d
	return nil
}

// firstStep is the form as it began, for undoing to lead back to; nil when the present one is the same. Of what the page says that it began with, the
// rows alone are taken: which record a form is about, they cannot say.
func (w *work) firstStep() (*drafts.Step, error) {
	base := attr.Value{}
	if w.form.Base != "" {
		v, err := attr.Parse([]byte(w.form.Base), attr.Limits{})
		if err != nil || builder.Room(v) != nil {
			return nil, builder.ErrForged
		}
		base = v
	}
	blank := w.task.blank(base)
	blank.Base = w.form.Base
	blank.BecomeFirst(w.form.ID)
	if w.form.First != "" {
		if err := blank.BeginAs(w.form.First); err != nil {
			return nil, err
		}
	}
	if builder.SameRows(blank, w.form) {
		return nil, nil
	}
	return &drafts.Step{State: blank.Body(), Typing: -1}, nil
}

// survive goes on without the draft when the database fails.
func (w *work) survive(err error) error {
	if errors.Is(err, drafts.ErrStale) || errors.Is(err, builder.ErrForged) {
		return err
	}
	w.Log.ErrorContext(w.c.Request().Context(), "a draft could not be kept", "id", requestID(w.c), "err", err)
	w.trouble = "This form is not kept: the console's database does not work."
	return nil
}
