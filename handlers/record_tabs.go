package handlers

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"portaconsole/handlers/words"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/views/records"
	"portaconsole/views/ui"
)

// tab is a list of what belongs to a record.
type tab struct {
	name, label string
	record      *catalog.RecordType
	by, of      string // the list is filtered by this attribute; it takes the value of that attribute of the record
	days        int    // how many days it reaches back, today included; 0 for lists without dates
}

const (
	tabRows  = 20 // of a tab; the list shows them all
	mostTabs = 60 // of a record; what else belongs to it is found by the filters of its lists
)

// The attributes of a list that must be told which time it is about.
const (
	fromDate = "from_date"
	toDate   = "to_date"
)

// firstTabs are what people look for most, by record type; the others follow in the catalogue's order.
var firstTabs = []string{"account", "alias", "subscription", "number", "sim_card", "xdr", "active_session", "invoice"}

func tabOrder(a, b tab) int {
	return cmp.Compare(uint(slices.Index(firstTabs, a.record.Name)), uint(slices.Index(firstTabs, b.record.Name))) // -1 comes last
}

// tabsOf are the lists that can be asked for what belongs to a record of the type.
func tabsOf(c *catalog.Catalog, r *catalog.RecordType) (tabs []tab) {
	for _, rel := range c.Related(r) {
		t := tab{name: rel.Record.Name, label: heading(rel.Record.Name), record: rel.Record, by: rel.By, of: rel.Of}
		switch {
		case asksDates(rel):
			today, week := t, t
			today.name, today.label, today.days = t.name+"-today", t.label+" today", 1
			week.name, week.label, week.days = t.name+"-week", t.label+", 7 days", 7
			tabs = append(tabs, today, week)
		case !rel.Record.ListInsists(rel.By):
			tabs = append(tabs, t)
		}
	}
	slices.SortStableFunc(tabs, tabOrder)
	tabs = tabs[:min(len(tabs), mostTabs)]
	for i := range tabs { // record types of two services may have one name
		if t := &tabs[i]; slices.ContainsFunc(tabs, func(o tab) bool { return o.record != t.record && o.name == t.name }) {
			t.name, t.label = t.record.Service+"-"+t.name, t.record.Service+": "+t.label
		}
	}
	return tabs
}

// asksDates says that beside whom it is about, the list must only be told from when to when.
func asksDates(rel catalog.Relation) bool {
	dates := 0
	for _, p := range rel.Record.Operation(catalog.List).Method.Request.Properties {
		switch {
		case !p.Required || p.Name == rel.By:
		case (p.Name == fromDate || p.Name == toDate) && p.Schema.Type == catalog.DateTime:
			dates++
		default:
			return false
		}
	}
	return dates == 2
}

// tabNamed finds the open tab; nil for the record itself.
func tabNamed(tabs []tab, name string) (*tab, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // the record itself is none of the tabs
	}
	i := slices.IndexFunc(tabs, func(t tab) bool { return t.name == name })
	if i < 0 {
		return nil, notFound("There is no tab of that name.")
	}
	return &tabs[i], nil
}

// headings are those of lists that have a name of their own.
var headings = map[string]string{"alias": "Aliases", "active_session": "Active calls", "customer_number": "Assigned numbers", "number": "DID numbers"}

// heading names several records of a type: "Accounts" of account.
func heading(name string) string {
	if known := headings[name]; known != "" {
		return known
	}
	return words.Plural(catalog.Label(name))
}

// url is the address of a tab; of the record itself for "".
func (p *recordPage) url(tab string) string {
	own := recordURL(p.record, p.id) + byQuery(p.by)
	switch {
	case tab == "":
		return own
	case len(p.by) == 0:
		return own + "?tab=" + url.QueryEscape(tab)
	}
	return own + "&tab=" + url.QueryEscape(tab)
}

func (p *recordPage) tabViews(tabs []tab) []records.Tab {
	views := []records.Tab{{Name: "details", Label: "Details", URL: safeURL(p.url("")), Current: p.tab == nil}}
	for i := range tabs {
		t := &tabs[i]
		views = append(views, records.Tab{
			Name: t.name, Label: t.label, URL: safeURL(p.url(t.name)), Current: t == p.tab, Denied: p.denied(t.record.Operation(catalog.List).Method),
		})
	}
	return views
}

// denied says why the user may not call a method, as far as PortaBilling said so a moment ago; "" when it did not.
func (p *recordPage) denied(m *catalog.Method) string {
	if p.user(p.c).Client.Denied(m.Path()) == nil {
		return ""
	}
	return deniedText
}

// query asks the tab's list for what belongs to a record.
func (t *tab) query(of string, now time.Time) listQuery {
	q := listQuery{limit: tabRows, filters: []filter{{path: t.by, value: of}}}
	if t.days > 0 {
		end := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
		q.addFilter(fromDate, end.AddDate(0, 0, -t.days).Format(catalog.DateTimeLayout))
		q.addFilter(toDate, end.Format(catalog.DateTimeLayout))
	}
	return q
}

// related shows the open tab. What goes wrong there is shown there: the rest of the page lives on.
func (p *recordPage) related(v attr.Value) (*records.Related, error) {
	t, r := p.tab, p.tab.record
	of := v.Get(t.of).Text()
	if t.of == p.record.IDField {
		of = strconv.FormatInt(p.id, 10)
	}
	q := t.query(of, time.Now())
	view := &records.Related{Title: t.label, Record: r.Name, ListURL: safeURL(q.withLimit(defaultLimit).url(listURL(r)))}
	if of == "" {
		view.Range, view.Empty = "No results", "This "+p.record.Name+" has no "+t.of+" to look by."
		return view, nil
	}
	op := r.Operation(catalog.List)
	params, _ := q.request(op.Method.Request)
	answer, err := record.Of(p.user(p.c).Client).Page(p.c.Request().Context(), r, params)
	var page records.ListPage
	if err == nil {
		p.links.showRows(&page, r, q, answer)
	}
	switch {
	case porta.KindOf(err) == porta.Auth:
		return nil, err
	case err != nil:
		view.Fault = p.tabFault(err)
		return view, nil
	}
	view.Columns, view.Rows = without(t.by, page.Columns, page.Rows)
	view.Range, view.Note, view.Empty = page.Range, page.Note, "There is none for this "+p.record.Name+"."
	return view, nil
}

// without leaves out the column that has the same value in each row: whom the tab is about.
func without(name string, columns []records.Column, rows []records.Row) ([]records.Column, []records.Row) {
	i := slices.IndexFunc(columns, func(c records.Column) bool { return c.Label == name })
	if i < 0 || len(columns) == 1 {
		return columns, rows
	}
	for j := range rows {
		rows[j].Cells = slices.Delete(rows[j].Cells, i, i+1)
	}
	return slices.Delete(columns, i, i+1), rows
}

// tabFault words what came instead of a list.
func (p *recordPage) tabFault(err error) *ui.Fault {
	m := problemOf(err)
	f := &ui.Fault{Intro: m.Text, Method: m.Method, Code: m.Code, Text: m.Fault}
	if e, ok := errors.AsType[*porta.Error](err); ok && e.Trouble != porta.NoTrouble || !ok {
		p.Log.WarnContext(p.c.Request().Context(), "a tab failed", "id", requestID(p.c), "err", err)
	}
	return f
}

func (q listQuery) withLimit(n int) listQuery {
	q.limit = n
	return q
}
