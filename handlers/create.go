package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// creator finds the record type and its operation to create.
func (a *app) creator(c echo.Context) (*catalog.RecordType, *catalog.Operation, error) {
	r, err := a.recordType(c)
	if err != nil {
		return nil, nil, err
	}
	op := r.Operation(catalog.Create)
	if op == nil {
		return nil, nil, notFound("This server cannot create " + r.Name + ".")
	}
	return r, op, nil
}

// showCreate shows an empty form, or the one that was parked when the session ended under it.
func (a *app) showCreate(c echo.Context) error {
	r, op, err := a.creator(c)
	if err != nil {
		return err
	}
	f := builder.New(op.Method.Request)
	v := newFormView(f)
	if body := a.Sessions.Unpark(a.user(c).Owner(), newURL(r)); body != nil {
		if f, err = builder.Read(strings.NewReader(string(body)), op.Method.Request); err != nil {
			return err
		}
		v = newFormView(f)
	}
	v.focus = f.Root
	return a.renderForm(c, http.StatusOK, r, v.page(r))
}

func (a *app) renderForm(c echo.Context, status int, r *catalog.RecordType, f attrs.Form) error {
	f.Autofocus = !wantsPart(c.Request())
	// Going back to a form must bring back what was typed into it, so the browser may keep this page for its user.
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	return render(c, status, a.shell(c, f.Heading, r, attrs.Page(f)), attrs.Part(f))
}

// create carries out what the pressed button of the form asks for.
func (a *app) create(c echo.Context) error {
	r, op, err := a.creator(c)
	if err != nil {
		return err
	}
	f, err := builder.Read(c.Request().Body, op.Method.Request)
	if err != nil {
		return err
	}
	switch f.Operation.Verb {
	case "add":
		return a.addRow(c, r, f)
	case "remove":
		return a.removeRow(c, r, f)
	case "row":
		return a.drawRow(c, r, f)
	case "send":
		return a.send(c, r, op, f)
	}
	return a.renderForm(c, http.StatusOK, r, newFormView(f).page(r))
}

// addRow adds a row; htmx gets that row alone.
func (a *app) addRow(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	n, err := f.Add(f.Operation.Node, f.Operation.Name)
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return a.refuse(c, r, newFormView(f), &ui.Fault{Lines: []ui.FaultLine{{Text: limit.Error()}}})
	}
	if err != nil {
		return err
	}
	v := newFormView(f)
	if wantsPart(c.Request()) && f.Operation.Name == "" {
		swap(c, "#"+attrs.AddID(n.Parent().ID), "beforebegin", focusID(n))
		return renderRow(c, v, n)
	}
	return a.renderFocused(c, r, v, n)
}

// renderFocused answers with the whole form, a row of which takes the focus: by itself when a page loads, and by our script when
// the answer becomes part of one, where the browser's own would come late and take the focus from what is typed by then.
func (a *app) renderFocused(c echo.Context, r *catalog.RecordType, v *formView, n *builder.Node) error {
	if wantsPart(c.Request()) {
		focusAfter(c, focusID(n))
	} else {
		v.focus = n
	}
	return a.renderForm(c, http.StatusOK, r, v.page(r))
}

// removeRow takes a row out. In an array the rows after it have other indexes then, so the whole form is drawn.
func (a *app) removeRow(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	inArray := false
	if n := f.Node(f.Operation.Node); n != nil && n.Parent() != nil {
		inArray = n.Parent().Type == builder.Array
	}
	next := f.Remove(f.Operation.Node)
	if next == nil {
		return builder.ErrForged
	}
	if wantsPart(c.Request()) && !inArray {
		swap(c, "#"+attrs.RowID(f.Operation.Node), "delete", focusID(next))
		return c.NoContent(http.StatusOK)
	}
	return a.renderFocused(c, r, newFormView(f), next)
}

// drawRow answers with one row as it looks after its name or type changed.
func (a *app) drawRow(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	v := newFormView(f)
	n := f.Node(f.Operation.Node)
	if n == nil || n.Parent() == nil {
		return builder.ErrForged
	}
	if !wantsPart(c.Request()) {
		return a.renderForm(c, http.StatusOK, r, v.page(r))
	}
	swap(c, "#"+attrs.RowID(n.ID), "outerHTML", "")
	return renderRow(c, v, n)
}

// renderRow answers with a row alone.
func renderRow(c echo.Context, v *formView, n *builder.Node) error {
	index, path := 0, ""
	for i, kid := range n.Parent().Kids {
		if kid == n {
			index = i
		}
	}
	if n.Parent() != v.form.Root {
		path = pathLabel(v.form, n.Parent())
	}
	row := attrs.RowPart(v.row(n, index, path))
	return render(c, http.StatusOK, row, row)
}

// focusID is what takes the focus of a row, or of a container whose last row went: its add button.
func focusID(n *builder.Node) string {
	if n.Type == builder.Object || n.Type == builder.Array {
		if n.Parent() == nil || len(n.Kids) == 0 {
			return attrs.AddButtonID(n.ID)
		}
	}
	if n.Parent().Type == builder.Array && n.Type != builder.Object && n.Type != builder.Array {
		return attrs.ValueID(n.ID)
	}
	return attrs.NameID(n.ID)
}

// swap tells htmx which small part of the page the answer replaces, and what takes the focus then.
func swap(c echo.Context, target, how, focus string) {
	h := c.Response().Header()
	h.Set("HX-Retarget", target)
	h.Set("HX-Reswap", how)
	focusAfter(c, focus)
}

func focusAfter(c echo.Context, id string) {
	if id != "" {
		c.Response().Header().Set("HX-Trigger-After-Swap", attr.ObjectValue(attr.M("focus-on", attr.TextValue(id))).JSON())
	}
}

// refuse shows the form as it is, with what is wrong about it.
func (a *app) refuse(c echo.Context, r *catalog.RecordType, v *formView, fault *ui.Fault) error {
	page := v.page(r)
	page.Fault = fault
	focusAfter(c, ui.FaultID)
	return a.renderForm(c, http.StatusUnprocessableEntity, r, page)
}

// send creates the record. A form is used up by being sent: it never creates two records.
func (a *app) send(c echo.Context, r *catalog.RecordType, op *catalog.Operation, f *builder.Form) error {
	v := newFormView(f)
	tree, problems, err := f.Tree()
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return a.refuse(c, r, v, &ui.Fault{Lines: []ui.FaultLine{{Text: limit.Error()}}})
	}
	if len(problems) > 0 {
		return a.refuse(c, r, v, v.mistakes.placeProblems(f, problems))
	}
	u := a.user(c)
	before, end := u.Sends.Begin(f.ID)
	if before != nil {
		return a.sentBefore(c, r, v, tree, before)
	}
	done, url := true, "" // unknown until an answer says otherwise, a panic included
	defer func() { end(done, time.Now(), url) }()
	answer, err := u.Client.Call(c.Request().Context(), op.Method.Path(), op.Method.Request.Wire(tree))
	if err == nil {
		url = createdURL(r, answer)
		return redirect(c, url)
	}
	e, ok := errors.AsType[*porta.Error](err)
	done = ok && e.Delivery == porta.NoAnswer
	switch {
	case done:
		return a.unknownOutcome(c, r, v, tree, sendUnknownText(r))
	case ok && e.Kind == porta.Auth:
		a.Sessions.Park(u.Owner(), newURL(r), f.Encode())
		return err
	case ok:
		return a.refuse(c, r, v, faultOnForm(v, e))
	}
	return err
}

// faultOnForm words a fault, and puts it where it belongs.
func faultOnForm(v *formView, e *porta.Error) *ui.Fault {
	if e.Trouble == porta.NoTrouble && e.Kind != porta.Denied && e.Kind != porta.ReadOnlyMode {
		return faultView(e, v.mistakes.placeFault(v.form, e))
	}
	m := portaProblem(e)
	intro := m.Text
	if e.Delivery == porta.NotSent {
		intro += " Nothing was sent."
	}
	return &ui.Fault{Intro: intro, Method: e.Method, Code: e.Code, Text: e.Message}
}

// createdURL is the page of the record that was just made; of the list, when the answer does not name it.
func createdURL(r *catalog.RecordType, answer attr.Value) string {
	id, ok := answer.Get(r.IDField).Int()
	if !ok || r.Operation(catalog.Get) == nil {
		return listURL(r)
	}
	return recordURL(r, id) + "?" + createdMark + "=1"
}

// sentBefore says what became of a form that was already sent.
func (a *app) sentBefore(c echo.Context, r *catalog.RecordType, v *formView, tree attr.Value, s *session.Send) error {
	if s.URL != "" {
		return redirect(c, s.URL)
	}
	text := "This form was already sent at " + s.At.UTC().Format("15:04:05") + " UTC, and PortaBilling did not answer. The " + r.Name + " may have been created."
	return a.unknownOutcome(c, r, v, tree, text)
}

func sendUnknownText(r *catalog.RecordType) string {
	return "PortaBilling did not answer. The " + r.Name + " may have been created."
}

// unknownOutcome shows the form of a record that may or may not have been made. The form gets a new id: to send it again is then
// the user's decision.
func (a *app) unknownOutcome(c echo.Context, r *catalog.RecordType, v *formView, tree attr.Value, text string) error {
	v.form.Renew()
	page := v.page(r)
	page.Submit = "Send again"
	page.Fault = &ui.Fault{Intro: text + " Look for it before you send it again."}
	if look := lookURL(r, tree); look != "" {
		page.Fault.Link, page.Fault.LinkLabel = safeURL(look), "Look for it"
	}
	focusAfter(c, ui.FaultID)
	return a.renderForm(c, http.StatusUnprocessableEntity, r, page)
}

// lookURL is the list filtered by what the record is known by; "" when the form does not have it.
func lookURL(r *catalog.RecordType, tree attr.Value) string {
	list := r.Operation(catalog.List)
	key := tree.At(attr.ParsePath(r.Operation(catalog.Create).Wrapper)).Get(r.Title)
	if list == nil || list.Method.Request.Property(r.Title) == nil || key.IsEmpty() {
		return ""
	}
	return listURL(r) + "?" + url.Values{"f." + r.Title: {key.Text()}}.Encode()
}
