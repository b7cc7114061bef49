package handlers

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// seenAt is where one sees a record of which the attributes are known: its page, else the list that it stands in; "" where the server
// shows neither, or the list asks for something that is not known.
func (l *linker) seenAt(r *catalog.RecordType, known attr.Value) string {
	if page := l.rowURL(r, known); page != "" {
		return page
	}
	return l.listFor(r, known, nil)
}

// listFor is the list of records like the one of which the attributes are known, as far as the list insists on one; "" where there is none,
// and where it insists on what is not known, or must not stand in an address. Whatever the record belongs to, by what it is found by,
// the list is asked by too: many insist on that without saying so.
func (l *linker) listFor(r *catalog.RecordType, known attr.Value, by []lookup) string {
	op := r.Operation(catalog.List)
	if op == nil {
		return ""
	}
	q := listQuery{limit: defaultLimit}
	for i := range op.Method.Request.Properties {
		p := &op.Method.Request.Properties[i]
		if i := slices.IndexFunc(by, func(b lookup) bool { return b.key == p.Name }); i >= 0 && l.catalog.Reference(p) != nil {
			q.addFilter(p.Name, by[i].value)
			continue
		}
		if !p.Required || catalog.IsPaging(p.Name) {
			continue
		}
		value := known.Get(p.Name)
		if value.IsEmpty() || isNested(value) || l.masking.Hides(p.Name, p) {
			return ""
		}
		q.addFilter(p.Name, value.Text())
	}
	return q.url(listURL(r))
}

// listOf is the list of a record type; "" when the server has none.
func listOf(r *catalog.RecordType) string {
	if r.Operation(catalog.List) == nil {
		return ""
	}
	return listURL(r)
}

// knownOf are the attributes of a record that a request tells, whether they stand inside its wrapper or beside it.
func knownOf(op *catalog.Operation, params attr.Value) attr.Value {
	known := attr.ObjectValue()
	for _, v := range []attr.Value{params, params.At(attr.ParsePath(op.Wrapper))} {
		for _, m := range v.Members() {
			known, _ = known.With(attr.Path{m.Name}, m.Value)
		}
	}
	return known
}

// tellElsewhere leads to the journal's entry of what was just done, where the page that should have told of it cannot be shown: nobody shall
// take the failure of that page for one of what was done. It says whether it did.
func (a *app) tellElsewhere(c echo.Context) bool {
	u, path := a.user(c), c.Request().URL.EscapedPath()
	if u == nil || c.Request().Method != http.MethodGet || wantsPart(c.Request()) {
		return false
	}
	news := u.TakeNews(path)
	if news.Entry == "" || news.Entry == path {
		return false
	}
	u.Tell(news.Entry, news)
	_ = redirect(c, news.Entry)
	return true
}
