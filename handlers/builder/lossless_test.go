package builder_test

import (
	"bytes"
	"strings"
	"testing"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// again posts a form as its page would, and reads it.
func again(t *testing.T, f *builder.Form) *builder.Form {
	t.Helper()
	read, err := builder.Read(f.Body(), addAccount())
	if err != nil {
		t.Fatalf("posting it again: %v", err)
	}
	return read
}

// FuzzRead posts anything: no panic, and what comes back can be posted again with the same rows and the same tree, opened and closed.
func FuzzRead(f *testing.F) {
	f.Add(body("n=a", "k=account_info", "t=object", "n=b.a", "k=id", "v=1", "op=add:a"))
	f.Add(body("n=a", "t=text", "n=b.a", "k=x", "t=text", "n=c.b", "v=\"", "n=d.c", "t=object", "v={}"))
	f.Add(body("n=a", "k=x", "t=array", `v=[1,{"a":null}]`, "op=send"))
	f.Add(body("form=a", "rev=3", "n=a~c object account_info", `v=[["id","text","x","n"],["phones","array","","o",[["","text"]]]]`, "n=b~f text", "k=note"))
	f.Add(body("form=a", "first=n=a+text+x&v=1", "n=a text x", "v=2", "n=b object account_info", "n=c.b integer credit_limit", "v=1.5"))
	f.Add(body("json={", `rows=[["a","boolean","yes"]]`, "preview=1", "base={}"))
	f.Add(body("n=a boolean blocked", "t=integer", "v=yes", "n=b array x", "t=object", "n=c.b integer", "v=1"))
	f.Add("n=%zz&&=&n")
	f.Fuzz(func(t *testing.T, in string) {
		form, err := builder.Read([]byte(in), addAccount())
		if err != nil {
			return
		}
		same(t, form, again(t, form))
		first := form.Root.Packed()
		for _, kid := range form.Root.Kids {
			kid.Closed = len(kid.Kids) > 0
		}
		closed := again(t, form)
		for _, kid := range closed.Root.Kids {
			kid.Closed = false
		}
		for _, kid := range form.Root.Kids {
			kid.Closed = false
		}
		if opened := again(t, closed); opened.Len() <= builder.MaxNodes && strings.ReplaceAll(first, `c"`, `"`) != strings.ReplaceAll(opened.Root.Packed(), `c"`, `"`) {
			t.Fatalf("closed and opened\n%s\nbecomes\n%s", first, opened.Root.Packed())
		}
	})
}

// same fails when two forms are not of the same rows, or do not make the same tree.
func same(t *testing.T, a, b *builder.Form) {
	t.Helper()
	if !bytes.Equal(a.Body(), b.Body()) && a.Root.Packed() != b.Root.Packed() {
		t.Fatalf("%s\nbecomes\n%s", a.Body(), b.Body())
	}
	v, problems, err := a.Tree()
	v2, problems2, err2 := b.Tree()
	if (err == nil) != (err2 == nil) || len(problems) != len(problems2) || !attr.Equal(v, v2) {
		t.Fatalf("%s, %d problems, %v\nbecomes %s, %d problems, %v", v.JSON(), len(problems), err, v2.JSON(), len(problems2), err2)
	}
}

// FuzzJSON puts any JSON into a form: what it makes of it is the same JSON, also after it was posted and put in again over other rows.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"account_info":{"id":"007","i_customer":1042,"billing_model":"1","blocked":"Y","credit_limit":1.50000,"activation_date":"2026-02-30"},"generate_web_password":1}`,
		`{"account_info":{"blocked":1,"blocked2":true,"generate_web_password":"1","phones":[null,"",[],{}]},"x":null,"y":"","z":-0.0e+10}`,
		`{"account_info":null,"generate_web_password":true," spaced ":{"a":[[[1]]]}}`,
		`{"account_info":"text","service_features":[{"name":"x","flag_value":"N","attributes":[{"name":"a","values":["1",2]}]}]}`,
	} {
		f.Add(seed, `{"account_info":{"id":"x"},"other":[1,2,3]}`)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		v, ok := object(first)
		w, ok2 := object(second)
		if !ok || !ok2 {
			return
		}
		form := builder.New(addAccount())
		form.Require(form.Root)
		for _, in := range []attr.Value{v, w, v} {
			if err := form.Fill(form.Root, in); err != nil {
				return // more than a form can hold
			}
			holds(t, form, in)
			form = again(t, form)
			holds(t, form, in)
		}
	})
}

// object reads JSON that a form can hold to the letter: names as a row can have them, and no line ends that browsers change.
func object(text string) (attr.Value, bool) {
	v, err := attr.Parse([]byte(text), attr.Limits{UniqueNames: true})
	if err != nil || v.Kind() != attr.Object || strings.Contains(text, `\r`) || strings.Contains(text, "\r") || strings.Contains(text, `\u`) {
		return v, false
	}
	return v, tidyNames(v)
}

func tidyNames(v attr.Value) bool {
	for _, m := range v.Members() {
		if v.Kind() == attr.Object && (m.Name == "" || len(m.Name) > 200) || !tidyNames(m.Value) {
			return false
		}
	}
	return true
}

func holds(t *testing.T, f *builder.Form, want attr.Value) {
	t.Helper()
	got, problems, err := f.Tree()
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Fatalf("%s: %s: %s", want.JSON(), f.Path(problems[0].Node), problems[0].Text)
	}
	if schema := addAccount(); !meansTheSame(schema, schema.Wire(got), schema.Wire(want)) {
		t.Fatalf("%s\nbecomes\n%s", want.JSON(), got.JSON())
	}
}

// meansTheSame compares two trees to the letter, but for what the description decides: whether a described value is a number or a text.
func meansTheSame(s *catalog.Schema, a, b attr.Value) bool {
	if s != nil && s.Type != catalog.Any && a.Kind() != b.Kind() {
		return a.Text() == b.Text() && min(a.Kind(), b.Kind()) == attr.Number && max(a.Kind(), b.Kind()) == attr.Text
	}
	if a.Kind() != b.Kind() || a.Text() != b.Text() || a.Len() != b.Len() {
		return false
	}
	for i, m := range a.Members() {
		step := m.Name
		if a.Kind() == attr.Array {
			step = "0"
		}
		if other := b.Members()[i]; other.Name != m.Name || !meansTheSame(s.At(attr.Path{step}), m.Value, other.Value) {
			return false
		}
	}
	return true
}

// FuzzEdit does anything to a form: no panic, and its rows stay a tree that can be posted.
func FuzzEdit(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 1, 1, 2, 2})
	f.Add([]byte("add, move, duplicate, remove, and again"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		form := builder.New(addAccount())
		form.Require(form.Root)
		ids := []string{""}
		for i, step := range steps {
			id := ids[(i*7+int(step))%len(ids)]
			var n *builder.Node
			var err error
			switch step % 9 {
			case 0:
				n, err = form.Add(id, "")
			case 1:
				n = form.Name(id, []string{"service_features", "phones", "id", "own"}[int(step/9)%4])
			case 2:
				form.Remove(id)
			case 3:
				form.Move(id, -1)
			case 4:
				form.Move(id, 1)
			case 5:
				n, err = form.Duplicate(id)
			case 6:
				if n := form.Node(id); n != nil && n.Parent() != nil {
					n.Off, n.Closed = !n.Off, len(n.Kids) > 0
				}
			case 7:
				if n := form.Node(id); n != nil && n.Parent() != nil {
					err = form.Fill(n, attr.ObjectValue(attr.M("a", attr.ArrayValue(attr.IntValue(1))), attr.M("b", attr.NullValue())))
				}
			case 8:
				form = again(t, form)
				ids = []string{""}
				for _, kid := range form.Root.Kids {
					ids = append(ids, kid.ID)
				}
			}
			if err != nil {
				return
			}
			if n != nil {
				ids = append(ids, n.ID)
			}
		}
		same(t, form, again(t, form))
	})
}
