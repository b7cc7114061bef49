package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/places"
	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/views/records"
)

// recordPage is one request to a record's page.
type recordPage struct {
	*app
	c      echo.Context
	record *catalog.RecordType
	id     int64
	by     []lookup // how the list finds it, where it cannot be read by its key alone
	tab    *tab     // the open one; nil for the record itself
	links  *linker
}

// record shows one record by the value of its id field: itself, or what belongs to it.
func (a *app) record(c echo.Context) error {
	r, err := a.recordType(c)
	if err != nil {
		return err
	}
	p := &recordPage{app: a, c: c, record: r, links: a.linker(c)}
	if p.id, err = recordID(r, c.Param("id")); err != nil {
		return err
	}
	if !r.CanRead() {
		_, p.by = readLookups(c.Request().URL.RawQuery)
	}
	tabs := tabsOf(a.catalog(c), r)
	if p.tab, err = tabNamed(tabs, c.QueryParam("tab")); err != nil {
		return err
	}
	var v attr.Value
	if p.tab == nil || !wantsPart(c.Request()) || p.tab.of != r.IDField { // a tab by itself mostly needs no more than the key
		if v, err = a.readRecord(c, r, p.id, p.by); err != nil {
			return err
		}
	}
	page := p.view(v, tabs)
	title := page.Heading + " – " + r.Name
	if p.tab != nil {
		if page.Related, err = p.related(v); err != nil {
			return err
		}
		title = page.Related.Title + " – " + title
	} else {
		page.News = a.user(c).TakeNews(p.url("")).Verb
		did := places.Opened
		if page.News != "" {
			did = deedOf(page.News)
		}
		a.remember(c, places.Recent{URL: p.url(""), Did: did, Text: recordWords(r, page.Heading)})
	}
	page.Tabs = p.tabViews(tabs) // after the call, which may have been denied
	page.NamesURL = p.links.namesURL()
	return render(c, http.StatusOK, a.shell(c, title, r, records.Record(page)), records.RecordPart(page))
}

// recordID reads the id in an address. Only as it is written by us: one record has one address.
func recordID(r *catalog.RecordType, text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(id, 10) != text || r.IDField == "" {
		return 0, notFound("There is no " + r.Name + " with this number.")
	}
	return id, nil
}

// view is the page without what the open tab shows. The value is absent when a tab is asked for by itself.
func (p *recordPage) view(v attr.Value, tabs []tab) records.RecordPage {
	r := p.record
	mask := func(v attr.Value) attr.Value { return p.Masking.Mask(r.Info(), v) }
	head := v.Head(recordRoom)
	masked := mask(head)
	page := records.RecordPage{Service: r.Service, Record: r.Name, ListURL: safeURL(listOf(r)), Heading: p.heading(masked)}
	page.Buttons, page.Actions = p.buttons(), p.actions()
	if p.tab == nil {
		p.links.learn(r, masked)
		page.Groups, page.Empty = p.links.groups(r, masked)
		page.JSON, page.JSONNote = shownJSON(v, mask)
		if page.JSONNote != "" {
			page.JSONNote += " " + byHand
		}
		if head.IsCut() {
			page.Note = "There is more in this record than is shown; each place says what is left out. The JSON has more of it."
		}
		if n := head.Left(); n > 0 {
			page.Note += " Not shown at all: " + words.Count(n, "attribute") + "."
		}
	}
	return page
}

// byHand says how to see what is too long to be shown.
const byHand = "The curl command under “What it sent” brings all of it."

// heading is what people know the record by, else its type and number.
func (p *recordPage) heading(v attr.Value) string {
	if title := record.Title(p.record, v); title != "" {
		return title
	}
	return p.record.Name + " " + strconv.FormatInt(p.id, 10)
}
