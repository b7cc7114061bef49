package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// ready reads the record again just before it is changed. When somebody else has changed it meanwhile nothing is sent: both
// versions are shown, and the form goes on over the new one. It says whether it has answered.
func (e *edit) ready(w *work, params attr.Value) (answered bool, err error) {
	base, err := e.base(w.form)
	if err != nil {
		return true, err
	}
	if len(attr.Diff(e.key(), params)) == 0 {
		return true, w.refuse(&ui.Fault{Intro: "Nothing was changed, so nothing was sent."})
	}
	now, err := w.readMasked(w.c, e.record, e.id, e.by)
	if err != nil {
		return true, w.unread(e.record, e.id, err)
	}
	tree, _, err := w.form.Tree()
	if err != nil {
		return true, err
	}
	before, mine := e.compare(w.form, tree)
	theirs := e.editable(now)
	met := e.met(before, mine, theirs)
	if len(met) == 0 {
		return false, nil
	}
	return true, e.meet(w, meeting{base: base, now: now, before: before, mine: mine, theirs: theirs, paths: met})
}

// met are the places where the record is not any more what it was. What changes by itself counts only where I change it too.
func (e *edit) met(before, mine, theirs attr.Value) (paths []attr.Path) {
	for _, c := range attr.Diff(before, e.schema().Align(before, theirs)) {
		p := comparable(c.Path, before, mine)
		own := len(attr.Diff(before.At(p), mine.At(p))) > 0
		if (own || !catalog.Drifts(p[0])) && !slices.ContainsFunc(paths, func(other attr.Path) bool { return slices.Equal(other, p) }) {
			paths = append(paths, p)
		}
	}
	return paths
}

// comparable cuts a path at the first list whose items do not stand at the same places in both trees.
func comparable(p attr.Path, a, b attr.Value) attr.Path {
	for i := range p {
		x, y := a.At(p[:i]), b.At(p[:i])
		if i > 0 && (x.Kind() == attr.Array || y.Kind() == attr.Array) && (x.Kind() != y.Kind() || x.Len() != y.Len()) {
			return p[:i]
		}
	}
	return p
}

// meeting is a record that was changed by two.
type meeting struct {
	base, now            attr.Value // the whole record
	before, mine, theirs attr.Value // what of it can be changed
	paths                []attr.Path
}

// wasField carries what the record was where somebody else has changed it, until it is decided.
const wasField = "was"

// meet puts what I changed over the record as it is now, and shows both versions.
func (e *edit) meet(w *work, m meeting) error {
	was := make([]attr.Member, len(m.paths))
	for i, p := range m.paths {
		was[i] = attr.M(p.String(), m.before.At(p))
		if was[i].Value.IsAbsent() {
			was[i].Value = attr.NullValue()
		}
	}
	w.form.Base, w.form.Fields[wasField] = m.now.JSON(), attr.ObjectValue(was...).JSON()
	merged := merge("", m.before, m.mine, m.theirs)
	if err := e.refill(w.form, merged, m.theirs); err != nil {
		return err
	}
	if err := w.keep(keepChange); err != nil {
		return err
	}
	name := e.record.Name + " " + strconv.FormatInt(e.id, 10)
	fault := &ui.Fault{
		Intro: "The " + name + " was changed since you opened it, so nothing was sent. Both versions are below: what you changed stands over what it is now.",
		Link:  safeURL(e.recordURL()), LinkLabel: "Show the " + e.record.Name,
	}
	if len(attr.Diff(m.theirs, e.schema().Align(m.theirs, merged))) == 0 {
		fault.Intro = "The " + name + " was changed since you opened it, and has all that you wanted to change. Nothing was sent."
		if err := w.resolve(journal.Arrived); err != nil {
			return err
		}
	}
	return w.refuseAs(http.StatusConflict, fault)
}

// refill makes the rows those of a value over the record as it is. What is switched off keeps its row.
func (e *edit) refill(f *builder.Form, v, over attr.Value) error {
	n, ok := f.Nearest(e.inside())
	if !ok {
		return nil
	}
	for _, p := range e.switchedOff(f) {
		v = v.Without(p)
	}
	return f.Fill(n, shown(v, over))
}

// takeTheirs gives up what I changed where somebody else did too: at one place, or at all.
func (w *work) takeTheirs() (drawn, error) {
	e := w.task.edit
	if e == nil {
		return drawn{}, nil
	}
	if fault, err := w.takeJSON(); fault != nil || err != nil {
		return drawn{fault: fault}, err
	}
	tree, _ := w.tree()
	before, mine := e.compare(w.form, tree)
	for _, m := range e.was(w.form).Members() {
		p := attr.ParsePath(m.Name)
		if w.form.Operation.Name != "" && w.form.Operation.Name != m.Name {
			continue
		}
		if theirs := before.At(p); theirs.IsAbsent() {
			mine = mine.Without(p)
		} else {
			mine, _ = mine.With(p, theirs)
		}
	}
	return drawn{focusID: attrs.ChangesID}, e.refill(w.form, mine, before)
}

// was is what the record was where somebody else has changed it; absent when that has not happened.
func (e *edit) was(f *builder.Form) attr.Value {
	v, err := attr.Parse([]byte(f.Fields[wasField]), attr.Limits{})
	if err != nil || v.Kind() != attr.Object || v.Has("") || builder.Room(v) != nil {
		return attr.Value{}
	}
	for _, m := range v.Members() {
		if _, ok := attr.ReadPath(m.Name); !ok { // none that this console wrote
			return attr.Value{}
		}
	}
	return v
}
