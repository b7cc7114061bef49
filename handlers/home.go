package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/porta/catalog"
	"portaconsole/views/home"
	"portaconsole/views/ui"
)

// operationPages are the operations that have a page of their own to begin with.
var operationPages = []struct {
	kind  catalog.OperationKind
	label string
	url   func(*catalog.RecordType) string
}{
	{catalog.Create, "Create", newURL},
	{catalog.List, "List", listURL},
}

// home shows the pickers, and leads on when something was picked.
func (a *app) home(c echo.Context) error {
	service, record, operation := c.QueryParam("service"), c.QueryParam("record"), c.QueryParam("operation")
	m := home.Model{}
	for _, s := range a.catalog(c).Services {
		if len(s.Records) == 0 {
			continue
		}
		m.Services = append(m.Services, ui.Option{Value: s.Name, Label: s.Name, Selected: s.Name == service})
		g := home.Group{Service: s.Name}
		for _, r := range s.Records {
			key := r.Service + "/" + r.Name
			g.Records = append(g.Records, ui.Option{Value: key, Label: r.Name, Selected: key == record})
			if key == record && (service == "" || service == s.Name) {
				if url := operationURL(r, operation); url != "" {
					return redirect(c, url)
				}
				m.Error = "This record type has no such operation. Choose another one."
			}
		}
		m.Records = append(m.Records, g)
	}
	for _, op := range operationPages {
		m.Operations = append(m.Operations, ui.Option{Value: op.kind.String(), Label: op.label, Selected: op.kind.String() == operation})
	}
	status := http.StatusOK
	if operation != "" {
		status = http.StatusUnprocessableEntity
		if m.Error == "" {
			m.Error = "Choose a record type of the service " + service + "."
			if service == "" {
				m.Error = "Choose a record type."
			}
		}
	}
	page := home.Page(m)
	return render(c, status, a.shell(c, "Start", nil, page), page)
}

func operationURL(r *catalog.RecordType, operation string) string {
	for _, op := range operationPages {
		if op.kind.String() == operation && r.Operation(op.kind) != nil {
			return op.url(r)
		}
	}
	return ""
}
