package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/views/find"
	"portaconsole/views/ui"
)

// aim is what a record is looked for.
type aim struct {
	then   string // as the address has it
	kind   catalog.OperationKind
	label  string // of the operation
	suffix string // of the record's address
}

var aims = []aim{
	{"get", catalog.Get, "Get", ""},
	{"edit", catalog.Update, "Update", "/edit"},
	{"end", catalog.Delete, "Delete", "/end"},
}

// fits says that single records of the type can be reached for the aim.
func (m aim) fits(r *catalog.RecordType) bool {
	op := r.Operation(m.kind)
	return op != nil && r.IDField != "" && (m.kind == catalog.Get || op.Key != nil)
}

// url is the step that asks which record is meant.
func (m aim) url(r *catalog.RecordType) string {
	if m.then == "get" {
		return findURL(r)
	}
	return findURL(r) + "?then=" + m.then
}

func findURL(r *catalog.RecordType) string { return listURL(r) + "/find" }

// keyPrefix begins the query parameters that name a key: "by.login".
const keyPrefix = "by."

// lookup is a record that is looked for by an attribute.
type lookup struct{ key, value string }

// readLookups reads the keys of an address in its order, without those that are empty and those that are no names.
func readLookups(query string) (asked bool, lookups []lookup) {
	for key, value := range withPrefix(query, keyPrefix) {
		asked = true
		_, named := attr.ReadPath(key)
		if value = strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD")); value != "" && named && len(lookups) < maxFilters {
			lookups = append(lookups, lookup{key, value})
		}
	}
	return asked, lookups
}

// lookupsOf are the keys in the address of a request.
func lookupsOf(c echo.Context) []lookup {
	_, by := readLookups(c.Request().URL.RawQuery)
	return by
}

// byQuery writes keys as the query of an address, with its question mark; "" for none.
func byQuery(by []lookup) string {
	var b strings.Builder
	for i, l := range by {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(keyPrefix + url.QueryEscape(l.key) + "=" + url.QueryEscape(l.value))
	}
	return b.String()
}

// find leads to the record that the address names by a key, and asks for one when it names none.
func (a *app) find(c echo.Context) error {
	r, err := a.recordType(c)
	if err != nil {
		return err
	}
	then := c.QueryParam("then")
	if then == "" {
		then = "get"
	}
	i := slices.IndexFunc(aims, func(m aim) bool { return m.then == then })
	if i < 0 {
		return notFound("There is no page at this address.")
	}
	m := aims[i]
	if !m.fits(r) {
		return notFound(noOperation(r, m.label))
	}
	asked, by := readLookups(c.Request().URL.RawQuery)
	page := a.findView(r, m, by)
	switch {
	case !asked:
		return a.renderFind(c, http.StatusOK, r, page)
	case len(by) != 1:
		page.Fault = &ui.Fault{Lines: []ui.FaultLine{{Target: page.Keys[0].ID, Text: "Fill in one of the fields."}}}
		return a.renderFind(c, http.StatusUnprocessableEntity, r, page)
	}
	to, err := a.lookUp(c.Request().Context(), a.user(c).Client, r, m, by[0])
	if e, ok := errors.AsType[*porta.Error](err); ok && staysOnPage(e) && e.Kind != porta.NotFound {
		page.Fault = faultView(e, func(faultLine) string { return markKey(&page, by[0].key, "") })
		return a.renderFind(c, http.StatusUnprocessableEntity, r, page)
	}
	if missed, ok := errors.AsType[*missError](err); ok {
		page.Fault = &ui.Fault{Lines: []ui.FaultLine{{Target: markKey(&page, by[0].key, missed.text), Text: missed.text}}}
		return a.renderFind(c, missed.status, r, page)
	}
	if err != nil {
		return err
	}
	return redirect(c, to)
}

func (a *app) renderFind(c echo.Context, status int, r *catalog.RecordType, page find.Model) error {
	content := find.Page(page)
	return render(c, status, a.shell(c, "Which "+r.Name+"?", r, content), content)
}

// missError is why a key leads to no record.
type missError struct {
	status int
	text   string
}

func (e *missError) Error() string { return e.text }

// lookUp returns the address to which a key leads: of the record, or of the list when several records have it.
func (a *app) lookUp(ctx context.Context, client *porta.Client, r *catalog.RecordType, m aim, by lookup) (string, error) {
	if by.key == r.IDField {
		id, err := strconv.ParseInt(by.value, 10, 64)
		if err != nil {
			return "", &missError{http.StatusUnprocessableEntity, by.key + ": This is not a whole number."}
		}
		return recordURL(r, id) + m.suffix, nil
	}
	var id int64
	var err error
	switch {
	case slices.Contains(r.Keys, by.key):
		id, err = readByKey(ctx, client, r, by)
	case a.listTakes(r, by.key):
		var several bool
		if id, several, err = findInList(ctx, client, r, by); several {
			return listURL(r) + "?" + url.Values{"f." + by.key: {by.value}}.Encode(), err
		}
	default:
		err = &missError{http.StatusUnprocessableEntity, r.Name + " cannot be looked up by " + by.key + "."}
	}
	address := recordURL(r, id) + m.suffix
	if !r.CanRead() { // its page has to find it in the list again
		address += "?" + url.Values{keyPrefix + by.key: {by.value}}.Encode()
	}
	return address, err
}

func noSuch(r *catalog.RecordType, by lookup) error {
	return &missError{http.StatusNotFound, "There is no " + r.Name + " with the " + by.key + " “" + by.value + "”."}
}

// readByKey reads the record by a key that its Get operation takes.
func readByKey(ctx context.Context, client *porta.Client, r *catalog.RecordType, by lookup) (int64, error) {
	v, err := record.Of(client).ReadBy(ctx, r, by.key, attr.TextValue(by.value))
	switch id, ok := v.Get(r.IDField).Int(); {
	case errors.Is(err, record.ErrNone):
		return 0, noSuch(r, by)
	case err != nil:
		return 0, err
	case !ok:
		return 0, record.ErrAnswer
	default:
		return id, nil
	}
}

// listTakes says that a record can be looked for in the list by the attribute.
func (a *app) listTakes(r *catalog.RecordType, key string) bool {
	return r.ListTakes(key) && !a.Masking.Hides(key, r.Operation(catalog.List).Method.Request.Property(key))
}

// findInList asks the list for the records with the key. A text is a pattern there, so what has just that text comes before what
// only fits it.
func findInList(ctx context.Context, client *porta.Client, r *catalog.RecordType, by lookup) (id int64, several bool, err error) {
	q := listQuery{filters: []filter{{path: by.key, value: by.value}}}
	params, mistakes := q.request(r.Operation(catalog.List).Method.Request)
	if len(mistakes) > 0 {
		return 0, false, &missError{http.StatusUnprocessableEntity, by.key + ": " + mistakes[0].text}
	}
	rows, whole, err := record.Of(client).First(ctx, r, params, defaultLimit)
	if err != nil {
		return 0, false, err
	}
	var same []attr.Value
	for _, row := range rows {
		if row.Get(by.key).Text() == by.value {
			same = append(same, row)
		}
	}
	switch {
	case len(rows) == 0 && whole:
		return 0, false, noSuch(r, by)
	case len(rows) == 1 && whole:
		same = rows
	case len(same) != 1 || !whole:
		return 0, true, nil
	}
	id, ok := same[0].Get(r.IDField).Int()
	if !ok {
		return 0, false, record.ErrAnswer
	}
	return id, false, nil
}

// findView offers the keys of the record type: what people know it by comes first, its number last.
func (a *app) findView(r *catalog.RecordType, m aim, by []lookup) find.Model {
	page := find.Model{Service: r.Service, Record: r.Name, URL: safeURL(findURL(r)), Then: m.then, Submit: m.label}
	if m.kind == catalog.Delete { // as the server's method calls it
		page.Submit = endWord(r.Operation(m.kind))
	}
	if r.Operation(catalog.List) != nil {
		page.ListURL = safeURL(listURL(r))
	}
	keys := slices.Clone(r.Keys)
	if r.Title != "" && !slices.Contains(keys, r.Title) && a.listTakes(r, r.Title) {
		keys = slices.Insert(keys, 0, r.Title)
	}
	for _, l := range by { // other keys that the address has
		if !slices.Contains(keys, l.key) && a.listTakes(r, l.key) && l.key != r.IDField {
			keys = append(keys, l.key)
		}
	}
	info := r.Info()
	for _, key := range append(keys, r.IDField) {
		f := ui.Field{ID: "by-" + key, Name: keyPrefix + key, Label: key}
		if p := info.Property(key); p != nil {
			f.Note = p.Note
		}
		if i := slices.IndexFunc(by, func(l lookup) bool { return l.key == key }); i >= 0 {
			f.Value = by[i].value
		}
		page.Keys = append(page.Keys, f)
	}
	page.Keys[0].Focus = len(by) == 0
	return page
}

// markKey puts a message beside the field of a key and returns the field's id; "" when there is none.
func markKey(page *find.Model, key, text string) string {
	for i := range page.Keys {
		if f := &page.Keys[i]; f.Name == keyPrefix+key {
			f.Mistake = text
			return f.ID
		}
	}
	return ""
}
