package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/names"
	"portaconsole/porta/catalog"
	"portaconsole/views/references"
)

// fillNames asks for the names that a page misses, and answers with each for its places on the page.
func (a *app) fillNames(c echo.Context) error {
	refs := readRefs(a.catalog(c), c.QueryParams()["r"])
	known := a.namesOf(c)
	known.Fetch(c.Request().Context(), refs)
	var list []references.Model
	for _, ref := range refs {
		if name, _ := known.Known(ref.Record, ref.ID); name != "" {
			list = append(list, references.Model{Class: referenceClass(ref), Name: name})
		}
	}
	part := references.Filled(list)
	return render(c, http.StatusOK, a.shell(c, "Names", nil, part), part)
}

// namesURL is where the page's missing names are asked for; "" when there are none.
func (l *linker) namesURL() string {
	if len(l.missing) == 0 {
		return ""
	}
	var order []*catalog.RecordType
	ids := make(map[*catalog.RecordType][]string)
	for _, ref := range l.missing {
		if ids[ref.Record] == nil {
			order = append(order, ref.Record)
		}
		ids[ref.Record] = append(ids[ref.Record], strconv.FormatInt(ref.ID, 10))
	}
	q := url.Values{}
	for _, r := range order {
		q.Add("r", r.Service+"/"+r.Name+":"+strings.Join(ids[r], " "))
	}
	return "/names?" + q.Encode()
}

// readRefs reads "Customer/customer:1042 1043", leaving out what this server does not have.
func readRefs(c *catalog.Catalog, params []string) (refs []names.Ref) {
	for _, param := range params {
		record, ids, _ := strings.Cut(param, ":")
		service, name, _ := strings.Cut(record, "/")
		r := c.Record(service, name)
		if r == nil {
			continue
		}
		for id := range strings.FieldsSeq(ids) {
			if n, err := strconv.ParseInt(id, 10, 64); err == nil && len(refs) < mostAsked {
				refs = append(refs, names.Ref{Record: r, ID: n})
			}
		}
	}
	return refs
}
