package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Limits bound what [Read] accepts; zero means the default.
type Limits struct {
	Bytes      int // of the document, 32 MB
	Depth      int // nesting of the JSON, 100 levels
	Values     int // JSON values altogether, 2 million
	Methods    int // 5,000
	Properties int // attributes of all schemas together, 200,000
}

// MaxNotes is how many notes a catalogue keeps; one more says how many there were besides.
const MaxNotes = 20

func (l Limits) orDefaults() Limits {
	for _, d := range []struct {
		limit *int
		value int
	}{{&l.Bytes, 32 << 20}, {&l.Depth, 100}, {&l.Values, 2_000_000}, {&l.Methods, 5_000}, {&l.Properties, 200_000}} {
		if *d.limit <= 0 {
			*d.limit = d.value
		}
	}
	return l
}

// Read makes a catalogue of an OpenAPI 3 document in the structure that PortaBilling publishes at
// /doc/api/<Realm>Interface.json. The document is not trusted: it is bounded by the limits, nothing that it refers to elsewhere
// is fetched, and its servers are ignored. What is not understood is read around and told in the catalogue's notes.
// An error is one sentence for the operator that says why nothing of it can be used.
func Read(doc []byte, lim Limits) (*Catalog, error) {
	lim = lim.orDefaults()
	if len(doc) > lim.Bytes {
		return nil, fmt.Errorf("the API description is larger than %s", megabytes(lim.Bytes))
	}
	root, err := attr.Parse(doc, attr.Limits{Depth: lim.Depth, Nodes: lim.Values})
	if err != nil {
		return nil, fmt.Errorf("the API description cannot be read: %w", err)
	}
	if err := isOpenAPI(root); err != nil {
		return nil, err
	}
	r := newReader(root, lim)
	r.paths(root.Get("paths"))
	r.fillPending()
	r.boundLists()
	if r.refused != nil {
		return nil, r.refused
	}
	c := r.catalog
	if len(c.methods) == 0 {
		return nil, errors.New("the API description has no method of the form /Service/method")
	}
	r.recognise()
	c.Notes = r.notes.list()
	c.size = r.size() * 3 / 2 // the search index takes about half as much again
	c.finish()
	return c, nil
}

func megabytes(n int) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MB", n>>20)
}

func isOpenAPI(root attr.Value) error {
	version := root.Get("openapi").Text()
	switch {
	case root.Kind() != attr.Object:
		return errors.New("the API description is no JSON object")
	case root.Has("swagger"):
		return errors.New("the API description is written in Swagger 2, which is not understood; OpenAPI 3 is needed")
	case version != "" && version != "3" && !strings.HasPrefix(version, "3."):
		return fmt.Errorf("the API description is written in OpenAPI %.10q; version 3 is needed", version)
	case root.Get("paths").Kind() != attr.Object:
		return errors.New("the API description has no paths")
	}
	return nil
}

// reader turns a document into a catalogue. It lives as long as the reading: what is kept are copies, each text once.
type reader struct {
	lim        Limits
	catalog    *Catalog
	components map[string]*component
	bodies     attr.Value // shared request bodies and responses, by name
	responses  attr.Value
	texts      map[string]string
	described  map[describedAs]description
	textBytes  int
	pending    []pendingSchema
	lists      []*Schema // all that were made, see boundLists
	schemas    int       // how many were made
	properties int
	choices    int
	worked     int // see work
	notes      notes
	refused    error
}

func newReader(root attr.Value, lim Limits) *reader {
	shared := root.Get("components")
	schemas := shared.Get("schemas")
	r := &reader{
		lim:        lim,
		catalog:    &Catalog{methods: make(map[string]*Method)},
		components: make(map[string]*component, schemas.Len()),
		bodies:     shared.Get("requestBodies"),
		responses:  shared.Get("responses"),
		texts:      make(map[string]string),
		described:  make(map[describedAs]description),
	}
	if schemas.Kind() == attr.Object {
		for _, m := range schemas.Members() {
			r.components[m.Name] = &component{value: m.Value}
		}
	}
	info := root.Get("info")
	r.catalog.Title, r.catalog.Release = r.line(info.Get("title")), r.line(info.Get("version"))
	return r
}

// keep returns a copy of the text, the same one for the same text, so that the document itself can go.
func (r *reader) keep(s string) string {
	if s == "" {
		return ""
	}
	kept, ok := r.texts[s]
	if !ok {
		kept = strings.Clone(s)
		r.texts[kept] = kept
		r.textBytes += len(kept)
	}
	return kept
}

// work counts steps, and says whether there may be more. A part that many others refer to counts each time, so that a short document
// cannot make for endless work.
func (r *reader) work(steps int) bool {
	if r.worked += steps; r.worked > r.lim.Values {
		r.refuse("the API description repeats itself too often")
		return false
	}
	return true
}

// refuse gives up the whole document; the first reason counts.
func (r *reader) refuse(format string, args ...any) {
	if r.refused == nil {
		r.refused = fmt.Errorf(format, args...)
	}
}

// size estimates the memory of the catalogue: the texts, and what holds them (sizes of the structs on 64 bits).
func (r *reader) size() int {
	const schema, property, choice, method, text = 88, 112, 32, 220, 16
	return r.textBytes + text*len(r.texts) + schema*r.schemas + property*r.properties + choice*r.choices + method*len(r.catalog.methods)
}

// notes gathers sentences, each once, and only so many.
type notes struct {
	kept []string
	more int
}

func (n *notes) add(format string, args ...any) {
	note := fmt.Sprintf(format, args...)
	switch {
	case slices.Contains(n.kept, note):
	case len(n.kept) == MaxNotes:
		n.more++
	default:
		n.kept = append(n.kept, note)
	}
}

func (n *notes) list() []string {
	if n.more == 0 {
		return n.kept
	}
	return append(n.kept, fmt.Sprintf("And %d more of the kind.", n.more))
}

// quoted shows a name of the document in a note, bounded and without control characters.
func quoted(name string) string {
	if r := []rune(name); len(r) > 60 {
		name = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", name)
}
