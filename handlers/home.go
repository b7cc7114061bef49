package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/porta/catalog"
	"portaconsole/views/home"
	"portaconsole/views/ui"
)

// operation is an entry of the Operation picker.
type operation struct {
	value, label string
	// url is where it begins for a record type; "" when that does not have it.
	url func(*catalog.RecordType) string
}

var operations = []operation{
	{"create", "Create", ofKind(catalog.Create, newURL)},
	{"list", "List", ofKind(catalog.List, listURL)},
	{"get", "Get", aims[0].begin},
	{"update", "Update", aims[1].begin},
	{"delete", "Delete", aims[2].begin},
	{customOperation, "Custom", func(r *catalog.RecordType) string { return methodsURL(r.Service) }},
}

// customOperation is any method of a service, so it needs no record type.
const customOperation = "custom"

func ofKind(kind catalog.OperationKind, url func(*catalog.RecordType) string) func(*catalog.RecordType) string {
	return func(r *catalog.RecordType) string {
		if r.Operation(kind) == nil {
			return ""
		}
		return url(r)
	}
}

// begin is the address at which the aim begins; "" when the record type does not have it.
func (m aim) begin(r *catalog.RecordType) string {
	if !m.fits(r) {
		return ""
	}
	return m.url(r)
}

// noOperation says that the server does not have the operation, and what there is instead.
func noOperation(r *catalog.RecordType, label string) string {
	var has []string
	for _, op := range operations {
		if op.url(r) != "" {
			has = append(has, op.label)
		}
	}
	return "This server has no " + label + " for " + r.Name + ". It has " + strings.Join(has, ", ") + "."
}

// picked is what was chosen on the start page.
type picked struct{ service, record, operation string }

// home shows the pickers and where the user was before, and leads on when something was picked.
func (a *app) home(c echo.Context) error {
	p := picked{c.QueryParam("service"), c.QueryParam("record"), c.QueryParam("operation")}
	cat := a.catalog(c)
	m, status := pickersView(cat, p), http.StatusOK
	if p.operation != "" {
		url, mistake := p.leadsTo(cat)
		if url != "" {
			return redirect(c, url)
		}
		m.Error, status = mistake, http.StatusUnprocessableEntity
	}
	var err error
	if m.Drafts, err = a.unfinishedEntries(c); err != nil {
		return err
	}
	if m.Saved, err = a.savedEntries(c); err != nil {
		return err
	}
	if m.Recent, err = a.recentEntries(c); err != nil {
		return err
	}
	page := home.Page(m)
	return render(c, status, a.shell(c, "Start", nil, page), page)
}

// leadsTo is where the choice leads, or why it leads nowhere.
func (p picked) leadsTo(cat *catalog.Catalog) (string, *ui.FaultLine) {
	service, name, _ := strings.Cut(p.record, "/")
	r := cat.Record(service, name)
	if p.operation == customOperation && (r == nil || p.service != "") {
		if cat.Service(p.service) == nil {
			return "", &ui.FaultLine{Target: "service", Text: "Choose a service."}
		}
		return methodsURL(p.service), nil
	}
	switch {
	case (r == nil || p.service != r.Service) && p.service != "":
		return "", &ui.FaultLine{Target: "record", Text: "Choose a record type of the service " + p.service + "."}
	case r == nil:
		return "", &ui.FaultLine{Target: "record", Text: "Choose a record type."}
	}
	for _, op := range operations {
		if op.value != p.operation {
			continue
		}
		if url := op.url(r); url != "" {
			return url, nil
		}
		return "", &ui.FaultLine{Target: "operation", Text: noOperation(r, op.label)}
	}
	return "", &ui.FaultLine{Target: "operation", Text: "Choose an operation."}
}

func pickersView(cat *catalog.Catalog, p picked) (m home.Model) {
	for _, s := range cat.Services {
		m.Services = append(m.Services, ui.Option{Value: s.Name, Label: s.Name, Selected: s.Name == p.service})
		if len(s.Records) == 0 {
			continue
		}
		g := home.Group{Service: s.Name}
		for _, r := range s.Records {
			key := r.Service + "/" + r.Name
			g.Records = append(g.Records, home.Record{
				Option:     ui.Option{Value: key, Label: r.Name, Selected: key == p.record},
				Operations: operationsOf(r),
			})
		}
		m.Records = append(m.Records, g)
	}
	for _, op := range operations {
		m.Operations = append(m.Operations, ui.Option{Value: op.value, Label: op.label, Selected: op.value == p.operation})
	}
	return m
}

// operationsOf are the values of the operations that the record type has.
func operationsOf(r *catalog.RecordType) string {
	var has []string
	for _, op := range operations {
		if op.url(r) != "" {
			has = append(has, op.value)
		}
	}
	return strings.Join(has, " ")
}

// methodsURL is the list of a service's methods.
func methodsURL(service string) string {
	return "/methods?" + url.Values{"service": {service}}.Encode()
}
