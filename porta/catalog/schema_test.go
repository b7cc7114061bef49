package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// describeProperty writes down everything that is known of an attribute.
func describeProperty(p *catalog.Property) string {
	words := []string{p.Schema.Type.String()}
	for _, mark := range []struct {
		name string
		on   bool
	}{{"required", p.Required}, {"read-only", p.ReadOnly}, {"secret", p.Secret}, {"loose", p.Loose}, {"deprecated", p.Deprecated}, {"open", p.Schema.Open}} {
		if mark.on {
			words = append(words, mark.name)
		}
	}
	if p.MinLength+p.MaxLength > 0 {
		words = append(words, fmt.Sprintf("%d-%d", p.MinLength, p.MaxLength))
	}
	if p.Schema.Items != nil {
		words = append(words, "of "+p.Schema.Items.Type.String())
	}
	for _, c := range p.Choices {
		words = append(words, fmt.Sprintf("[%s|%s]", c.Code, c.Meaning))
	}
	if p.Note != "" {
		words = append(words, "note: "+p.Note)
	}
	return strings.Join(words, " ")
}

func TestProperties(t *testing.T) {
	for _, tt := range []struct{ name, schema, want string }{
		{"a", `{"type":"integer","example":1}`, "integer"},
		{"a", `{"type":"number","example":0.99}`, "decimal"},
		{"a", `{"type":"string","minLength":6,"maxLength":16}`, "text 6-16"},
		{"a", `{"type":"string","format":"date-time","example":"2000-01-01 08:00:00"}`, "datetime"},
		{"a", `{"type":"string","example":"2000-01-01 08:00:00"}`, "datetime"},
		{"a", `{"type":"string","format":"date"}`, "date"},
		{"a", `{"type":"string","enum":["N","Y"]}`, "flag"},
		{"a", `{"type":"string","enum":["Y","N",null]}`, "flag"},
		{"a", `{"type":"string","enum":["Y","N","F"]}`, "text [Y|] [N|] [F|]"},
		{"a", `{"type":"integer","enum":[0,1]}`, "switch"},
		{"a", `{"type":"integer","minimum":0,"maximum":1}`, "switch"},
		{"a", `{"type":"integer","minimum":0,"maximum":10}`, "integer"},
		{"a", `{"type":"boolean"}`, "switch"},
		{"a", `{"enum":["x","y"]}`, "text [x|] [y|]"},
		{"a", `{"enum":[1,2]}`, "integer [1|] [2|]"},
		{"a", `{"type":["string","null"]}`, "text"},
		{"a", `{"type":["string","integer"]}`, "any"},
		{"a", `{}`, "any"},
		{"a", `true`, "any"},
		{"a", ref("ANY"), "any"},
		{"a", ref("Plain"), "object"},
		{"a", ref("Flag"), "flag"},
		{"a", `{"allOf":[` + ref("Text") + `],"enum":["N","Y"],"description":"beside"}`, "flag note: beside"},
		{"a", `{"allOf":[` + ref("Text") + `]}`, "text note: inside"},
		{"a", `{"oneOf":[{"type":"null"},` + ref("Text") + `]}`, "text note: inside"},
		{"a", `{"oneOf":[{"type":"integer"},{"type":"string"}]}`, "any"},
		{"a", `{"anyOf":[{"type":"integer"},{"type":"integer","minimum":5}]}`, "integer"},
		{"a", `{"type":"object","additionalProperties":true,"properties":{"x":{}}}`, "object open"},
		{"a", `{"type":"object","additionalProperties":{"type":"string"}}`, "object open"},
		{"a", `{"type":"array","items":{"allOf":[` + ref("Plain") + `]}}`, "array of object"},
		{"a", `{"items":{"type":"string","enum":["x","y"]}}`, "array of text [x|] [y|]"},
		{"a", `{"type":"array"}`, "array of any"},
		{"a", `{"type":"integer","readOnly":true,"deprecated":true}`, "integer read-only deprecated"},
		{"a", `{"type":"integer","description":"Read-only. The key."}`, "integer read-only note: Read-only. The key."},
		{"a", `{"type":"integer","description":"refused in read-only mode"}`, "integer note: refused in read-only mode"},
		{"a", `{"type":"string","description":"<b>Bold</b> a<b &lt;x&gt;<br/>next  line<script>x()</script>"}`, "text note: Bold a<b <x>\nnext line\nx()"},
		{"password", `{"type":"string"}`, "text secret"},
		{"h323_password", `{"type":"string"}`, "text secret"},
		{"access_token", `{"type":"string"}`, "text secret"},
		{"pin", `{"type":"string"}`, "text secret"},
		{"x", `{"type":"string","format":"password"}`, "text secret"},
		{"generate_web_password", `{"type":"integer","enum":[0,1]}`, "switch"},
		{"password_timestamp", `{"type":"string","format":"date-time"}`, "datetime"},
		{"a", `{"type":"string","enum":["C","E","O","S"],"description":"State: O open, S suspended, C closed, E exported."}`,
			"text [C|closed] [E|exported] [O|open] [S|suspended] note: State"},
		{"a", `{"type":"integer","description":"-1 debit, 0 voucher, 1 credit, 2 alias, 4 beneficiary."}`, "integer loose [-1|debit] [0|voucher] [1|credit] [2|alias] [4|beneficiary]"},
	} {
		doc := document(path("/A/b", object(`"`+tt.name+`":`+tt.schema), ""), `"ANY":{"type":"object"},"Plain":{"type":"object"},
			"Text":{"type":"string","description":"inside"},"Flag":{"type":"string","enum":["N","Y"]}`)
		p := mustRead(t, doc).Method("A/b").Request.Property(tt.name)
		if p == nil {
			t.Errorf("%s: no attribute", tt.schema)
		} else if got := describeProperty(p); got != tt.want {
			t.Errorf("%s: %s\ngot  %s\nwant %s", tt.name, tt.schema, got, tt.want)
		}
	}
}

func TestObjects(t *testing.T) {
	const schemas = `
		"Tree":{"type":"object","required":["name",7],"properties":{"name":{"type":"string"},"kids":{"type":"array","items":` + `{"$ref":"#/components/schemas/Tree"}` + `}}},
		"Both":{"allOf":[{"$ref":"#/components/schemas/Tree"},{"required":["own","name"],"properties":{"own":{"type":"integer"}}},{"$ref":"#/components/schemas/Both"}]},
		"Either":{"oneOf":[{"$ref":"#/components/schemas/Tree"},{"type":"object","required":["x"],"properties":{"x":{"type":"integer"}}}]},
		"Old":{"properties":{"must":{"type":"string","required":true},"twice":{"type":"string"},"twice":{"type":"integer"}}}`
	c := mustRead(t, document(path("/A/b", object(`"tree":`+ref("Tree")+`,"both":`+ref("Both")+`,"either":`+ref("Either")+`,"old":`+ref("Old")), ""), schemas))
	request := c.Method("A/b").Request
	for _, tt := range []struct{ path, want string }{
		{"tree", "name:text! kids:array"},
		{"tree.kids.3.kids.0.kids.9", "name:text! kids:array"},
		{"both", "name:text! kids:array own:integer!"},
		{"either", "name:text kids:array x:integer"},
		{"old", "must:text! twice:integer"},
	} {
		s, got := request.At(attr.ParsePath(tt.path)), []string{}
		for _, p := range s.Properties {
			word := p.Name + ":" + p.Schema.Type.String()
			if p.Required {
				word += "!"
			}
			got = append(got, word)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s, want %s", tt.path, got, tt.want)
		}
	}
	tree := request.Property("tree").Schema
	if tree.Name != "Tree" || tree.Property("kids").Schema.Items != tree {
		t.Errorf("a circle is not one: %q", tree.Name)
	}
}

func TestLengths(t *testing.T) {
	request := mustRead(t, document(path("/A/b", object(`"a":{"type":"string","minLength":3,"maxLength":5},"b":{"type":"string","maxLength":2}`), ""), "")).Method("A/b").Request
	for in, want := range map[string]string{
		`{"a":"abc","b":"äö"}`:   "",
		`{"a":"ab","b":"abc"}`:   "a:5 b:6 ",
		`{"a":"abcdef","b":"a"}`: "a:6 ",
		`{"a":"","b":null}`:      "",
	} {
		v, err := attr.Parse([]byte(in), attr.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, lengths := range []bool{true, false} {
			got := ""
			for _, found := range request.Check(v, catalog.Rules{Lengths: lengths}) {
				got += fmt.Sprintf("%s:%d ", found.Path, found.Reason)
			}
			if lengths && got != want || !lengths && got != "" {
				t.Errorf("%s, lengths %v: %q, want %q", in, lengths, got, want)
			}
		}
	}
}

func TestScalar(t *testing.T) {
	for _, tt := range []struct {
		schema     *catalog.Schema
		text, want string // "" is no such value
	}{
		{nil, "7", `"7"`},
		{&catalog.Schema{}, "7", `"7"`},
		{&catalog.Schema{Type: catalog.Text}, "", `""`},
		{&catalog.Schema{Type: catalog.Integer}, "0123456789012345678", ""},
		{&catalog.Schema{Type: catalog.Integer}, "1042", `1042`},
		{&catalog.Schema{Type: catalog.Integer}, "10.5", ""},
		{&catalog.Schema{Type: catalog.Integer}, "x", ""},
		{&catalog.Schema{Type: catalog.Decimal}, "10.50", `10.50`},
		{&catalog.Schema{Type: catalog.Decimal}, "1,5", ""},
		{&catalog.Schema{Type: catalog.Switch}, "Y", `1`},
		{&catalog.Schema{Type: catalog.Flag}, "0", `"N"`},
		{&catalog.Schema{Type: catalog.Flag}, "perhaps", ""},
		{&catalog.Schema{Type: catalog.Date}, "2026-12-31", `"2026-12-31"`},
		{&catalog.Schema{Type: catalog.DateTime}, "2026-12-31", ""},
		{&catalog.Schema{Type: catalog.Object}, "{}", ""},
	} {
		got, ok := tt.schema.Scalar(tt.text)
		if ok != (tt.want != "") || ok && got.JSON() != tt.want {
			t.Errorf("%q as %+v: %s, %v; want %q", tt.text, tt.schema, got.JSON(), ok, tt.want)
		}
	}
}
