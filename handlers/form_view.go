package handlers

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/curl"
	"portaconsole/views/attrs"
	"portaconsole/views/references"
	"portaconsole/views/ui"
)

// panel is what of a row's rare actions is open.
type panel uint8

const (
	panelNone panel = iota
	panelMore
	panelPaste // the field for JSON too
	panelFind  // the search for the record that the value refers to
)

// formView draws a form.
type formView struct {
	form     *builder.Form
	links    *linker
	mistakes mistakes
	focus    *builder.Node // the row that takes the focus, or nil
	panels   map[*builder.Node]panel

	fault  *ui.Fault
	notice string
	answer templ.Component // of the method that was called, or nil
	file   bool            // the answer turned out to be a file
	// unconfirmed is the message beside the field for what must be typed; "" for none.
	unconfirmed string
	unfinished  []attrs.Link
	picks       *references.Picks // what was found for the row whose search is open
	again       string            // the operation of the main button when that sends what was sent before
	goOn        string            // the button that decides between two versions
	replaces    string            // the name of a template that would be replaced
	offered     int               // bytes of what was offered so far, see maxOffered
}

// maxOffered bounds what a form offers to choose from, in bytes: a description may have hundreds of values for each of thousands of
// rows. Beyond it a value or a name is typed; what is typed is checked all the same.
const maxOffered = 1 << 20

// offers takes room for what a row offers, and says whether there is any.
func (v *formView) offers(bytes int) bool {
	if v.offered+bytes > maxOffered {
		return false
	}
	v.offered += bytes
	return true
}

func newFormView(f *builder.Form, links *linker) *formView {
	return &formView{
		form: f, links: links, panels: make(map[*builder.Node]panel),
		mistakes: mistakes{rows: make(map[*builder.Node]string), missing: make(map[*builder.Node][]attrs.Missing)},
	}
}

// page is the whole form.
func (w *work) page() attrs.Form {
	v, t, f := w.view, w.task, w.form
	p := attrs.Form{
		Base:    f.Base,
		Service: t.method.Service, Heading: t.heading,
		ListURL: safeURL(t.listURL), Action: safeURL(t.path),
		Intro: t.intro, Submit: t.submit, SubmitOp: "send", GoOn: v.goOn,
		Fault: v.fault, Notice: v.notice, Unfinished: v.unfinished,
		JSON: f.JSON, Templates: w.templates(),
	}
	if t.record != nil {
		p.Record = t.record.Name
	}
	p.Confirm, p.Answer, p.File = w.confirmField(), v.answer, v.file || w.task.method.File && !w.task.method.Changes
	if v.file {
		p.Submit = "Download"
	}
	if t.edit != nil {
		t.edit.show(w, &p)
	}
	if v.again != "" {
		p.Submit, p.SubmitOp = "Send again", v.again
	}
	if t.method.Changes {
		reason := f.Fields["reason"]
		p.Reason = &reason
	}
	if f.JSON != nil {
		p.Rows = f.Root.Packed()
	} else {
		p.Root = *v.kids(f.Root, "")
	}
	p.State = w.state() // after the rows, of which it has the references
	return p
}

// state is what goes along with each part of the form.
func (w *work) state() attrs.State {
	f := w.form
	s := attrs.State{ID: f.ID, Revision: strconv.FormatInt(f.Revision, 10), Saved: w.trouble}
	if e := w.task.edit; e != nil {
		tree, _ := w.tree()
		s.Changes = e.changes(w, tree)
	}
	s.NamesURL = w.view.links.namesURL()
	if w.kept.ID != "" && w.trouble == "" {
		s.Saved = "Draft saved " + clock(w.kept.Changed)
		s.Undo, s.Redo = w.kept.HasUndo, w.kept.HasRedo
	}
	if w.kept.ID == "" {
		s.First = f.First
	}
	if f.Preview {
		s.Preview = w.preview()
	}
	return s
}

// preview is what will be sent, as far as the form can be read.
func (w *work) preview() *attrs.Preview {
	tree, ready := w.tree()
	mask := func(v attr.Value) attr.Value { return w.Masking.Mask(w.task.method.Request, v) }
	params, path := w.task.request(w.form, tree), w.task.method.Path()
	p := &attrs.Preview{Method: path, Unready: !ready}
	p.JSON, p.Note = shownJSON(params, mask)
	switch {
	case p.Note != "":
		p.Note += " All of it is sent, and the JSON view of the form shows all of it."
	case params.Size() <= maxCurl:
		p.Curl = curl.Command(w.user(w.c).Client.Server().URL(path), mask(params))
	}
	return p
}

// maxCurl is the longest request of which a curl command is shown: Linux takes no longer one.
const maxCurl = 120 << 10

// tree is what the form says, as far as it can be read. It says whether all of it can.
func (w *work) tree() (tree attr.Value, ready bool) {
	tree, problems, err := w.form.Tree()
	ready = err == nil && len(problems) == 0
	if !ready || w.form.JSON != nil {
		tree = w.form.Request()
	}
	if w.form.JSON != nil {
		if v, err := w.pasted(*w.form.JSON); err == nil {
			tree = v
		}
	}
	return tree, ready
}

func (w *work) templates() attrs.Templates {
	if w.task.edit != nil {
		return attrs.Templates{None: true}
	}
	t := attrs.Templates{Name: w.form.Fields["template_name"], Replaces: w.view.replaces != ""}
	list, err := w.Drafts.Templates(w.c.Request().Context(), w.user(w.c).Owner(), w.task.path)
	if err != nil {
		w.Log.ErrorContext(w.c.Request().Context(), "templates could not be read", "id", requestID(w.c), "err", err)
	}
	for _, one := range list {
		t.Names = append(t.Names, ui.Option{Value: one.Name, Label: one.Name, Selected: one.Name == w.form.Fields["template"]})
	}
	return t
}

// title names the form with what is typed into it, for a list of forms.
func (w *work) title() string {
	r := w.task.record
	if r == nil || r.Title == "" || hidesTitle(w.Masking, r) {
		return w.task.heading
	}
	for _, n := range append([]*builder.Node{w.form.Root}, w.form.Root.Kids...) {
		for _, kid := range n.Kids {
			if kid.Name == r.Title && kid.Value != "" && len(kid.Value) <= 100 {
				return w.task.heading + ": " + kid.Value
			}
		}
	}
	return w.task.heading
}

// part is a row that is drawn by itself.
func (v *formView) part(n *builder.Node) attrs.Row {
	parent := n.Parent()
	return v.row(n, v.inside(parent, parent.Label()), n.Index())
}

func (v *formView) kids(n *builder.Node, label string) *attrs.Kids {
	k := &attrs.Kids{ID: n.ID, AddLabel: addLabel(n, label), Missing: v.mistakes.missing[n], Focus: v.focus == n}
	in := v.inside(n, label)
	k.Rows = make([]attrs.Row, len(n.Kids))
	for i, kid := range n.Kids {
		k.Rows[i] = v.row(kid, in, i)
	}
	return k
}

// container is what the rows of one object or array have in common.
type container struct {
	schema *catalog.Schema
	label  string
	hidden bool // all that is in it is a secret
}

func (v *formView) inside(n *builder.Node, label string) container {
	c := container{schema: v.form.Schema(n), label: label}
	for ; n.Parent() != nil && !c.hidden; n = n.Parent() {
		c.hidden = v.links.masking.Hides(n.Name, v.form.Property(n))
	}
	return c
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

// row draws one row of a container.
func (v *formView) row(n *builder.Node, in container, index int) attrs.Row {
	inArray := n.Parent().Type == builder.Array
	r := attrs.Row{
		ID: n.ID, Place: n.Place(), Name: n.Name, Value: n.Value, Off: n.Off, Type: n.Type.Label(),
		Mistake: v.mistakes.rows[n], Focus: v.focus == n,
	}
	segment := n.Name
	switch {
	case inArray:
		segment = strconv.Itoa(index)
		r.Index = segment
	case segment == "":
		segment = "new"
	}
	r.Path = builder.JoinLabel(in.label, segment)
	var prop *catalog.Property
	if !inArray && !n.Fresh {
		prop = in.schema.Property(n.Name)
	}
	r.Known = prop != nil
	r.NameMistake = r.Mistake != "" && !r.Known && !inArray
	if !r.Known && (!inArray || in.schema == nil || in.schema.Items == nil) {
		r.Types = typeOptions[n.Type]
	}
	v.describe(&r, n, in.schema, prop)
	v.showControl(&r, n, prop, in.hidden || !inArray && v.links.masking.Hides(n.Name, prop))
	v.showPanels(&r, n, prop)
	if n.Type == builder.Object || n.Type == builder.Array {
		v.showInside(&r, n)
	}
	return r
}

// describe says what the description knows of a row.
func (v *formView) describe(r *attrs.Row, n *builder.Node, in *catalog.Schema, prop *catalog.Property) {
	switch {
	case prop != nil:
		r.Note, r.Required = noteOf(prop), prop.Required && !v.form.Partial
	case n.Fresh:
		if r.Chooser = chooserOf(n.Parent(), in); r.Chooser != nil && !v.offers(sizeOfChooser(r.Chooser)) {
			r.Chooser = nil
		}
	case n.Name != "" && in != nil && len(in.Properties) > 0:
		r.Note = "not in this server's description"
		if n.Parent() == v.form.Root {
			if inside := v.belongs(n.Name); inside != "" {
				r.Note = inside
			}
		}
	}
	if n.Off {
		r.Note = strings.TrimSuffix("switched off, so it is not sent · "+r.Note, " · ")
	}
}

// belongs says into which object of the request a name belongs that stands outside of it.
func (v *formView) belongs(name string) string {
	for _, p := range v.form.Schema(v.form.Root).Properties {
		if p.Schema.Type == catalog.Object && p.Schema.Property(name) != nil {
			return "belongs inside " + p.Name
		}
	}
	return ""
}

// chooserOf offers what an object can have and does not have yet; nil when nothing is known of it.
func chooserOf(n *builder.Node, s *catalog.Schema) *attrs.Chooser {
	if s == nil {
		return nil
	}
	c := &attrs.Chooser{}
	for i := range s.Properties {
		if p := &s.Properties[i]; !p.ReadOnly && !n.Has(p.Name) {
			c.Known = append(c.Known, attrs.Known{Name: p.Name, Type: builder.TypeOf(p.Schema).Label(), Note: p.Note, Required: p.Required})
		}
	}
	if len(c.Known) == 0 {
		return nil
	}
	c.Summary = words.Count(len(c.Known), "known property")
	return c
}

// showPanels draws the rare actions that are open.
func (v *formView) showPanels(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
	open := v.panels[n]
	if n.Type != builder.Object && n.Type != builder.Array {
		v.showReference(r, n, prop)
	}
	if open != panelMore && open != panelPaste {
		return
	}
	kids := n.Parent().Kids
	r.Panel = &attrs.Panel{
		Paste: open == panelPaste, PasteText: n.Panel.Paste,
		First: kids[0] == n, Last: kids[len(kids)-1] == n,
	}
	if r.Types == nil {
		r.Panel.Types = typeOptions[n.Type]
	}
}

// showReference shows which record a value means, and the search for another one.
func (v *formView) showReference(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
	of := v.links.catalog.Reference(prop)
	if of == nil || prop.ReadOnly || n.Type == builder.Null {
		return
	}
	r.Reference = &attrs.Reference{
		Record: of.Name, Search: pickURL(of, rowField+n.ID), Find: v.panels[n] == panelFind, Query: n.Panel.Query, Picks: v.picks,
		Name: references.Beside{Field: attrs.ValueID(n.ID), Of: r.Value, Model: v.links.typedReference(prop, r.Value)},
	}
}

// unnamedField names the rows, by their nodes, whose number is not any more the one that the page has a name for.
const unnamedField = "unnamed"

// unnamed are the names for the numbers that stand in such rows now.
func (v *formView) unnamed() (list []references.Beside) {
	for id := range strings.FieldsSeq(v.form.Fields[unnamedField]) {
		n := v.form.Node(id)
		if n == nil || len(list) == mostAsked {
			continue
		}
		r := attrs.Row{Value: n.Value}
		if v.showReference(&r, n, v.form.Property(n)); r.Reference != nil {
			r.Reference.Name.Late = true
			list = append(list, r.Reference.Name)
		}
	}
	return list
}

// showInside draws what an object or array holds, or the button that does.
func (v *formView) showInside(r *attrs.Row, n *builder.Node) {
	if len(n.Kids) > 0 {
		what := words.Count(len(n.Kids), "attribute")
		if n.Type == builder.Array {
			what = words.Count(len(n.Kids), "item")
		}
		r.Toggle = "Hide " + what + " of " + r.Path
		if n.Closed {
			r.Toggle, r.Closed, r.Value = "Show "+what+" of "+r.Path, true, n.Packed()
			return
		}
	}
	r.Kids = v.kids(n, r.Path)
}

// typeOptions are the Type selector's options, with each type selected in turn.
var typeOptions = func() map[builder.Type]templ.Component {
	all := make(map[builder.Type]templ.Component)
	for _, selected := range builder.Types {
		var options []ui.Option
		for _, t := range builder.Types {
			options = append(options, ui.Option{Value: string(t.Type), Label: t.Label, Selected: t.Type == selected.Type})
		}
		all[selected.Type] = attrs.Prerendered(attrs.Options(options))
	}
	return all
}()

// noteOf is what the schema says of an attribute, in one line.
func noteOf(p *catalog.Property) string {
	note := p.Note
	if p.ReadOnly {
		note = join("read-only", note)
	}
	if p.Required {
		note = join("required", note)
	}
	return note
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + " · " + b
}

// showControl chooses how the value is typed.
func (v *formView) showControl(r *attrs.Row, n *builder.Node, prop *catalog.Property, secret bool) {
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
		v.showLine(r, n, prop, secret)
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

// calendars are the kinds of calendar that help to type a date.
var calendars = map[builder.Type]string{builder.Date: "date", builder.DateTime: "datetime-local"}

func (v *formView) showLine(r *attrs.Row, n *builder.Node, prop *catalog.Property, secret bool) {
	r.Placeholder, r.Date = placeholders[n.Type], calendars[n.Type]
	r.Numeric = n.Type == builder.Integer || n.Type == builder.Decimal
	if n.Need && n.Value == "" && r.Placeholder == "" {
		r.Placeholder = "required"
	}
	switch {
	case strings.Contains(n.Value, "\n"):
		r.Control = attrs.Area
	case secret:
		r.Control = attrs.Secret
	case prop != nil && len(prop.Choices) > 0 && v.offers(sizeOfChoices(prop)):
		showChoices(r, n, prop)
	}
}

// perOption is about what an option costs beside its texts.
const perOption = 40

func sizeOfChooser(c *attrs.Chooser) (bytes int) {
	for _, k := range c.Known {
		bytes += perOption + len(k.Name) + len(k.Note)
	}
	return bytes
}

func sizeOfChoices(p *catalog.Property) (bytes int) {
	for _, c := range p.Choices {
		bytes += perOption + 2*len(c.Code) + len(c.Meaning)
	}
	return bytes
}

// showChoices offers the known values with what they mean. Another one can be typed, and then stands in a plain field.
func showChoices(r *attrs.Row, n *builder.Node, prop *catalog.Property) {
	if n.Value == attrs.Other {
		r.Value = ""
		return
	}
	empty := "(empty)"
	if n.Need || r.Numeric {
		empty = "Choose…"
	}
	options := []ui.Option{{Value: "", Label: empty, Selected: n.Value == ""}}
	known := n.Value == ""
	for _, c := range prop.Choices {
		options = append(options, ui.Option{Value: c.Code, Label: choiceText(c), Selected: c.Code == n.Value})
		known = known || c.Code == n.Value
	}
	if known {
		r.Control, r.Choices = attrs.Choice, append(options, ui.Option{Value: attrs.Other, Label: "Another value" + attrs.Other})
	}
}

// focusID is what takes the focus of a row: the Name while it can be typed and is not, then the Value; of a container
// its add button, or the one that opens it.
func focusID(f *builder.Form, n *builder.Node) string {
	container := n.Type == builder.Object || n.Type == builder.Array
	named := n.Parent() != nil && (n.Parent().Type == builder.Array || n.Name != "")
	switch {
	case n.Parent() == nil, container && named && !n.Closed:
		return attrs.AddButtonID(n.ID)
	case container && named:
		return attrs.ToggleID(n.ID)
	case named && n.Type != builder.Null:
		return attrs.ValueID(n.ID)
	case n.Parent().Type == builder.Array || f.Property(n) != nil:
		return attrs.MoreID(n.ID)
	}
	return attrs.NameID(n.ID)
}
