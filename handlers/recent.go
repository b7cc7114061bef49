package handlers

import (
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/places"
	"portaconsole/porta/catalog"
	"portaconsole/views/home"
)

// remember notes what the user did, for the start page. It is called when all went well, just before the answer.
func (a *app) remember(c echo.Context, r places.Recent) {
	a.Places.Remember(a.user(c).Owner(), r)
}

// rememberList notes that a list was looked at. Pages of it, and their sizes, are not told apart; with a secret among its filters it
// is not kept.
func (a *app) rememberList(c echo.Context, r *catalog.RecordType, q listQuery) {
	if a.hasSecret(r, q) {
		return
	}
	q = q.at(0)
	q.limit = defaultLimit
	a.remember(c, places.Recent{URL: q.url(listURL(r)), Did: places.Listed, Text: r.Name, Note: inCell(a.filterWords(r, q))})
}

// recordWords name a record: by its type, too, unless the heading has that.
func recordWords(r *catalog.RecordType, heading string) string {
	if heading == r.Name || strings.HasPrefix(heading, r.Name+" ") {
		return heading
	}
	return r.Name + " " + heading
}

func (a *app) recentEntries(c echo.Context) (entries []home.Entry, err error) {
	recent, err := a.Places.Recent(c.Request().Context(), a.user(c).Owner())
	for _, r := range recent {
		e := home.Entry{URL: safeURL(r.URL), Text: r.Text, Note: string(r.Did)}
		if r.Note != "" {
			e.Note += ": " + r.Note
		}
		entries = append(entries, e)
	}
	return entries, err
}
