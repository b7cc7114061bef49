package handlers

import (
	"cmp"
	"slices"
)

// Route is a route of the console with the limits of its requests.
type Route struct {
	Method, Path string
	Listed       bool // it has a row in the table of limits
	LongestQuery int
	LargestBody  int64
}

// Routes are all routes of the console.
func Routes() (all []Route) {
	for _, r := range newApp(Options{}).echo.Routes() {
		l, listed := limitsOf[r.Method+" "+r.Path]
		all = append(all, Route{r.Method, r.Path, listed, l.query, l.body})
	}
	slices.SortFunc(all, func(a, b Route) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
	return all
}

// LimitedRoutes is how many rows the table of limits has.
func LimitedRoutes() int { return len(limitsOf) }
