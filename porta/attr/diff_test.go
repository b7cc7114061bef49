package attr_test

import (
	"fmt"
	"strings"
	"testing"

	"portaconsole/porta/attr"
)

func TestDiff(t *testing.T) {
	for _, tt := range []struct{ before, after, want, changed string }{
		{`{"a":1,"b":[{"c":null}]}`, `{"b":[{"c":null}],"a":1}`, "", ""},
		{`{"a":1}`, `{"a":2}`, "a: 1 → 2", `{"a":2}`},
		{`{"a":1.50}`, `{"a":1.5}`, "a: 1.50 → 1.5", `{"a":1.5}`},
		{`{"a":1}`, `{"a":"1"}`, `a: 1 → "1"`, `{"a":"1"}`},
		{`{"a":null}`, `{"a":""}`, `a: null → ""`, `{"a":""}`},
		{`{"a":""}`, `{"a":null}`, `a: "" → null`, `{"a":null}`},
		{`{}`, `{"a":null}`, `a: absent → null`, `{"a":null}`},
		{`{"a":null}`, `{}`, `a: null → absent`, ""},
		{`{"a":""}`, `{}`, `a: "" → absent`, `{"a":null}`},
		{`{"a":{"b":1,"c":2}}`, `{"a":{"c":3,"d":{}}}`, "a.b: 1 → absent; a.c: 2 → 3; a.d: absent → {}", `{"a":{"b":null,"c":3,"d":{}}}`},
		{`{"a":{"b":1},"x":0}`, `{"x":0}`, `a: {"b":1} → absent`, `{"a":null}`},
		{`{"a":{"b":1}}`, `{"a":[1]}`, `a: {"b":1} → [1]`, `{"a":[1]}`},
		{`{"a":{}}`, `{"a":{}}`, "", ""},
		{`{"l":[1,{"a":1,"b":2},3]}`, `{"l":[1,{"a":1,"b":4},5]}`, "l.1.b: 2 → 4; l.2: 3 → 5", `{"l":[1,{"a":1,"b":4},5]}`},
		{`{"l":[1,2]}`, `{"l":[1,2,3]}`, "l: [1,2] → [1,2,3]", `{"l":[1,2,3]}`},
		{`{"l":[1]}`, `{"l":[]}`, "l: [1] → []", `{"l":[]}`},
		{`{"l":[{"a":1,"b":2}]}`, `{"l":[{"b":2,"a":1}]}`, "", ""},
		{`{"a":1,"a":2}`, `{"a":2}`, "", ""},
		{`{"a.b":1}`, `{"a.b":2}`, "a.b: 1 → 2", `{"a.b":2}`},
		{`[1]`, `2`, ": [1] → 2", `2`},
		{`true`, `false`, ": true → false", `false`},
	} {
		before, after := parse(t, tt.before), parse(t, tt.after)
		if got := lines(attr.Diff(before, after)); got != tt.want {
			t.Errorf("Diff(%s, %s) is %q, want %q", tt.before, tt.after, got, tt.want)
		}
		got := attr.Changed(before, after)
		if got.IsAbsent() != (tt.changed == "") || tt.changed != "" && got.JSON() != tt.changed {
			t.Errorf("Changed(%s, %s) is %s, want %s", tt.before, tt.after, got.JSON(), tt.changed)
		}
	}
}

func lines(changes []attr.Change) string {
	show := func(v attr.Value) string {
		if v.IsAbsent() {
			return "absent"
		}
		return v.JSON()
	}
	var list []string
	for _, c := range changes {
		list = append(list, fmt.Sprintf("%s: %s → %s", c.Path, show(c.Before), show(c.After)))
	}
	return strings.Join(list, "; ")
}

// TestDiffPaths: changes do not share the memory of their paths.
func TestDiffPaths(t *testing.T) {
	got := lines(attr.Diff(parse(t, `{"a":{"b":{"c":{"d":1,"e":1,"f":1}}}}`), parse(t, `{"a":{"b":{"c":{"d":2,"e":2,"f":2}}}}`)))
	if want := "a.b.c.d: 1 → 2; a.b.c.e: 1 → 2; a.b.c.f: 1 → 2"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// FuzzDiff: the changes, carried out on before, give after; what is sent as changed does so too, but that what is gone is
// null; and there is no change where there is no difference.
func FuzzDiff(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":[1,{"c":""}],"d":{"e":null}}`), []byte(`{"b":[1,{"c":null}],"d":{"e":{}},"f":[]}`))
	f.Add([]byte(`{"a":[1],"x":{"y":1}}`), []byte(`{"a":[],"x":{}}`))
	f.Add([]byte(`1`), []byte(`[]`))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		lim := attr.Limits{UniqueNames: true}
		before, err1 := attr.Parse(one, lim)
		after, err2 := attr.Parse(two, lim)
		if err1 != nil || err2 != nil {
			return
		}
		if changes := attr.Diff(before, before); changes != nil {
			t.Fatalf("%s differs from itself: %s", before.JSON(), lines(changes))
		}
		changes := attr.Diff(before, after)
		if got := applied(t, before, changes); len(attr.Diff(got, after)) > 0 {
			t.Fatalf("%s with %s gives %s, want %s", before.JSON(), lines(changes), got.JSON(), after.JSON())
		}
		changed := attr.Changed(before, after)
		if len(changes) == 0 && !changed.IsAbsent() {
			t.Fatalf("%s and %s do not differ, and %s is sent", before.JSON(), after.JSON(), changed.JSON())
		}
		if got, want := updated(before, changed), cleared(before, after); len(attr.Diff(got, want)) > 0 {
			t.Fatalf("%s updated with %s is %s, want %s", before.JSON(), changed.JSON(), got.JSON(), want.JSON())
		}
	})
}

func applied(t *testing.T, v attr.Value, changes []attr.Change) attr.Value {
	t.Helper()
	for _, c := range changes {
		if got := v.At(c.Path); !attr.Equal(got, c.Before) {
			t.Fatalf("at %s there is %s, not %s", c.Path, got.JSON(), c.Before.JSON())
		}
		ok := true
		if c.After.IsAbsent() {
			v = v.Without(c.Path)
		} else {
			v, ok = v.With(c.Path, c.After)
		}
		if !ok {
			t.Fatalf("there is no way to %s", c.Path)
		}
	}
	return v
}

// updated is what a server makes of a record and the attributes that it is sent.
func updated(v, sent attr.Value) attr.Value {
	if v.Kind() != attr.Object || sent.Kind() != attr.Object {
		if sent.IsAbsent() {
			return v
		}
		return sent
	}
	for _, m := range sent.Members() {
		v, _ = v.With(attr.Path{m.Name}, updated(v.Get(m.Name), m.Value))
	}
	return v
}

// cleared is after, with null for what before has and after has not.
func cleared(before, after attr.Value) attr.Value {
	if before.Kind() != attr.Object || after.Kind() != attr.Object {
		return after
	}
	for _, m := range before.Members() {
		to := attr.NullValue()
		if after.Has(m.Name) {
			to = cleared(m.Value, after.Get(m.Name))
		}
		after, _ = after.With(attr.Path{m.Name}, to)
	}
	return after
}
