// Package handlers is the web side of the console: routes, middleware, and one file for each screen.
package handlers

import (
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/discovery"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/names"
	"portaconsole/handlers/places"
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
	Masking   catalog.Masking
	Places    *places.Places
	Names     *names.Cache
	PublicURL *url.URL // nil: only names of this machine are answered to
	Demo      *Demo    // nil: no demo
	// FirstPort is, by domain, the port that the sign-in page begins with; the administrator realm's when it names none.
	FirstPort map[string]int
}

// Demo is the sandbox that runs in the process, with what signs in to it. None of it is secret.
type Demo struct {
	Domain                 string
	Port                   int
	Login, Token, Password string
}

type app struct{ Options }

// New returns the console as a handler.
func New(o Options) http.Handler {
	a := &app{o}
	e := echo.New()
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
	e.POST(callPath, a.postForm, a.requireUser)
	e.GET("/records/:service/:record", a.list, a.requireUser)
	e.GET("/records/:service/:record/new", a.showForm, a.requireUser)
	e.POST("/records/:service/:record/new", a.postForm, a.requireUser)
	e.GET("/records/:service/:record/find", a.find, a.requireUser)
	e.GET("/records/:service/:record/pick", a.pick, a.requireUser)
	e.GET("/drafts/:id", a.showDraft, a.requireUser)
	e.POST("/drafts/:id", a.forgetDraft, a.requireUser)
	e.GET("/records/:service/:record/:id", a.record, a.requireUser)
	e.GET("/records/:service/:record/:id/edit", a.showForm, a.requireUser)
	e.POST("/records/:service/:record/:id/edit", a.postForm, a.requireUser)
	e.GET("/records/:service/:record/:id/end", a.showForm, a.requireUser)
	e.POST("/records/:service/:record/:id/end", a.postForm, a.requireUser)
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
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead { // is GET, of which the server sends no body
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		e.ServeHTTP(w, r)
	})
}

// healthPath answers under every name: what watches a program often knows its address alone.
const healthPath = "/healthz"

func (a *app) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// user is who is signed in. Behind requireUser it is never nil; elsewhere nobody is signed in either while that cannot be found out.
func (a *app) user(c echo.Context) *session.User {
	u, _ := a.Sessions.User(c.Request())
	return u
}

const descriptionKey = "description"

// description is what is known of the user's server, and where from: the same for the whole request, since a newer one may come at any
// moment, and has methods and record types of its own. Behind requireUser only.
func (a *app) description(c echo.Context) *discovery.Description {
	d, ok := c.Get(descriptionKey).(*discovery.Description)
	if !ok {
		d = a.Catalogs.Of(a.user(c).Client)
		c.Set(descriptionKey, d)
	}
	return d
}

// catalog is what the user's server can do. Behind requireUser only.
func (a *app) catalog(c echo.Context) *catalog.Catalog { return a.description(c).Catalog }

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
