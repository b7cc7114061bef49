package handlers

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// readMasked reads a record as it may be shown: without its secrets.
func (a *app) readMasked(c echo.Context, r *catalog.RecordType, id int64, by []lookup) (attr.Value, error) {
	v, err := a.readRecord(c, r, id, by)
	return a.Masking.Mask(r.Info(), v), err
}

// readRecord reads a record: by the Get operation, or, where there is none, from the list. A list that does not take the key needs something
// else to find the record by.
func (a *app) readRecord(c echo.Context, r *catalog.RecordType, id int64, by []lookup) (attr.Value, error) {
	if op := r.Operation(catalog.Get); op != nil {
		return a.getRecord(c, r, op, id)
	}
	if canRead(r) {
		by = []lookup{{r.IDField, strconv.FormatInt(id, 10)}}
	}
	if len(by) == 0 {
		return attr.Value{}, notFound("This server cannot show a single " + r.Name + ".")
	}
	return a.recordFromList(c, r, id, by)
}

func (a *app) getRecord(c echo.Context, r *catalog.RecordType, op *catalog.Operation, id int64) (attr.Value, error) {
	key := op.Key
	if key == nil {
		key = attr.Path{r.IDField}
	}
	params, _ := attr.ObjectValue().With(key, attr.IntValue(id))
	answer, err := a.user(c).Client.Call(c.Request().Context(), op.Method.Path(), params)
	if err != nil {
		return attr.Value{}, err
	}
	v, ok := op.Record(answer)
	if got, isInt := v.Get(r.IDField).Int(); !ok || isInt && got != id {
		return attr.Value{}, errShape
	}
	if v.Len() == 0 { // PortaBilling answers a missing record with nothing, which is no fault
		return attr.Value{}, noRecord(r, id)
	}
	return v, nil
}

func noRecord(r *catalog.RecordType, id int64) error {
	return notFound("There is no " + r.Name + " with the number " + strconv.FormatInt(id, 10) + ".")
}

// mostSearched is how many rows of a list are looked through for one record.
const mostSearched = 250

func (a *app) recordFromList(c echo.Context, r *catalog.RecordType, id int64, by []lookup) (attr.Value, error) {
	q := listQuery{limit: mostSearched}
	for _, l := range by {
		if !a.listTakes(r, l.key) {
			return attr.Value{}, notFound(r.Name + " cannot be looked up by " + l.key + ".")
		}
		q.addFilter(l.key, l.value)
	}
	op := r.Operation(catalog.List)
	params, mistakes := q.request(op.Method.Request)
	if len(mistakes) > 0 {
		return attr.Value{}, notFound(mistakes[0].path + ": " + mistakes[0].text)
	}
	answer, err := a.user(c).Client.Call(c.Request().Context(), op.Method.Path(), params)
	if err != nil {
		return attr.Value{}, err
	}
	rows, err := rowsOf(op, answer)
	if err != nil {
		return attr.Value{}, err
	}
	for _, row := range rows {
		if got, ok := row.Value.Get(r.IDField).Int(); ok && got == id {
			return row.Value, nil
		}
	}
	return attr.Value{}, noRecord(r, id)
}

// listTakes says that the list can be asked for records by the attribute.
func listTakes(r *catalog.RecordType, name string) bool {
	op := r.Operation(catalog.List)
	return op != nil && !ownAttribute(name) && op.Method.Request.Property(name) != nil
}

// canRead says that a record can be shown by its key alone.
func canRead(r *catalog.RecordType) bool {
	return r.IDField != "" && (r.Operation(catalog.Get) != nil || listTakes(r, r.IDField) && !asksMore(r, r.IDField))
}

// asksMore says that the list cannot be asked by the attribute alone.
func asksMore(r *catalog.RecordType, given string) bool {
	for _, p := range r.Operation(catalog.List).Method.Request.Properties {
		if p.Required && p.Name != given {
			return true
		}
	}
	return false
}

// maxInAddress is how long a value may be that leads to a record, in bytes.
const maxInAddress = 1000

// rowURL is the page of a record of which a row is known; "" when it has none.
func (l *linker) rowURL(r *catalog.RecordType, row attr.Value) string {
	id, ok := row.Get(r.IDField).Int()
	switch {
	case !ok:
		return ""
	case canRead(r):
		return recordURL(r, id)
	case r.Operation(catalog.List) == nil:
		return ""
	}
	by := l.foundBy(r, row)
	if by == "" {
		return ""
	}
	return recordURL(r, id) + "?" + url.Values{keyPrefix + by: {row.Get(by).Text()}}.Encode()
}

// foundBy is an attribute by whose value the list finds the row again, whose key it does not take: what people know the record by, or what it
// belongs to.
func (l *linker) foundBy(r *catalog.RecordType, row attr.Value) string {
	info, request := r.Info(), r.Operation(catalog.List).Method.Request
	fits := func(name string) bool {
		v := row.Get(name)
		return name != "" && name != r.IDField && listTakes(r, name) && !asksMore(r, name) && !v.IsEmpty() && len(v.Text()) <= maxInAddress && !l.masking.Hides(name, info.Property(name))
	}
	if fits(r.Title) {
		return r.Title
	}
	for i := range request.Properties {
		if p := &request.Properties[i]; fits(p.Name) && l.catalog.Reference(p) != nil {
			return p.Name
		}
	}
	return ""
}
