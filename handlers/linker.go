package handlers

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/names"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/references"
)

// linker turns the numbers on one page that refer to records into links with names. A name that is not known leaves its room empty,
// and is asked for by the page itself after it is shown, so that no page waits for names.
type linker struct {
	catalog *catalog.Catalog
	masking catalog.Masking
	names   names.Names
	missing []names.Ref
	asked   map[names.Ref]bool
}

// mostAsked bounds the names that one page asks for: its address must stay one that a proxy takes.
const mostAsked = 500

func (a *app) linker(c echo.Context) *linker {
	return &linker{catalog: a.catalog(c), masking: a.Masking, names: a.namesOf(c), asked: make(map[names.Ref]bool)}
}

// namesOf are the names of records as the user may see them.
func (a *app) namesOf(c echo.Context) names.Names { return a.Names.Of(a.user(c).Client) }

// reference shows what an attribute of a record refers to, as PortaBilling gave it; nil when it refers to nothing. object is what the attribute stands in:
// a name in it is learned.
func (l *linker) reference(prop *catalog.Property, object, v attr.Value) *references.Model {
	to := l.catalog.Reference(prop)
	if to == nil {
		return nil
	}
	id, ok := refID(v.Text())
	if name := nameBeside(prop, object); ok && name != "" && l.named(to) {
		l.names.LearnName(to, id, name)
	}
	return l.typedReference(prop, v.Text())
}

// typedReference shows what an attribute refers to whose value somebody typed, or the browser brought back; nil when it refers to nothing. The name
// comes of the number alone.
func (l *linker) typedReference(prop *catalog.Property, value string) *references.Model {
	to := l.catalog.Reference(prop)
	id, ok := refID(value)
	if to == nil || !ok {
		return nil
	}
	m := l.model(names.Ref{Record: to, ID: id})
	return &m
}

// refID is the number of a record, written as such numbers are: 007 is another text than 7, and may mean something else.
func refID(text string) (id int64, ok bool) {
	if len(text) > len("9223372036854775807") {
		return 0, false
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0 && strconv.FormatInt(id, 10) == text
}

// named says that the records of a type may be called by their names: not where these are secrets.
func (l *linker) named(r *catalog.RecordType) bool { return !hidesTitle(l.masking, r) }

func hidesTitle(m catalog.Masking, r *catalog.RecordType) bool {
	return r.Title != "" && m.Hides(r.Title, r.Info().Property(r.Title))
}

// learn takes the name of a record that was read.
func (l *linker) learn(r *catalog.RecordType, v attr.Value) {
	if l.named(r) {
		l.names.Learn(r, v)
	}
}

// nameBeside is the name that PortaBilling gives along with some references: product_name beside i_product.
func nameBeside(prop *catalog.Property, object attr.Value) string {
	if prop == nil || !strings.HasPrefix(prop.Name, "i_") {
		return ""
	}
	return object.Get(besideName(prop.Name)).Text()
}

// besideName is what the attribute is called that has the name for a reference.
func besideName(reference string) string { return strings.TrimPrefix(reference, "i_") + "_name" }

func (l *linker) model(ref names.Ref) references.Model {
	name, known := "", true
	if l.named(ref.Record) {
		name, known = l.names.Known(ref.Record, ref.ID)
	}
	if !known && !l.asked[ref] && len(l.missing) < mostAsked {
		l.asked[ref] = true
		l.missing = append(l.missing, ref)
	}
	m := references.Model{Name: name}
	if name != "" || !known {
		m.Class = referenceClass(ref)
	}
	if ref.Record.CanRead() {
		m.URL = safeURL(recordURL(ref.Record, ref.ID))
	}
	return m
}

// referenceClass is the class of every place on a page that a record's name belongs to. A hash, since a server may call its record types what it likes.
func referenceClass(ref names.Ref) string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s/%s:%d", ref.Record.Service, ref.Record.Name, ref.ID)
	return "r" + strconv.FormatUint(h.Sum64(), 36)
}
