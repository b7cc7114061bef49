package handlers

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/views/ui"
)

// What ends a record, or moves money, is about a record that is read again just before: the page may be old, and the number may be another record's
// than its reader believes. What ends is confirmed by the name that the record has then.

// target is the record that a request ends, or books money for.
type target struct {
	record *catalog.RecordType // nil when it is not known which record is meant
	id     int64               // 0 when it is not known
	named  string              // what a request has in the place of its number, where that is none; "" for nothing
	by     []lookup            // how its list finds it, where it cannot be read by its key alone
}

// confirmation is what must be typed to confirm that the right record is meant.
type confirmation struct {
	label string // of its field: "Name of the account"
	ask   string // what to type, as far as it is known before the record is read again
}

// actsOn is the record that a call of the task's method is about.
func (w *work) actsOn(params attr.Value) target {
	acts, ok := w.catalog(w.c).ActsOn(w.task.method, params)
	if !ok {
		return target{}
	}
	key := acts.ID(params)
	if id, ok := numberOf(key.Text()); ok {
		return target{record: acts.Record, id: id}
	}
	return target{record: acts.Record, named: shortText(asRead(key.Text()), maxCell)}
}

// numberOf is the number of a record, also where it is written as a server may read it all the same: " 42", "42.0" or "4.2e1".
func numberOf(text string) (n int64, ok bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	const exact = 1 << 53 // from there on not each whole number is a number of its own
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) >= exact {
		return 0, false
	}
	return int64(f), true
}

// confirmCall is what confirms a call of a method from outside of its record's page; nil for one that does not end anything.
func confirmCall(cat *catalog.Catalog, m *catalog.Method) *confirmation {
	if !m.Ends() {
		return nil
	}
	acts, ok := cat.ActsOn(m, attr.ObjectValue())
	if !ok {
		return &confirmation{"Confirmation", "Type " + m.Verb() + " to go on."}
	}
	name := acts.Record.Name
	return &confirmation{"Name of the " + name, "Type the name of the " + name + ", or its number, to go on."}
}

// recheck reads again what is ended or charged, and compares what was typed with what it is called now. It says whether it has answered.
func (w *work) recheck(params attr.Value) (answered bool, err error) {
	m := w.task.method
	if !m.Ends() && !m.MovesMoney() {
		return false, nil
	}
	t := w.actsOn(params)
	if w.task.target != nil {
		t = *w.task.target
	}
	var accepts []string
	switch title, err := w.titleNow(t); {
	case errors.Is(err, record.ErrNoWay), errors.Is(err, record.ErrAnswer), errors.Is(err, record.ErrLong), porta.KindOf(err) == porta.Denied:
		// It may not be read, or not so that it is known what it is called: its number is all that there is to confirm.
	case err != nil:
		return true, w.unread(t.record, t.id, err)
	case asRead(title) != "":
		accepts = append(accepts, title)
	}
	switch {
	case t.id != 0:
		accepts = append(accepts, strconv.FormatInt(t.id, 10))
	case t.named != "":
		accepts = append(accepts, t.named)
	default:
		accepts = append(accepts, m.Verb())
	}
	confirm := w.task.confirm
	if confirm == nil || slices.ContainsFunc(accepts, func(name string) bool { return readsLike(name, w.form.Fields[confirmID]) }) {
		return false, nil
	}
	if w.task.target != nil {
		w.form.Base = endingBase(t.record, t.id, accepts[0]).JSON()
		w.task.meet(w.form)
	}
	w.view.unconfirmed = "Type " + accepts[0] + " to confirm that the right one is meant."
	return true, w.refuse(&ui.Fault{Intro: "Nothing was sent yet.", Lines: []ui.FaultLine{{Target: confirmID, Text: confirm.label + ": " + w.view.unconfirmed}}})
}

// titleNow is what people know the record by now; "" when it has no name, or one that is a secret. The error is [record.ErrNoWay] when it cannot be read.
func (w *work) titleNow(t target) (string, error) {
	if t.record == nil || t.id == 0 {
		return "", record.ErrNoWay
	}
	v, err := w.readRecord(w.c, t.record, t.id, t.by)
	if err != nil {
		return "", err
	}
	w.view.links.learn(t.record, v)
	return w.shownTitle(t.record, v), nil
}

const readFailed = "Before a change the record is read again, and that failed. Nothing was sent."

// unread says why the record could not be read again.
func (w *work) unread(r *catalog.RecordType, id int64, err error) error {
	if errors.Is(err, record.ErrNone) {
		fault := &ui.Fault{Intro: "The " + r.Name + " " + strconv.FormatInt(id, 10) + " is not there any more, so nothing was sent. What you typed is still below."}
		if w.task.edit == nil && w.task.target == nil { // which was not read before
			fault.Intro = "There is no " + r.Name + " with the number " + strconv.FormatInt(id, 10) + " on " + w.serverLabel(w.user(w.c).Owner().Server) + ", so nothing was sent."
		}
		if listOf(r) != "" {
			fault.Link, fault.LinkLabel = safeURL(listOf(r)), "Show the list"
		}
		return w.refuse(fault)
	}
	fault, ok := errors.AsType[*porta.Error](err)
	switch {
	case ok && fault.Kind == porta.Auth:
		return w.signInAgain(err)
	case ok:
		shown := faultOnForm(w.view, fault)
		shown.Intro = join(readFailed, shown.Intro)
		return w.refuse(shown)
	case errors.Is(err, record.ErrAnswer), errors.Is(err, record.ErrLong):
		return w.refuse(&ui.Fault{Intro: join(readFailed, problemOf(err).Text)})
	}
	return err
}

// shownTitle is what people know a record by; "" when that is not known, or a secret.
func (a *app) shownTitle(r *catalog.RecordType, v attr.Value) string {
	return record.Title(r, a.Masking.Mask(r.Info(), v))
}

// readsLike says whether two names read the same to people: whatever the case, and without what cannot be seen. Nothing reads like a name of which
// nothing can be seen.
func readsLike(name, typed string) bool {
	read := asRead(name)
	return read != "" && strings.EqualFold(read, asRead(typed))
}

// asRead is a text as people read it: in the one form of its letters, white space as single blanks, without what has no width.
func asRead(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), " ")
}

// confirmField asks for what must be typed; nil when nothing must.
func (w *work) confirmField() *ui.Field {
	confirm := w.task.confirm
	if confirm == nil {
		return nil
	}
	return &ui.Field{
		ID: confirmID, Name: confirmID, Label: confirm.label, Value: w.form.Fields[confirmID],
		Note: "This cannot be taken back. " + confirm.ask, Mistake: w.view.unconfirmed,
	}
}

// confirmID is the name and id of the field.
const confirmID = "confirm"
