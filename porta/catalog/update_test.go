package catalog_test

import (
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func parsed(t *testing.T, text string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(text), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// gauge has one attribute of each type.
var gauge = &catalog.Schema{Type: catalog.Object, Properties: []catalog.Property{
	{Name: "text", Schema: &catalog.Schema{Type: catalog.Text}},
	{Name: "integer", Schema: &catalog.Schema{Type: catalog.Integer}},
	{Name: "decimal", Schema: &catalog.Schema{Type: catalog.Decimal}},
	{Name: "switch", Schema: &catalog.Schema{Type: catalog.Switch}},
	{Name: "flag", Schema: &catalog.Schema{Type: catalog.Flag}},
	{Name: "read", Schema: &catalog.Schema{Type: catalog.Text}, ReadOnly: true},
	{Name: "list", Schema: &catalog.Schema{Type: catalog.Array, Items: &catalog.Schema{Type: catalog.Object, Properties: []catalog.Property{
		{Name: "n", Schema: &catalog.Schema{Type: catalog.Integer}},
		{Name: "read", Schema: &catalog.Schema{Type: catalog.Text}, ReadOnly: true},
		{Name: "pin", Schema: &catalog.Schema{Type: catalog.Text}, Secret: true},
	}}}},
	{Name: "object", Schema: &catalog.Schema{Type: catalog.Object}},
}}

// TestAlign: what is sent of a form over a record is what a person has changed, and never what a conversion did.
func TestAlign(t *testing.T) {
	for _, tt := range []struct{ name, before, after, sent string }{
		{"the same", `{"text":"a","integer":1}`, `{"integer":1,"text":"a"}`, ""},
		{"a number as text", `{"integer":"1","decimal":2.5}`, `{"integer":1,"decimal":"2.5"}`, ""},
		{"text as a number", `{"text":"1"}`, `{"text":1}`, ""},
		{"zeros of a decimal", `{"decimal":"1.00","integer":1}`, `{"decimal":1,"integer":"1.0"}`, ""},
		{"minus zero", `{"decimal":-0.00}`, `{"decimal":0}`, ""},
		{"a long number", `{"decimal":12345678901234567890.10}`, `{"decimal":12345678901234567890.1}`, ""},
		{"another long number", `{"decimal":12345678901234567890.1}`, `{"decimal":12345678901234567891.1}`, `{"decimal":12345678901234567891.1}`},
		{"zeros of a text", `{"text":"1.00"}`, `{"text":"1"}`, `{"text":"1"}`},
		{"leading zeros of a text", `{"text":"007"}`, `{"text":7}`, `{"text":7}`},
		{"an exponent", `{"decimal":1e999999999}`, `{"decimal":1}`, `{"decimal":1}`},
		{"truths", `{"switch":"1","flag":"N","text":true}`, `{"switch":1,"flag":0,"text":1}`, ""},
		{"another truth", `{"flag":"Y"}`, `{"flag":"N"}`, `{"flag":"N"}`},
		{"a flag that is none", `{"flag":"~"}`, `{"flag":"Y"}`, `{"flag":"Y"}`},
		{"letters of a text", `{"text":"Y"}`, `{"text":"1"}`, `{"text":"1"}`},
		{"ends of lines", `{"text":"a\nb"}`, `{"text":"a\r\nb"}`, ""},
		{"ends of lines in what is new", `{"text":"a\nb"}`, `{"text":"a\r\nc"}`, `{"text":"a\nc"}`},
		{"no row for what is empty", `{"text":"","integer":null,"list":[],"object":{"a":null}}`, `{}`, ""},
		{"null for empty", `{"text":"","integer":null}`, `{"text":null,"integer":""}`, ""},
		{"cleared", `{"text":"a","object":{"a":1}}`, `{}`, `{"text":null,"object":null}`},
		{"emptied", `{"text":"a"}`, `{"text":""}`, `{"text":""}`},
		{"what the record does not show", `{}`, `{"text":""}`, `{"text":""}`},
		{"inside an object", `{"object":{"a":"1","b":null,"c":3}}`, `{"object":{"a":1,"c":4}}`, `{"object":{"c":4}}`},
		{"an item", `{"list":[{"n":"1","x":null},{"n":2}]}`, `{"list":[{"n":1,"x":null},{"n":3}]}`, `{"list":[{"n":"1","x":null},{"n":3}]}`},
		{"no item", `{"list":[{"n":"1","x":""}]}`, `{"list":[{"n":1,"x":null}]}`, ""},
		{"one item more", `{"list":[{"n":1}]}`, `{"list":[{"n":1},{"n":2}]}`, `{"list":[{"n":1},{"n":2}]}`},
		{"another type", `{"text":"a"}`, `{"text":["a"]}`, `{"text":["a"]}`},
	} {
		before, after := parsed(t, tt.before), parsed(t, tt.after)
		sent := attr.Changed(before, gauge.Align(before, after))
		if sent.IsAbsent() != (tt.sent == "") || tt.sent != "" && sent.JSON() != tt.sent {
			t.Errorf("%s: %s is sent, want %s", tt.name, sent.JSON(), tt.sent)
		}
	}
	if got := gauge.Align(attr.Value{}, parsed(t, `{"text":"a\r\nb","list":["c\rd"]}`)).JSON(); got != `{"text":"a\nb","list":["c\nd"]}` {
		t.Errorf("new texts become %s", got)
	}
}

func TestWritable(t *testing.T) {
	record := parsed(t, `{"text":"a","read":"b","unknown":1,"list":[{"n":1,"read":"c","x":2}],"object":{"y":[1]},"integer":null}`)
	if got := gauge.Writable(record).JSON(); got != `{"text":"a","list":[{"n":1}],"object":{"y":[1]},"integer":null}` {
		t.Errorf("writable is %s", got)
	}
	secrets := attr.ObjectValue(attr.M("text", attr.TextValue(catalog.Masked)), attr.M("integer", attr.IntValue(1)),
		attr.M("list", attr.ArrayValue(attr.ObjectValue(attr.M("pin", attr.TextValue(catalog.Masked))))))
	if got := gauge.Writable(secrets).JSON(); got != `{"integer":1}` {
		t.Errorf("with secrets writable is %s", got)
	}
	var unknown *catalog.Schema
	if got := unknown.Writable(record); !attr.Equal(got, record) {
		t.Errorf("where nothing is known writable is %s", got.JSON())
	}
}
