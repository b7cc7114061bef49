package record_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/porta/sandbox"
)

// A record is what stands with its key in the answer, wherever that is. It is not there only when the answer has nothing in it.
func TestReadFindsTheRecord(t *testing.T) {
	for _, tt := range []struct {
		answer, want string
		err          error
	}{
		{`{"customer_info":{"i_customer":1001,"name":"A"}}`, `{"i_customer":1001,"name":"A"}`, nil},
		{`{"customer_info":{"i_customer":"1001","name":"A"}}`, `{"i_customer":"1001","name":"A"}`, nil},
		{`{"customer_info":{"name":"A"}}`, `{"name":"A"}`, nil},
		{`{"customer_info":{"name":"A","parent":{"i_customer":7}}}`, `{"name":"A","parent":{"i_customer":7}}`, nil},
		{`{"customer":{"i_customer":1001,"name":"A"},"extra":1}`, `{"i_customer":1001,"name":"A"}`, nil},
		{`{"customer_info":null,"customer":{"i_customer":1001}}`, `{"i_customer":1001}`, nil},
		{`{"i_customer":1001,"name":"A"}`, `{"i_customer":1001,"name":"A"}`, nil},
		{`{"customer_info":[{"i_customer":1001}]}`, `{"i_customer":1001}`, nil},
		{`{"result":{"customer":{"i_customer":1001}}}`, `{"i_customer":1001}`, nil},
		{`{"customers":[{"i_customer":1000},{"i_customer":1001},{"i_customer":1002}]}`, `{"i_customer":1001}`, nil},
		{`{"customer":{"i_customer":1001,"sites":[{"i_customer":1001,"i_customer_site":3}]}}`, `{"i_customer":1001,"sites":[{"i_customer":1001,"i_customer_site":3}]}`, nil},

		{``, ``, record.ErrNone},
		{`{}`, ``, record.ErrNone},
		{`{"customer_info":null}`, ``, record.ErrNone},
		{`{"customer_info":{}}`, ``, record.ErrNone},
		{`{"customer_info":""}`, ``, record.ErrNone},
		{`{"customer_info":[]}`, ``, record.ErrNone},
		{`{"customer_info":null,"success":1}`, ``, record.ErrNone},
		{`{"other_info":null}`, ``, record.ErrNone},

		{`{"success":1}`, ``, record.ErrAnswer},
		{`{"customer":null}`, ``, record.ErrAnswer},
		{`{"warnings":[]}`, ``, record.ErrAnswer},
		{`{"other_info":null,"more_info":null}`, ``, record.ErrAnswer},
		{`{"customer_info":"text"}`, ``, record.ErrAnswer},
		{`{"customer_info":{"i_customer":1002}}`, ``, record.ErrAnswer},
		{`{"customer_info":{"i_customer":1002},"customer":{"i_customer":1001}}`, ``, record.ErrAnswer},
		{`{"customer":{"i_customer":1002}}`, ``, record.ErrAnswer},
		{`{"customer_info":{},"customer":{"i_customer":1002}}`, ``, record.ErrAnswer},
		{`{"customer_info":{"name":"A"},"customer":{"i_customer":1002}}`, ``, record.ErrAnswer},
		{`{"customer":{"name":"no key"}}`, ``, record.ErrAnswer},
		{`{"one":{"i_customer":1001},"two":{"i_customer":1001}}`, ``, record.ErrAnswer},
		{`{"a":{"b":{"c":{"d":{"i_customer":1001}}}}}`, ``, record.ErrAnswer},
	} {
		f := newFake(t)
		f.on("Customer/get_customer_info", answer(200, tt.answer))
		got, err := f.reader(t).Read(t.Context(), customer, attr.IntValue(1001))
		if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) || tt.err == nil && got.JSON() != tt.want {
			t.Errorf("%s: %s, %v; want %s, %v", tt.answer, got.JSON(), err, tt.want, tt.err)
		}
	}
}

// Only a fault that says so means that a record is not there; after any other nobody knows.
func TestReadRefused(t *testing.T) {
	for _, tt := range []struct {
		h    http.HandlerFunc
		kind porta.Kind
		none bool
	}{
		{fault("Server.Customer.i_customer_not_found"), porta.NotFound, true},
		{fault("Server.Customer.access_denied"), porta.Denied, false},
		{fault("Client.Customer.unknown_method"), porta.Invalid, false},
		{fault("Server.Customer.something"), porta.Unknown, false},
		{answer(404, "<html>"), porta.Unavailable, false},
		{answer(200, "<html>"), porta.Unavailable, false},
	} {
		f := newFake(t)
		f.on("Customer/get_customer_info", tt.h)
		_, err := f.reader(t).Read(t.Context(), customer, attr.IntValue(1001))
		if err == nil || porta.KindOf(err) != tt.kind || errors.Is(err, record.ErrNone) != tt.none {
			t.Errorf("want %v, none %v; got %v", tt.kind, tt.none, err)
		}
	}
}

// How a record is read: what its server offers decides.
func TestReadByTheWayThereIs(t *testing.T) {
	const rows = `{"thing_list":[{"i_thing":4,"name":"d"},{"i_thing":5,"name":"e"}]}`
	by := func(keys ...record.Key) []record.Key { return keys }
	for _, tt := range []struct {
		name, list, get string
		by              []record.Key
		asked           []string
		err             error
	}{
		{"by the Get", `"i_thing"`, `"i_thing"`, nil, []string{`get_thing_info {"i_thing":5}`}, nil},
		{"the Get takes another key", `"i_thing"`, `"name"`, nil, []string{`get_thing_list {"i_thing":5}`}, nil},
		{"neither takes the key", `"name"`, `"name"`, nil, []string{`get_thing_info {"i_thing":5}`}, nil},
		{"the Get insists on more", `"i_thing"`, `"i_thing","name!"`, nil, []string{`get_thing_list {"i_thing":5}`}, nil},
		{"there is no other", `"name"`, `"i_thing","name!"`, nil, []string{`get_thing_info {"i_thing":5}`}, nil},
		{"out of the list", `"i_thing"`, ``, nil, []string{`get_thing_list {"i_thing":5}`}, nil},
		{"the key alone is enough", `"i_thing"`, ``, by(record.Key{Name: "name", Value: "e"}), []string{`get_thing_list {"i_thing":5}`}, nil},
		{"by another key", `"name","i_owner"`, ``, by(record.Key{Name: "name", Value: "e"}, record.Key{Name: "i_owner", Value: "7"}), []string{`get_thing_list {"name":"e","i_owner":7}`}, nil},
		{"the list insists on it", `"name!"`, ``, by(record.Key{Name: "name", Value: "e"}), []string{`get_thing_list {"name":"e"}`}, nil},
		{"the list insists on more", `"name","i_owner!"`, ``, by(record.Key{Name: "name", Value: "e"}), nil, record.ErrNoWay},
		{"the list does not take it", `"name"`, ``, by(record.Key{Name: "login", Value: "e"}), nil, record.ErrNoWay},
		{"it is no number", `"i_owner"`, ``, by(record.Key{Name: "i_owner", Value: "e"}), nil, record.ErrNoWay},
		{"the page is no key", `"limit"`, ``, by(record.Key{Name: "limit", Value: "1"}), nil, record.ErrNoWay},
		{"no key", `"name"`, ``, nil, nil, record.ErrNoWay},
	} {
		f := newFake(t)
		var asked []string
		note := func(method, body string) {
			f.on("Thing/"+method, func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, method+" "+bodyParams(r).JSON())
				answer(200, body)(w, r)
			})
		}
		note("get_thing_list", rows)
		note("get_thing_info", `{"thing_info":{"i_thing":5,"name":"e"}}`)
		got, err := f.reader(t).Read(t.Context(), thing(t, tt.list, tt.get), attr.IntValue(5), tt.by...)
		if !errors.Is(err, tt.err) || !slices.Equal(asked, tt.asked) || tt.err == nil && got.JSON() != `{"i_thing":5,"name":"e"}` {
			t.Errorf("%s: %s, %v; asked %q", tt.name, got.JSON(), err, asked)
		}
	}
}

// A list that does not have the record says that it is not there only when it was read to its end.
func TestReadOutOfAList(t *testing.T) {
	for _, tt := range []struct {
		name  string
		table table
		id    int64
		err   error
		calls int
	}{
		{"there", table{ids: ids(1, 10), total: 10}, 7, nil, 1},
		{"on a later page", table{ids: ids(1, 600), total: 600}, 501, nil, 3},
		{"not there", table{ids: ids(1, 10), total: 10}, 77, record.ErrNone, 1},
		{"nothing there", table{total: -1}, 77, record.ErrNone, 1},
		{"not there, no total", table{ids: ids(1, 10), total: -1}, 77, record.ErrNone, 2},
		{"not on any page", table{ids: ids(1, 600), total: 600}, 7777, record.ErrNone, 3},
		{"too many rows", table{ids: ids(1, 1500), total: 1500}, 1200, record.ErrLong, 4},
		{"the list does not page", table{ids: ids(1, 300), total: 300, deaf: true}, 277, record.ErrLong, 2},
	} {
		f := newFake(t)
		f.on(xdrList, tt.table.ServeHTTP)
		got, err := f.reader(t).Read(t.Context(), xdr, attr.IntValue(tt.id), record.Key{Name: "i_account", Value: "5"},
			record.Key{Name: "from_date", Value: "2026-11-01 00:00:00"}, record.Key{Name: "to_date", Value: "2026-12-01 00:00:00"})
		if id, _ := got.Get("i_xdr").Int(); !errors.Is(err, tt.err) || tt.err == nil && id != tt.id || len(tt.table.asked) != tt.calls {
			t.Errorf("%s: %s, %v after %d requests", tt.name, got.JSON(), err, len(tt.table.asked))
		}
	}
}

// The rows are what stands where the description says, or has the key, or is the only list there is.
func TestPageFindsTheRows(t *testing.T) {
	for _, tt := range []struct {
		answer, rows string
		total        int64
		counted      bool
		err          error
	}{
		{`{"customer_list":[{"i_customer":1},7],"others":[{"i_customer":2}],"total":"9"}`, `[{"i_customer":1},7]`, 9, true, nil},
		{`{"customer_list":[],"total":0}`, `[]`, 0, true, nil},
		{`{"customer_list":null,"total":-1}`, `[]`, -1, false, nil},
		{`{"customers":[{"name":"no key"}]}`, `[{"name":"no key"}]`, 0, false, nil},
		{`{"warnings":["x"],"customers":[{"i_customer":1}]}`, `[{"i_customer":1}]`, 0, false, nil},
		{`{"result":{"customers":[{"i_customer":1}]}}`, `[{"i_customer":1}]`, 0, false, nil},
		{`{"customer_list":null,"customers":[{"i_customer":1}]}`, `[{"i_customer":1}]`, 0, false, nil},
		{`{"customer_list":null,"warnings":["x"]}`, `[]`, 0, false, nil},
		{``, ``, 0, false, record.ErrAnswer},
		{`{}`, ``, 0, false, record.ErrAnswer},
		{`{"total":0}`, ``, 0, false, record.ErrAnswer},
		{`{"customer_list":""}`, ``, 0, false, record.ErrAnswer},
		{`{"customer_list":"","customers":[]}`, ``, 0, false, record.ErrAnswer},
		{`{"customer_list":{"a":1}}`, ``, 0, false, record.ErrAnswer},
		{`{"customers":[],"others":[]}`, ``, 0, false, record.ErrAnswer},
		{`{"customers":[{"i_customer":1}],"others":[{"i_customer":2}]}`, ``, 0, false, record.ErrAnswer},
	} {
		f := newFake(t)
		f.on("Customer/get_customer_list", answer(200, tt.answer))
		page, err := f.reader(t).Page(t.Context(), customer, attr.Value{})
		if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) || err == nil && (attr.ArrayValue(page.Rows...).JSON() != tt.rows || page.Total != tt.total || page.Counted != tt.counted) {
			t.Errorf("%s: %+v, %v", tt.answer, page, err)
		}
	}
}

func TestReadBy(t *testing.T) {
	box, reader := newBox(t, sandbox.Options{Customers: 20})
	one, err := reader.Read(t.Context(), account, attr.IntValue(10001))
	if err != nil {
		t.Fatal(err)
	}
	same, err := reader.ReadBy(t.Context(), account, "id", one.Get("id"))
	if err != nil || same.Get("i_account").Text() != "10001" {
		t.Errorf("%s, %v", same.JSON(), err)
	}
	if _, err := reader.ReadBy(t.Context(), account, "id", attr.TextValue("no such id")); !errors.Is(err, record.ErrNone) {
		t.Errorf("an id that nobody has: %v", err)
	}
	before := len(box.Requests())
	if _, err := reader.ReadBy(t.Context(), account, "bill_status", attr.TextValue("O")); !errors.Is(err, record.ErrNoWay) || len(box.Requests()) != before {
		t.Errorf("an attribute that the Get does not take: %v", err)
	}
	if _, err := reader.Read(t.Context(), account, attr.IntValue(99999999)); !errors.Is(err, record.ErrNone) {
		t.Errorf("a number that nobody has: %v", err)
	}
}

func TestTitle(t *testing.T) {
	routing := catalog.Builtin().Record("RoutingPlan", "routing_plan") // its description names nothing
	for _, tt := range []struct {
		of            *catalog.RecordType
		record, title string
	}{
		{account, `{"i_account":1,"id":" 15550100 ","name":"x"}`, "15550100"},
		{account, `{"i_account":1,"id":null,"login":"anna"}`, "anna"},
		{account, `{"i_account":1,"id":"","description":"A line"}`, "A line"},
		{account, `{"i_account":1,"id":"` + catalog.Masked + `","name":"x"}`, ""},
		{account, `{"i_account":1}`, ""},
		{account, `{"id":["x"]}`, ""},
		{customer, `{"name":" North ","login":"n"}`, "North"},
		{routing, `{"i_routing_plan":7,"name":"Cheap"}`, "Cheap"},
		{routing, `{"i_routing_plan":7,"name":{"a":1}}`, ""},
	} {
		if got := record.Title(tt.of, params(t, tt.record)); got != tt.title {
			t.Errorf("%s: %q, want %q", tt.record, got, tt.title)
		}
	}
}
