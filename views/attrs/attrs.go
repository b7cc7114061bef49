// Package attrs is the attribute builder: one form whose rows are the attribute tree.
package attrs

import (
	"strings"

	"github.com/a-h/templ"

	"portaconsole/views/ui"
)

// FormID is the id of the form; PartID is what is drawn anew as a whole, the form with what stands above it.
const (
	FormID = "builder"
	PartID = "builder-part"
)

// Form is the builder of one request.
type Form struct {
	ID              string // posted along, so that a form is sent once
	Service, Record string
	Heading         string
	ListURL, Action templ.SafeURL
	Intro           string
	Need            string // the button that adds all required attributes; "" for none
	Submit          string // "Create account"
	SubmitOp        string // "send", or "again" for what was sent before
	Fault           *ui.Fault
	Autofocus       bool // the fault takes the focus when the page loads
	Root            Kids
	Lists           []List
}

// List is a list of names that fields suggest.
type List struct {
	ID      string
	Options []ui.Option
}

// Kids is what stands inside an object or array: its rows, and the button that adds one.
type Kids struct {
	ID       string // of the container's node; "" for the root
	Rows     []Row
	AddLabel string // "Add property to account_info"
	// Missing are attributes that a fault asks for and that are not there.
	Missing []Missing
	Focus   bool // the add button takes the focus
}

// Missing is an attribute that can be added by its name, with what was said of it.
type Missing struct{ Name, Text string }

// Row is one attribute or item.
type Row struct {
	ID, Place   string // the node's id; id and parent's id as they are posted
	Path        string // "account_info.billing_model"
	Name, Value string
	Index       string // of an item: it has no name
	NamesID     string // the list of suggestions for the name
	Types       []ui.Option
	Fresh       bool
	Control     Control
	Choices     []ui.Option // suggestions for the value, with meanings
	Placeholder string
	Note        string
	Mistake     string
	NameMistake bool // the mistake is about the name
	Focus       bool
	Kids        *Kids  // of a container
	Lists       []List // of a row that is drawn by itself
}

// Control is how a value is typed.
type Control uint8

// The controls.
const (
	Line   Control = iota // one line of text
	Area                  // several lines
	Choice                // one of Choices
	Secret                // one line, masked until it is revealed
	Kept                  // nothing to type; what was typed before a change of type is carried along
)

// DOM ids of a row's parts, by its node's id. The Name is what takes the focus.

// RowID is the id of the row.
func RowID(node string) string { return "row-" + node }

// NameID is the id of the Name field.
func NameID(node string) string { return "k-" + node }

// ValueID is the id of the Value field.
func ValueID(node string) string { return "v-" + node }

// AddID is the id of the place where rows of a container are added.
func AddID(node string) string { return "add-" + node }

// AddButtonID is the id of the button that adds a row to a container.
func AddButtonID(node string) string { return "plus-" + node }

// TypeID is the id of the Type selector.
func TypeID(node string) string { return "t-" + node }

func removeID(node string) string  { return "x-" + node }
func choicesID(node string) string { return "c-" + node }
func mistakeID(node string) string { return "m-" + node }
func noteID(node string) string    { return "h-" + node }

// describedBy names the texts that belong to a row's value.
func (r Row) describedBy() string {
	var ids []string
	if r.Mistake != "" {
		ids = append(ids, mistakeID(r.ID))
	}
	if r.Note != "" {
		ids = append(ids, noteID(r.ID))
	}
	return strings.Join(ids, " ")
}

// invalid says, as an attribute's value, that the mistake is about this field.
func invalid(r Row, name bool) string {
	if r.Mistake != "" && r.NameMistake == name {
		return "true"
	}
	return "false"
}

// focusValue says that the value takes the row's focus: an item has no name to take it.
func (r Row) focusValue() bool { return r.Focus && r.Index != "" && r.Control != Kept }
