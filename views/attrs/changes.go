package attrs

import "portaconsole/views/references"

// ChangesID is the id of the region that says what will change.
const ChangesID = "changes"

// Changes is what a form changes of the record that it is about.
type Changes struct {
	List []Change
	More string // what is not listed, in words; "" when nothing
}

// Change is one attribute before and after.
type Change struct {
	Path          string
	Before, After Side
	Note          string
}

// Side is a value in few words.
type Side struct {
	Text      string
	None      bool              // there is no value, and the text says so
	Reference *references.Model // of a number that refers to another record
}

// Meeting shows what somebody else has changed meanwhile, each place as it was, as it is and as the form has it.
type Meeting struct {
	Was  string // posted along
	Rows []Met
}

// Met is one place that somebody else has changed.
type Met struct {
	Path              string
	Was, Theirs, Mine Side
	Op                string // of the button that gives up mine; "" when there is nothing to give up
}

// Open says that something is to be decided.
func (m Meeting) Open() bool {
	for _, r := range m.Rows {
		if r.Op != "" {
			return true
		}
	}
	return false
}

// Fixed is an attribute that the form shows and cannot change.
type Fixed struct {
	Path, Note string
	Value      Side
}
