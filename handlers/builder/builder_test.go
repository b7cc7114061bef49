package builder_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func addAccount() *catalog.Schema { return catalog.Builtin().Method("Account/add_account").Request }

// body encodes pairs given as "name=value" in their order, of a form that is called "f" unless they say otherwise.
func body(pairs ...string) string {
	if !slices.ContainsFunc(pairs, func(p string) bool { return strings.HasPrefix(p, "form=") }) {
		pairs = append([]string{"form=f"}, pairs...)
	}
	for i, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		pairs[i] = url.QueryEscape(name) + "=" + url.QueryEscape(value)
	}
	return strings.Join(pairs, "&")
}

func read(t *testing.T, pairs ...string) *builder.Form {
	t.Helper()
	f, err := builder.Read([]byte(body(pairs...)), addAccount())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// rows writes a form as "name:type=value" lines, indented.
func rows(n *builder.Node) string {
	var b strings.Builder
	var write func(*builder.Node, string)
	write = func(n *builder.Node, indent string) {
		for _, kid := range n.Kids {
			fmt.Fprintf(&b, "%s%s:%s=%s\n", indent, kid.Name, kid.Type, kid.Value)
			write(kid, indent+" ")
		}
	}
	write(n, "")
	return b.String()
}

func TestReadMakesTheTree(t *testing.T) {
	tests := []struct {
		name     string
		pairs    []string
		tree     string
		problems string // "path: first words", one a line
	}{
		{"nothing", nil, `{}`, ""},
		{"the worked example", []string{
			"n=a", "k=account_info", "t=object",
			"n=b.a", "k=bill_status", "t=text", "v=O",
			"n=c.a", "k=i_product", "t=integer", "v= 3 ",
			"n=d.a", "k=id", "t=text", "v=007",
			"n=e", "k=generate_web_password", "t=boolean", "v=yes", "op=send",
		}, `{"account_info":{"bill_status":"O","i_product":3,"id":"007"},"generate_web_password":true}`, ""},
		{"every type", []string{
			"n=a", "k=text", "t=text", "v= null ",
			"n=b", "k=integer", "t=integer", "v=-123456789012345678901",
			"n=c", "k=decimal", "t=decimal", "v=1.50000",
			"n=d", "k=no", "t=boolean", "v=no",
			"n=e", "k=date", "t=date", "v=2026-02-28",
			"n=f", "k=time", "t=datetime", "v=2026-02-28T10:00:00",
			"n=g", "k=null", "t=null", "v=kept",
			"n=h", "k=array", "t=array", "n=i.h", "t=text", "v=", "n=j.h", "t=object",
			"n=k", "k=empty", "t=text", "v=",
		}, `{"text":" null ","integer":-123456789012345678901,"decimal":1.50000,"no":false,"date":"2026-02-28","time":"2026-02-28 10:00:00","null":null,"array":["",{}],"empty":""}`, ""},
		{"line ends", []string{"n=a", "k=note", "t=text", "v=one\r\ntwo"}, `{"note":"one\ntwo"}`, ""},
		{"what is wrong", []string{
			"n=a", "k=", "t=text", "v=x",
			"n=b", "k=i_acl", "t=integer", "v=007",
			"n=c", "k=i_acl", "t=integer", "v=",
			"n=d", "k=credit_limit", "t=decimal", "v=1,5",
			"n=e", "k=whole", "t=integer", "v=1.0",
			"n=f", "k=day", "t=date", "v=2026-02-30",
			"n=g", "k=moment", "t=datetime", "v=10:00",
			"n=h", "k=switch", "t=boolean", "v=maybe",
		}, ``, ": This property has no name.\n" +
			"i_acl: This is not a whole number\n" +
			"i_acl: There is another i_acl\n" +
			"i_acl: A number is missing.\n" +
			"credit_limit: This is not a number\n" +
			"whole: This is not a whole number\n" +
			"day: This is not a date.\n" +
			"moment: This is not a date and time.\n" +
			"switch: Choose Yes or No.\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := read(t, tt.pairs...)
			v, problems, err := f.Tree()
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, p := range problems {
				got += fmt.Sprintf("%s: %s\n", f.Path(p.Node), p.Text)
			}
			if !sameProblems(got, tt.problems) {
				t.Errorf("problems:\n%s\nwant\n%s", got, tt.problems)
			}
			if tt.problems == "" && v.JSON() != tt.tree {
				t.Errorf("tree %s\nwant %s", v.JSON(), tt.tree)
			}
		})
	}
}

// sameProblems compares line by line; a wanted line is the beginning of the one there.
func sameProblems(got, want string) bool {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	if len(g) != len(w) {
		return false
	}
	for i := range g {
		if !strings.HasPrefix(g[i], w[i]) {
			return false
		}
	}
	return true
}

func TestTypesFollowNames(t *testing.T) {
	f := read(t,
		"n=a", "k=account_info", "t=text", "new=1",
		"n=b.a", "k=billing_model", "t=text", "new=1", "v=1",
		"n=c.a", "k=blocked", "t=text", "new=1", "v=",
		"n=d.a", "k=credit_limit", "t=date", "new=1", "v=5", // another type than Text was chosen: it stays
		"n=e.a", "k=i_product", "t=text", "v=3", // not fresh: Text was chosen
		"n=f.a", "k=own", "t=text", "new=1", "v=x", // the schema does not know it
		"n=g.a", "k=", "t=text", "new=1", "v=y", // not named yet
		"n=h.a", "k=included_services", "t=text", "new=1",
		"n=i.h", "t=text", "new=1", "v=3",
	)
	const want = "account_info:object=\n billing_model:integer=1\n blocked:boolean=\n credit_limit:date=5\n" +
		" i_product:text=3\n own:text=x\n :text=y\n included_services:array=\n  :integer=3\n"
	if got := rows(f.Root); got != want {
		t.Errorf("rows:\n%s\nwant\n%s", got, want)
	}
	if n := f.Node("g"); !n.Fresh {
		t.Error("a row without a name is no longer fresh")
	}
	if n := f.Node("b"); n.Fresh {
		t.Error("a named row is still fresh")
	}
}

// The type of a row is the description's, whatever the value that is there, as long as the type can hold it.
func TestTypesOfValues(t *testing.T) {
	for _, tt := range []struct{ json, want string }{
		{`{"credit_limit":175}`, "credit_limit:decimal=175"},
		{`{"credit_limit":-0}`, "credit_limit:decimal=-0"},
		{`{"credit_limit":"175"}`, "credit_limit:decimal=175"},
		{`{"credit_limit":"175.50"}`, "credit_limit:decimal=175.50"},
		{`{"credit_limit":" 175"}`, "credit_limit:text= 175"},
		{`{"credit_limit":"none"}`, "credit_limit:text=none"},
		{`{"credit_limit":""}`, "credit_limit:text="},
		{`{"credit_limit":null}`, "credit_limit:null="},
		{`{"credit_limit":true}`, "credit_limit:boolean=yes"},
		{`{"i_acl":155}`, "i_acl:integer=155"},
		{`{"i_acl":"155"}`, "i_acl:integer=155"},
		{`{"i_acl":"0155"}`, "i_acl:text=0155"},
		{`{"i_acl":1.5}`, "i_acl:decimal=1.5"},
		{`{"i_acl":1e3}`, "i_acl:decimal=1e3"},
		{`{"phone1":15550100}`, "phone1:text=15550100"},
		{`{"phone1":1.50}`, "phone1:text=1.50"},
		{`{"phone1":"Y"}`, "phone1:text=Y"},
		{`{"is_active":1}`, "is_active:boolean=yes"},
		{`{"is_active":"0"}`, "is_active:boolean=no"},
		{`{"is_active":"Y"}`, "is_active:text=Y"},
		{`{"is_active":2}`, "is_active:integer=2"},
		{`{"blocked":"N"}`, "blocked:boolean=no"},
		{`{"blocked":"1"}`, "blocked:text=1"},
		{`{"blocked":1}`, "blocked:integer=1"},
		{`{"activation_date":"2026-02-28"}`, "activation_date:date=2026-02-28"},
		{`{"activation_date":"2026-02-30"}`, "activation_date:text=2026-02-30"},
		{`{"activation_date":20260228}`, "activation_date:integer=20260228"},
		{`{"own":175}`, "own:integer=175"},
		{`{"own":"175"}`, "own:text=175"},
		{`{"own":1.5}`, "own:decimal=1.5"},
	} {
		t.Run(tt.json, func(t *testing.T) {
			f := builder.New(addAccount())
			v, err := attr.Parse([]byte(`{"account_info":`+tt.json+`}`), attr.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Fill(f.Root, v); err != nil {
				t.Fatal(err)
			}
			want := "account_info:object=\n " + tt.want + "\n"
			if got := rows(f.Root); got != want {
				t.Errorf("filled in:\n%s\nwant\n%s", got, want)
			}
			if got := rows(again(t, f).Root); got != want {
				t.Errorf("posted again:\n%s\nwant\n%s", got, want)
			}
			// Over another value, as pasted JSON is.
			other, _ := v.With(attr.Path{"account_info", v.Get("account_info").Members()[0].Name}, attr.ArrayValue())
			if err := f.Fill(f.Root, other); err != nil {
				t.Fatal(err)
			}
			if err := f.Fill(f.Root, v); err != nil {
				t.Fatal(err)
			}
			if got := rows(f.Root); got != want {
				t.Errorf("filled in over another value:\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// A row that was kept as Integer, since its value was whole once, takes a fraction where the description says that it may have one.
func TestKeptIntegerOfADecimal(t *testing.T) {
	f := read(t, "n=a object account_info", "n=b.a integer credit_limit", "v=175.50", "n=c.a integer i_acl", "v=1", "n=d.a integer own", "v=2")
	if got, want := rows(f.Root), "account_info:object=\n credit_limit:decimal=175.50\n i_acl:integer=1\n own:integer=2\n"; got != want {
		t.Errorf("rows:\n%s\nwant\n%s", got, want)
	}
	if _, problems, _ := f.Tree(); len(problems) > 0 {
		t.Errorf("refused: %s", problems[0].Text)
	}
}

func TestChangeOfTypeLosesNothing(t *testing.T) {
	f := read(t, "n=a", "k=own", "t=text", "v=",
		"n=b.a", "k=x", "t=integer", "v=1", "n=c.a", "k=list", "t=array", "n=d.c", "t=boolean", "v=yes")
	if got, want := rows(f.Root), "own:text={\"x\":1,\"list\":[true]}\n"; got != want {
		t.Fatalf("an object made a text: %q, want %q", got, want)
	}
	if f.Len() != 1 {
		t.Errorf("%d rows are left", f.Len())
	}
	f = read(t, "n=a", "k=own", "t=object", `v={"x":1,"list":[true,1.5,null,""]}`)
	const want = "own:object=\n x:integer=1\n list:array=\n  :boolean=yes\n  :decimal=1.5\n  :null=\n  :text=\n"
	if got := rows(f.Root); got != want {
		t.Errorf("a text made an object:\n%s\nwant\n%s", got, want)
	}
	f = read(t, "n=a", "k=own", "t=object", `v=not JSON`)
	if got, want := rows(f.Root), "own:object=not JSON\n"; got != want {
		t.Errorf("a text that is no object: %q, want %q", got, want)
	}
	f = read(t, "n=a", "k=account_info", "t=object", `v={"blocked":"Y","is_active":0,"activation_date":"2026-01-01","billing_model":1,"note":"Y"}`)
	const typed = "account_info:object=\n blocked:boolean=yes\n is_active:boolean=no\n activation_date:date=2026-01-01\n billing_model:integer=1\n note:text=Y\n"
	if got := rows(f.Root); got != typed {
		t.Errorf("the schema's types:\n%s\nwant\n%s", got, typed)
	}
}

func TestForgedForms(t *testing.T) {
	deep := make([]string, 0, 200)
	for i := range 200 {
		deep = append(deep, fmt.Sprintf("n=x%d.%s", i, strings.TrimSuffix(fmt.Sprintf("x%d", i-1), "x-1")), "t=object")
	}
	for name, pairs := range map[string][]string{
		"unknown parent":     {"n=a.b", "t=text"},
		"own parent":         {"n=a.a", "t=text"},
		"cycle":              {"n=a.b", "n=b.a"},
		"same id twice":      {"n=a", "n=a"},
		"empty id":           {"n="},
		"id with markup":     {"n=<b>"},
		"long id":            {"n=abcdefghijklmnopqrstuvwxy"},
		"unknown type":       {"n=a", "t=script"},
		"unknown key":        {"n=a", "x=1"},
		"value before a row": {"v=1"},
		"form's id":          {"form=<b>"},
		"deeper than ours":   deep,
	} {
		if _, err := builder.Read([]byte(body(pairs...)), nil); !errors.Is(err, builder.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := builder.Read([]byte("n=%zz"), nil); !errors.Is(err, builder.ErrForged) {
		t.Errorf("broken escape: %v", err)
	}
}

func TestCaps(t *testing.T) {
	for name, in := range map[string]string{
		"bytes": "n=a&v=" + strings.Repeat("x", builder.HardMaxBody),
		"pairs": strings.Repeat("v=1&", 100_000),
		"nodes": strings.Repeat("n=a&", 1) + manyNodes(2*builder.MaxNodes),
	} {
		if _, err := builder.Read([]byte(in), nil); !errors.Is(err, builder.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var pairs []string
	for i := range builder.MaxNodes + 1 {
		pairs = append(pairs, fmt.Sprintf("n=x%d", i), fmt.Sprintf("k=x%d", i), "v=1")
	}
	f := read(t, pairs...)
	if f.Len() != builder.MaxNodes+1 {
		t.Errorf("%d rows are left of %d", f.Len(), builder.MaxNodes+1)
	}
	var limit *builder.LimitError
	if _, _, err := f.Tree(); !errors.As(err, &limit) {
		t.Errorf("too many nodes: %v", err)
	}
	if _, err := f.Add("", ""); !errors.As(err, &limit) {
		t.Errorf("one more: %v", err)
	}
	long := read(t, "n=a", "k=note", "v="+strings.Repeat("x", builder.MaxBody))
	if len(long.Node("a").Value) != builder.MaxBody {
		t.Error("a value beyond the cap was not kept")
	}
	if _, _, err := long.Tree(); !errors.As(err, &limit) {
		t.Errorf("too many bytes: %v", err)
	}
	f, id := builder.New(nil), ""
	for i := range builder.MaxDepth {
		n, err := f.Add(id, "x")
		if err != nil {
			t.Fatalf("level %d: %v", i+1, err)
		}
		n.Type, id = builder.Object, n.ID
	}
	if _, err := f.Add(id, "x"); !errors.As(err, &limit) {
		t.Errorf("deeper than allowed: %v", err)
	}
	if _, problems, err := f.Tree(); err != nil || len(problems) > 0 {
		t.Errorf("as deep as allowed: %v, %v", problems, err)
	}
}

func manyNodes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "n=x%d&", i)
	}
	return b.String()
}

// Rows below rows that are texts become one text, not texts within texts, whose escapes would double at each level.
func TestFoldingIsNotNested(t *testing.T) {
	pairs := []string{"n=a", "k=top", "t=text"}
	for i := range 50 {
		parent := "a"
		if i > 0 {
			parent = fmt.Sprintf("a%d", i-1)
		}
		pairs = append(pairs, fmt.Sprintf("n=a%d.%s", i, parent), `k="`, "t=text")
	}
	f := read(t, pairs...)
	if got := f.Node("a").Value; len(got) > 1000 || !strings.HasPrefix(got, `{"\"":{"\"":`) {
		t.Errorf("the value has %d bytes: %.60s", len(got), got)
	}
	if f.Len() != 1 {
		t.Errorf("%d rows are left", f.Len())
	}
}

func TestLabels(t *testing.T) {
	f := read(t, "n=a", "k=list", "t=array", "n=b.a", "t=object", "n=c.b", "k=", "n=d.b", "k="+strings.Repeat("x", 1000))
	for id, want := range map[string]string{"": "", "a": "list", "b": "list.0", "c": "list.0.new"} {
		if got := f.Node(id).Label(); got != want {
			t.Errorf("Label() of %q = %q, want %q", id, got, want)
		}
	}
	if got := f.Node("d").Label(); len(got) > 300 {
		t.Errorf("a label of %d bytes", len(got))
	}
	if _, problems, _ := f.Tree(); len(problems) != 2 || !strings.HasPrefix(problems[1].Text, "This name is longer than") {
		t.Errorf("problems: %+v", problems)
	}
}

func TestAdd(t *testing.T) {
	f := read(t, "n=a", "k=account_info", "t=object", "n=b", "k=note", "t=text")
	n, err := f.Add("a", "billing_model")
	if err != nil || n.Type != builder.Integer || n.Fresh || f.Path(n).String() != "account_info.billing_model" {
		t.Errorf("with a name: %+v, %v", n, err)
	}
	n, err = f.Add("a", "")
	if err != nil || n.Type != builder.Text || !n.Fresh || n.Parent() != f.Node("a") {
		t.Errorf("without a name: %+v, %v", n, err)
	}
	for _, id := range []string{"b", "none"} {
		if n, err := f.Add(id, ""); n != nil || err != nil {
			t.Errorf("Add to %q: %v, %v", id, n, err)
		}
	}
}

func TestRemoveNamesTheNextRow(t *testing.T) {
	three := []string{"n=p", "t=object", "k=p", "n=a.p", "n=b.p", "n=c.p"}
	for id, want := range map[string]string{"a": "b", "b": "c", "c": "b", "p": ""} {
		f := read(t, three...)
		next := f.Remove(id)
		if next == nil || next.ID != want || f.Node(id) != nil {
			t.Errorf("Remove(%q) = %+v, want %q", id, next, want)
		}
	}
	f := read(t, "n=p", "t=object", "k=p", "n=a.p")
	if next := f.Remove("a"); next != f.Node("p") {
		t.Errorf("the last one: %+v", next)
	}
	if f.Remove("") != nil || f.Remove("none") != nil {
		t.Error("what is not there was removed")
	}
	f = read(t, three...)
	f.Remove("p")
	if f.Len() != 0 {
		t.Errorf("%d rows are left below a removed one", f.Len())
	}
}

func TestNearest(t *testing.T) {
	f := read(t, "n=a", "k=account_info", "t=object", "n=b.a", "k=id", "n=c.a", "k=phones", "t=array", "n=d.c", "t=text")
	for _, tt := range []struct {
		path, want string
		there      bool
	}{
		{"account_info.id", "b", true},
		{"account_info.phones.0", "d", true},
		{"account_info.billing_model", "a", false},
		{"account_info.phones.1", "c", false},
		{"account_info.id.x", "a", false},
		{"customer_info.name", "", false},
		{"", "", true},
	} {
		n, there := f.Nearest(attr.ParsePath(tt.path))
		if n.ID != tt.want || there != tt.there {
			t.Errorf("Nearest(%q) = %q, %v; want %q, %v", tt.path, n.ID, there, tt.want, tt.there)
		}
	}
}

func TestFormID(t *testing.T) {
	if got := read(t, "form=abc").ID; got != "abc" {
		t.Errorf("the posted id became %q", got)
	}
	f := builder.New(nil)
	if id := f.ID; id == "" || id == builder.New(nil).ID {
		t.Errorf("ids are not new: %q", id)
	} else if f.Renew(); f.ID == id || f.ID == "" {
		t.Errorf("Renew left %q", f.ID)
	}
	a, b := read(t, "form=abc"), read(t, "form=abc")
	a.Renew()
	b.Renew()
	if a.ID != b.ID {
		t.Errorf("two presses lead to %q and %q", a.ID, b.ID)
	}
}

func TestOperation(t *testing.T) {
	for in, want := range map[string]builder.Operation{
		"send":       {Verb: "send"},
		"add:a:id":   {Verb: "add", Node: "a", Name: "id"},
		"add:":       {Verb: "add"},
		"remove:abc": {Verb: "remove", Node: "abc"},
		"":           {},
	} {
		if got := read(t, "op="+in).Operation; got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
	if got := read(t).Operation; got.Verb != "update" {
		t.Errorf("without a button: %+v", got)
	}
}

// A form that may be sent again begins anew, always as the same one.
func TestRenew(t *testing.T) {
	ids := map[string]bool{}
	for range 2 {
		f := read(t, "form=test", "n=a", "k=x", "t=text", "v=1")
		f.Revision = 7
		before := f.ID
		f.Renew()
		ids[f.ID] = true
		if f.ID == before || f.Revision != 0 {
			t.Errorf("%q becomes %q of revision %d", before, f.ID, f.Revision)
		}
	}
	if len(ids) != 1 {
		t.Errorf("it becomes %v", ids)
	}
}

// A text that becomes an object or array is taken apart, as far as a form is deep.
func TestUnfoldingIsBounded(t *testing.T) {
	for _, tt := range []struct {
		levels int // of the JSON, in a row that is one level deep itself
		rows   int
	}{{builder.MaxDepth - 1, builder.MaxDepth}, {builder.MaxDepth, 1}} {
		json := strings.Repeat(`{"a":`, tt.levels) + "1" + strings.Repeat("}", tt.levels)
		f := read(t, "n=a", "k=x", "t=text", "t=object", "v="+json)
		if f.Len() != tt.rows || (f.Node("a").Value == json) != (tt.rows == 1) {
			t.Errorf("%d levels make %d rows, and the value %q", tt.levels, f.Len(), f.Node("a").Value)
		}
	}
}

// What is switched off in an array is not sent, and does not count among what is.
func TestIndexesCountWhatIsSent(t *testing.T) {
	f := read(t, "n=l", "k=list", "t=array", "n=a.l", "t=text", "v=1", "n=b.l", "t=text", "v=2", "n=c.l", "t=text", "v=3")
	f.Node("a").Off = true
	for i, id := range []string{"b", "c"} {
		if n, ok := f.Nearest(attr.ParsePath(fmt.Sprint("list.", i))); !ok || n.ID != id {
			t.Errorf("item %d is %s, %v", i, n.ID, ok)
		}
	}
}
