package layout

import "github.com/a-h/templ"

// Calls are the calls that a page made, ready to print.
type Calls struct {
	Count string // how many there are: "2 calls"
	List  []Call // none: nothing is shown
}

// Call is one call that a page made, ready to print.
type Call struct {
	Method  string
	Summary string        // when, how long, how often, how much came back, or why not
	URL     templ.SafeURL // where the method can be tried; "" when the server has none of that name
	Params  string        // as JSON, secrets masked; "" when they are too large to show
	Curl    string        // the same call for a shell
}

// SentID is the id of what holds [Sent], on every page of somebody who is signed in.
const SentID = "sent"
