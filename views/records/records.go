// Package records is the list of a record type, and the page of one record.
package records

import (
	"github.com/a-h/templ"

	"portaconsole/views/references"
	"portaconsole/views/saved"
	"portaconsole/views/ui"
)

// ListPage is a page of a list.
type ListPage struct {
	Service, Record string
	URL             templ.SafeURL // of the list without filters
	NewURL          templ.SafeURL // "" when the record type cannot be created
	Filters         []Filter
	Add             []ui.Option // filters that can be added
	Range           string      // "51–75 of 1,204"
	Note            string      // what is left out, and how to see it
	Limits          []ui.Option // rows per page
	Filtered        []Pair      // the present filters, as the address has them
	Limit           string      // rows per page as the address has them; "" for the usual
	Columns         []Column
	Rows            []Row
	Empty           string // why there are no rows
	Previous, Next  templ.SafeURL
	Saved           saved.Bar
	Fault           *ui.Fault // what PortaBilling said instead of rows
	NamesURL        string    // asks for the names that are missing; "" when there are none
	News            string    // what was just done, in a sentence
}

// Pair is a query parameter.
type Pair struct{ Name, Value string }

// Filter is one line of the Filters region.
type Filter struct {
	ID, Param, Label, Value string
	Note, Mistake           string
	Choices                 []ui.Option // allowed values; none: any text
	Focus                   bool
	// Of a filter by a reference:
	PickURL   string // finds records by what was typed
	Reference *references.Model
	Picks     *references.Picks // what was found
}

func (f Filter) invalid() string { return ui.Invalid(f.Mistake) }

func (f Filter) describedBy() string { return ui.DescribedBy(f.ID, f.Mistake, f.Note) }

// Column is the head of a column.
type Column struct {
	Label   string
	Numeric bool
}

// Row is one record of the list.
type Row struct {
	DOMID string
	Cells []Cell
}

// Cell is one value; URL, when there is one, leads to the record.
type Cell struct {
	Text      string
	URL       templ.SafeURL
	Numeric   bool
	Badge     bool
	Tone      ui.Tone
	Reference *references.Model // of a number that refers to another record
}
