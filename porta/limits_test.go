package porta_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// The limit is on the unpacked answer, whatever the headers say.
func TestAnswerLimit(t *testing.T) {
	const limit = 10_000
	fits := `{"a":"` + strings.Repeat("x", limit-8) + `"}`
	tooLarge := noUse(porta.NoAnswer, porta.TooLarge)
	malformed := noUse(porta.NoAnswer, porta.Malformed)
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		err    outcome
	}{
		{"fits", answer(200, fits), outcome{}},
		{"one byte too many", answer(200, fits+" "), tooLarge},
		{"announced", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "10001")
			_, _ = io.WriteString(w, fits+" ")
		}, tooLarge},
		{"without end", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, fits)
			}
		}, tooLarge},
		{"fits when unpacked", packed(fits), outcome{}},
		{"gzip bomb", packed(strings.Repeat(" ", 4<<20)), tooLarge},
		{"fault that is too large", func(w http.ResponseWriter, r *http.Request) {
			answer(500, `{"faultcode":"Server.x.y","faultstring":"`+fits+`"}`)(w, r)
		}, tooLarge},
		{"no gzip", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, fits)
		}, malformed},
		{"nested", answer(200, strings.Repeat("[", 65)+strings.Repeat("]", 65)), malformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			f.on("Account/get_account_list", tt.answer)
			v, err := f.login(t, porta.Options{MaxAnswer: limit}).Call(t.Context(), "Account/get_account_list", attr.Value{})
			if tt.err == (outcome{}) {
				if err != nil || v.JSON() != fits {
					t.Errorf("%v, %d bytes", err, len(v.JSON()))
				}
				return
			}
			if got := outcomeOf(t, err); got != tt.err || f.count("Account/get_account_list") != 1 {
				t.Errorf("%v after %d requests, want %v after one", got, f.count("Account/get_account_list"), tt.err)
			}
		})
	}
}

func packed(body string) http.HandlerFunc {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, body)
	_ = z.Close()
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(b.Bytes())
	}
}
