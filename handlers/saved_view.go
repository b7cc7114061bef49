package handlers

import (
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/places"
	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/home"
	"portaconsole/views/saved"
)

// viewURL is the address that stands for a saved view whatever it holds.
func viewURL(v places.View) string { return "/views/" + v.ID }

func editViewURL(v places.View) string { return viewURL(v) + "/edit" }

// savedListURL is the address of the list that a view is of.
func savedListURL(v places.View) string {
	service, record, _ := strings.Cut(v.Record, "/")
	list := listURL(&catalog.RecordType{Service: service, Name: record})
	if v.Query == "" {
		return list
	}
	return list + "?" + v.Query
}

// viewOf is a list as it can be saved: from its first row on.
func viewOf(r *catalog.RecordType, q listQuery) places.View {
	_, query, _ := strings.Cut(q.at(0).url(""), "?")
	return places.View{Record: r.Service + "/" + r.Name, Query: query}
}

// savedBar is what a list shows of its saved views.
func (a *app) savedBar(c echo.Context, r *catalog.RecordType, q listQuery) (saved.Bar, error) {
	shown := viewOf(r, q)
	bar := saved.Bar{List: safeURL(savedListURL(shown))}
	views, err := a.Places.Views(c.Request().Context(), a.user(c).Owner())
	for _, v := range views {
		if v.Record == shown.Record {
			bar.Links = append(bar.Links, saved.Link{
				Name: v.Name, URL: safeURL(savedListURL(v)), EditURL: safeURL(editViewURL(v)), Current: v.Query == shown.Query,
			})
		}
	}
	return bar, err
}

// savedEntries are the views on the start page.
func (a *app) savedEntries(c echo.Context) (entries []home.Entry, err error) {
	views, err := a.Places.Views(c.Request().Context(), a.user(c).Owner())
	for _, v := range views {
		record, what := a.viewWords(a.catalog(c), v)
		entries = append(entries, home.Entry{URL: safeURL(viewURL(v)), Text: v.Name, Note: record + ": " + inCell(what), EditURL: safeURL(editViewURL(v))})
	}
	return entries, err
}

// viewWords say which record type a view is of, and what it shows of it.
func (a *app) viewWords(cat *catalog.Catalog, v places.View) (record, what string) {
	service, record, _ := strings.Cut(v.Record, "/")
	r := cat.Record(service, record)
	if r == nil || r.Operation(catalog.List) == nil {
		return record, "this server has no such list"
	}
	return record, a.queryWords(r, readListQuery(v.Query))
}

// queryWords are the filters, and the rows per page where they are not the usual.
func (a *app) queryWords(r *catalog.RecordType, q listQuery) string {
	text := a.filterWords(r, q)
	if text == "" {
		text = "all"
	}
	if q.limit != defaultLimit {
		text += ", " + words.Count(q.limit, "row") + " per page"
	}
	return text
}

// filterWords are the filters for people, without secrets; "" when there are none.
func (a *app) filterWords(r *catalog.RecordType, q listQuery) string {
	request := r.Operation(catalog.List).Method.Request
	secret := a.Masking.Of(request)
	var told []string
	for _, f := range q.filters {
		if f.value == "" {
			continue
		}
		path, value := attr.ParsePath(f.path), f.value
		if secret(path) {
			value = catalog.Masked
		} else if p := request.PropertyAt(path); p != nil {
			value = meaningOf(p, value)
		}
		told = append(told, f.path+" "+value)
	}
	return strings.Join(told, ", ")
}

// hasSecret says that a filter of the list is a secret.
func (a *app) hasSecret(r *catalog.RecordType, q listQuery) bool {
	secret := a.Masking.Of(r.Operation(catalog.List).Method.Request)
	return slices.ContainsFunc(q.filters, func(f filter) bool { return f.value != "" && secret(attr.ParsePath(f.path)) })
}

// meaningOf is a code with what it means, or the value itself.
func meaningOf(p *catalog.Property, value string) string {
	for _, c := range choicesOf(p) {
		if c.Code == value {
			return choiceText(c)
		}
	}
	return value
}
