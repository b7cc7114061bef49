package handlers

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
)

// edit is the change of one record: what of it a form holds, and what is sent of that form.
type edit struct {
	record *catalog.RecordType
	id     int64
	op     *catalog.Operation
	by     []lookup // how its list finds it, where it cannot be read by its key alone
}

// updateOf is the operation that changes single records of a type; nil when they cannot be read, or a request cannot say which one is meant.
func updateOf(r *catalog.RecordType) *catalog.Operation {
	op := r.Operation(catalog.Update)
	if op == nil || op.Key == nil || r.Operation(catalog.Get) == nil && r.Operation(catalog.List) == nil {
		return nil
	}
	return op
}

func editURL(r *catalog.RecordType, id int64) string { return recordURL(r, id) + "/edit" }

// editTask is the form that changes a record. Its base is the record as it was opened, masked.
func (a *app) editTask(r *catalog.RecordType, id string, by []lookup) (*task, error) {
	op := updateOf(r)
	number, err := strconv.ParseInt(id, 10, 64)
	if op == nil || err != nil {
		return nil, notFound("This server has no " + r.Name + " of that number to change.")
	}
	e := &edit{record: r, id: number, op: op, by: by}
	return &task{
		path: editURL(r, number) + byQuery(by), listURL: listOf(r), record: r, method: op.Method, edit: e,
		rules:   catalog.Rules{Partial: true, KnownNames: true, Choices: true, Lengths: true},
		heading: "Edit " + r.Name + " " + strconv.FormatInt(number, 10), intro: "Only what you change is sent. A property that you remove is cleared; one that you switch off stays as it is. A list goes as a whole, without what is switched off in it.",
		submit: "Save changes", verb: "changed", what: r.Name + " " + strconv.FormatInt(number, 10), done: "saved the changes", doubt: "The changes may have been saved.",
		blank: func(base attr.Value) *builder.Form {
			f, _ := e.form(base) // it had room when it was opened
			return f
		},
		open: func(c echo.Context) (*builder.Form, error) {
			base, err := a.readMasked(c, r, number, by)
			if err != nil {
				return nil, err
			}
			if err := builder.Room(base); err != nil {
				return nil, err
			}
			f, err := e.form(base)
			f.Base = base.JSON()
			return f, err
		},
		request: e.request,
		outcome: func(_ *linker, params, _ attr.Value) string { return e.leadsTo(params) },
		ready:   e.ready, recordID: strconv.FormatInt(number, 10),
	}, nil
}

// recordURL is the page of the record.
func (e *edit) recordURL() string { return recordURL(e.record, e.id) + byQuery(e.by) }

// leadsTo is the page of the record as it was changed: where it is found by an attribute that has another value now, by that.
func (e *edit) leadsTo(params attr.Value) string {
	changed, by := knownOf(e.op, params), slices.Clone(e.by)
	for i := range by {
		if v := changed.Get(by[i].key); v.Kind() == attr.Text || v.Kind() == attr.Number {
			by[i].value = v.Text()
		}
	}
	return recordURL(e.record, e.id) + byQuery(by)
}

// form is filled with what of the record can be changed and has a value. A record that has no room in a form is an error.
func (e *edit) form(base attr.Value) (*builder.Form, error) {
	f := builder.New(e.op.Method.Request)
	f.Partial = true
	own := e.editable(base)
	err := f.Fill(f.Root, e.wrap(shown(own, own)))
	f.Require(f.Root)
	if key, ok := f.Nearest(e.op.Key); ok {
		f.Remove(key.ID)
	}
	f.Root.Close()
	return f, err
}

// inside is where the request has the record; nil where its attributes stand at the top.
func (e *edit) inside() attr.Path { return attr.ParsePath(e.op.Wrapper) }

func (e *edit) wrap(v attr.Value) attr.Value {
	wrapped, _ := attr.ObjectValue().With(e.inside(), v)
	return wrapped
}

// schema is the record's in the request; nil where no more is known of it than the key.
func (e *edit) schema() *catalog.Schema {
	s := e.op.Method.Request.At(e.inside())
	if s == nil || len(s.Properties) == 1 && s.Properties[0].Name == e.record.IDField {
		return nil
	}
	return s
}

// editable is what of a masked record can be changed.
func (e *edit) editable(base attr.Value) attr.Value {
	return e.schema().Writable(base).Without(attr.Path{e.record.IDField})
}

// base is the record that the form began with.
func (e *edit) base(f *builder.Form) (attr.Value, error) {
	v, err := attr.Parse([]byte(f.Base), attr.Limits{})
	if err != nil || v.Kind() != attr.Object || builder.Room(v) != nil {
		return attr.Value{}, builder.ErrForged
	}
	return v, nil
}

// compare returns what can be changed as it was and as the form has it. They differ in what a person changed, and in nothing else.
func (e *edit) compare(f *builder.Form, tree attr.Value) (before, after attr.Value) {
	base, err := e.base(f)
	if err != nil {
		return attr.ObjectValue(), attr.ObjectValue() // such a form is never sent
	}
	before = e.editable(base)
	after = e.op.Method.Request.Wire(tree).At(e.inside())
	if after.Kind() != attr.Object { // without the object nothing is said of the record
		return before, before
	}
	after = e.schema().Align(before, after.Without(attr.Path{e.record.IDField}))
	for _, p := range e.switchedOff(f) {
		if v := before.At(p); !v.IsAbsent() && after.At(p).IsAbsent() {
			after, _ = after.With(p, v)
		}
	}
	return before, after
}

// switchedOff are the attributes of the record that stay as they are.
func (e *edit) switchedOff(f *builder.Form) (paths []attr.Path) {
	var walk func(n *builder.Node, at attr.Path)
	walk = func(n *builder.Node, at attr.Path) {
		for _, kid := range n.Kids {
			switch p := append(slices.Clone(at), kid.Name); {
			case kid.Off:
				paths = append(paths, p)
			case kid.Type == builder.Object:
				walk(kid, p)
			}
		}
	}
	if n, ok := f.Nearest(e.inside()); ok {
		walk(n, nil)
	}
	return paths
}

// request is the key, what changed, and what stands beside the record.
func (e *edit) request(f *builder.Form, tree attr.Value) attr.Value {
	before, after := e.compare(f, tree)
	params := e.key()
	for _, m := range withCompanions(before, attr.Changed(before, after)).Members() {
		params, _ = params.With(append(e.inside(), m.Name), m.Value)
	}
	if e.op.Wrapper == "" {
		return params
	}
	for _, m := range e.op.Method.Request.Wire(tree).Members() {
		if m.Name != e.op.Wrapper && m.Name != e.op.Key[0] {
			params, _ = params.With(attr.Path{m.Name}, m.Value)
		}
	}
	return params
}

// key is the request that says which record is meant, and changes nothing.
func (e *edit) key() attr.Value {
	v, _ := attr.ObjectValue().With(e.op.Key, attr.IntValue(e.id))
	return v
}

// title is what people know the record by; "" when nothing tells.
func (e *edit) title(base attr.Value) string {
	return record.Title(e.record, base)
}

// shown is what of a value gets rows: without what is empty and was so before.
func shown(v, before attr.Value) attr.Value {
	if v.Kind() != attr.Object {
		return v
	}
	var members []attr.Member
	for _, m := range v.Members() {
		was := before.Get(m.Name)
		if !catalog.Hollow(m.Value) || !attr.Equal(m.Value, was) {
			members = append(members, attr.M(m.Name, shown(m.Value, was)))
		}
	}
	return attr.ObjectValue(members...)
}
