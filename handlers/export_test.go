package handlers

import (
	"strings"
	"testing"

	"portaconsole/porta/attr"
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

// Merge puts what changed from before to mine into theirs.
func Merge(before, mine, theirs attr.Value) attr.Value { return merge("", before, mine, theirs) }
