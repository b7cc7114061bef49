// Package static serves the files that pages load: styles, scripts, icons. They are part of the program,
// named by their content, and compressed once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed css js icons
var files embed.FS

// Prefix is where the files are served.
const Prefix = "/static/"

// file is one address with its bytes, as they are and compressed.
type file struct {
	name, contentType string
	plain, gzipped    []byte
}

type set struct {
	urls  map[string]string // name → address
	files map[string]file   // address → file
}

// load makes the set: one style sheet out of css/*, and every other file by itself.
var load = sync.OnceValue(func() set {
	s := set{urls: make(map[string]string), files: make(map[string]file)}
	sheets, err := fs.Glob(files, "css/*.css")
	must(err)
	var css bytes.Buffer
	for _, name := range sheets { // sorted: layers are declared in the first
		css.Write(read(name))
	}
	s.add("console.css", "text/css; charset=utf-8", css.Bytes())
	s.add("htmx.js", "text/javascript; charset=utf-8", read("js/htmx.min.js"))
	s.add("console.js", "text/javascript; charset=utf-8", lean(read("js/console.js")))
	s.add("favicon.svg", "image/svg+xml", read("icons/favicon.svg"))
	return s
})

// lean leaves out what a browser does not need of our own script: indents, and lines that are comments.
func lean(script []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(script) {
		line = bytes.TrimLeft(line, " ")
		if !bytes.HasPrefix(line, []byte("//")) && len(bytes.TrimSpace(line)) > 0 {
			b.Write(line)
		}
	}
	return b.Bytes()
}

func (s set) add(name, contentType string, data []byte) {
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	url := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	must(err)
	_, err = z.Write(data)
	must(err)
	must(z.Close())
	s.urls[name] = url
	s.files[url] = file{name, contentType, data, zipped.Bytes()}
}

func read(name string) []byte {
	data, err := files.ReadFile(name)
	must(err)
	return data
}

// must is for what is embedded: it fails in the first test that loads a page, or never.
func must(err error) {
	if err != nil {
		panic("static: " + err.Error())
	}
}

// URL returns the address of a file, "/static/console.3f2a91c04b5d.css" for "console.css". A name
// that does not exist panics.
func URL(name string) string {
	u, ok := load().urls[name]
	if !ok {
		panic("static: no file " + name)
	}
	return u
}

// Handler serves the files by their full addresses. Their bytes never change, so browsers may keep them for a year.
func Handler() http.Handler {
	s := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := s.files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.contentType)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		body := f.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.gzipped
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
}
