// Package ui is the kit that all views are made of.
package ui

import "github.com/a-h/templ"

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
