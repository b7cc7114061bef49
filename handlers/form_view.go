package handlers

import (
	"strconv"
	"strings"

	"portaconsole/handlers/builder"
	"portaconsole/porta/catalog"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// formView draws a form. focus is the row that takes the focus, or nil.
type formView struct {
	form     *builder.Form
	mistakes mistakes
	focus    *builder.Node
}

func newFormView(f *builder.Form) *formView {
	return &formView{form: f, mistakes: mistakes{
		rows:    make(map[*builder.Node]string),
		missing: make(map[*builder.Node][]attrs.Missing),
	}}
}

func (v *formView) page(r *catalog.RecordType) attrs.Form {
	return attrs.Form{
		ID:      v.form.ID,
		Service: r.Service, Record: r.Name,
		Heading: "New " + r.Name,
		ListURL: safeURL(listURL(r)), Action: safeURL(newURL(r)),
		Intro:  introOf(r),
		Submit: "Create " + r.Name,
		Root:   *v.kids(v.form.Root, ""),
	}
}

// introOf says what a request to create needs at the least.
func introOf(r *catalog.RecordType) string {
	op := r.Operation(catalog.Create)
	wrapped := op.Method.Request.Property(op.Wrapper)
	if wrapped == nil {
		return "Add the properties that " + op.Method.Name + " takes."
	}
	text := "The record goes into " + op.Wrapper + " (an object)."
	required := ""
	for _, p := range wrapped.Schema.Properties {
		if p.Required {
			required += ", " + p.Name
		}
	}
	if required != "" {
		text += " A new " + r.Name + " needs " + required[2:] + "."
	}
	return text
}

func (v *formView) kids(n *builder.Node, path string) *attrs.Kids {
	k := &attrs.Kids{ID: n.ID, AddLabel: addLabel(n, path), Missing: v.mistakes.missing[n], Focus: v.focus == n}
	for i, kid := range n.Kids {
		k.Rows = append(k.Rows, v.row(kid, i, path))
	}
	if n.Type == builder.Object {
		k.Names = nameOptions(v.form.Schema(n))
	}
	return k
}

func addLabel(n *builder.Node, path string) string {
	switch {
	case n.Parent() == nil:
		return "Add property"
	case n.Type == builder.Array:
		return "Add item to " + path
	}
	return "Add property to " + path
}

// nameOptions are the attributes that the schema knows in an object, with their notes.
func nameOptions(s *catalog.Schema) (options []ui.Option) {
	if s == nil {
		return nil
	}
	for _, p := range s.Properties {
		if p.ReadOnly {
			continue
		}
		options = append(options, ui.Option{Value: p.Name, Label: noteOf(&p)})
	}
	return options
}

// pathOf is the dotted path of a row inside the container at path.
func pathOf(n *builder.Node, index int, path string) string {
	segment := n.Name
	switch {
	case n.Parent().Type == builder.Array:
		segment = strconv.Itoa(index)
	case segment == "":
		segment = "new"
	}
	if path == "" {
		return segment
	}
	return path + "." + segment
}

// pathLabel is the dotted path of a row as its label says it.
func pathLabel(f *builder.Form, n *builder.Node) string {
	if n.Parent() == nil {
		return ""
	}
	index := 0
	for i, kid := range n.Parent().Kids {
		if kid == n {
			index = i
		}
	}
	return pathOf(n, index, pathLabel(f, n.Parent()))
}

// row draws one row; path is that of its container.
func (v *formView) row(n *builder.Node, index int, path string) attrs.Row {
	r := attrs.Row{
		ID: n.ID, Place: n.Place(), Path: pathOf(n, index, path),
		Name: n.Name, Value: n.Value, Fresh: n.Fresh,
		Mistake: v.mistakes.rows[n], Focus: v.focus == n,
	}
	r.NamesID = attrs.NamesID(n.Parent().ID)
	if n.Parent().Type == builder.Array {
		r.Index = strconv.Itoa(index)
	}
	for _, t := range builder.Types {
		r.Types = append(r.Types, ui.Option{Value: string(t.Type), Label: t.Label, Selected: t.Type == n.Type})
	}
	prop := v.form.Property(n)
	if prop != nil {
		r.Note = noteOf(prop)
	}
	showControl(&r, n, prop)
	if n.Type == builder.Object || n.Type == builder.Array {
		r.Kids = v.kids(n, r.Path)
	}
	return r
}

// noteOf is what the schema says of an attribute, in one line.
func noteOf(p *catalog.Property) string {
	var parts []string
	if p.Required {
		parts = append(parts, "required")
	}
	if p.Note != "" {
		parts = append(parts, p.Note)
	}
	return strings.Join(parts, " · ")
}

// showControl chooses how the value is typed.
func showControl(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
	switch n.Type {
	case builder.Object, builder.Array:
		r.Control = attrs.Kept
		if n.Value != "" {
			r.Placeholder = "What was typed here before is kept: choose the former type to have it back."
		}
	case builder.Null:
		r.Control, r.Placeholder = attrs.Kept, "is sent as null"
	case builder.Boolean:
		r.Control = attrs.Choice
		r.Choices = []ui.Option{{Value: "", Label: "Yes or No?"}, {Value: builder.Yes, Label: "Yes"}, {Value: builder.No, Label: "No"}}
		selectValue(&r.Choices, n.Value)
	default:
		showLine(r, n, prop)
	}
}

// selectValue selects the option with the value; one that is not offered is kept as an option of its own.
func selectValue(options *[]ui.Option, value string) {
	for i := range *options {
		if o := &(*options)[i]; o.Value == value {
			o.Selected = true
			return
		}
	}
	*options = append(*options, ui.Option{Value: value, Label: value, Selected: true})
}

var placeholders = map[builder.Type]string{
	builder.Date: "2026-12-31", builder.DateTime: "2026-12-31 23:59:59 UTC",
}

func showLine(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
	r.Placeholder = placeholders[n.Type]
	if prop != nil {
		for _, c := range prop.Choices {
			r.Choices = append(r.Choices, ui.Option{Value: c.Code, Label: choiceText(c)})
		}
	}
	if strings.Contains(n.Value, "\n") {
		r.Control = attrs.Area
	}
}
