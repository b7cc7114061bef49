package handlers

import (
	"net/http"

	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/views/problem"
)

// portaProblem words an error of PortaBilling, or of the way to it, for a whole page.
func portaProblem(e *porta.Error) problem.Model {
	m := problem.Model{Status: http.StatusBadGateway, Title: "PortaBilling refused", Text: e.Message, Method: e.Method, Code: e.Code, Fault: e.Message}
	switch e.Kind {
	case porta.Denied:
		m.Status, m.Title, m.Text = http.StatusForbidden, "Not permitted", "Your PortaBilling user may not do this."
	case porta.NotFound:
		m.Status, m.Title, m.Text = http.StatusNotFound, "Not found", "PortaBilling has no such record."
	case porta.ReadOnlyMode:
		m.Title, m.Text = "Read-only for now", "This PortaBilling site cannot write at the moment. Looking things up still works."
	case porta.Throttled:
		m.Status, m.Title, m.Text = http.StatusTooManyRequests, "Please wait", "PortaBilling asks for a pause of some seconds."
	case porta.Unavailable:
		m.Title, m.Text = "PortaBilling does not answer", troubleText(e)
	}
	if m.Text == "" {
		m.Text = "PortaBilling gave no reason."
	}
	return m
}

// troubleText says why there was no answer.
func troubleText(e *porta.Error) string {
	switch e.Trouble {
	case porta.TimedOut:
		return "PortaBilling took too long to answer. Try again in a moment."
	case porta.TooLarge:
		return "PortaBilling's answer is larger than the console takes. Ask for less, for example with a filter."
	case porta.Malformed:
		return "PortaBilling's answer could not be read."
	case porta.NotPortaBilling:
		return "Something else than PortaBilling answered, for example a proxy in between."
	case porta.CertificateMismatch:
		return "PortaBilling's certificate is not the one that the console was told to expect, so nothing was sent."
	}
	return "PortaBilling could not be reached. Try again in a moment."
}

// deedOf is how the start page tells of what was done.
func deedOf(verb string) places.Deed {
	switch verb {
	case "created":
		return places.Created
	case "changed":
		return places.Changed
	}
	return places.Ended
}

// newsText is what was just done as a sentence; "" when nothing was.
func newsText(n session.News) string {
	if n.What == "" {
		return ""
	}
	return n.What + " was " + n.Verb + "."
}
