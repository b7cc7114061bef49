package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// anonymous are the heaviest requests of somebody who is not signed in, and how they are answered.
func anonymous(c *console) []anonymousRequest {
	most := func(n int) string { return strings.Repeat("a", n) }
	who := url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {most(200)}}
	token, password := url.Values{"token": {most(1000)}}, url.Values{"old": {most(1000)}, "new": {most(1000)}, "repeat": {most(1000)}}
	return []anonymousRequest{
		{"sign-in", http.MethodPost, "/login", who.Encode() + "&" + token.Encode(), http.StatusUnprocessableEntity},
		{"new password", http.MethodPost, "/password", who.Encode() + "&" + password.Encode(), http.StatusUnprocessableEntity},
		{"sign-in as large as may be", http.MethodPost, "/login", "token=" + most(16<<10-6), http.StatusUnprocessableEntity},
		{"many fields", http.MethodPost, "/login", strings.Repeat("&", 16<<10), http.StatusUnprocessableEntity},
		{"sign-in of 8 MB", http.MethodPost, "/login", "token=" + most(8<<20), http.StatusRequestEntityTooLarge},
		{"form of 8 MB", http.MethodPost, newAccount, "v=" + most(8<<20-2), http.StatusSeeOther},
		{"way back", http.MethodGet, "/login?next=/" + most(16<<10-6), "", http.StatusOK},
		{"list", http.MethodGet, customers + "?f.name=" + most(8<<10-7), "", http.StatusSeeOther},
	}
}

type anonymousRequest struct {
	name, method, path, body string
	status                   int
}

// serve answers the request without a network in between, and returns how many bytes were taken from memory for it.
func (r anonymousRequest) serve(t testing.TB, h http.Handler) (taken uint64) {
	t.Helper()
	request := httptest.NewRequest(r.method, r.path, strings.NewReader(r.body))
	request.Host = "localhost"
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	h.ServeHTTP(w, request)
	runtime.ReadMemStats(&after)
	if w.Code != r.status {
		t.Fatalf("%s: status %d, want %d", r.name, w.Code, r.status)
	}
	return after.TotalAlloc - before.TotalAlloc
}

// However much somebody sends who is not signed in: a request takes little memory, and what is too large is not read.
func TestAnonymousRequestsTakeLittleMemory(t *testing.T) {
	c := newConsole(t, sandbox.Options{})
	for _, r := range anonymous(c) {
		if taken := r.serve(t, c.server.Config.Handler); taken > 4<<20 {
			t.Errorf("%s took %d KB", r.name, taken>>10)
		}
	}
}

func BenchmarkAnonymous(b *testing.B) {
	c := newConsole(b, sandbox.Options{})
	for _, r := range anonymous(c) {
		b.Run(strings.ReplaceAll(r.name, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.serve(b, c.server.Config.Handler)
			}
		})
	}
}
