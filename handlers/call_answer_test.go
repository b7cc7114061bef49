package handlers_test

import (
	"fmt"
	"strings"
	"testing"

	"portaconsole/handlers"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

func labels(columns []records.Column) string {
	var list []string
	for _, c := range columns {
		list = append(list, c.Label)
	}
	return strings.Join(list, " ")
}

func TestAnswerOfAnyShape(t *testing.T) {
	t.Parallel()
	unknown := &catalog.Method{Service: "Customer", Name: "get_none"}
	for _, tt := range []struct {
		name, answer              string
		tables, attributes, empty int
	}{
		{"nothing", `{}`, 0, 0, 0},
		{"null list", `{"list":null,"x":"","o":{}}`, 0, 0, 3},
		{"list of texts", `{"list":["a","b"]}`, 0, 1, 0},
		{"mixed list", `{"list":[{"a":1},2]}`, 0, 1, 0},
		{"list of nothing", `{"list":[{},{}]}`, 1, 0, 0},
		{"two lists", `{"one":[{"a":1}],"two":[{"b":[1]}],"total":2}`, 2, 1, 0},
		{"hostile", `{"\"><script>":[{"<b>":"</td>"}],"":"no name"}`, 1, 1, 0},
	} {
		got := handlers.AnswerView(unknown, parsed(t, tt.answer))
		if len(got.Tables) != tt.tables || len(got.Attributes) != tt.attributes || len(got.Empty) != tt.empty || got.Note != "" || got.JSONNote != "" || !strings.HasPrefix(got.Result, "1.23 s, ") {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func TestAnswerIsBounded(t *testing.T) {
	t.Parallel()
	m := catalog.Builtin().Method("Customer/get_customer_list")
	var b strings.Builder
	b.WriteString(`{"customer_list":[`)
	for i := range 1204 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"own":"x","service_features":[{"name":"clip"}],"name":"N%d","i_customer":%d,"bill_status":"O"`, i, i+1)
		for j := range 20 {
			fmt.Fprintf(&b, `,"more%d":%d`, j, j)
		}
		b.WriteString("}")
	}
	b.WriteString(`],"deep":[`)
	for i := range 5000 {
		fmt.Fprintf(&b, `[%d],`, i)
	}
	b.WriteString(`0]}`)
	a := handlers.AnswerView(m, parsed(t, b.String()))
	table := a.Tables[0]
	if table.Range != "first 250 of 1,204 rows, 12 of 25 attributes; the JSON has more of them" || len(table.Rows) != 250 {
		t.Errorf("%q, %d rows", table.Range, len(table.Rows))
	}
	if got := labels(table.Columns); !strings.HasPrefix(got, "i_customer name bill_status") || strings.Contains(got, "service_features") {
		t.Errorf("columns %s", got)
	}
	if cell := table.Rows[0].Cells[0]; cell.URL != "/records/Customer/customer/1" || cell.Reference != nil {
		t.Errorf("the first cell is %+v", cell)
	}
	if a.Note == "" || len(a.Attributes) != 1 || len(a.Attributes[0].Kids) > 2000 {
		t.Errorf("%q, %d attributes", a.Note, len(a.Attributes))
	}
	if len(a.JSON) > 256<<10 || !strings.HasPrefix(a.JSONNote, "Only the first 256 KB are shown, of ") {
		t.Errorf("%d bytes of JSON, %q", len(a.JSON), a.JSONNote)
	}
}
