package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// peersDir is where .ci/peers/build puts the forms of others.
const peersDir = "../../.ci/peers"

// peer is a form of others, bundled into one script.
type peer struct{ script, module string }

// title is the peer's name and version.
func (p peer) title(t *testing.T) string {
	t.Helper()
	var pinned struct{ DevDependencies map[string]string }
	if err := json.Unmarshal(readPeer(t, "package.json"), &pinned); err != nil {
		t.Fatal(err)
	}
	return p.module + " " + pinned.DevDependencies[p.module]
}

func readPeer(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(peersDir, name))
	if err != nil {
		t.Fatalf("%v; make bench-forms makes it", err)
	}
	return data
}

// serve serves the peer's page with the sample at "/", compressed as on any production server, and an empty page at "/start".
func (p peer) serve(t *testing.T, s formSample) *httptest.Server {
	t.Helper()
	page := `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bench</title><link rel="icon" href="data:,"></head>` +
		`<body><div id="form"></div><script type="application/json" id="schema">` + s.schema.JSON() + `</script><script type="application/json" id="data">` + s.data.JSON() + `</script>` +
		`<script src="form.js"></script></body></html>`
	mux := http.NewServeMux()
	mux.Handle("/{$}", zipped(t, "text/html; charset=utf-8", []byte(page)))
	mux.Handle("/form.js", zipped(t, "text/javascript; charset=utf-8", readPeer(t, "dist/"+p.script)))
	mux.Handle("/start", zipped(t, "text/html; charset=utf-8", []byte(`<!DOCTYPE html><title>Start</title>`)))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// zipped serves one body that was compressed beforehand.
func zipped(t *testing.T, contentType string, body []byte) http.Handler {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(body)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			http.Error(w, "only compressed", http.StatusNotAcceptable)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
		_, _ = w.Write(b.Bytes())
	})
}
