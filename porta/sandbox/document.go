package sandbox

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// documentNames are the files under /doc/api that describe the API of a realm. AdminInterface.json and CustomerInterface.json are
// known, the others are named after them (our choice).
var documentNames = map[Realm]string{
	AdminRealm:    "AdminInterface.json",
	ResellerRealm: "ResellerInterface.json",
	CustomerRealm: "CustomerInterface.json",
	AccountRealm:  "AccountInterface.json",
}

const documentPlace = "/doc/api/"

// document is what a realm serves.
type document struct {
	etag          string
	plain, packed []byte
}

// documentOf returns the realm's document, made when it is first asked for.
func (s *Server) documentOf(realm Realm) *document {
	made, _ := s.documents.LoadOrStore(realm, sync.OnceValue(func() *document { return newDocument(s.described(realm)) }))
	return made.(func() *document)()
}

func newDocument(plain []byte) *document {
	sum := sha256.Sum256(plain)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(plain) // a buffer takes everything
	_ = z.Close()
	return &document{etag: hex.EncodeToString(sum[:12]), plain: plain, packed: packed.Bytes()}
}

// described is the document without the methods that the realm may not call.
func (s *Server) described(realm Realm) []byte {
	if realm == AdminRealm {
		return s.apiDoc
	}
	doc, err := attr.Parse(s.apiDoc, attr.Limits{Depth: documentDepth, Nodes: documentNodes})
	if err != nil {
		return s.apiDoc // the catalogue was read from it, within the same limits
	}
	var paths []attr.Member
	for _, m := range doc.Get("paths").Members() {
		if mayCall(realm, strings.Trim(m.Name, "/")) {
			paths = append(paths, m)
		}
	}
	doc, _ = doc.With(attr.Path{"paths"}, attr.ObjectValue(paths...))
	return doc.AppendJSON(nil)
}

// The limits within which a catalogue is read by default, so that what was read once is read again.
const (
	documentDepth = 100
	documentNodes = 2_000_000
)

// readDocument takes the catalogue from the document that the options name, else the built-in one.
func (s *Server) readDocument() error {
	if s.opt.APIDoc == nil {
		s.catalog, s.apiDoc = catalog.Builtin(), catalog.BuiltinDocument(string(AdminRealm))
		return nil
	}
	c, err := catalog.Read(s.opt.APIDoc, catalog.Limits{Depth: documentDepth, Values: documentNodes})
	if err != nil {
		return fmt.Errorf("sandbox: %w: %w", ErrAPIDoc, err)
	}
	for _, note := range c.Notes {
		s.log.Warn("the API document is not understood in full", "note", note)
	}
	s.catalog, s.apiDoc = c, s.opt.APIDoc
	return nil
}

// ErrAPIDoc says that [Options.APIDoc] is none that can be obeyed; what it wraps beside says why.
var ErrAPIDoc = errors.New("the API document cannot be used")

// isDocumentPath says whether an address is one of the documentation's, whatever is found there.
func isDocumentPath(path string) bool { return path == "/doc" || strings.HasPrefix(path, "/doc/") }

// serveDocument answers the realm's description of its API. It needs no credentials, and takes no notice of those that come
// along. (Whether a real server wants any is not known.)
func (s *Server) serveDocument(realm Realm, w http.ResponseWriter, req *http.Request) {
	if s.opt.NoAPIDoc || req.URL.Path != documentPlace+documentNames[realm] {
		writeNotFound(w)
		return
	}
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		writeNotAllowed(w, "GET, HEAD")
		return
	}
	if !s.wait(req, s.opt.Latency) {
		panic(http.ErrAbortHandler)
	}
	d := s.documentOf(realm)
	head, body, etag := w.Header(), d.plain, d.etag
	head.Set("Vary", "Accept-Encoding")
	head.Set("Content-Type", "application/json")
	if acceptsGzip(req.Header.Get("Accept-Encoding")) {
		body, etag = d.packed, etag+"-gzip"
		head.Set("Content-Encoding", "gzip")
	}
	head.Set("Etag", `"`+etag+`"`)
	head.Set("Content-Length", strconv.Itoa(len(body)))
	req.Header.Del("Range") // the whole or nothing
	http.ServeContent(w, req, "", time.Time{}, bytes.NewReader(body))
}

// acceptsGzip reads an Accept-Encoding.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}
