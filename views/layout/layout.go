// Package layout is the frame around every page.
package layout

import (
	"github.com/a-h/templ"

	"portaconsole/views/sessions"
)

// Page is what the frame needs to know of a page.
type Page struct {
	Title   string
	User    *User // nil when nobody is signed in
	Nav     []NavGroup
	Session sessions.Watch
	Sent    Calls  // the calls that the page made
	Banner  string // what is to be known on every page for now; "" for nothing
}

// User is who is signed in, as the header says it.
type User struct {
	Server, Realm, Login string
	Production           bool
}

// NavGroup is a service with its record types.
type NavGroup struct {
	Name  string
	Open  bool
	Links []NavLink
}

// NavLink leads to the list of a record type.
type NavLink struct {
	Label   string
	URL     templ.SafeURL
	Current bool
}

// htmxConfig hardens htmx: no eval, no styles of its own, nothing kept in the browser, and no swap but of
// what is meant to be swapped.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"historyCacheSize":0,"refreshOnHistoryMiss":true,` +
	`"selfRequestsOnly":true,"scrollBehavior":"auto","responseHandling":[` +
	`{"code":"204","swap":false},` +
	`{"code":"[23]..","swap":true},` +
	`{"code":"4(09|22)","swap":true},` +
	`{"code":"[45]..","swap":true,"error":true,"target":"#notices","swapOverride":"innerHTML"}]}`

func bodyClass(p Page) string {
	if p.User != nil && p.User.Production {
		return "production"
	}
	return ""
}
