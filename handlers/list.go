package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/words"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/views/records"
	"portaconsole/views/ui"
)

// list shows a page of a record type's list. Filters and page stand in the address alone.
func (a *app) list(c echo.Context) error {
	r, err := a.recordType(c)
	if err != nil {
		return err
	}
	op := r.Operation(catalog.List)
	if op == nil {
		return notFound("This server has no list of " + r.Name + ".")
	}
	if asked, _ := readLookups(c.Request().URL.RawQuery); asked {
		return redirect(c, findURL(r)+"?"+c.Request().URL.RawQuery)
	}
	q := readListQuery(c.Request().URL.RawQuery)
	if q.untidy && q.add == "" && q.pick == "" && !wantsPart(c.Request()) {
		return redirect(c, q.url(listURL(r))) // an address that can be shared
	}
	params, mistakes := q.request(op.Method.Request)
	links := a.linker(c)
	page := listView(links, r, q)
	mistakes, err = a.pickInFilters(c, links, &page, op.Method.Request, q, mistakes)
	if err != nil {
		return err
	}
	page.Fault = filterFault(&page, mistakes)
	status := http.StatusOK
	if page.Fault == nil {
		answer, err := record.Of(a.user(c).Client).Page(c.Request().Context(), r, params)
		if err == nil {
			links.showRows(&page, r, q, answer)
		}
		if e, ok := errors.AsType[*porta.Error](err); ok && staysOnPage(e) {
			if len(e.Path) > 0 {
				q.add = e.Path[0] // the filter that the fault asks for is there to be filled in
				page = listView(links, r, q)
			}
			page.Fault = faultView(e, func(l faultLine) string { return markFilter(&page, l.path.String(), "PortaBilling: "+l.text) })
		} else if err != nil {
			return err
		}
	}
	page.NamesURL = links.namesURL()
	if page.Fault != nil && a.tellElsewhere(c) {
		return nil
	}
	if !wantsPart(c.Request()) {
		page.News = newsText(a.user(c).TakeNews(listURL(r)))
	}
	if page.Fault != nil {
		status = http.StatusUnprocessableEntity
		focusAfter(c, ui.FaultID)
	} else {
		if page.Saved, err = a.savedBar(c, r, q); err != nil {
			return err
		}
		a.rememberList(c, r, q)
	}
	c.Response().Header().Set("HX-Push-Url", q.url(listURL(r)))
	return render(c, status, a.shell(c, r.Service+" › "+r.Name, r, records.List(page)), records.Part(page))
}

// staysOnPage says that the user can do something about the fault where it is shown.
func staysOnPage(e *porta.Error) bool {
	return e.Trouble == porta.NoTrouble && e.Kind != porta.Auth && e.Kind != porta.Denied
}

// showRows puts the answer's rows into the page.
func (l *linker) showRows(page *records.ListPage, r *catalog.RecordType, q listQuery, answer record.Page) {
	op := r.Operation(catalog.List)
	sent := answer.Rows
	rows, ours := q.page(op, answer)
	info, columns := r.Info(), columnsOf(r, rows)
	page.Columns = l.columnViews(r, columns)
	for _, row := range rows {
		l.learn(r, row)
		page.Rows = append(page.Rows, l.rowView(r, info, page.Columns, row))
	}
	total, hasTotal := answer.Total, answer.Counted
	first, last := q.offset+1, q.offset+len(page.Rows)
	more := op.Paging.Limit && op.Paging.Offset && len(page.Rows) == q.limit
	switch {
	case ours:
		total, hasTotal, more = int64(len(sent)), true, last < len(sent)
	case len(sent) > q.limit: // whether they begin where this page does is not known either
		page.Note = "PortaBilling sent " + words.Grouped(int64(len(sent))) + " rows where this page has room for " + words.Grouped(int64(q.limit)) + ". The first of them are shown; with more rows per page, or a filter, the others are."
		more = false
	}
	switch {
	case hasTotal && total == 0 || !hasTotal && last == 0:
		page.Range, more = "No results", false
	case len(page.Rows) == 0 && hasTotal:
		page.Range, more = "Nothing on this page; "+words.Grouped(total)+" altogether", false
	case len(page.Rows) == 0:
		page.Range, more = "Nothing on this page", false
	case hasTotal:
		page.Range, more = rangeText(first, last)+" of "+words.Grouped(total), int64(last) < total
	case more:
		page.Range = rangeText(first, last) + ", more follow"
	case page.Note != "":
		page.Range = rangeText(first, last)
	default:
		page.Range = rangeText(first, last) + " of " + words.Grouped(int64(last))
	}
	showPages(page, r, q, more)
}

// page are the rows that the page shows. A server that knows no pages, or gave all rows in spite of them, is paged here; ours says so. No
// more are shown than were asked for.
func (q listQuery) page(op *catalog.Operation, sent record.Page) (rows []attr.Value, ours bool) {
	rows = sent.Rows
	ours = !op.Paging.Limit && !op.Paging.Offset || sent.Counted && int64(len(rows)) == sent.Total && len(rows) > q.limit
	if ours {
		rows = rows[min(q.offset, len(rows)):]
	}
	return rows[:min(q.limit, len(rows))], ours
}

// maxOwnColumns is how many attributes are shown of records of which no description says what they hold.
const maxOwnColumns = 8

// columnsOf are the record type's columns, or the first scalar attributes of the rows where the description names none beside the key.
func columnsOf(r *catalog.RecordType, rows []attr.Value) []string {
	if len(r.Columns) > 1 {
		return r.Columns
	}
	columns := slices.Clone(r.Columns)
	for _, row := range rows {
		for _, m := range row.Members() {
			if len(columns) == maxOwnColumns {
				return columns
			}
			if !isNested(m.Value) && len(m.Name) <= attr.MaxPath && !slices.Contains(columns, m.Name) {
				columns = append(columns, m.Name)
			}
		}
	}
	return columns
}

func showPages(page *records.ListPage, r *catalog.RecordType, q listQuery, more bool) {
	if q.offset > 0 {
		page.Previous = safeURL(q.at(q.offset - q.limit).url(listURL(r)))
	}
	if more {
		page.Next = safeURL(q.at(q.offset + q.limit).url(listURL(r)))
	}
	page.Empty = "There is no " + r.Name + "."
	if len(q.filters) > 0 {
		page.Empty = "No " + r.Name + " fits these filters. Change one, or clear them." + q.wildcardHint(r)
	}
	if q.offset > 0 {
		page.Empty = "There is nothing on this page of the list."
	}
}

func rangeText(first, last int) string {
	return words.Grouped(int64(first)) + "–" + words.Grouped(int64(last))
}
