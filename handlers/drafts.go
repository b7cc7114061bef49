package handlers

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/seal"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/views/attrs"
	"portaconsole/views/home"
	"portaconsole/views/ui"
)

func draftURL(id string) string { return "/drafts/" + url.PathEscape(id) }

// showDraft opens a form as it was left.
func (a *app) showDraft(c echo.Context) error {
	ctx, owner := c.Request().Context(), a.user(c).Owner()
	d, err := a.Drafts.Draft(ctx, owner, c.Param("id"))
	if errors.Is(err, drafts.ErrNone) {
		return notFound("There is no such form of yours. Forms are kept for 7 days after their last change.")
	}
	if errors.Is(err, drafts.ErrSealed) {
		return &statusError{http.StatusGone, "Cannot be opened", "This form was sealed with a key that the console does not have any more. Whoever runs the console may still have that key."}
	}
	if err != nil {
		return err
	}
	if strings.HasPrefix(d.ID, reasonDraft("")) {
		return redirect(c, d.Path) // where it is filled in
	}
	t, err := a.taskAt(c, d.Path)
	if err != nil {
		return err
	}
	w := a.workOn(c, t, nil)
	if err := w.load(d); err != nil {
		return err
	}
	if d.Sent {
		return w.showSent()
	}
	return w.draw(http.StatusOK)
}

// load makes the form what its draft is.
func (w *work) load(d drafts.Draft) error {
	f, err := builder.Read(d.State, w.task.method.Request)
	if err != nil {
		return err
	}
	f.ID, f.Revision, f.Partial = d.ID, d.Revision, w.task.rules.Partial
	f.Operation = builder.Operation{Verb: "update"}
	notice := w.view.notice
	w.take(f)
	w.view.notice, w.kept = notice, d
	return nil
}

// showSent shows what became of a form that was sent, and the same values as a fresh form.
func (w *work) showSent() error {
	e, err := w.Journal.OfForm(w.c.Request().Context(), w.user(w.c).Owner(), w.form.ID)
	if err != nil {
		return err
	}
	w.renew()
	w.view.notice = "This form was already sent. The same values are below, as a form that was not sent yet."
	if e != nil {
		w.view.fault = w.alreadySent(outcomeOf(e), false)
		w.view.notice = ""
	}
	return w.draw(http.StatusOK)
}

// renew makes the form one that was not sent yet, of which nothing is kept.
func (w *work) renew() {
	w.form.Renew()
	w.kept = drafts.Draft{}
}

// moveStep undoes (-1) or redoes (1) a change.
func (w *work) moveStep(by int) (drawn, error) {
	if w.kept.ID == "" {
		return drawn{}, nil
	}
	w.kept.Changed = time.Now()
	d, err := w.Drafts.MoveDraft(w.lasting(), w.kept, by)
	if err != nil {
		return drawn{}, err
	}
	focus := attrs.UndoID
	if d.HasRedo && (by > 0 || !d.HasUndo) {
		focus = attrs.RedoID
	}
	return drawn{focusID: focus}, w.load(d)
}

// conflict shows a form whose draft was changed elsewhere since: nothing is kept until it is decided which of the two stays.
func (w *work) conflict() error {
	d, err := w.Drafts.Draft(w.c.Request().Context(), w.user(w.c).Owner(), w.form.ID)
	if err != nil {
		return err
	}
	other, err := builder.Read(d.State, w.task.method.Request)
	if err != nil {
		return err
	}
	w.form.Revision, w.kept = d.Revision, d
	fault := &ui.Fault{
		Intro: "This form was changed in another window at " + clock(d.Changed) + ". What you see here is your version, and it is not kept yet: go on with it, or take the other one. " +
			"The other version stays in Undo.",
		Link: safeURL(draftURL(d.ID)), LinkLabel: "Take the other version",
	}
	for _, change := range attr.Diff(w.hidden(other), w.hidden(w.form)) {
		fault.Lines = append(fault.Lines, ui.FaultLine{Text: change.Path.String() + ": " + shortValue(change.Before) + " there, " + shortValue(change.After) + " here"})
		if len(fault.Lines) == maxDifferences {
			fault.Lines = append(fault.Lines, ui.FaultLine{Text: "…"})
			break
		}
	}
	w.view.goOn = "Go on with this version"
	return w.refuseAs(http.StatusConflict, fault)
}

// hidden is what a form sends, without its secrets.
func (w *work) hidden(f *builder.Form) attr.Value {
	return w.Masking.Mask(w.task.method.Request, f.Request())
}

// maxDifferences bounds how many differences of two versions are told.
const maxDifferences = 10

// maxShortValue is how many characters of a value are told.
const maxShortValue = 60

// shortValue is a value in few words.
func shortValue(v attr.Value) string {
	if v.IsAbsent() {
		return "not"
	}
	return shortText(v.Prefix(4*maxShortValue).JSON(), maxShortValue)
}

// park keeps what was posted to a form whose session has ended by itself, for its owner to go on with. It returns for whom and where; "" when
// there was nothing to keep, or when the session was ended by somebody: who sits there now is not known.
func (a *app) park(c echo.Context) (owner porta.Owner, address string, err error) {
	if c.Request().Method != http.MethodPost {
		return owner, "", nil
	}
	departed, known, err := a.Sessions.Departed(c.Request())
	if err != nil || !known { // anybody may have sent it, so nothing of it is read
		return owner, "", err
	}
	body, err := readBody(c)
	if err != nil {
		return owner, "", err
	}
	f, err := seal.Read(a.Seals, sealIn(body))
	switch {
	case err != nil: // a page from before seals, or of another key
		f = seal.Form{Owner: departed, Path: formAddress(c)}
	case f.Path != formAddress(c):
		return owner, "", nil
	}
	address, err = a.keepFor(c, f, body)
	return f.Owner, address, err
}

// keepFor keeps what was posted for the owner of its form, and returns the address at which they find it; "" when there is nothing to keep.
func (a *app) keepFor(c echo.Context, of seal.Form, body []byte) (address string, err error) {
	f, err := builder.Read(body, nil)
	if err != nil || f.Len() == 0 && f.JSON == nil {
		return a.parkShort(c, of.Owner, body)
	}
	if of.ID != "" && f.ID != of.ID {
		return "", nil // it was not drawn so, and its owner may have another form of that name
	}
	d := drafts.Draft{Owner: of.Owner, ID: f.ID, Path: of.Path, Title: titleOf(of.Path), Revision: f.Revision, Changed: time.Now()}
	step := []drafts.Step{{State: body, Typing: -1}}
	ctx := context.WithoutCancel(c.Request().Context())
	_, err = a.Drafts.SaveDraft(ctx, d, step)
	for range maxParked { // there is another version, or more: all are kept
		if !errors.Is(err, drafts.ErrStale) {
			break
		}
		if now, err := a.Drafts.Draft(ctx, d.Owner, d.ID); err == nil && !now.Sent && bytes.Equal(now.State, body) {
			return draftURL(d.ID), nil // it is kept already
		}
		f.Renew()
		d.ID, d.Revision = f.ID, 0
		_, err = a.Drafts.SaveDraft(ctx, d, step)
	}
	return draftURL(d.ID), err
}

// maxParked is how many further versions of one form are kept: going back and pressing again makes one each time.
const maxParked = 20

// titleOf names the form at an address, as far as that tells.
func titleOf(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	switch {
	case len(parts) == 4 && parts[3] == "new":
		return "New " + parts[2]
	case len(parts) == 5 && parts[4] == "edit":
		return "Edit " + parts[2] + " " + parts[3]
	case len(parts) == 5 && parts[4] == "end":
		return "End " + parts[2] + " " + parts[3]
	case len(parts) == 3 && parts[0] == "methods":
		return parts[1] + "/" + parts[2]
	}
	return path
}

// drafts are the user's unfinished forms, without those whose time is up and that are not swept yet.
func (a *app) drafts(c echo.Context) ([]drafts.Draft, error) {
	list, err := a.Drafts.Drafts(c.Request().Context(), a.user(c).Owner())
	return slices.DeleteFunc(list, func(d drafts.Draft) bool { return time.Since(d.Changed) >= drafts.KeptFor }), err
}

// unfinishedEntries are the drafts on the start page.
func (a *app) unfinishedEntries(c echo.Context) (entries []home.Entry, err error) {
	list, err := a.drafts(c)
	for _, d := range list {
		if !a.onlyReads(c, d) {
			e := home.Entry{DiscardURL: safeURL(draftURL(d.ID)), URL: safeURL(draftURL(d.ID)), Text: d.Title, Note: "changed " + minuteText(d.Changed)}
			if e.Text == "" {
				e.Text, e.Note = titleOf(d.Path), e.Note+": cannot be opened, since its key is not there any more"
			}
			entries = append(entries, e)
		}
	}
	return entries, err
}

// onlyReads says that a form calls a method that changes nothing: there is nothing to finish about it.
func (a *app) onlyReads(c echo.Context, d drafts.Draft) bool {
	path, ok := strings.CutPrefix(d.Path, "/methods/")
	m := a.catalog(c).Method(path)
	return ok && m != nil && !m.Changes
}

// unfinished lists the drafts of a form's address.
func (a *app) unfinished(c echo.Context, t *task) (links []attrs.Link, err error) {
	list, err := a.drafts(c)
	for _, d := range list {
		if d.Path == t.path && len(links) < 5 {
			links = append(links, attrs.Link{URL: safeURL(draftURL(d.ID)), Label: d.Title + ", " + clock(d.Changed)})
		}
	}
	return links, err
}

// sent ends the draft of a form that has done its work; there need not be one.
func (a *app) sent(ctx context.Context, owner drafts.Owner, form string) {
	if err := a.Drafts.MarkSent(context.WithoutCancel(ctx), owner, form, time.Now()); err != nil {
		a.Log.ErrorContext(ctx, "a draft that was sent stays listed", "err", err)
	}
}

// forgetDraft throws a draft away.
func (a *app) forgetDraft(c echo.Context) error {
	if err := a.Drafts.RemoveDraft(c.Request().Context(), a.user(c).Owner(), c.Param("id")); err != nil {
		return err
	}
	return redirect(c, "/")
}
