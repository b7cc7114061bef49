package handlers

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func endURL(r *catalog.RecordType, id int64) string { return recordURL(r, id) + "/end" }

// terminates says that the record stays, ended, when the operation is done.
func terminates(op *catalog.Operation) bool { return op.Verb() == "terminate" }

// endWord is what the operation is called on a button.
func endWord(op *catalog.Operation) string {
	if terminates(op) {
		return "Terminate"
	}
	return "Delete"
}

// ending is one record that is to be terminated or deleted.
type ending struct {
	*app
	record *catalog.RecordType
	op     *catalog.Operation
	id     int64
	by     []lookup // how its list finds it, where it cannot be read by its key alone
}

// endTask is the form that ends a record. The record's number comes from the address alone.
func (a *app) endTask(r *catalog.RecordType, number string, by []lookup) (*task, error) {
	op := r.Operation(catalog.Delete)
	id, err := strconv.ParseInt(number, 10, 64)
	switch {
	case op == nil:
		return nil, notFound("This server cannot end " + r.Name + ".")
	case op.Key == nil:
		return nil, notFound("It is not known how " + op.Method.Path() + " is told which " + r.Name + " is meant. It can be called as a custom operation.")
	case err != nil || id <= 0:
		return nil, notFound("There is no " + r.Name + " with this number.")
	}
	e := &ending{a, r, op, id, by}
	word := endWord(op)
	verb := strings.ToLower(strings.TrimSuffix(word, "e")) + "ed"
	t := &task{
		path: endURL(r, id) + byQuery(by), listURL: listOf(r), record: r, method: op.Method,
		rules:  catalog.Rules{KnownNames: true, Choices: true, Lengths: true},
		submit: word + " " + r.Name, verb: verb,
		done: verb + " the " + r.Name, doubt: "The " + r.Name + " may have been " + verb + ".",
		blank: e.blank, open: e.open,
		request:  e.request,
		outcome:  func(l *linker, params, _ attr.Value) string { return e.leadsTo(l, params) },
		recordID: strconv.FormatInt(id, 10), target: &target{record: r, id: id, by: by},
	}
	t.meet = func(f *builder.Form) { e.meet(t, f) }
	return t, nil
}

// open reads the record first: what is not there cannot be ended.
func (e *ending) open(c echo.Context) (*builder.Form, error) {
	title := ""
	if e.record.CanRead() || len(e.by) > 0 {
		v, err := e.readRecord(c, e.record, e.id, e.by)
		if err != nil {
			return nil, err
		}
		l := e.linker(c)
		l.learn(e.record, v)
		title = e.shownTitle(e.record, v)
	}
	base := endingBase(e.record, e.id, title)
	f := e.blank(base)
	f.Base = base.JSON()
	return f, nil
}

// endingBase is what the form knows of the record: which one it is, and what it was called when the form was drawn. That is shown, and
// nothing is confirmed by it.
func endingBase(r *catalog.RecordType, id int64, title string) attr.Value {
	base := attr.ObjectValue(attr.M(r.IDField, attr.IntValue(id)))
	if title != "" {
		base, _ = base.With(attr.Path{titleField}, attr.TextValue(title))
	}
	return base
}

// titleField is where the base of the form has the name that the record is known by.
const titleField = "title"

// blank offers what the method can be told beside which record is meant.
func (e *ending) blank(attr.Value) *builder.Form {
	f := builder.New(e.op.Method.Request)
	if e.op.Method.Request == nil {
		return f
	}
	for i := range e.op.Method.Request.Properties {
		p := &e.op.Method.Request.Properties[i]
		if p.Name == e.op.Key[0] || p.ReadOnly || p.Schema.Type == catalog.Object || p.Schema.Type == catalog.Array {
			continue
		}
		n, err := f.Add("", p.Name)
		if err != nil {
			break
		}
		n.Need = true // while nothing is chosen it is not sent
	}
	return f
}

// meet says what will happen, with the record's name.
func (e *ending) meet(t *task, f *builder.Form) {
	number := strconv.FormatInt(e.id, 10)
	title := number
	if base, err := attr.Parse([]byte(f.Base), attr.Limits{}); err == nil && base.Get(titleField).Text() != "" {
		title = base.Get(titleField).Text()
	}
	f.Partial = true
	t.what = e.record.Name + " " + title
	t.heading = endWord(e.op) + " " + t.what
	t.intro = t.heading + ": " + e.consequence()
	t.confirm = &confirmation{"Name of the " + e.record.Name, "Type " + title + " to go on."}
}

func (e *ending) consequence() string {
	text := "it is gone for good."
	if terminates(e.op) {
		text = "it stops working at once and stays listed as closed."
	}
	if e.op.Method.Certainty != catalog.Certain {
		text += " The shape of this request is unverified: add what " + e.op.Method.Name + " takes on your server."
	}
	return text
}

// request is what was chosen, and which record is meant.
func (e *ending) request(_ *builder.Form, tree attr.Value) attr.Value {
	params := e.op.Method.Request.Wire(tree)
	if with, ok := params.With(e.op.Key, attr.IntValue(e.id)); ok {
		return with
	}
	with, _ := params.Without(e.op.Key[:1]).With(e.op.Key, attr.IntValue(e.id))
	return with
}

// leadsTo is the record, which stays when it is terminated, or else the list that it stood in; "" where the server has neither.
func (e *ending) leadsTo(l *linker, params attr.Value) string {
	if terminates(e.op) && (e.record.CanRead() || len(e.by) > 0) {
		return recordURL(e.record, e.id) + byQuery(e.by)
	}
	return l.listFor(e.record, knownOf(e.op, params), e.by)
}
