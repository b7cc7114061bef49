package handlers

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// openCopy is the form of a new record, filled from another one.
func (a *app) openCopy(c echo.Context, r *catalog.RecordType, from string) (*builder.Form, error) {
	id, err := strconv.ParseInt(from, 10, 64)
	if err != nil {
		return nil, notFound("There is no " + r.Name + " with this number.")
	}
	record, err := a.readMasked(c, r, id, lookupsOf(c))
	if err != nil {
		return nil, err
	}
	op := r.Operation(catalog.Create)
	f := builder.New(op.Method.Request)
	v, _ := attr.ObjectValue().With(attr.ParsePath(op.Wrapper), copied(a.catalog(c), r, record))
	err = f.Fill(f.Root, v)
	f.Require(f.Root)
	f.Root.Close()
	return f, err
}

// copied is what a new record takes over from a masked one: nothing that tells the one from others, nothing that came of its use, and no name that was
// given along with the number of another record: the number may be changed in the form.
func copied(cat *catalog.Catalog, r *catalog.RecordType, record attr.Value) attr.Value {
	op := r.Operation(catalog.Create)
	s := op.Method.Request.At(attr.ParsePath(op.Wrapper))
	left := append([]string{r.IDField}, r.Keys...)
	if p := s.Property(r.Title); p == nil || p.Required { // a title that one must give is most likely unique
		left = append(left, r.Title)
	}
	v := s.Writable(record)
	for _, m := range v.Members() {
		if catalog.Drifts(m.Name) {
			left = append(left, m.Name)
		}
		if cat.Reference(s.Property(m.Name)) != nil {
			left = append(left, besideName(m.Name))
		}
	}
	for _, name := range left {
		v = v.Without(attr.Path{name})
	}
	return shown(v, v)
}
