// Package sessions shows one's sessions, and on every page that the present one is about to end.
package sessions

import "github.com/a-h/templ"

// Model is the page of one's sessions.
type Model struct {
	Notice   string // what was just done; "" for nothing
	Sessions []Session
	Others   bool // there are others than the present one
}

// Session is one of them, ready to print.
type Session struct {
	ID           string // of its row
	This         bool
	Opened, Used string
	Ends, Latest string // unless it is used, and in any case
	EndURL       templ.SafeURL
}

func (s Session) times() string {
	return "Last used " + s.Used + ". Ends " + s.Ends + " unless it is used, and " + s.Latest + " in any case."
}

// triggers are when the console is asked: at its times, and when the page is looked at again.
func (w Watch) triggers() string {
	if w.Ask == "" {
		return ""
	}
	return w.Ask + ", look"
}

// Watch is what on every page looks after the end of the session.
type Watch struct {
	// Ask is when the console is asked again how long is left, as a trigger of htmx. "" on a page of nobody's.
	Ask string
	// Text is what is to be said; "" while there is time.
	Text string
	// Said is for who listens to the page, and not shown.
	Said string
	// Stay offers to go on with this session, SignIn to begin another.
	Stay   bool
	SignIn templ.SafeURL
}
