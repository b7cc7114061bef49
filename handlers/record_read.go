package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
)

// readMasked reads a record as it may be shown: without its secrets.
func (a *app) readMasked(c echo.Context, r *catalog.RecordType, id int64, by []lookup) (attr.Value, error) {
	v, err := a.readRecord(c, r, id, by)
	return a.Masking.Mask(r.Info(), v), err
}

// readRecord reads a record by its key. A list that does not take the key needs something else to find the record by.
func (a *app) readRecord(c echo.Context, r *catalog.RecordType, id int64, by []lookup) (attr.Value, error) {
	var keys []record.Key
	for _, l := range by {
		key := record.Key{Name: l.key, Value: l.value}
		if !r.CanRead() && !a.listTakes(r, l.key) {
			return attr.Value{}, notRead(r, id, &record.KeyError{Key: key})
		}
		keys = append(keys, key)
	}
	v, err := record.Of(a.user(c).Client).Read(c.Request().Context(), r, attr.IntValue(id), keys...)
	return v, notRead(r, id, err)
}

// notRead adds words for people to the reason why a record was not read; nil stays nil. A fault of PortaBilling has its own words.
func notRead(r *catalog.RecordType, id int64, err error) error {
	if _, isFault := errors.AsType[*porta.Error](err); err == nil || isFault {
		return err
	}
	number := strconv.FormatInt(id, 10)
	var text string
	switch key, isKey := errors.AsType[*record.KeyError](err); {
	case errors.Is(err, record.ErrNone):
		text = "There is no " + r.Name + " with the number " + number + "."
	case isKey && key.Value:
		p := r.Operation(catalog.List).Method.Request.Property(key.Key.Name)
		_, mistake := builder.Scalar(builder.TypeOf(p.Schema), key.Key.Value)
		text = key.Key.Name + ": " + cmp.Or(mistake, "There is no such value.")
	case isKey:
		text = r.Name + " cannot be looked up by " + key.Key.Name + "."
	case errors.Is(err, record.ErrNoWay):
		text = "This server cannot show a single " + r.Name + "."
	case errors.Is(err, record.ErrLong):
		text = "The " + r.Name + " " + number + " was not found, and the list could not be read to its end. It may be there all the same."
	default:
		return err
	}
	return fmt.Errorf("%w: %w", notFound(text), err)
}

// maxInAddress is how long a value may be that leads to a record, in bytes.
const maxInAddress = 1000

// rowURL is the page of a record of which a row is known; "" when it has none.
func (l *linker) rowURL(r *catalog.RecordType, row attr.Value) string {
	id, ok := row.Get(r.IDField).Int()
	switch {
	case !ok:
		return ""
	case r.CanRead():
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
		return name != "" && name != r.IDField && r.ListTakes(name) && !r.ListInsists(name) && !v.IsEmpty() && len(v.Text()) <= maxInAddress && !l.masking.Hides(name, info.Property(name))
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
