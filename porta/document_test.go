package porta_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"portaconsole/porta"
)

// documentServer answers sign-ins, and everything below /doc as told.
func documentServer(t *testing.T, doc http.HandlerFunc) *porta.Client {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /rest/Session/login", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"good","refresh_token":"r","expires_in":3600}`)
	})
	mux.Handle("/doc/", doc)
	s := httptest.NewTLSServer(mux)
	t.Cleanup(s.Close)
	sum := sha256.Sum256(s.Certificate().RawSubjectPublicKeyInfo)
	d, err := porta.NewDirectory([]porta.Rule{{Host: "127.0.0.1", Pin: "sha256:" + base64.StdEncoding.EncodeToString(sum[:])}}, porta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, _ := strconv.Atoi(u.Port())
	server, err := d.Server("127.0.0.1", port)
	if err != nil {
		t.Fatal(err)
	}
	c, err := server.Login(t.Context(), porta.Credentials{Login: "a", Token: "b"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDocument(t *testing.T) {
	type result struct {
		body, etag string
		kind       porta.Kind
		trouble    porta.Trouble
	}
	for _, tt := range []struct {
		name, etag string
		answer     http.HandlerFunc
		want       result
	}{
		{"there", "", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"1"`)
			_, _ = io.WriteString(w, r.Method+" "+r.URL.Path+" "+r.Header.Get("Authorization")+" "+r.Header.Get("If-None-Match"))
		}, result{body: "GET /doc/api/AdminInterface.json Bearer good ", etag: `"1"`}},
		{"packed", "", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, "{}")
			_ = z.Close()
		}, result{body: "{}"}},
		{"the same", `"1"`, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") == `"1"` {
				w.WriteHeader(http.StatusNotModified)
			}
		}, result{etag: `"1"`}},
		{"not there", "", http.NotFound, result{kind: porta.NotFound}},
		{"elsewhere", "", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/doc/api/", http.StatusFound) },
			result{kind: porta.Unavailable, trouble: porta.NotPortaBilling}},
		{"away", "", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
			result{kind: porta.Unavailable, trouble: porta.Unreachable}},
		{"endless", "", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			block := make([]byte, 1<<20)
			for range 40 {
				_, _ = z.Write(block)
			}
			_ = z.Close()
		}, result{kind: porta.Unavailable, trouble: porta.TooLarge}},
		{"cut", "", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		}, result{kind: porta.Unavailable, trouble: porta.Cut}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked []string
			c := documentServer(t, func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.URL.Path)
				tt.answer(w, r)
			})
			d, err := c.Document(t.Context(), "AdminInterface.json", tt.etag)
			var got result
			if d != nil {
				got.body, got.etag = string(d.Body), d.ETag
			}
			if e, ok := err.(*porta.Error); ok {
				got.kind, got.trouble = e.Kind, e.Trouble
			}
			if got != tt.want || len(asked) != 1 {
				t.Errorf("got %+v, want %+v; asked for %s", got, tt.want, asked)
			}
			if err != nil && strings.Contains(err.Error(), "good") {
				t.Errorf("the token is in the error: %v", err)
			}
		})
	}
}
