package handlers

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/answer"
	"portaconsole/views/attrs"
	"portaconsole/views/methods"
)

// CheckQuery reads the query of a list's address, makes the request, and holds that the address that is written of
// it reads back the same.
func CheckQuery(t *testing.T, query string) {
	t.Helper()
	q := readListQuery(query)
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			if op := r.Operation(catalog.List); op != nil {
				q.request(op.Method.Request)
			}
		}
	}
	once := q.url("/l")
	_, again, _ := strings.Cut(once, "?")
	if twice := readListQuery(again).url("/l"); twice != once {
		t.Errorf("%q becomes %q, and that %q", query, once, twice)
	}
}

// CheckJournalQuery reads the query of the journal's address, and holds that the address that is written of it reads back the same.
func CheckJournalQuery(t *testing.T, query string) {
	t.Helper()
	given, err := url.ParseQuery(query)
	if err != nil {
		return
	}
	q := readJournalQuery(given)
	again := readJournalQuery(mustParseQuery(t, q.url("")))
	if once, twice := q.url(""), again.url(""); once != twice || again.untidy || len(again.mistakes) != len(q.mistakes) {
		t.Errorf("%q becomes %q, and that %q", query, once, twice)
	}
	if f := q.filter; !f.Before.IsZero() {
		if c, ok := readCursor(cursorText(f.Before)); !ok || c != f.Before {
			t.Errorf("the cursor %v becomes %v", f.Before, c)
		}
	}
}

func mustParseQuery(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// Merge puts what changed from before to mine into theirs.
func Merge(before, mine, theirs attr.Value) attr.Value { return merge("", before, mine, theirs) }

// CheckUnchanged holds that the form of a record, posted as it is drawn, changes nothing of it.
func CheckUnchanged(t *testing.T, r *catalog.RecordType, record attr.Value) {
	t.Helper()
	e := &edit{record: r, id: 1, op: updateOf(r)}
	drawn, err := e.form(record)
	if err != nil {
		return
	}
	drawn.Base = record.JSON()
	f, err := builder.Read(drawn.Body(), e.op.Method.Request)
	if err != nil {
		t.Fatalf("%s: %v", record.JSON(), err)
	}
	tree, problems, err := f.Tree()
	if err != nil || len(problems) > 0 {
		return // names that cannot be sent
	}
	if got := e.request(f, tree); len(attr.Diff(e.key(), got)) > 0 {
		t.Fatalf("of %s is sent %s", record.JSON(), got.JSON())
	}
}

// Disposition is how a file of that name is handed on.
func Disposition(name string) string {
	return disposition(name, &catalog.Method{Service: "CDR", Name: "get_call_recording"})
}

// AnswerView is the answer of a method as it is shown.
func AnswerView(m *catalog.Method, v attr.Value) answer.Answer {
	l := &linker{catalog: catalog.Builtin()} // without names: the answers of these tests refer to nothing
	return l.answerView(m, v, 1234*time.Millisecond)
}

// ReadsLike is readsLike.
func ReadsLike(name, typed string) bool { return readsLike(name, typed) }

// CheckDescription uses what came of a server's description as its pages do: it searches, documents each method and draws its form. None of it may
// go on for ever, or grow beyond what a page may have.
func CheckDescription(t *testing.T, doc []byte) {
	t.Helper()
	c, err := catalog.Read(doc, catalog.Limits{Bytes: 1 << 16, Values: 5000})
	if err != nil {
		return
	}
	for _, s := range c.Services {
		for _, m := range s.Methods {
			hitsView(c.Search(m.Name, maxHits))
			f := builder.New(m.Request)
			f.Require(f.Root)
			if n, err := f.Add("", ""); err != nil || n == nil {
				t.Fatalf("a form has no room: %v", err)
			}
			v := newFormView(f, &linker{catalog: c})
			form := attrs.Part(attrs.Form{Root: *v.kids(f.Root, "")})
			var page bytes.Buffer
			if err := methods.Page(documentation(c, m), form).Render(t.Context(), &page); err != nil {
				t.Fatal(err)
			}
			if page.Len() > 8<<20 {
				t.Fatalf("the page of %s has %d bytes", m.Path(), page.Len())
			}
		}
		for _, r := range s.Records {
			tabsOf(c, r)
			documented(r.Info())
		}
	}
	c.Search("a get list x", maxHits)
}
