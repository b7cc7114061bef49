package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

// pages are the routes whose GET answers with a whole page that one can come back to after signing in. The sign-in pages are none, and neither is what
// answers with a part of a page or with a file.
var pages = map[string]bool{
	"/": true, "/about": true, "/sessions": true, "/methods": true, callPath: true, "/drafts/:id": true,
	"/records/:service/:record": true, "/records/:service/:record/new": true, "/records/:service/:record/find": true,
	"/records/:service/:record/:id": true, "/records/:service/:record/:id/edit": true, "/records/:service/:record/:id/end": true,
	"/views/new": true, "/views/:id": true, "/views/:id/edit": true,
	"/journal": true, "/journal/:id": true, "/journal/:id/look": true,
}

// pageBefore is, for the routes that are no such pages, the route of the page that leads there. Whoever met the end of the session on the way is led back to
// it. A form that is posted to its own address needs no row.
var pageBefore = map[string]string{
	"GET /session":                       "/",
	"POST /session":                      "/",
	"GET /names":                         "/",
	"GET /records/:service/:record/pick": "/records/:service/:record",
	"POST /drafts/:id":                   "/",
	"POST /sessions/others/end":          "/sessions",
	"POST /sessions/:key/end":            "/sessions",
	"GET /journal/export.:format":        "/journal",
	"POST /journal/:id/finding":          "/journal/:id/look",
	"POST /journal/:id/reason":           "/journal/:id",
	"POST /views/new":                    "/", // which list it was is in the form
}

// wayBack is where to go on after signing in: the address when it is that of a page of ours, else the start page.
func (a *app) wayBack(address string) string {
	if page := a.pageAt(address); page != "" {
		return page
	}
	return "/"
}

// maxNext bounds the address to come back to, in bytes: it stands in the address of the sign-in page.
const maxNext = 4 << 10

// pageAt returns the address of a page of ours as it is usually written, whatever the spelling; "" when there is no such page. The address may come from anywhere. Browsers and proxies
// resolve dots, slashes and escapes each in their own way, so one that could be read in two ways is no page.
func (a *app) pageAt(address string) string {
	if len(address) > maxNext || strings.ContainsFunc(address, isOdd) {
		return ""
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") {
		return ""
	}
	if path.Clean(u.Path) != u.Path || strings.ContainsFunc(u.Path, isOdd) {
		return ""
	}
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return ""
		}
		segments[i] = url.PathEscape(plain)
	}
	page := strings.Join(segments, "/")
	if !pages[a.routeOf(page)] {
		return ""
	}
	if query := plainQuery(u.RawQuery); query != "" {
		page += "?" + query
	}
	return page
}

// isOdd says that a character has no place in an address: browsers drop some of them, and take a backslash for a slash.
func isOdd(r rune) bool { return r < ' ' || r == 0x7F || r == '\\' || r == '\uFFFD' }

// plainQuery writes what an address may not hold as it is with percent signs.
func plainQuery(query string) string {
	var b strings.Builder
	for i := range len(query) {
		if c := query[i]; c <= ' ' || c > '~' || strings.IndexByte(`"<>`, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// routeOf is the route by which the path of an address is answered; of no meaning when there is none for GET.
func (a *app) routeOf(path string) string {
	found := a.echo.AcquireContext()
	defer a.echo.ReleaseContext(found)
	found.Reset(nil, nil)
	a.echo.Router().Find(http.MethodGet, path, found)
	return found.Path()
}

const comeBackKey = "come back to"

// comeBackTo has the user led to another address than the present one after signing in again; "" changes nothing.
func comeBackTo(c echo.Context, url string) { c.Set(comeBackKey, url) }

// back is where the user is to go on after signing in: a page. What was asked for may be none.
func (a *app) back(c echo.Context) string {
	if chosen, _ := c.Get(comeBackKey).(string); chosen != "" {
		return a.wayBack(chosen)
	}
	r := c.Request()
	own := r.URL.EscapedPath()
	if r.Method == http.MethodGet && pages[c.Path()] {
		if page := a.pageAt(own + "?" + r.URL.RawQuery); page != "" {
			return page
		}
		return a.wayBack(own) // it was too long
	}
	if wantsPart(r) {
		if u, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil {
			if page := a.pageAt(u.EscapedPath() + "?" + u.RawQuery); page != "" {
				return page
			}
		}
	}
	if before, ok := pageBefore[r.Method+" "+c.Path()]; ok {
		return a.wayBack(filled(before, c))
	}
	return a.wayBack(own)
}

// filled is the address of a route, with the parameters of the present one.
func filled(route string, c echo.Context) string {
	segments := strings.Split(route, "/")
	for i, s := range segments {
		name, ok := strings.CutPrefix(s, ":")
		if !ok {
			continue
		}
		segments[i] = c.Param(name)
		if c.Request().URL.RawPath == "" { // else the router has left it as it was written
			segments[i] = url.PathEscape(segments[i])
		}
	}
	return strings.Join(segments, "/")
}

// loginURL is the sign-in page that leads back. why is "" or one of the reasons.
func (a *app) loginURL(c echo.Context, why string) string {
	q := url.Values{}
	if next := a.back(c); next != "/" {
		q.Set("next", next)
	}
	if why != "" {
		q.Set("why", why)
	}
	if len(q) == 0 {
		return "/login"
	}
	return "/login?" + q.Encode()
}
