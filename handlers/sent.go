package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/words"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/curl"
	"portaconsole/porta/journal"
	"portaconsole/views/layout"
)

// recorder remembers the calls of one request, for "What it sent" on the page that answers it.
type recorder struct {
	mu    sync.Mutex
	calls []porta.Observed
}

// maxRecorded is how many calls a page shows.
const maxRecorded = 50

func (r *recorder) add(o porta.Observed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.calls) < maxRecorded {
		r.calls = append(r.calls, o)
	}
}

func (r *recorder) list() []porta.Observed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

const callsKey = "calls"

// recordCalls lets the request's calls be shown on the page that answers it.
func (a *app) recordCalls(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := &recorder{}
		c.Set(callsKey, func() layout.Calls { return a.callViews(c, r.list()) })
		c.SetRequest(c.Request().WithContext(porta.WithObserver(c.Request().Context(), r.add)))
		return next(c)
	}
}

// callsOf are the calls that were made for the request so far, ready to print.
func callsOf(c echo.Context) layout.Calls {
	if calls, ok := c.Get(callsKey).(func() layout.Calls); ok {
		return calls()
	}
	return layout.Calls{}
}

func (a *app) callViews(c echo.Context, made []porta.Observed) layout.Calls {
	if len(made) == 0 { // asking for the user would count as a use of the session
		return layout.Calls{}
	}
	u := a.user(c)
	if u == nil {
		return layout.Calls{}
	}
	cat, calls := a.catalog(c), make([]layout.Call, len(made))
	for i, o := range made {
		calls[i] = a.callView(cat, u.Client.Server(), o)
	}
	return layout.Calls{Count: words.Count(len(calls), "call"), List: calls}
}

// maxShownParams is how much of a call's parameters a page shows, in bytes of JSON; they stand there twice.
const maxShownParams = 16 << 10

func (a *app) callView(cat *catalog.Catalog, s *porta.Server, o porta.Observed) layout.Call {
	v := layout.Call{Method: o.Method, Summary: callSummary(o)}
	var request *catalog.Schema
	if m := cat.Method(o.Method); m != nil {
		v.URL, request = safeURL(methodURL(m)), m.Request
	}
	if o.Params.Size() > maxShownParams {
		return v
	}
	params := journal.Masked(o.Params, a.Masking.Of(request))
	if params.IsAbsent() {
		params = attr.ObjectValue()
	}
	if text, whole := params.IndentedJSON(maxShownParams); whole {
		v.Params, v.Curl = text, curl.Command(s.URL(o.Method), params)
	}
	return v
}

func callSummary(o porta.Observed) string {
	said := []string{o.Begun.UTC().Format("15:04:05 MST"), strconv.FormatInt(o.Took.Milliseconds(), 10) + " ms"}
	if o.Took < time.Millisecond {
		said[1] = "under 1 ms"
	}
	if o.Attempts != 1 {
		said = append(said, words.Count(o.Attempts, "attempt"))
	}
	if o.Size > 0 {
		said = append(said, words.Count(o.Size, "byte"))
	}
	if o.Err != nil {
		said = append(said, cmp.Or(o.Err.Code, o.Err.Trouble.String()))
	}
	return strings.Join(said, ", ")
}
