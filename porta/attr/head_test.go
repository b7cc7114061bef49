package attr_test

import (
	"runtime"
	"strconv"
	"strings"
	"testing"

	"portaconsole/porta/attr"
)

func TestReadPath(t *testing.T) {
	for _, tt := range []struct {
		path string
		ok   bool
	}{
		{"", true},
		{"account_info.phones.2", true},
		{strings.Repeat("a", 256), true},
		{strings.Repeat("a", 257), false},
		{strings.Repeat(".", 31), true},
		{strings.Repeat(".", 32), false},
		{strings.Repeat(".", 31_000), false},
	} {
		p, ok := attr.ReadPath(tt.path)
		if ok != tt.ok || ok && p.String() != tt.path || !ok && p != nil {
			t.Errorf("ReadPath of %d bytes: %d segments, %v", len(tt.path), len(p), ok)
		}
	}
}

func TestIndentedJSONIsBounded(t *testing.T) {
	const whole = "{\n  \"a\": [\n    1,\n    \"é\"\n  ]\n}"
	v := parse(t, `{"a":[1,"é"]}`)
	for most := range len(whole) + 2 {
		text, all := v.IndentedJSON(most)
		if all != (most >= len(whole)) || len(text) > most || len(text) < min(most, len(whole))-1 || !strings.HasPrefix(whole, text) {
			t.Errorf("%d bytes: %q, %v", most, text, all)
		}
	}
	deep := parse(t, strings.Repeat("[", 64)+strings.Repeat("]", 64))
	for _, v := range []attr.Value{
		attr.TextValue(strings.Repeat("\n", 1<<20)),
		attr.ObjectValue(attr.M(strings.Repeat("x", 1<<20), deep)),
		attr.ArrayValue(repeated(deep, 10_000)...),
		nested(100_000),
	} {
		if grown := allocated(func() { v.IndentedJSON(1000) }); grown > 100<<10 {
			t.Errorf("1000 bytes of %d cost %d", v.Size(), grown)
		}
	}
}

// nested is an object in an object in an object.
func nested(depth int) (v attr.Value) {
	for range depth {
		v = attr.ObjectValue(attr.M("", v))
	}
	return v
}

func repeated(v attr.Value, n int) []attr.Value {
	list := make([]attr.Value, n)
	for i := range list {
		list[i] = v
	}
	return list
}

// allocated is how many bytes a function allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestSize(t *testing.T) {
	for _, s := range []string{`null`, `true`, `-1.50`, `""`, `{}`, `[]`, `[1]`, `{"a":[1,"1",null,{"c":[]}],"b":"x"}`} {
		if got := parse(t, s).Size(); got != len(s) {
			t.Errorf("Size of %s is %d", s, got)
		}
	}
}

func TestHead(t *testing.T) {
	long := strings.Repeat("é", 40)
	for _, tt := range []struct {
		name, in string
		room     attr.Room
		want     string
	}{
		{"all", `{"a":1,"b":[{"c":null}]}`, attr.Room{Values: 4, Items: 9, Text: 9}, `{"a":1,"b":[{"c":null}]}`},
		{"scalar", `1`, attr.Room{Values: 1, Text: 9}, `1`},
		{"members", `{"a":1,"b":2,"c":3}`, attr.Room{Values: 2, Text: 9}, `{"a":1,"b":2}+1`},
		{"no room", `{"a":{"b":1,"c":2}}`, attr.Room{Values: 1, Text: 9}, `{"a":{}+2}`},
		{"items", `[1,2,3]`, attr.Room{Values: 9, Items: 2, Text: 9}, `[1,2]+1`},
		{"text", `["` + long + `"]`, attr.Room{Values: 9, Items: 9, Text: 5}, `["éé"+76]`},
		{"texts count", `{"a":"` + long + `","b":"` + long + `","c":1,"d":2}`, attr.Room{Values: 5, Text: 99}, `{"a":"` + long + `","b":"` + long + `","c":1}+1`},
		{"shared out", `{"a":[1,2,3,4],"b":[1,2,3,4],"c":0}`, attr.Room{Values: 7, Items: 9, Text: 9}, `{"a":[1,2]+2,"b":[1,2]+2,"c":0}`},
		{"what one leaves", `{"a":[1],"b":[1,2,3,4],"c":0}`, attr.Room{Values: 7, Items: 9, Text: 9}, `{"a":[1],"b":[1,2,3]+1,"c":0}`},
		{"whole items", `[{"a":1,"b":2},{"a":1,"b":2}]`, attr.Room{Values: 5, Items: 9, Text: 9}, `[{"a":1,"b":2}]+1`},
		{"the first item", `[{"a":1,"b":2},{"a":1,"b":2}]`, attr.Room{Values: 2, Items: 9, Text: 9}, `[{"a":1}+1]+1`},
		{"long name", `{"` + strings.Repeat("x", 257) + `":1,"b":2}`, attr.Room{Values: 9, Text: 9}, `{"b":2}+1`},
	} {
		v := parse(t, tt.in)
		head := v.Head(tt.room)
		if got := withLeft(head); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if v.JSON() != tt.in || v.IsCut() || head.IsCut() != strings.Contains(tt.want, "+") {
			t.Errorf("%s: IsCut %v", tt.name, head.IsCut())
		}
	}
}

// withLeft writes a tree with what is left out of it: "[1,2]+1".
func withLeft(v attr.Value) string {
	text, end := v.JSON(), ""
	if v.Kind() >= attr.Array {
		var parts []string
		for _, m := range v.Members() {
			part := withLeft(m.Value)
			if v.Kind() == attr.Object {
				part = strconv.Quote(m.Name) + ":" + part
			}
			parts = append(parts, part)
		}
		text = text[:1] + strings.Join(parts, ",") + text[len(text)-1:]
	}
	if v.Left() > 0 {
		end = "+" + strconv.Itoa(v.Left())
	}
	return text + end
}

func TestHeadOfManyIsCheap(t *testing.T) {
	item := attr.ObjectValue(attr.M("a", attr.IntValue(1)), attr.M("b", attr.ArrayValue(repeated(attr.IntValue(1), 1000)...)))
	var odd []attr.Member
	for i := range 100_000 {
		odd = append(odd, attr.M("n"+strconv.Itoa(i), attr.ArrayValue()))
	}
	for _, v := range []attr.Value{
		attr.ArrayValue(repeated(item, 1000)...), attr.ObjectValue(odd...), attr.TextValue(strings.Repeat("x", 1<<24)), nested(10_000),
	} {
		room := attr.Room{Values: 1000, Items: 250, Text: 1000}
		var head attr.Value
		if grown := allocated(func() { head = v.Head(room) }); grown > 1<<20 {
			t.Errorf("the head costs %d bytes", grown)
		}
		if n := valuesOf(head); n > room.Values+1 || !head.IsCut() {
			t.Errorf("the head has %d values", n)
		}
	}
}

func valuesOf(v attr.Value) int {
	n := 1
	for _, m := range v.Members() {
		n += valuesOf(m.Value)
	}
	return n
}

func TestPrefix(t *testing.T) {
	for _, tt := range []struct {
		in   string
		most int
		want string
	}{
		{`{"a":[1,2],"b":3}`, 100, `{"a":[1,2],"b":3}`},
		{`{"a":[1,2],"b":3}`, 11, `{"a":[1]+1}+1`},
		{`{"a":"xxxxxxxx"}`, 10, `{"a":"xxxxx"+3}`},
		{`{"a":1}`, 2, `{}+1`},
	} {
		if got := withLeft(parse(t, tt.in).Prefix(tt.most)); got != tt.want {
			t.Errorf("%d of %s: %s, want %s", tt.most, tt.in, got, tt.want)
		}
	}
}

// FuzzHead holds that a prefix has all that bounded JSON shows, and that nothing is lost without being counted.
func FuzzHead(f *testing.F) {
	f.Add([]byte(`{"a":[1,2.50,null,true,"\u00e9"],"b":{"c":[[],{}]}}`), 20)
	f.Fuzz(func(t *testing.T, data []byte, most int) {
		v, err := attr.Parse(data, attr.Limits{})
		if most = most & 0xfff; err != nil {
			return
		}
		prefix := v.Prefix(most)
		want, all := v.IndentedJSON(most)
		got, _ := prefix.IndentedJSON(most)
		if all && prefix.IsCut() != (got != want) || !all && len(got) < len(want)-most/2-8 {
			t.Fatalf("%d of %s: %q, %q", most, data, want, got)
		}
		head := v.Head(attr.Room{Values: most, Items: 5, Text: 10})
		if n := valuesOf(head); n > most+1 {
			t.Fatalf("%d values of %d", n, most)
		}
		if !head.IsCut() && !attr.Equal(head, v) {
			t.Fatalf("%s is cut without a word", data)
		}
	})
}
