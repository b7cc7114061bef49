package handlers

import (
	"slices"
	"strconv"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/attrs"
)

// How much is told of changes one by one.
const (
	mostChanges = 200
	maxSide     = 1000 // characters of one value
)

// show adds to the page of a form what it says of the record that it changes.
func (e *edit) show(w *work, p *attrs.Form) {
	base, err := e.base(w.form)
	if err != nil {
		return
	}
	title := e.title(base)
	if title == "" {
		title = e.record.Name + " " + strconv.FormatInt(e.id, 10)
	}
	p.About = attrs.Link{URL: safeURL(recordURL(e.record, e.id)), Label: title}
	p.Fixed = e.fixed(w, base)
	if was := e.was(w.form); was.Len() > 0 {
		tree, _ := w.tree()
		p.Meeting, p.Submit = e.meeting(w, tree, was), "Send my changes"
	}
}

// changes is what the form changes, place by place.
func (e *edit) changes(w *work, tree attr.Value) *attrs.Changes {
	before, after := e.compare(w.form, tree)
	changed := attr.Changed(before, after)
	sides := changeWords{w.view.links, e.schema()}
	c := &attrs.Changes{}
	for _, d := range attr.Diff(before, after) {
		if v := changed.At(d.Path[:1]); v.IsAbsent() { // null in place of null
			continue
		}
		c.List = append(c.List, attrs.Change{Path: e.label(d.Path), Before: sides.side(d.Path, before, "no value"), After: sides.side(d.Path, after, "cleared"), Note: whole(d.Path, before, after)})
	}
	for _, m := range withCompanions(before, changed).Members() {
		if p := (attr.Path{m.Name}); !changed.Has(m.Name) {
			same := sides.side(p, before, "")
			c.List = append(c.List, attrs.Change{Path: e.label(p), Before: same, After: same, Note: "is sent along as it is, since PortaBilling would take it away"})
		}
	}
	c.List = append(c.List, e.besides(w, tree)...)
	if n := len(c.List) - mostChanges; n > 0 {
		c.List, c.More = c.List[:mostChanges], "and "+words.Count(n, "more change")
	}
	return c
}

// whole says that a change inside a list sends all of the list.
func whole(p attr.Path, before, after attr.Value) string {
	for i := range p {
		if list := after.At(p[:i]); list.Kind() == attr.Array && before.At(p[:i]).Kind() == attr.Array {
			return p[:i].String() + " is sent as a whole, " + words.Count(list.Len(), "item")
		}
	}
	return ""
}

// besides is what stands beside the record in the request: it says how to change it.
func (e *edit) besides(w *work, tree attr.Value) (list []attrs.Change) {
	if e.op.Wrapper == "" {
		return nil
	}
	schema := e.op.Method.Request
	tree = schema.Wire(tree)
	sides := changeWords{w.view.links, schema}
	for _, m := range tree.Members() {
		if m.Name != e.op.Wrapper && m.Name != e.op.Key[0] {
			list = append(list, attrs.Change{Path: m.Name, Before: attrs.Side{Text: "not sent", None: true}, After: sides.side(attr.Path{m.Name}, tree, "null")})
		}
	}
	return list
}

// fixed is what of the record has a value and cannot be changed. Of the items of lists it is not told.
func (e *edit) fixed(w *work, base attr.Value) (list []attrs.Fixed) {
	own := e.editable(base)
	sides := changeWords{w.view.links, e.record.Info()}
	for _, d := range attr.Diff(shown(base, base), shown(own, own)) {
		if !d.After.IsAbsent() || slices.ContainsFunc(d.Path, func(s string) bool { _, err := strconv.Atoi(s); return err == nil }) {
			continue
		}
		note := "read-only"
		switch p := sides.schema.PropertyAt(d.Path); {
		case d.Path.String() == e.record.IDField:
			note = "the record's own number"
		case len(attr.Diff(d.Before, attr.TextValue(catalog.Masked))) == 0:
			note = "a secret: add the property to set another one"
		case p != nil && p.ReadOnly:
		case e.schema().PropertyAt(d.Path) != nil:
			note = "holds secrets, so it is not shown and stays as it is"
		default:
			note = "not taken by " + e.op.Method.Name
		}
		list = append(list, attrs.Fixed{Path: e.label(d.Path), Note: note, Value: sides.side(d.Path, base, "")})
	}
	return list
}

// meeting shows the places that somebody else has changed. The form's base is theirs by now.
func (e *edit) meeting(w *work, tree, was attr.Value) *attrs.Meeting {
	theirs, mine := e.compare(w.form, tree)
	m := &attrs.Meeting{Was: was.JSON()}
	sides := changeWords{w.view.links, e.schema()}
	for _, before := range was.Members() {
		p := attr.ParsePath(before.Name)
		r := attrs.Met{
			Path: e.label(p), Was: sides.value(p, before.Value, "no value"),
			Theirs: sides.side(p, theirs, "no value"), Mine: sides.side(p, mine, "cleared"),
		}
		if len(attr.Diff(theirs.At(p), mine.At(p))) > 0 {
			r.Op = "theirs::" + before.Name
		} else {
			r.Mine = attrs.Side{Text: "the same", None: true}
		}
		m.Rows = append(m.Rows, r)
	}
	return m
}

// label is the name that a row of the form would have.
func (e *edit) label(p attr.Path) string { return append(e.inside(), p...).String() }

// changeWords puts values into few words: codes with what they mean, references with names, secrets masked.
type changeWords struct {
	links  *linker
	schema *catalog.Schema
}

// side is the value at a place of a record. none says that there is none.
func (w changeWords) side(p attr.Path, record attr.Value, none string) attrs.Side {
	return w.value(p, record.At(p), none)
}

// value is a value by itself. It comes from the page, so that a name which stands beside it there is not believed.
func (w changeWords) value(p attr.Path, v attr.Value, none string) attrs.Side {
	prop := w.schema.PropertyAt(p)
	hides := w.links.masking.Of(w.schema)
	secret := false
	for i := range p {
		secret = secret || hides(p[:i+1])
	}
	switch {
	case v.Kind() <= attr.Null:
		return attrs.Side{Text: none, None: true}
	case v.IsEmpty():
		return attrs.Side{Text: "(empty)", None: true}
	case secret:
		return attrs.Side{Text: catalog.Masked}
	case isNested(v):
		return attrs.Side{Text: sizeText(v) + ": " + shortValue(w.links.masking.Mask(w.schema.At(p), v.Prefix(4*maxShortValue)))}
	}
	s := attrs.Side{Text: shortText(v.Text(), maxSide)}
	if prop != nil {
		s.Text = shortText(meaningOf(prop, v.Text()), maxSide)
		s.Reference = w.links.typedReference(prop, v.Text())
	}
	return s
}
