// Package home is the start page.
package home

import (
	"github.com/a-h/templ"

	"portaconsole/views/ui"
)

// Model is the start page: three pickers, and where the user was before.
type Model struct {
	Services   []ui.Option
	Records    []Group
	Operations []ui.Option
	Error      *ui.FaultLine // why what was picked leads nowhere
	Drafts     []Entry       // unfinished forms
	Saved      []Entry       // views of lists
	Recent     []Entry
}

// Group is the record types of one service.
type Group struct {
	Service string
	Records []Record
}

// Record is a record type, with the values of the operations that it has, a space between.
type Record struct {
	ui.Option
	Operations string
}

// Entry leads somewhere.
type Entry struct {
	URL     templ.SafeURL
	Text    string
	Note    string        // what else is to be known of it; may be empty
	EditURL templ.SafeURL // of a saved view: where it is renamed or deleted
	// DiscardURL is where an unfinished form is thrown away; "" for what is none.
	DiscardURL templ.SafeURL
}
