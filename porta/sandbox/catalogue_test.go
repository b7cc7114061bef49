package sandbox_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

// needs are the parameters of methods with rules of their own, which ask for more than their description says.
var needs = map[string]string{
	"Account/get_custom_fields_values":    `{"i_account":10003}`,
	"Account/get_service_features":        `{"i_account":10003}`,
	"Account/get_subscriptions":           `{"i_account":10003}`,
	"Account/get_xdr_list":                `{"i_account":10003,"from_date":"2020-01-01 00:00:00","to_date":"2030-01-01 00:00:00"}`,
	"Customer/get_customer_xdrs":          `{"i_customer":1002,"from_date":"2020-01-01 00:00:00","to_date":"2030-01-01 00:00:00"}`,
	"Customer/get_custom_fields_values":   `{"i_customer":1002}`,
	"Customer/get_service_features":       `{"i_customer":1002}`,
	"Customer/get_accounts_subscriptions": `{"i_customer":1002}`,
	"Customer/get_custom_xdr_report_list": `{"i_customer":1002}`,
	"Customer/get_extensions_list":        `{"i_customer":1002}`,
	"DID/get_customer_numbers":            `{"i_customer":1002}`,
	"Product/get_allowed_addons":          `{"i_product":1}`,

	"Account/add_alias":               `{"alias_info":{"i_master_account":10003,"id":"15550108888"}}`,
	"Account/add_subscription":        `{"subscription_info":{"i_account":10003,"i_subscription":1}}`,
	"Customer/add_subscription":       `{"subscription_info":{"i_account":10003,"i_subscription":1}}`,
	"Customer/add_customer":           `{"customer_info":{"name":"A new one","iso_4217":"EUR"}}`,
	"Customer/add_customer_extension": `{"i_customer":1002,"id":"987"}`,
	"Customer/add_customer_huntgroup": `{"i_customer":1002,"id":"986","name":"A new one"}`,
	"DID/add_number":                  `{"number_info":{"number":"15550107777"}}`,
}

// changeable are attributes to change where rules stand against the first one that comes.
var changeable = map[string]string{
	"Account/account": "firstname", "Account/alias": "blocked", "Account/subscription": "invoice_description", "Customer/customer": "firstname",
	"Customer/extension": "name", "Customer/huntgroup": "name", "DID/number": "description",
}

// TestEveryRecordType lists, creates, reads, changes and ends a record of every type of the built-in catalogue.
func TestEveryRecordType(t *testing.T) {
	everyRecordType(t, start(t, sandbox.Options{Customers: 90}), catalog.Builtin())
}

func everyRecordType(t *testing.T, w *wire, c *catalog.Catalog) {
	t.Helper()
	admin, account := w.demo(), w.at(sandbox.AccountRealm).demo()
	for _, service := range c.Services {
		for _, kind := range service.Records {
			l := life{wire: admin, t: t, kind: kind}
			if kind.Name == "mailbox_message" { // of the caller's own mailbox
				l.wire = account
			}
			l.lists()
			l.goesOn()
		}
	}
}

// life is what happens to one record.
type life struct {
	*wire
	t       *testing.T
	kind    *catalog.RecordType
	keyName string // the attribute with the key, by the pattern of names where the catalogue knows none
	key     attr.Value
}

func (l *life) errorf(format string, args ...any) {
	l.t.Helper()
	l.t.Errorf("%s/%s: %s", l.kind.Service, l.kind.Name, fmt.Sprintf(format, args...))
}

// list reads all rows.
func (l *life) list() []attr.Value {
	op := l.kind.Operation(catalog.List)
	params := l.paramsOf(op)
	if op.Paging.Limit {
		params, _ = params.With(attr.Path{"limit"}, attr.IntValue(1000))
	}
	a := l.call(op.Method.Path(), params.JSON())
	list := a.tree(l.t).Get(op.ListKey)
	if a.code(l.t) != "" || list.Kind() != attr.Array {
		l.errorf("list: %.300s", a.body)
	}
	rows := make([]attr.Value, list.Len())
	for i := range rows {
		rows[i] = list.Index(i)
	}
	return rows
}

// lists: there are rows, and they fit the schema of the reply.
func (l *life) lists() {
	op := l.kind.Operation(catalog.List)
	if op == nil {
		return
	}
	rows := l.list()
	if len(rows) == 0 {
		l.errorf("the list is empty")
	}
	schema := op.Method.Reply.At(attr.Path{op.ListKey, "0"})
	for _, row := range rows {
		if bad := schema.Check(row, catalog.Rules{KnownNames: true, Choices: true}); len(bad) > 0 && bad[0].Path[0] != "effective_fees_info" {
			l.errorf("list: %s: reason %d in %s", bad[0].Path, bad[0].Reason, row.JSON())
			return
		}
	}
	if len(rows) > 0 && op.Paging.Limit {
		params, _ := l.paramsOf(op).With(attr.Path{"limit"}, attr.IntValue(1))
		if a := l.call(op.Method.Path(), params.JSON()); a.tree(l.t).Get(op.ListKey).Len() != 1 {
			l.errorf("limit 1: %.300s", a.body)
		}
	}
}

// paramsOf are parameters that a method cannot refuse: what it requires.
func (l *life) paramsOf(op *catalog.Operation) attr.Value {
	if known := needs[op.Method.Path()]; known != "" {
		v, err := attr.Parse([]byte(known), attr.Limits{})
		if err != nil {
			l.t.Fatal(err)
		}
		return v
	}
	params := filled(op.Method.Request)
	if op.Kind != catalog.Create || op.Wrapper == "" {
		return params
	}
	params, _ = params.With(attr.Path{op.Wrapper}, filled(op.Method.Request.At(attr.Path{op.Wrapper})))
	return params
}

// filled is an object with what is required.
func filled(s *catalog.Schema) attr.Value {
	v := attr.ObjectValue()
	if s == nil {
		return v
	}
	for _, p := range s.Properties {
		if p.Required && !p.ReadOnly {
			v, _ = v.With(attr.Path{p.Name}, valueOf(&p))
		}
	}
	return v
}

func valueOf(p *catalog.Property) attr.Value {
	known := map[string]int64{"i_customer": 1002, "i_account": 10003, "i_product": 1, "i_subscription": 1}[p.Name]
	switch {
	case known != 0:
		return attr.IntValue(known)
	case len(p.Choices) > 0:
		return attr.TextValue(p.Choices[0].Code)
	}
	switch p.Schema.Type {
	case catalog.Integer, catalog.Decimal, catalog.Switch:
		return attr.IntValue(1)
	case catalog.Flag:
		return attr.TextValue("Y")
	case catalog.Date:
		return attr.TextValue("2026-11-01")
	case catalog.DateTime:
		return attr.TextValue("2026-11-01 12:00:00")
	case catalog.Object:
		return filled(p.Schema)
	case catalog.Array:
		return attr.ArrayValue()
	}
	return attr.TextValue("A new one")
}

// goesOn creates a record, or takes one that is there, and follows it to its end.
func (l *life) goesOn() {
	l.keyName = cmp.Or(l.kind.IDField, "i_"+l.kind.Name)
	if l.begins(); l.key.IsEmpty() && l.kind.IDField != "" {
		return
	}
	l.shows("", attr.Value{})
	if op := l.kind.Operation(catalog.Update); op != nil {
		l.changes(op)
	}
	if op := l.kind.Operation(catalog.Delete); op != nil {
		l.ends(op)
	}
}

func (l *life) begins() {
	op := l.kind.Operation(catalog.Create)
	if op != nil {
		params := l.paramsOf(op)
		a := l.call(op.Method.Path(), params.JSON())
		if a.code(l.t) != "" {
			l.errorf("create %s: %s", params.JSON(), a.body)
			return
		}
		for _, m := range a.tree(l.t).Members() {
			if m.Name == l.keyName || len(a.tree(l.t).Members()) == 1 {
				l.key = m.Value
			}
		}
		if l.key.IsEmpty() {
			l.errorf("create: no key in %s", a.body)
		}
		return
	}
	if l.kind.Operation(catalog.List) != nil {
		if rows := l.list(); len(rows) > 0 && l.kind.Operation(catalog.Get) != nil {
			l.key = rows[0].Get(l.keyName)
		}
		return
	}
	l.key = map[string]attr.Value{"i_account": attr.IntValue(10003), "i_customer": attr.IntValue(1002)}[l.keyName]
}

// shows: reading and listing show the record, and an attribute as it was set.
func (l *life) shows(name string, want attr.Value) {
	if op := l.kind.Operation(catalog.Get); op != nil {
		row, body := l.get(op)
		if row.Kind() != attr.Object || row.Len() == 0 || row.Get(name).Text() != want.Text() {
			l.errorf("get %s: %s, want %s %s", l.key.Text(), body, name, want.Text())
		}
		if bad := op.Method.Reply.At(attr.ParsePath(op.Wrapper)).Check(row, catalog.Rules{KnownNames: true, Choices: true, Partial: true}); len(bad) > 0 {
			l.errorf("get: %s: reason %d in %s", bad[0].Path, bad[0].Reason, row.JSON())
		}
	}
	if l.kind.Operation(catalog.List) == nil || l.key.IsEmpty() {
		return
	}
	if row, ok := l.inList(); !ok || row.Has(name) && row.Get(name).Text() != want.Text() {
		l.errorf("the list does not show %s with %s %s: %s", l.key.Text(), name, want.Text(), row.JSON())
	}
}

func (l *life) get(op *catalog.Operation) (row attr.Value, body []byte) {
	params := attr.ObjectValue()
	switch {
	case op.Key != nil:
		params, _ = params.With(op.Key, l.key)
	case !l.key.IsEmpty():
		params, _ = params.With(attr.Path{l.keyName}, l.key)
	}
	if l.kind.Name == "mailbox_message" {
		uid := l.list()[0].Get("message_uid")
		params = attr.ObjectValue(attr.M("message_uid", uid))
	}
	a := l.call(op.Method.Path(), params.JSON())
	return a.tree(l.t).At(attr.ParsePath(op.Wrapper)), a.body
}

func (l *life) inList() (attr.Value, bool) {
	rows := l.list()
	i := slices.IndexFunc(rows, func(row attr.Value) bool { return row.Get(l.keyName).Text() == l.key.Text() })
	if i < 0 {
		return attr.Value{}, false
	}
	return rows[i], true
}

// changes sets one attribute.
func (l *life) changes(op *catalog.Operation) {
	name, value := l.change(op)
	if name == "" {
		return // the document tells of nothing that could change
	}
	at := append(attr.ParsePath(op.Wrapper), name)
	params := filled(op.Method.Request)
	if op.Wrapper != "" {
		params, _ = params.With(attr.Path{op.Wrapper}, attr.ObjectValue())
	}
	params, _ = params.With(at, attr.TextValue(value))
	params = l.withKey(params, op)
	if a := l.call(op.Method.Path(), params.JSON()); a.code(l.t) != "" {
		l.errorf("update %s: %s", params.JSON(), a.body)
		return
	}
	l.shows(name, attr.TextValue(value))
}

// change chooses a text to change, else a number, of those that the reading shows; a name where a record may have any attribute.
func (l *life) change(op *catalog.Operation) (name, value string) {
	info, taken := l.kind.Info(), op.Method.Request.At(attr.ParsePath(op.Wrapper))
	if name := changeable[l.kind.Service+"/"+l.kind.Name]; name == "blocked" {
		return name, "Y"
	} else if name != "" {
		return name, "Changed"
	}
	if info == nil || info.Open || len(info.Properties) == 0 {
		return "name", "Changed"
	}
	for _, p := range info.Properties {
		can := taken == nil || taken.Open || len(taken.Properties) == 0 || taken.Property(p.Name) != nil && !taken.Property(p.Name).ReadOnly
		switch {
		case !can || len(p.Choices) > 0 || p.Name == l.kind.Title || strings.HasPrefix(p.Name, "i_"):
		case p.Schema.Type == catalog.Text:
			return p.Name, "Changed"
		case p.Schema.Type == catalog.Integer || p.Schema.Type == catalog.Decimal:
			name, value = p.Name, "7"
		}
	}
	return name, value
}

func (l *life) withKey(params attr.Value, op *catalog.Operation) attr.Value {
	if l.key.IsEmpty() {
		return params
	}
	at := op.Key
	if at == nil {
		at = append(attr.ParsePath(op.Wrapper), l.keyName)
	}
	if op.Wrapper != "" && params.Get(op.Wrapper).Kind() != attr.Object {
		params, _ = params.With(attr.Path{op.Wrapper}, attr.ObjectValue())
	}
	params, _ = params.With(at, l.key)
	return params
}

// ends: a deletion takes the record away, a termination ends it.
func (l *life) ends(op *catalog.Operation) {
	params := l.withKey(attr.ObjectValue(), op)
	a := l.call(op.Method.Path(), params.JSON())
	want := ""
	if op.Verb() == "terminate" || op.Method.Reply.Property("success") != nil {
		want = `{"success":1}`
	}
	if a.code(l.t) != "" || string(a.body) != want {
		l.errorf("end %s: %s", params.JSON(), a.body)
		return
	}
	if l.kind.Name == "account" || l.kind.Name == "customer" { // they stay, closed
		return
	}
	if get := l.kind.Operation(catalog.Get); get != nil {
		if row, body := l.get(get); row.Len() > 0 {
			l.errorf("get after the end: %s", body)
		}
	}
	if l.kind.Operation(catalog.List) != nil {
		if row, still := l.inList(); still {
			l.errorf("still in the list: %s", row.JSON())
		}
	}
	if again := l.call(op.Method.Path(), params.JSON()); !strings.HasSuffix(again.code(l.t), "_not_found") {
		l.errorf("ended twice: %s", again.body)
	}
}
