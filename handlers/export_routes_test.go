package handlers

import (
	"cmp"
	"slices"
	"sync"
)

// Route is a route of the console with the limits of its requests.
type Route struct {
	Method, Path string
	Listed       bool // it has a row in the table of limits
	LongestQuery int
	LargestBody  int64
	Page         bool   // one can come back to it after signing in
	Before       string // else the route of the page that leads there; "" when there is none
}

// Routes are all routes of the console.
func Routes() (all []Route) {
	for _, r := range bare().echo.Routes() {
		l, listed := limitsOf[r.Method+" "+r.Path]
		all = append(all, Route{
			Method: r.Method, Path: r.Path, Listed: listed, LongestQuery: l.query, LargestBody: l.body,
			Page: pages[r.Path] && r.Method == "GET", Before: pageBefore[r.Method+" "+r.Path],
		})
	}
	slices.SortFunc(all, func(a, b Route) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
	return all
}

// LimitedRoutes is how many rows the table of limits has.
func LimitedRoutes() int { return len(limitsOf) }

// WayBack is where signing in leads to when it was asked to lead to the address.
func WayBack(address string) string { return bare().wayBack(address) }

// bare is a console of nothing but its routes.
var bare = sync.OnceValue(func() *app { return newApp(Options{}) })
