package handlers

import (
	"net/url"
	"strings"
	"testing"

	"portaconsole/porta/catalog"
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
