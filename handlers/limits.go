package handlers

import (
	"errors"
	"net/http"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/words"
	"portaconsole/static"
)

// limits are how much a request to a route may bring. Sizes are in bytes, as they come over the line.
type limits struct {
	path, query int
	body        int64
	// late says that the handler reads the body itself, piece by piece of a form that may be large. Any other is read here, whole or not at all.
	late bool
	// fields are those of the address and of the body that are bounded before anything is done with them, and refuse answers when one is too long.
	fields []fieldLimit
	refuse func(a *app, c echo.Context, m mistake) error
}

// fieldLimit is how many characters a field may have; what it is called begins the sentence that says so.
type fieldLimit struct {
	name, called string
	most         int
}

const (
	maxPath       = 2 << 10
	maxQuery      = 8 << 10
	maxOuterQuery = 16 << 10 // of an address that carries another one, with whatever is not a letter written as three
	maxSmallBody  = 16 << 10
	maxListBody   = 64 << 10 // carries the address of a list, and says itself when that is too long
	noBody        = 1 << 10  // of a page that is only looked at
)

var (
	onlyLooked = limits{path: maxPath, query: maxQuery, body: noBody}
	carriesOne = limits{path: maxPath, query: maxOuterQuery, body: noBody}
	smallPost  = limits{path: maxPath, query: maxQuery, body: maxSmallBody}
	listPost   = limits{path: maxPath, query: maxQuery, body: maxListBody}
	formPost   = limits{path: maxPath, query: maxQuery, body: builder.HardMaxBody, late: true}
)

// What a sign-in brings. PortaBilling's own limits are far lower.
const (
	maxDomain = 255 // as long as a name of the Internet may be
	maxLogin  = 200
	maxSecret = 1000
)

var (
	signsInTo = []fieldLimit{{"domain", "The domain", maxDomain}, {"port", "The port", 10}, {"login", "The login", maxLogin}, {"next", "The address to go back to", maxNext}}
	signIn    = limits{
		path: maxPath, query: maxQuery, body: maxSmallBody, refuse: (*app).refuseSignIn,
		fields: append(signsInTo[:len(signsInTo):len(signsInTo)], fieldLimit{"token", "The API token", maxSecret}, fieldLimit{"password", "The password", maxSecret}),
	}
	newPassword = limits{
		path: maxPath, query: maxQuery, body: maxSmallBody, refuse: (*app).refuseNewPassword,
		fields: append(signsInTo[:len(signsInTo):len(signsInTo)],
			fieldLimit{"old", "The old password", maxSecret}, fieldLimit{"new", "The new password", maxSecret}, fieldLimit{"repeat", "The new password", maxSecret}),
	}
	askPassword = limits{
		path: maxPath, query: maxOuterQuery, body: noBody, fields: signsInTo,
		refuse: func(_ *app, c echo.Context, _ mistake) error { return redirect(c, "/login") }, // no page of ours leads here so
	}
)

// limitsOf are the limits of each route. A test holds it against the router.
var limitsOf = map[string]limits{
	"GET " + healthPath:          onlyLooked,
	"GET " + static.Prefix + "*": onlyLooked,

	"GET /login":     carriesOne,
	"POST /login":    signIn,
	"GET /password":  askPassword,
	"POST /password": newPassword,
	"GET /logout":    onlyLooked,
	"POST /logout":   smallPost,
	"GET /session":   onlyLooked,
	"POST /session":  smallPost,

	"GET /":                       onlyLooked,
	"GET /about":                  onlyLooked,
	"GET /sessions":               onlyLooked,
	"POST /sessions/others/end":   smallPost,
	"POST /sessions/:key/end":     smallPost,
	"GET /names":                  carriesOne, // the numbers of all references of a page
	"GET /methods":                onlyLooked,
	"GET " + callPath:             onlyLooked,
	"POST " + callPath:            formPost,
	"GET /drafts/:id":             onlyLooked,
	"POST /drafts/:id":            smallPost,
	"GET /views/new":              carriesOne,
	"POST /views/new":             listPost,
	"GET /views/:id":              onlyLooked,
	"GET /views/:id/edit":         onlyLooked,
	"POST /views/:id/edit":        smallPost,
	"GET /journal":                onlyLooked,
	"GET /journal/export.:format": onlyLooked,
	"GET /journal/:id":            onlyLooked,
	"GET /journal/:id/look":       onlyLooked,
	"POST /journal/:id/finding":   smallPost,
	"POST /journal/:id/reason":    smallPost,

	"GET /records/:service/:record":           onlyLooked,
	"GET /records/:service/:record/new":       onlyLooked,
	"POST /records/:service/:record/new":      formPost,
	"GET /records/:service/:record/find":      onlyLooked,
	"GET /records/:service/:record/pick":      onlyLooked,
	"GET /records/:service/:record/:id":       onlyLooked,
	"GET /records/:service/:record/:id/edit":  onlyLooked,
	"POST /records/:service/:record/:id/edit": formPost,
	"GET /records/:service/:record/:id/end":   onlyLooked,
	"POST /records/:service/:record/:id/end":  formPost,
}

// keepLimits refuses a request that brings more than its route takes, before anything of it is read.
func (a *app) keepLimits(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		l, listed := limitsOf[r.Method+" "+c.Path()]
		if !listed {
			l = onlyLooked // the smallest there are
		}
		switch {
		case len(r.URL.EscapedPath()) > l.path || len(r.URL.RawQuery) > l.query:
			return &statusError{http.StatusRequestURITooLong, "The address is too long",
				"The address of this page is longer than what the console reads, so nothing was done. Use fewer filters, or shorter texts in them."}
		case r.ContentLength > l.body:
			return l.tooLarge()
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, l.body)
		if !l.late && r.Method != http.MethodGet {
			_, err := readBody(c)
			if errors.Is(err, builder.ErrTooLarge) {
				return l.tooLarge()
			}
			if err != nil {
				return err
			}
		}
		for _, f := range l.fields {
			if utf8.RuneCountInString(c.FormValue(f.name)) > f.most {
				return l.refuse(a, c, mistake{f.name, f.called + " is too long: at most " + words.Grouped(int64(f.most)) + " characters."})
			}
		}
		return next(c)
	}
}

// tooLarge is the error of a body that is beyond the limits.
func (l limits) tooLarge() error {
	if l.late {
		return builder.ErrTooLarge
	}
	return &statusError{http.StatusRequestEntityTooLarge, "Too much was sent", "What was sent is far more than this page takes. Nothing was done with it. Go back and shorten it."}
}
