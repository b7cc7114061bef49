// Package references shows numbers that refer to records: with the name, and as what was found for a typed text.
package references

import (
	"strconv"

	"github.com/a-h/templ"
)

// Model is a reference to a record. The number itself is its text.
type Model struct {
	URL   templ.SafeURL // of the record's page; "" when it has none
	Class string        // of every place that the name belongs to; "" when a name cannot be had
	Name  string        // "" while it is not known
}

// Beside is room for the name of the record whose number stands in a field. The page shows it only while the field says that number: an answer may come
// when another one was typed already.
type Beside struct {
	Field string // the id of the field
	Of    string // what the field said when the name was looked for
	Model *Model // nil when that is no number of a record
	Late  bool   // the page is there already, and this takes the place of what it has
}

// ID is the id of the room.
func (b Beside) ID() string { return "named-" + b.Field }

// Picks are the records that a text may mean, each a button.
type Picks struct {
	Record  string // the type that is picked, "customer"
	Choices []Choice
	Note    string // why there are none, or no others
}

// Choice is one record that may be picked. Button says what pressing it posts.
type Choice struct {
	ID      string
	Name    string   // "" when the record has none
	Details []string // what tells it from others
	Button  Button
}

// Button is what a choice posts.
type Button struct{ Type, Name, Value string }

func (p Picks) heading() string {
	if len(p.Choices) == 0 {
		return ""
	}
	return strconv.Itoa(len(p.Choices)) + " found. "
}
