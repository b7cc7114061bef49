package records

import (
	"github.com/a-h/templ"

	"portaconsole/views/references"
	"portaconsole/views/ui"
)

// RecordPage is one record: its head, and below it the open tab.
type RecordPage struct {
	Service, Record string
	ListURL         templ.SafeURL // "" when there is no list
	Heading         string
	News            string // what was just done to it: "created"
	Buttons         []Way  // Edit, Copy to new, Terminate
	Actions         []Way  // what else can be done with it
	Tabs            []Tab  // the first is the record itself; one alone is not shown

	Related *Related // of the open tab; nil for the record itself
	Groups  []Group
	Empty   []Attribute // without a value
	Note    string      // that not all of the record is shown; "" when it is
	JSON    string
	// JSONNote says that the JSON is only the beginning, and how to see the rest; "" when it is all.
	JSONNote string

	NamesURL string // asks for the names that are missing; "" when there are none
}

// Way leads on from a record.
type Way struct {
	Label  string // in words
	Name   string // of the method
	URL    templ.SafeURL
	Denied string // why it is closed to the user; "" when it is not
}

// Tab is the record itself, or what belongs to it.
type Tab struct {
	Name, Label string
	URL         templ.SafeURL
	Current     bool
	Denied      string // why it is closed to the user; "" when it is not
}

// Related are the first records of another type that belong to the record.
type Related struct {
	Title, Record string
	ListURL       templ.SafeURL // all of them
	Range, Note   string        // the note says what is left out
	Columns       []Column
	Rows          []Row
	Empty         string    // why there are no rows
	Fault         *ui.Fault // what came instead of rows
}

// Group are attributes that belong together: by what they are about, or because they stand in one object or array.
type Group struct {
	ID, Title  string
	Name, Note string // of the one attribute that the group is
	Wide       bool
	Attributes []Attribute
	Table      *Table // in place of attributes
}

// Attribute is one attribute of a record, with those below it.
type Attribute struct {
	Label             string // in words; "" for the items of an array
	Name, Value, Note string
	Badge             bool
	Tone              ui.Tone
	Kids              []Attribute
	Table             *Table            // of an array whose objects hold what fits cells
	Reference         *references.Model // of a number that refers to another record
}

// Table is an array of objects that hold single values, or tables of such.
type Table struct {
	Columns []string
	Rows    [][]Attribute
	More    string // what is not shown; "" when all is
}

// keyOf is the key that the button is pressed by.
func keyOf(w Way) templ.Attributes {
	if w.Label != "Edit" {
		return nil
	}
	return templ.Attributes{"data-keys": "e"}
}
