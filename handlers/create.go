package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
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
	body, err := a.Sessions.Parked(c.Request().Context(), a.user(c).Owner(), newURL(r))
	if err != nil {
		return err
	}
	if body != nil {
		if f, err = builder.Read(body, op.Method.Request); err != nil {
			return err
		}
	}
	v := newFormView(f, a.Masking)
	v.focus = f.Root
	return a.renderForm(c, http.StatusOK, r, v.page(r))
}

func (a *app) renderForm(c echo.Context, status int, r *catalog.RecordType, f attrs.Form) error {
	f.Autofocus = !wantsPart(c.Request())
	// Going back to a form must bring back what was typed into it, so the browser may keep this page for its user.
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	return render(c, status, a.shell(c, f.Heading, r, attrs.Page(f)), attrs.Part(f))
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

// create carries out what the pressed button of the form asks for. What it asks for of a row that is not there any more, as a second
// press of Remove does, just draws the form.
func (a *app) create(c echo.Context) error {
	r, op, err := a.creator(c)
	if err != nil {
		return err
	}
	body, err := readBody(c)
	if err != nil {
		return err
	}
	f, err := builder.Read(body, op.Method.Request)
	if err != nil {
		return err
	}
	if err := a.Sessions.Unpark(c.Request().Context(), a.user(c).Owner(), newURL(r)); err != nil {
		return err
	}
	switch f.Operation.Verb {
	case "add":
		return a.addRow(c, r, f)
	case "required":
		return a.addRequired(c, r, f)
	case "remove":
		return a.removeRow(c, r, f)
	case "row":
		return a.drawRow(c, r, f)
	case "again":
		f.Renew()
		return a.send(c, r, op, f, body)
	case "send":
		return a.send(c, r, op, f, body)
	}
	return a.renderForm(c, http.StatusOK, r, newFormView(f, a.Masking).page(r))
}

// addRow adds a row; htmx gets that row alone.
func (a *app) addRow(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	n, err := f.Add(f.Operation.Node, f.Operation.Name)
	v := newFormView(f, a.Masking)
	if limit, ok := errors.AsType[*builder.LimitError](err); ok {
		return a.refuseLimit(c, r, v, limit)
	}
	switch {
	case err != nil:
		return err
	case n == nil:
		return a.renderForm(c, http.StatusOK, r, v.page(r))
	case wantsPart(c.Request()) && f.Operation.Name == "":
		swap(c, "#"+attrs.AddID(n.Parent().ID), "beforebegin", focusID(n))
		return renderRow(c, v, n)
	}
	return a.renderFocused(c, r, v, n)
}

// addRequired adds all that the record cannot be made without.
func (a *app) addRequired(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	first, err := f.AddRequired(f.Root)
	v := newFormView(f, a.Masking)
	switch limit, ok := errors.AsType[*builder.LimitError](err); {
	case ok:
		return a.refuseLimit(c, r, v, limit)
	case first == nil:
		return a.renderForm(c, http.StatusOK, r, v.page(r))
	}
	for first.Type == builder.Object && len(first.Kids) > 0 {
		first = first.Kids[0]
	}
	return a.renderFocused(c, r, v, first)
}

// removeRow takes a row out. In an array the rows after it have other indexes then, so the whole form is drawn.
func (a *app) removeRow(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	n := f.Node(f.Operation.Node)
	inArray := n != nil && n.Parent() != nil && n.Parent().Type == builder.Array
	next := f.Remove(f.Operation.Node)
	switch {
	case next == nil:
		return a.renderForm(c, http.StatusOK, r, newFormView(f, a.Masking).page(r))
	case wantsPart(c.Request()) && !inArray:
		swap(c, "#"+attrs.RowID(f.Operation.Node), "delete", focusID(next))
		return c.NoContent(http.StatusOK)
	}
	return a.renderFocused(c, r, newFormView(f, a.Masking), next)
}

// drawRow answers with one row as it looks after its name or type changed.
func (a *app) drawRow(c echo.Context, r *catalog.RecordType, f *builder.Form) error {
	v := newFormView(f, a.Masking)
	n := f.Node(f.Operation.Node)
	if n == nil || n.Parent() == nil || !wantsPart(c.Request()) {
		return a.renderForm(c, http.StatusOK, r, v.page(r))
	}
	swap(c, "#"+attrs.RowID(n.ID), "outerHTML", "")
	return renderRow(c, v, n)
}

// renderRow answers with a row alone.
func renderRow(c echo.Context, v *formView, n *builder.Node) error {
	row := attrs.RowPart(v.part(n))
	return render(c, http.StatusOK, row, row)
}

// focusID is what takes the focus of a row: the Name while there is none, then the Value; of a container without rows
// its add button.
func focusID(n *builder.Node) string {
	container := n.Type == builder.Object || n.Type == builder.Array
	switch {
	case n.Parent() == nil || container && len(n.Kids) == 0 && n.Name != "":
		return attrs.AddButtonID(n.ID)
	case n.Parent().Type != builder.Array && n.Name == "":
		return attrs.NameID(n.ID)
	case !container && n.Type != builder.Null:
		return attrs.ValueID(n.ID)
	case n.Parent().Type == builder.Array:
		return attrs.TypeID(n.ID) // an item has no name
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

// refuseLimit shows a form that has reached its size.
func (a *app) refuseLimit(c echo.Context, r *catalog.RecordType, v *formView, limit *builder.LimitError) error {
	return a.refuse(c, r, v.page(r), &ui.Fault{Lines: []ui.FaultLine{{Text: limit.Error()}}})
}

// refuse shows the form as it is, with what is wrong about it.
func (a *app) refuse(c echo.Context, r *catalog.RecordType, page attrs.Form, fault *ui.Fault) error {
	page.Fault = fault
	focusAfter(c, ui.FaultID)
	return a.renderForm(c, http.StatusUnprocessableEntity, r, page)
}
