package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/words"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	view "portaconsole/views/journal"
	"portaconsole/views/ui"
)

const journalURL = "/journal"

// entriesPerPage is how many entries a page of the journal shows.
const entriesPerPage = 50

func entryURL(id string) string { return journalURL + "/" + url.PathEscape(id) }

// lookURL is where PortaBilling is asked what became of the write.
func lookURL(id string) string { return entryURL(id) + "/look" }

// journalList shows a page of the journal. Filters and page stand in the address alone.
func (a *app) journalList(c echo.Context) error {
	q := readJournalQuery(c.QueryParams())
	if q.untidy && !wantsPart(c.Request()) {
		return redirect(c, q.url(journalURL)) // an address that can be shared
	}
	reader := journal.ReaderOf(a.user(c).Client)
	page := view.ListPage{URL: journalURL, Whose: whoseText(reader), Fields: q.fields(), Fault: q.fault()}
	status := http.StatusOK
	if page.Fault != nil {
		status = http.StatusUnprocessableEntity
		focusAfter(c, ui.FaultID)
	} else {
		f := q.filter
		f.Limit = entriesPerPage + 1 // one more tells whether there are more
		list, err := a.Journal.List(c.Request().Context(), reader, f)
		if err != nil {
			return err
		}
		showEntries(&page, q, list)
		cat := a.catalog(c)
		for _, e := range q.onPage(list) {
			page.Rows = append(page.Rows, entryRow(cat, e))
		}
	}
	c.Response().Header().Set("HX-Push-Url", q.url(journalURL))
	return render(c, status, a.shell(c, "Journal", nil, view.List(page)), view.Part(page))
}

func whoseText(r journal.Reader) string {
	if r.Reach == journal.ServerWide {
		return "You are a super-user, so these are the entries of everybody on this server. Times are UTC."
	}
	return "These are your own entries. Those of others are shown to super-users of the administrator realm. Times are UTC."
}

// showEntries says how much there is, and leads to the neighbours of the page.
func showEntries(page *view.ListPage, q journalQuery, list []journal.Entry) {
	shown := q.onPage(list)
	older, newer := q.neighbours(list)
	for _, format := range []journal.Format{journal.CSV, journal.JSONLines} {
		page.Exports = append(page.Exports, view.Link{Label: string(format), URL: safeURL(q.first().url(exportURL(format)))})
	}
	page.Range = "No entries"
	if len(shown) > 0 {
		page.Range = words.Count(len(shown), "entry")
	}
	if older != "" {
		page.Range += ", older ones follow"
	}
	page.Previous, page.Next = safeURL(newer), safeURL(older)
	switch {
	case q.filtered():
		page.Empty = "No entry fits these filters. Change one, or clear them."
	case q.params.Has("before"):
		page.Empty = "There is nothing older."
	default:
		page.Empty = "Nothing was written yet. Each change that this console sends is written down here first, and what became of it afterwards."
	}
}

func entryRow(cat *catalog.Catalog, e journal.Entry) view.Row {
	text, tone := stateView(e.State)
	return view.Row{
		URL: safeURL(entryURL(e.ID)), Time: secondText(e.Planned), Person: e.Owner.Login, What: whatText(cat, &e), Method: e.Method,
		Outcome: text, Tone: tone, Record: recordLink(cat, &e),
	}
}

// recordLink leads to the record that an entry is about, when it has a page.
func recordLink(cat *catalog.Catalog, e *journal.Entry) view.Link {
	service, name, _ := strings.Cut(e.Record, "/")
	r := cat.Record(service, name)
	link := view.Link{Label: strings.TrimSpace(name + " " + e.RecordID)}
	if id, ok := idOf(e.RecordID); ok && r != nil && r.CanRead() {
		link.URL = safeURL(recordURL(r, id))
	}
	return link
}
