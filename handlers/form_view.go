package handlers

import (
	"hash/fnv"
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
	masking  catalog.Masking
	mistakes mistakes
	focus    *builder.Node
	lists    []attrs.List
	listIDs  map[*catalog.Schema]string
}

func newFormView(f *builder.Form, m catalog.Masking) *formView {
	return &formView{form: f, masking: m, listIDs: make(map[*catalog.Schema]string), mistakes: mistakes{
		rows:    make(map[*builder.Node]string),
		missing: make(map[*builder.Node][]attrs.Missing),
	}}
}

func (v *formView) page(r *catalog.RecordType) attrs.Form {
	root := *v.kids(v.form.Root, "")
	return attrs.Form{
		ID:      v.form.ID,
		Service: r.Service, Record: r.Name,
		Heading: "New " + r.Name,
		ListURL: safeURL(listURL(r)), Action: safeURL(newURL(r)),
		Intro:  introOf(r),
		Need:   needOf(r),
		Submit: "Create " + r.Name, SubmitOp: "send",
		Root: root, Lists: v.lists,
	}
}

// part is a row that is drawn by itself.
func (v *formView) part(n *builder.Node) attrs.Row {
	row := v.row(n, n.Index(), n.Parent().Label())
	row.Lists = v.lists
	return row
}

// introOf says what a request to create needs at the least.
func introOf(r *catalog.RecordType) string {
	op := r.Operation(catalog.Create)
	wrapped := op.Method.Request.Property(op.Wrapper)
	if op.Method.Certainty != catalog.Certain {
		return "The shape of this request is unverified: its name is known, what it takes is not. Add the properties that " + op.Method.Name + " takes on your server."
	}
	if wrapped == nil {
		return "Add the properties that " + op.Method.Name + " takes."
	}
	text := "What describes the " + r.Name + " goes inside the object " + op.Wrapper + "."
	required := ""
	for _, p := range wrapped.Schema.Properties {
		if p.Required {
			required += ", " + p.Name
		}
	}
	if required != "" {
		text += " It needs " + required[2:] + "."
	}
	return text
}

// needOf is the button that adds what a request to create cannot do without; "" when the schema requires nothing.
func needOf(r *catalog.RecordType) string {
	for _, p := range r.Operation(catalog.Create).Method.Request.Properties {
		if p.Required {
			return "Add what a new " + r.Name + " needs"
		}
	}
	return ""
}

func (v *formView) kids(n *builder.Node, label string) *attrs.Kids {
	k := &attrs.Kids{ID: n.ID, AddLabel: addLabel(n, label), Missing: v.mistakes.missing[n], Focus: v.focus == n}
	names := ""
	if n.Type == builder.Object {
		names = v.names(v.form.Schema(n))
	}
	for i, kid := range n.Kids {
		row := v.row(kid, i, label)
		row.NamesID = names
		k.Rows = append(k.Rows, row)
	}
	return k
}

func addLabel(n *builder.Node, label string) string {
	switch {
	case n.Parent() == nil:
		return "Add property"
	case n.Type == builder.Array:
		return "Add item to " + label
	}
	return "Add property to " + label
}

// names returns the id of the list with the attributes that the schema knows, which all objects of the schema share. The id is the
// same in every answer, so that a row drawn later finds the list that is there.
func (v *formView) names(s *catalog.Schema) string {
	if s == nil || len(s.Properties) == 0 {
		return ""
	}
	if id, ok := v.listIDs[s]; ok {
		return id
	}
	list := attrs.List{}
	h := fnv.New64a()
	for _, p := range s.Properties {
		if !p.ReadOnly {
			_, _ = h.Write([]byte(p.Name + " "))
			list.Options = append(list.Options, ui.Option{Value: p.Name, Label: noteOf(&p)})
		}
	}
	list.ID = "names-" + strconv.FormatUint(h.Sum64(), 36)
	v.listIDs[s] = list.ID
	v.lists = append(v.lists, list)
	return list.ID
}

// row draws one row; label is that of its container.
func (v *formView) row(n *builder.Node, index int, label string) attrs.Row {
	r := attrs.Row{
		ID: n.ID, Place: n.Place(), Name: n.Name, Value: n.Value, Fresh: n.Fresh, Types: typeOptions[n.Type],
		Mistake: v.mistakes.rows[n], Focus: v.focus == n,
	}
	segment := n.Name
	switch {
	case n.Parent().Type == builder.Array:
		segment = strconv.Itoa(index)
		r.Index = segment
	case segment == "":
		segment = "new"
	}
	r.Path = builder.JoinLabel(label, segment)
	prop := v.form.Property(n)
	r.NameMistake = r.Mistake != "" && prop == nil && r.Index == ""
	switch {
	case prop != nil:
		r.Note = noteOf(prop)
	case n.Parent() == v.form.Root && n.Name != "":
		r.Note = v.belongs(n.Name)
	}
	v.showControl(&r, n, prop)
	if n.Type == builder.Object || n.Type == builder.Array {
		r.Kids = v.kids(n, r.Path)
	}
	return r
}

// belongs says into which object of the request a name belongs that stands outside of it.
func (v *formView) belongs(name string) string {
	s := v.form.Schema(v.form.Root)
	if s == nil {
		return ""
	}
	for _, p := range s.Properties {
		if p.Schema.Type == catalog.Object && p.Schema.Property(name) != nil {
			return "belongs inside " + p.Name
		}
	}
	return ""
}

// typeOptions are the Type selector's options, with each type selected in turn.
var typeOptions = func() map[builder.Type][]ui.Option {
	all := make(map[builder.Type][]ui.Option)
	for _, selected := range builder.Types {
		for _, t := range builder.Types {
			all[selected.Type] = append(all[selected.Type], ui.Option{Value: string(t.Type), Label: t.Label, Selected: t.Type == selected.Type})
		}
	}
	return all
}()

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
func (v *formView) showControl(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
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
		v.showLine(r, n, prop)
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

func (v *formView) showLine(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
	r.Placeholder = placeholders[n.Type]
	if prop != nil {
		for _, c := range prop.Choices {
			r.Choices = append(r.Choices, ui.Option{Value: c.Code, Label: choiceText(c)})
		}
	}
	switch {
	case strings.Contains(n.Value, "\n"):
		r.Control = attrs.Area
	case v.hides(n):
		r.Control = attrs.Secret
	}
}

// hides says whether a row holds a secret, or part of one.
func (v *formView) hides(n *builder.Node) bool {
	for ; n.Parent() != nil; n = n.Parent() {
		if v.masking.Hides(n.Name, v.form.Property(n)) {
			return true
		}
	}
	return false
}
