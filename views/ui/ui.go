// Package ui is the kit that all views are made of.
package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Tone is what a badge or notice means. It is never shown by colour alone.
type Tone string

// The tones.
const (
	Neutral Tone = ""
	Good    Tone = "good"
	Warn    Tone = "warn"
	Bad     Tone = "bad"
)

// Option is one entry of a select or of a list of suggestions.
type Option struct {
	Value, Label string
	Selected     bool
}

// Fault is what a "There is a problem" region shows, ready to print.
type Fault struct {
	Intro string
	Lines []FaultLine
	// A way out, when there is one.
	Link      templ.SafeURL
	LinkLabel string
	// Details from PortaBilling, as they came; Code empty when it was not PortaBilling that refused.
	Method, Code, Text string
}

// FaultLine is one problem; Target is the id of the field it belongs to, or "".
type FaultLine struct{ Target, Text string }

// FaultID is the id of the "There is a problem" region, which takes the focus.
const FaultID = "problem"

// Field is a text field with its label, and what is to be said of it.
type Field struct {
	ID, Name, Label, Value string
	Note, Mistake          string
	Focus                  bool
}

// Invalid is the aria-invalid of a field with a mistake, or none.
func Invalid(mistake string) string { return strconv.FormatBool(mistake != "") }

// DescribedBy are the ids of the mistake and the note of a field.
func DescribedBy(id, mistake, note string) string {
	var ids []string
	if mistake != "" {
		ids = append(ids, id+"-mistake")
	}
	if note != "" {
		ids = append(ids, id+"-note")
	}
	return strings.Join(ids, " ")
}
