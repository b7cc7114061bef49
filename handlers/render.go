package handlers

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"portaconsole/porta/catalog"
	"portaconsole/views/layout"
)

// render answers with the page, or with the part alone when htmx asks for it. A view that fails half-way leaves
// nothing behind.
func render(c echo.Context, status int, page, part templ.Component) error {
	c.Response().Header().Add(echo.HeaderVary, "HX-Request, HX-History-Restore-Request")
	if wantsPart(c.Request()) {
		page = part
		if calls := callsOf(c); len(calls.List) > 0 {
			page = templ.Join(part, layout.Sent(calls, true))
		}
	}
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	// templ renders nothing in a context that is over, and the answer to a write is owed whatever became of the request.
	if err := page.Render(withSeals(c), buf); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return c.HTMLBlob(status, buf.Bytes())
}

// wantsPart says that htmx will put the answer into a page; going back in history wants a whole one.
func wantsPart(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") == ""
}

// redirect sends the browser elsewhere. htmx would follow a plain redirect and put the page it leads to into the present one.
func redirect(c echo.Context, url string) error {
	if wantsPart(c.Request()) {
		c.Response().Header().Set("HX-Redirect", url)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, url)
}

// shell puts content into the frame of a page; current is the record type that it is about, or nil.
func (a *app) shell(c echo.Context, title string, current *catalog.RecordType, content templ.Component) templ.Component {
	p := layout.Page{Title: title}
	if u := a.user(c); u != nil {
		p.User = userView(u)
		p.Nav = navView(a.catalog(c), current)
		if u.Client.ReadOnlySite() {
			p.Banner = readOnlyText
		}
		deadline, _ := a.Sessions.Deadline(c.Request()) // found together with the user
		p.Session = watchView(deadline)
		p.Sent = callsOf(c)
	}
	return layout.Shell(p, content)
}
