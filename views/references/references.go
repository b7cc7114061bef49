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
