package handlers

import (
	"strings"
	"testing"
	"time"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/answer"
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

// Disposition is how a file of that name is handed on.
func Disposition(name string) string {
	return disposition(name, &catalog.Method{Service: "CDR", Name: "get_call_recording"})
}

// AnswerView is the answer of a method as it is shown.
func AnswerView(m *catalog.Method, v attr.Value) answer.Answer {
	l := &linker{catalog: catalog.Builtin()} // without names: the answers of these tests refer to nothing
	return l.answerView(m, v, 1234*time.Millisecond)
}
