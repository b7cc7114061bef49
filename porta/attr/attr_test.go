package attr_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
)

func parse(t *testing.T, s string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(s), attr.Limits{})
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return v
}

func TestParsePrintsTheSame(t *testing.T) {
	for _, s := range []string{
		`null`, `true`, `false`, `""`, `"x"`, `{}`, `[]`, `0`, `-0`, `1.50`, `-23.61693`, `1e5`, `2E-10`,
		`123456789012345678901234567890.000001`,
		`{"z":1,"a":{"b":[1,"1",null,"",{"c":[]}]},"":true}`,
		`["\"\\\n\t\r\u0001é😀"]`,
	} {
		if got := parse(t, s).JSON(); got != s {
			t.Errorf("Parse(%s).JSON() = %s", s, got)
		}
	}
}

func TestParseReads(t *testing.T) {
	for in, want := range map[string]string{
		" { \"a\" :\t[ 1 , 2 ]\r\n} ": `{"a":[1,2]}`,
		`"\u00e9\/\b\f"`:              "\"é/\\u0008\\u000c\"",
		`"\ud83d\ude00"`:              `"😀"`,
		`"\ud83dx"`:                   "\"\uFFFDx\"",
		`"\ud83d\u0041"`:              "\"\uFFFDA\"",
		"\"\xff\"":                    "\"\uFFFD\"",
		`{"a":1,"a":2}`:               `{"a":1,"a":2}`,
	} {
		if got := parse(t, in).JSON(); got != want {
			t.Errorf("Parse(%q).JSON() = %s, want %s", in, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		in           string
		line, column int
		path, reason string
	}{
		{"", 1, 1, "", "the text ends too early"},
		{"{", 1, 2, "", "a name in quotes is expected here"},
		{"[1,]", 1, 4, "1", "a value is expected here"},
		{"[1 2]", 1, 4, "", "a comma or ']' is expected here"},
		{"{\n  \"a\": 01\n}", 2, 8, "a", "not a number"},
		{"{\"é\" 1}", 1, 6, "é", "a colon is expected here"},
		{`{"a":1,"b":{"c":[0,{"d":tru}]}}`, 1, 25, "b.c.1.d", "a value is expected here"},
		{`{"a":{"b":1}`, 1, 13, "", "a comma or '}' is expected here"},
		{`{"a":{"b":1,2}}`, 1, 13, "a", "a name in quotes is expected here"},
		{"\"a", 1, 3, "", "the text is not closed"},
		{"\"a\nb\"", 1, 3, "", "a control character must be written as an escape"},
		{`"\x"`, 1, 2, "", "not an escape"},
		{`"\u00g0"`, 1, 2, "", "not an escape"},
		{`"\`, 1, 2, "", "not an escape"},
		{"1 2", 1, 3, "", "unexpected text after the value"},
		{"-", 1, 1, "", "not a number"},
		{"1.", 1, 1, "", "not a number"},
		{"nul", 1, 1, "", "a value is expected here"},
		{"\xef\xbb\xbf{}", 1, 1, "", "a value is expected here"},
		{"[1,//\n2]", 1, 4, "1", "a value is expected here"},
		{"#\n1", 1, 1, "", "a value is expected here"},
		{strings.Repeat("[", 65), 1, 65, strings.Repeat(".0", 64)[1:], "nested deeper than 64 levels"},
	}
	for _, tt := range tests {
		_, err := attr.Parse([]byte(tt.in), attr.Limits{})
		want := &attr.SyntaxError{Line: tt.line, Column: tt.column, Path: attr.ParsePath(tt.path), Reason: tt.reason}
		if diff := cmp.Diff(error(want), err); diff != "" {
			t.Errorf("Parse(%q): %s", tt.in, diff)
		}
	}
}

func TestParseLimits(t *testing.T) {
	for _, tt := range []struct {
		in   string
		lim  attr.Limits
		want string
	}{
		{`{"a":1,"b":{"a":2}}`, attr.Limits{UniqueNames: true}, ""},
		{`{"a":1, "a":2}`, attr.Limits{UniqueNames: true}, `line 1, column 9: the name "a" is there twice`},
		{`[[1]]`, attr.Limits{Depth: 1}, "line 1, column 2: nested deeper than 1 levels"},
		{`[1,2,3]`, attr.Limits{Nodes: 2}, "line 1, column 7: more than 2 values"},
	} {
		_, err := attr.Parse([]byte(tt.in), tt.lim)
		if got := errText(err); got != tt.want {
			t.Errorf("Parse(%s, %+v) = %q, want %q", tt.in, tt.lim, got, tt.want)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestNumberValue(t *testing.T) {
	for in, want := range map[string]bool{
		"0": true, "-1": true, "1.50": true, "1e5": true, "-0.5E+3": true,
		"": false, "007": false, "+1": false, "1.": false, ".5": false, "1e": false, "NaN": false, "1 ": false, "--1": false,
	} {
		v, ok := attr.NumberValue(in)
		if ok != want || ok && (v.Kind() != attr.Number || v.Text() != in) {
			t.Errorf("NumberValue(%q) = %v, %v; want ok %v", in, v.JSON(), ok, want)
		}
	}
}

func TestAbsentNullEmpty(t *testing.T) {
	v := parse(t, `{"null":null,"empty":"","zero":0,"object":{}}`)
	for _, tt := range []struct {
		name               string
		kind               attr.Kind
		has, absent, empty bool
	}{
		{"gone", attr.Absent, false, true, true},
		{"null", attr.Null, true, false, true},
		{"empty", attr.Text, true, false, true},
		{"zero", attr.Number, true, false, false},
		{"object", attr.Object, true, false, false},
	} {
		got := v.Get(tt.name)
		if got.Kind() != tt.kind || v.Has(tt.name) != tt.has || got.IsAbsent() != tt.absent || got.IsEmpty() != tt.empty {
			t.Errorf("%s: kind %v, has %v, absent %v, empty %v", tt.name, got.Kind(), v.Has(tt.name), got.IsAbsent(), got.IsEmpty())
		}
	}
	o := attr.ObjectValue(attr.M("a", attr.Value{}), attr.M("b", attr.NullValue()), attr.M("c", attr.Value{}))
	if got := o.JSON(); got != `{"b":null}` {
		t.Errorf("absent members are printed: %s", got)
	}
}

func TestScalarsAsPortaBillingSendsThem(t *testing.T) {
	for _, tt := range []struct {
		v      attr.Value
		n      int64
		isInt  bool
		b      bool
		isBool bool
	}{
		{attr.IntValue(1), 1, true, true, true},
		{attr.TextValue("0"), 0, true, false, true},
		{attr.TextValue("1552"), 1552, true, false, false},
		{attr.FlagValue(true), 0, false, true, true},
		{attr.FlagValue(false), 0, false, false, true},
		{attr.SwitchValue(true), 1, true, true, true},
		{attr.BoolValue(true), 0, false, true, true},
		{attr.BoolValue(false), 0, false, false, true},
		{attr.NullValue(), 0, false, false, false},
		{attr.ObjectValue(), 0, false, false, false},
	} {
		n, isInt := tt.v.Int()
		b, isBool := tt.v.Bool()
		if n != tt.n || isInt != tt.isInt || b != tt.b || isBool != tt.isBool {
			t.Errorf("%s: Int %d %v, Bool %v %v; want %+v", tt.v.JSON(), n, isInt, b, isBool, tt)
		}
	}
}

func TestAt(t *testing.T) {
	v := parse(t, `{"account_info":{"phones":["1","2","3"]},"a":1,"a":2}`)
	for path, want := range map[string]string{
		"":                       v.JSON(),
		"a":                      `2`,
		"account_info.phones.2":  `"3"`,
		"account_info.phones.3":  `null`,
		"account_info.phones.-1": `null`,
		"account_info.phones.x":  `null`,
		"a.b":                    `null`,
	} {
		if got := v.At(attr.ParsePath(path)).JSON(); got != want {
			t.Errorf("At(%q) = %s, want %s", path, got, want)
		}
	}
}

func TestWith(t *testing.T) {
	const before = `{"a":1,"list":[1,2],"o":{"x":null}}`
	v := parse(t, before)
	for _, tt := range []struct {
		path, want string
		ok         bool
	}{
		{"", `9`, true},
		{"a", `{"a":9,"list":[1,2],"o":{"x":null}}`, true},
		{"list.0", `{"a":1,"list":[9,2],"o":{"x":null}}`, true},
		{"list.2", `{"a":1,"list":[1,2,9],"o":{"x":null}}`, true},
		{"list.3", ``, false},
		{"a.b", ``, false},
		{"o.x.y", `{"a":1,"list":[1,2],"o":{"x":{"y":9}}}`, true},
		{"new.deep", `{"a":1,"list":[1,2],"o":{"x":null},"new":{"deep":9}}`, true},
	} {
		got, ok := v.With(attr.ParsePath(tt.path), attr.IntValue(9))
		if ok != tt.ok || ok && got.JSON() != tt.want {
			t.Errorf("With(%q) = %s, %v; want %s, %v", tt.path, got.JSON(), ok, tt.want, tt.ok)
		}
		if v.JSON() != before {
			t.Fatalf("With(%q) changed the tree it was called on: %s", tt.path, v.JSON())
		}
	}
}

func TestWithout(t *testing.T) {
	const before = `{"a":1,"list":[1,2],"o":{"x":null}}`
	v := parse(t, before)
	for path, want := range map[string]string{
		"":       `null`,
		"a":      `{"list":[1,2],"o":{"x":null}}`,
		"list.0": `{"a":1,"list":[2],"o":{"x":null}}`,
		"o.x":    `{"a":1,"list":[1,2],"o":{}}`,
		"o.y":    before,
		"gone":   before,
	} {
		if got := v.Without(attr.ParsePath(path)).JSON(); got != want {
			t.Errorf("Without(%q) = %s, want %s", path, got, want)
		}
		if v.JSON() != before {
			t.Fatalf("Without(%q) changed the tree it was called on: %s", path, v.JSON())
		}
	}
}

func TestIndentedJSON(t *testing.T) {
	const want = "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"
	if got, whole := parse(t, `{"a":[1,{}],"b":[]}`).IndentedJSON(1000); got != want || !whole {
		t.Errorf("IndentedJSON() = %s, want %s", got, want)
	}
}

// FuzzParse holds Parse against encoding/json: both accept the same texts, with the same meaning, and
// what is printed reads back as the same tree.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.50,null,true,"\u00e9\ud83d"]}`, `[[[[]]]]`, `{"a":1,"a":2}`, `-0.1e+5`, "\"\xff\"", `{`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := attr.Parse(data, attr.Limits{})
		if depthAtMost(data, 60) && (err == nil) != json.Valid(data) {
			t.Fatalf("Parse says %v, json.Valid says %v", err, json.Valid(data))
		}
		if err != nil {
			return
		}
		again, err := attr.Parse([]byte(v.JSON()), attr.Limits{})
		if err != nil || !attr.Equal(v, again) {
			t.Fatalf("%s reads back as %s, %v", v.JSON(), again.JSON(), err)
		}
		if got, want := decode(t, v.AppendJSON(nil)), decode(t, bytes.ToValidUTF8(data, []byte("\uFFFD"))); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s means %v, want %v", v.JSON(), got, want)
		}
	})
}

// depthAtMost counts opening brackets, which is never less than the depth.
func depthAtMost(data []byte, n int) bool {
	return strings.Count(string(data), "[")+strings.Count(string(data), "{") <= n
}

func decode(t *testing.T, data []byte) (x any) {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if err := d.Decode(&x); err != nil {
		t.Fatal(err)
	}
	return x
}

// A container that takes the stack over must not share it with what follows.
func TestLongContainersKeepTheirItems(t *testing.T) {
	long := "[" + strings.Repeat("1,", 5000) + "1]"
	text := `{"a":` + long + `,"b":[2,3],"c":` + long + `,"d":{"e":` + long + `,"f":4}}`
	for _, parse := range []func([]byte, attr.Limits) (attr.Value, error){attr.Parse, attr.ParseOwned} {
		if v, err := parse([]byte(text), attr.Limits{}); err != nil || v.JSON() != text {
			t.Fatalf("%v, or another tree", err)
		}
	}
}

// Trees share what they have in common, and nothing that is put into one appears in another.
func TestWithKeepsTreesApart(t *testing.T) {
	for _, tt := range []struct{ from, grow, last, want, other string }{
		{`[0]`, "1", "3", `[0,1,2,"a"]`, `[0,1,2,"b"]`},
		{`{"0":0}`, "1", "3", `{"0":0,"1":1,"2":2,"3":"a"}`, `{"0":0,"1":1,"2":2,"3":"b"}`},
	} {
		base, _ := parse(t, tt.from).With(attr.Path{tt.grow}, attr.IntValue(1))
		base, _ = base.With(attr.Path{"2"}, attr.IntValue(2)) // has spare room by now
		one, _ := base.With(attr.Path{tt.last}, attr.TextValue("a"))
		two, _ := base.With(attr.Path{tt.last}, attr.TextValue("b"))
		if one.JSON() != tt.want || two.JSON() != tt.other {
			t.Errorf("%s and %s, want %s and %s", one.JSON(), two.JSON(), tt.want, tt.other)
		}
	}
}
