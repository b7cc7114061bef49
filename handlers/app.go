// Package handlers is the web side of the console: routes, middleware, and one file for each screen.
package handlers

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/discovery"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/names"
	"portaconsole/handlers/places"
	"portaconsole/handlers/seal"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/static"
)

// Options are what the console is made of.
type Options struct {
	Log       *slog.Logger
	Directory *porta.Directory
	Sessions  *session.Store
	Catalogs  *discovery.Cache
	Journal   *journal.Journal
	Drafts    drafts.Keeper
	Seals     seal.Sealer // writes on each form whose it is
	Masking   catalog.Masking
	Places    *places.Places
	Names     *names.Cache
	PublicURL *url.URL // nil: only names of this machine are answered to
	Demo      *Demo    // nil: no demo
	// FirstPort is, by domain, the port that the sign-in page begins with; the administrator realm's when it names none.
	FirstPort map[string]int
	// RequestTimeout bounds a request, waiting for PortaBilling included; a minute when it is zero.
	RequestTimeout time.Duration
}

// Demo is the sandbox that runs in the process, with what signs in to it. None of it is secret.
type Demo struct {
	Domain                 string
	Port                   int
	Login, Token, Password string
}

type app struct {
	Options
	echo *echo.Echo // the routes, by which an address is known
}

// New returns the console as a handler.
func New(o Options) http.Handler {
	e := newApp(o).echo
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead { // is GET, of which the server sends no body
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		e.ServeHTTP(w, r)
	})
}

// newApp returns the console with all its routes.
func newApp(o Options) *app {
	o.RequestTimeout = cmp.Or(o.RequestTimeout, requestTimeout)
	e := echo.New()
	a := &app{Options: o, echo: e}
	e.HideBanner = true
	e.IPExtractor = echo.ExtractIPDirect() // forwarding headers are believed from nobody
	e.HTTPErrorHandler = a.handleError
	e.Use(a.middleware()...)

	e.GET(healthPath, a.healthz)
	e.GET(static.Prefix+"*", echo.WrapHandler(static.Handler()))
	e.GET("/login", a.showLogin)
	e.POST("/login", a.login)
	e.GET("/password", a.showPassword)
	e.POST("/password", a.changePassword)
	e.GET("/logout", a.showLogout)
	e.POST("/logout", a.logout)

	e.GET("/session", a.sessionLeft)
	e.POST("/session", a.staySignedIn)

	e.GET("/", a.home, a.requireUser)
	e.GET("/about", a.about, a.requireUser)
	e.GET("/sessions", a.showSessions, a.requireUser)
	e.POST("/sessions/others/end", a.endOtherSessions, a.requireUser)
	e.POST("/sessions/:key/end", a.endSession, a.requireUser)
	e.GET("/names", a.fillNames, a.requireUser)
	e.GET("/methods", a.searchMethods, a.requireUser)
	e.GET(callPath, a.showMethod, a.requireUser)
	e.POST(callPath, a.postForm, showsTyped, a.requireUser)
	e.GET("/records/:service/:record", a.list, a.requireUser)
	e.GET("/records/:service/:record/new", a.showForm, a.requireUser)
	e.POST("/records/:service/:record/new", a.postForm, showsTyped, a.requireUser)
	e.GET("/records/:service/:record/find", a.find, a.requireUser)
	e.GET("/records/:service/:record/pick", a.pick, a.requireUser)
	e.GET("/drafts/:id", a.showDraft, a.requireUser)
	e.POST("/drafts/:id", a.forgetDraft, a.requireUser)
	e.GET("/records/:service/:record/:id", a.record, a.requireUser)
	e.GET("/records/:service/:record/:id/edit", a.showForm, a.requireUser)
	e.POST("/records/:service/:record/:id/edit", a.postForm, showsTyped, a.requireUser)
	e.GET("/records/:service/:record/:id/end", a.showForm, a.requireUser)
	e.POST("/records/:service/:record/:id/end", a.postForm, showsTyped, a.requireUser)
	e.GET("/views/new", a.showSaveView, a.requireUser)
	e.POST("/views/new", a.saveView, a.requireUser)
	e.GET("/views/:id", a.openView, a.requireUser)
	e.GET("/views/:id/edit", a.showEditView, a.requireUser)
	e.POST("/views/:id/edit", a.editView, a.requireUser)
	e.GET("/journal", a.journalList, a.requireUser)
	e.GET("/journal/export.:format", a.journalExport, a.requireUser)
	e.GET("/journal/:id", a.journalEntry, a.requireUser)
	e.GET("/journal/:id/look", a.lookForEntry, a.requireUser)
	e.POST("/journal/:id/finding", a.resolveEntry, a.requireUser)
	e.POST("/journal/:id/reason", a.explainEntry, a.requireUser)
	return a
}

// healthPath answers under every name: what watches a program often knows its address alone.
const healthPath = "/healthz"

func (a *app) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// user is who is signed in. Behind requireUser it is never nil; elsewhere nobody is signed in either while that cannot be found out.
func (a *app) user(c echo.Context) *session.User {
	u, _ := a.Sessions.User(c.Request())
	return u
}

// catalog is what the user's server can do, the same until the request is answered. Behind requireUser only.
func (a *app) catalog(c echo.Context) *catalog.Catalog { return a.description(c).Catalog }

// described is the description that a request works with.
type described struct {
	client *porta.Client
	*discovery.Description
}

const describedKey = "description of the server"

// description is what is known of the user's server. A newer description may come at any time, so the one that a request met first is kept for
// it: what was found in one would not be found in the other.
func (a *app) description(c echo.Context) *discovery.Description {
	client := a.user(c).Client
	if d, ok := c.Get(describedKey).(described); ok && d.client == client {
		return d.Description
	}
	d := described{client, a.Catalogs.Of(client)}
	c.Set(describedKey, d)
	return d.Description
}

// recordType finds the record type that the address names.
func (a *app) recordType(c echo.Context) (*catalog.RecordType, error) {
	return a.recordNamed(c, c.Param("service"), c.Param("record"))
}

func (a *app) recordNamed(c echo.Context, service, record string) (*catalog.RecordType, error) {
	r := a.catalog(c).Record(service, record)
	if r == nil {
		return nil, notFound("This server has no record type of that name.")
	}
	return r, nil
}

// listURL is the address of a record type's list.
func listURL(r *catalog.RecordType) string {
	return "/records/" + url.PathEscape(r.Service) + "/" + url.PathEscape(r.Name)
}

func newURL(r *catalog.RecordType) string { return listURL(r) + "/new" }

func recordURL(r *catalog.RecordType, id int64) string {
	return listURL(r) + "/" + strconv.FormatInt(id, 10)
}
