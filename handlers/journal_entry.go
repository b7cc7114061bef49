package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/places"
	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	view "portaconsole/views/journal"
	"portaconsole/views/ui"
)

var errNoEntry = notFound("The journal has no such entry, or it is not yours.")

// entryOf finds the entry that the address names, if the user may see it.
func (a *app) entryOf(c echo.Context) (*journal.Entry, error) {
	e, err := a.Journal.Entry(c.Request().Context(), journal.ReaderOf(a.user(c).Client), c.Param("id"))
	if e == nil && err == nil {
		err = errNoEntry
	}
	return e, err
}

// journalEntry shows one entry.
func (a *app) journalEntry(c echo.Context) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	p, err := a.entryPage(c, e)
	if err != nil {
		return err
	}
	if news := a.user(c).TakeNews(entryURL(e.ID)); news.What != "" {
		p.News = newsText(news)
		a.remember(c, places.Recent{URL: entryURL(e.ID), Did: deedOf(news.Verb), Text: news.What})
	}
	return a.renderEntry(c, http.StatusOK, p)
}

// entryPage is the page of an entry, with the reason that its user has typed before and could not add.
func (a *app) entryPage(c echo.Context, e *journal.Entry) (p view.EntryPage, err error) {
	p = a.entryView(c, e)
	if p.ExplainURL != "" {
		p.ReasonTyped, err = a.parkedReason(c.Request().Context(), e)
	}
	return p, err
}

func (a *app) renderEntry(c echo.Context, status int, p view.EntryPage) error {
	content := view.Entry(p)
	return render(c, status, a.shell(c, p.Heading+" – Journal", nil, content), content)
}

// lookForEntry asks PortaBilling what became of a write, and shows what it found with what can be done about it.
func (a *app) lookForEntry(c echo.Context) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	if e.State != journal.Unknown {
		return redirect(c, entryURL(e.ID))
	}
	f, err := a.lookFor(c.Request().Context(), a.user(c).Client, a.catalog(c), e)
	if err != nil {
		if f, err = lookFault(err); err != nil {
			return err
		}
	}
	p, err := a.entryPage(c, e)
	if err != nil {
		return err
	}
	p.Finding = a.findingView(c, e, f)
	return a.renderEntry(c, http.StatusOK, p)
}

// resolveEntry writes down what the user says became of a write. "again" also leads to where it can be done again; nothing is sent by it.
func (a *app) resolveEntry(c echo.Context) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	if e.State != journal.Unknown { // by a first press, or by somebody else
		return redirect(c, entryURL(e.ID))
	}
	to, f := entryURL(e.ID), journal.Finding{State: journal.NotArrived, Secret: a.Masking.Of(a.requestOf(c, e))}
	switch c.FormValue("finding") {
	case "arrived":
		f.State = journal.Arrived
		f.RecordID, f.Outcome = a.arrivedAs(c, e)
	case "again":
		if a.isOwn(c, e) {
			to, err = a.openAgain(c, e)
		}
	default:
		return &statusError{http.StatusUnprocessableEntity, "Not a form of this console", "Open the entry again, and look for what was sent."}
	}
	if err == nil {
		err = a.Journal.Resolve(c.Request().Context(), journal.ReaderOf(a.user(c).Client), e.ID, f)
	}
	switch {
	case errors.Is(err, journal.ErrResolved): // meanwhile
		return redirect(c, entryURL(e.ID))
	case errors.Is(err, journal.ErrNone):
		return errNoEntry
	case err != nil:
		return err
	}
	if f.State == journal.Arrived {
		a.sent(c.Request().Context(), e.Owner, e.Form)
	}
	return redirect(c, to)
}

// requestOf is what is known of the request of a write; nil when nothing is.
func (a *app) requestOf(c echo.Context, e *journal.Entry) *catalog.Schema {
	if m := a.catalog(c).Method(e.Method); m != nil {
		return m.Request
	}
	return nil
}

// arrivedAs is the record that was found, and where it is: what an answer would have said. Only of one that was made does the page say which one it
// is; any other stands in the entry.
func (a *app) arrivedAs(c echo.Context, e *journal.Entry) (id, outcome string) {
	id = e.RecordID
	if n, ok := idOf(c.FormValue("record")); ok && id == "" {
		id = strconv.FormatInt(n, 10)
	}
	role, ok := a.catalog(c).Role(e.Method)
	if !ok {
		return id, entryURL(e.ID)
	}
	known := knownOf(role.Record.Operation(role.Kind), e.Details.Request)
	if n, has := idOf(id); has {
		known, _ = known.With(attr.Path{role.Record.IDField}, attr.IntValue(n))
	}
	return id, cmp.Or(a.linker(c).seenAt(role.Record, known), entryURL(e.ID))
}

func (a *app) isOwn(c echo.Context, e *journal.Entry) bool { return e.Owner == a.user(c).Owner() }

// openAgain says where the write can be done again. Where that is a form, it is in its draft: the journal itself gives up its secrets
// when the write is resolved.
func (a *app) openAgain(c echo.Context, e *journal.Entry) (to string, err error) {
	to, form := a.againURL(c, e)
	if e.Form == "" {
		return to, nil
	}
	d, err := a.Drafts.Draft(c.Request().Context(), e.Owner, e.Form)
	switch {
	case err == nil && !d.Sent:
		return draftURL(d.ID), nil
	case err != nil && !errors.Is(err, drafts.ErrNone) && !errors.Is(err, drafts.ErrSealed):
		return to, err
	case form == nil || e.Details.Request.IsAbsent():
		return to, nil
	}
	f := builder.New(form.Operation(catalog.Create).Method.Request)
	f.ID = e.Form
	if err := f.Fill(f.Root, e.Details.Request); err != nil {
		return to, nil // larger than a form
	}
	d, err = a.Drafts.SaveDraft(c.Request().Context(), drafts.Draft{Owner: e.Owner, ID: f.ID, Path: newURL(form), Title: "New " + form.Name, Changed: time.Now()},
		[]drafts.Step{{State: f.Body(), Typing: -1}})
	return draftURL(d.ID), err
}

// againURL is where a write can be done again. The record type is that of a form which can be filled in; nil when there is none.
func (a *app) againURL(c echo.Context, e *journal.Entry) (to string, form *catalog.RecordType) {
	cat := a.catalog(c)
	m := cat.Method(e.Method)
	if m == nil {
		return entryURL(e.ID), nil
	}
	role, ok := cat.Role(e.Method)
	id, has := idOf(e.RecordID)
	switch {
	case ok && role.Kind == catalog.Create && e.Form != "":
		return newURL(role.Record), role.Record
	case ok && has && role.Record.CanRead():
		return recordURL(role.Record, id), nil
	}
	return methodURL(m), nil
}

// explainEntry adds the reason of an own entry that has none.
func (a *app) explainEntry(c echo.Context) error {
	e, err := a.entryOf(c)
	if err != nil {
		return err
	}
	if !a.isOwn(c, e) {
		return errNoEntry
	}
	if e.Reason != "" {
		return redirect(c, entryURL(e.ID))
	}
	reason := strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(c.FormValue("reason"), "\uFFFD"), "\r\n", "\n"))
	p := a.entryView(c, e)
	p.ReasonTyped = reason
	switch {
	case reason == "":
		p.ReasonMistake = "Write the reason first."
	case len(reason) > journal.MaxReason:
		p.ReasonMistake = "The reason is too long: at most " + words.Grouped(journal.MaxReason) + " characters."
	}
	if p.ReasonMistake != "" {
		return a.renderEntry(c, http.StatusUnprocessableEntity, p)
	}
	if err := a.Journal.Explain(c.Request().Context(), e.Owner, e.ID, reason); err != nil && !errors.Is(err, journal.ErrNone) {
		return err
	}
	if err := a.forgetReason(c.Request().Context(), e.Owner, e.ID); err != nil {
		return err
	}
	return redirect(c, entryURL(e.ID))
}

// entryView is the page of an entry. Secrets are masked, also while the journal still has them.
func (a *app) entryView(c echo.Context, e *journal.Entry) view.EntryPage {
	cat := a.catalog(c)
	text, tone := stateView(e.State)
	p := view.EntryPage{
		ListURL: journalURL, Heading: sentence(whatText(cat, e)), Outcome: text, Tone: tone, Times: timesOf(e), Names: e.Names,
		Method: e.Method, Code: e.Details.Code, Message: e.Details.Message, Reason: e.Reason,
	}
	p.Facts = []view.Fact{{Label: "Person", Value: e.Owner.Login + ", realm " + e.Owner.Realm}, {Label: "Method", Value: e.Method, Code: true}}
	if m := cat.Method(e.Method); m != nil {
		p.Facts[1].URL = safeURL(methodURL(m))
	}
	if link := recordLink(cat, e); link.Label != "" {
		p.Facts = append(p.Facts, view.Fact{Label: "Record", Value: link.Label, URL: link.URL})
	}
	if e.State == journal.Unknown {
		p.LookURL = safeURL(lookURL(e.ID))
	}
	if a.isOwn(c, e) && e.Reason == "" && e.Method != journal.SignIn {
		p.ExplainURL = safeURL(entryURL(e.ID) + "/reason")
	}
	switch {
	case e.Method == journal.SignIn:
	case e.Details.Request.IsAbsent():
		p.Hidden = "What was sent cannot be shown: it was sealed with a key that is not there any more."
	default:
		secret := a.Masking.Of(a.requestOf(c, e))
		p.Request, p.RequestNote = shownJSON(e.Details.Request, func(v attr.Value) attr.Value { return journal.Masked(v, secret) })
		if p.RequestNote != "" {
			p.RequestNote += " The export of the journal has all of it, once it is known what became of it."
		}
	}
	return p
}

// timesOf says when the write came how far.
func timesOf(e *journal.Entry) (times []view.Fact) {
	if e.Method == journal.SignIn {
		return []view.Fact{{Label: "At", Value: secondText(e.Planned)}}
	}
	add := func(label, value string) { times = append(times, view.Fact{Label: label, Value: value}) }
	add("Written down", secondText(e.Planned))
	if !e.Sent.IsZero() {
		add("Sent", secondText(e.Sent))
	}
	switch {
	case e.Ended.IsZero():
	case e.State == journal.NotSent:
		add("Given up", secondText(e.Ended))
	case e.State == journal.Done || e.State == journal.Refused:
		add("Answered", secondText(e.Ended))
	default:
		add("Waited until", secondText(e.Ended))
	}
	if !e.Resolved.IsZero() {
		add("Found out", secondText(e.Resolved)+", by "+e.Resolver)
	}
	return times
}

// findingView is what was found, with the two answers that there can be.
func (a *app) findingView(c echo.Context, e *journal.Entry, f finding) *view.Finding {
	v := &view.Finding{
		Title: "It is not clear whether it arrived", Tone: ui.Warn, Text: f.text,
		ResolveURL: safeURL(entryURL(e.ID) + "/finding"), RecordID: f.id,
	}
	switch f.verdict {
	case found:
		v.Title, v.Tone, v.ArrivedMain = "It seems to have arrived", ui.Good, true
	case missing:
		v.Title, v.AgainMain = "It seems not to have arrived", true
	}
	for _, l := range f.records {
		v.Links = append(v.Links, view.Link{Label: l.label, URL: safeURL(l.url)})
	}
	_, form := a.againURL(c, e)
	switch own := a.isOwn(c, e); {
	case own && form != nil:
		v.Again, v.AgainHint = "Send again", "Send again writes down that it did not arrive, and opens the form with what was sent. Nothing is sent before you press its button."
	case own:
		v.Again, v.AgainHint = "Send again", "Send again writes down that it did not arrive, and leads to where it can be done again. Nothing is sent by it."
	default:
		v.Again, v.AgainHint = "It did not arrive", "Whoever sent it may send it again then."
	}
	return v
}
