package static_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"portaconsole/static"
)

func get(t *testing.T, path, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestFilesAreServedPlainAndCompressed(t *testing.T) {
	for name, contentType := range map[string]string{
		"console.css": "text/css; charset=utf-8", "console.js": "text/javascript; charset=utf-8",
		"htmx.js": "text/javascript; charset=utf-8", "favicon.svg": "image/svg+xml",
	} {
		plain := get(t, static.URL(name), "")
		want, _ := io.ReadAll(plain.Body)
		if plain.StatusCode != 200 || len(want) == 0 || plain.Header.Get("Content-Type") != contentType ||
			!strings.Contains(plain.Header.Get("Cache-Control"), "immutable") || plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v, %d bytes", name, plain.StatusCode, plain.Header, len(want))
		}
		zipped := get(t, static.URL(name), "br, gzip")
		z, err := gzip.NewReader(zipped.Body)
		if err != nil || zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: %v, %v", name, err, zipped.Header)
		}
		if got, err := io.ReadAll(z); err != nil || string(got) != string(want) {
			t.Errorf("%s: compressed and plain differ (%v)", name, err)
		}
	}
}

func TestWrongNames(t *testing.T) {
	for _, path := range []string{"/static/console.css", "/static/../static.go", "/static/"} {
		if got := get(t, path, "").StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("URL of an unknown file does not panic")
		}
	}()
	static.URL("none.css")
}

// The budgets of the first load (compressed): scripts 22 KB, styles 12 KB.
func TestBudgets(t *testing.T) {
	size := func(names ...string) (n int) {
		for _, name := range names {
			body, _ := io.ReadAll(get(t, static.URL(name), "gzip").Body)
			n += len(body)
		}
		return n
	}
	if n := size("htmx.js", "console.js"); n > 22*1024 {
		t.Errorf("scripts: %d bytes", n)
	}
	if n := size("console.css"); n > 12*1024 {
		t.Errorf("styles: %d bytes", n)
	}
}

// htmx 2.0.11 as published; a change of the file must be meant.
func TestVendoredHtmx(t *testing.T) {
	data, err := os.ReadFile("js/htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	if got, want := hex.EncodeToString(sum[:]), "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"; got != want {
		t.Errorf("htmx.min.js has SHA-256 %s, want %s", got, want)
	}
}
