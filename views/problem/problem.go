// Package problem is the page, and the notice, that says what went wrong.
package problem

import "github.com/a-h/templ"

// Model is a failure in words for people.
type Model struct {
	Status      int
	Title, Text string
	// Method, Code and Fault are PortaBilling's own words, when it was PortaBilling that refused.
	Method, Code, Fault string
	Ref                 string // the request's id, to be found in the log
	Back                templ.SafeURL
	BackLabel           string
	Ways                []Way // on, beside the way back
}

// Way leads on from a failure.
type Way struct {
	URL   templ.SafeURL
	Label string
}
