// Package journal is the list of what was written, and the page of one entry.
package journal

import (
	"github.com/a-h/templ"

	"portaconsole/views/ui"
)

// ListPage is a page of the journal.
type ListPage struct {
	URL            templ.SafeURL // of the journal without filters
	Whose          string        // whose entries there are, in a sentence
	Fields         []Field       // the filters
	Fault          *ui.Fault     // why the filters do not work
	Range          string        // "50 entries, more follow"
	Rows           []Row
	Empty          string // why there are no rows
	Previous, Next templ.SafeURL
	Exports        []Link
}

// Field is one filter.
type Field struct {
	Name, Label, Value string
	Hint, Mistake      string
	Options            []ui.Option // none: any text
}

func (f Field) id() string { return "filter-" + f.Name }

func (f Field) invalid() string {
	if f.Mistake != "" {
		return "true"
	}
	return "false"
}

func (f Field) describedBy() string {
	ids := ""
	if f.Mistake != "" {
		ids = f.id() + "-mistake "
	}
	if f.Hint != "" {
		ids += f.id() + "-hint"
	}
	return ids
}

// Link leads somewhere.
type Link struct {
	Label string
	URL   templ.SafeURL
}

// Row is one entry of the list.
type Row struct {
	URL                        templ.SafeURL
	Time, Person, What, Method string
	Outcome                    string
	Tone                       ui.Tone
	Record                     Link // URL "" when the record has no page
}

// EntryPage is one entry.
type EntryPage struct {
	ListURL templ.SafeURL
	Heading string
	News    string // what was just done, in a sentence
	Outcome string
	Tone    ui.Tone
	Facts   []Fact
	Times   []Fact
	Names   []string
	Request string // as JSON, masked; "" when there is none to show
	// RequestNote says that it is only the beginning, and where the rest is; "" when it is all.
	RequestNote string
	Hidden      string // why it is not shown
	// Code and Message are of the fault; Code "" when there was none.
	Method, Code, Message string
	Reason                string
	ExplainURL            templ.SafeURL // where a reason is added; "" when that cannot be done
	ReasonMistake         string
	ReasonTyped           string
	// LookURL is where it is looked for; "" unless it is unknown what became of it.
	LookURL templ.SafeURL
	Finding *Finding
}

// Fact is something known of an entry.
type Fact struct {
	Label, Value string
	URL          templ.SafeURL
	Code         bool // it is a name of the API
}

// Finding is what a look at PortaBilling found, with what can be done about it.
type Finding struct {
	Title, Text string
	Tone        ui.Tone
	Links       []Link
	ResolveURL  templ.SafeURL
	RecordID    string // of the record that was found
	Again       string // label of the button that says that it did not arrive
	AgainHint   string
	ArrivedMain bool // "It arrived" is the likelier answer
	AgainMain   bool
}
