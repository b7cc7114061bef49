// Package attrs is the attribute builder: one form whose rows are the attribute tree.
package attrs

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"portaconsole/views/references"
	"portaconsole/views/ui"
)

// DOM ids of the form's parts. PartID is what is drawn anew as a whole: the form with what stands above it.
const (
	FormID         = "builder"
	PartID         = "builder-part"
	StateID        = "form-state"
	PreviewID      = "preview"
	UndoID         = "undo"
	RedoID         = "redo"
	JSONID         = "json"
	JSONButtonID   = "view-json"
	TemplateID     = "template"
	TemplateNameID = "template-name"
)

// Form is the builder of one request.
type Form struct {
	State           State
	Base            string // the record that the form began with; "" for none
	Service, Record string // Record is "" for a custom operation
	Heading         string
	ListURL, Action templ.SafeURL
	Intro           string
	Submit          string          // "Create account"
	SubmitOp        string          // "send", or "again:" with the entry of the journal for what was sent before
	File            bool            // the answer may be a file, which the browser itself has to fetch
	Answer          templ.Component // what came of sending it, below the form; nil for nothing
	Confirm         *ui.Field       // what must be typed before it is sent; nil: nothing
	GoOn            string          // the button that decides for this version; "" when there is nothing to decide
	Fault           *ui.Fault
	Notice          string
	Unfinished      []Link // other forms of this kind that were begun
	Autofocus       bool   // the fault takes the focus when the page loads
	Root            Kids
	About           Link     // the record that it is about; without a URL none
	Fixed           []Fixed  // what of that record cannot be changed
	Meeting         *Meeting // nil when nobody else has changed it
	// JSON is the text when the form is shown as JSON; Rows are then the rows, as one text.
	JSON      *string
	Rows      string
	Templates Templates
	Reason    *string // why it is sent, for the journal; nil where nothing is written down
}

// State is what goes along with each answer: it is drawn apart from the rows.
type State struct {
	ID         string // posted along, so that a form is sent once
	Revision   string // posted along, so that an older page does not overwrite what is newer
	First      string // posted along while nothing is kept: what the form began with, "" where that is known without it
	Saved      string // "Draft saved 10:42 UTC"
	Undo, Redo bool
	NamesURL   string              // asks for names of references that are missing; "" when there are none
	Unnamed    []references.Beside // for rows of which the page has the name of another number
	Preview    *Preview            // nil while it is not shown
	Changes    *Changes            // nil when there is no record to change
}

// Preview is what will be sent.
type Preview struct {
	Method, JSON string
	Note         string // that this is only the beginning of it; "" when it is all
	Curl         string // the call for a shell; "" when it is too long for one
	Unready      bool   // something in it is not right yet
}

// Templates are what the form can begin with.
type Templates struct {
	Names    []ui.Option
	Name     string // as it was typed
	Replaces bool   // there is one of that name
	None     bool   // such a form is not to be repeated
}

// Link is a way to somewhere else.
type Link struct {
	URL   templ.SafeURL
	Label string
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
	ID, Place   string // the node's id, and how the row is posted
	Path        string // "account_info.billing_model"
	Name, Value string
	Index       string          // of an item: it has no name
	Known       bool            // the description knows it: name and type stand there as text
	Type        string          // "Integer"
	Types       templ.Component // the options of the Type selector, where it is shown
	Required    bool
	Off         bool
	Control     Control
	Choices     []ui.Option // for the value, with meanings
	Placeholder string
	Numeric     bool
	Date        string // "date" or "datetime-local": the kind of calendar that helps
	Note        string
	Mistake     string
	NameMistake bool // the mistake is about the name
	Focus       bool
	Toggle      string // "Show 20 attributes of account_info"; "" when there is nothing to show or hide
	Closed      bool   // Value holds what is inside
	Kids        *Kids  // of a container that is open
	Chooser     *Chooser
	Panel       *Panel
	Reference   *Reference
}

// Chooser offers the attributes that a new row may become.
type Chooser struct {
	Summary string // "104 known properties"
	Known   []Known
}

// Known is an attribute that the description has.
type Known struct {
	Name, Type, Note string
	Required         bool
}

// Reference is a value that is the number of another record.
type Reference struct {
	Record string // "customer"
	Name   references.Beside
	Search string // where records are found by what is typed
	Find   bool   // the search is open
	Query  string
	Picks  *references.Picks
}

// Panel are the rare actions of a row.
type Panel struct {
	Types     templ.Component // the options of the Type selector, for an attribute that is shown as text
	Paste     bool            // the field for JSON is open
	PasteText string
	First     bool // there is no row before
	Last      bool // nor after
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

// Other is the value of the option of a select that stands for one which is not offered.
const Other = "…"

// DOM ids of a row's parts, by its node's id.

// RowID is the id of the row.
func RowID(node string) string { return "row-" + node }

// NameID is the id of the Name.
func NameID(node string) string { return "k-" + node }

// ValueID is the id of the Value field.
func ValueID(node string) string { return "v-" + node }

// AddID is the id of the place where rows of a container are added.
func AddID(node string) string { return "add-" + node }

// AddButtonID is the id of the button that adds a row to a container.
func AddButtonID(node string) string { return "plus-" + node }

// TypeID is the id of the Type selector.
func TypeID(node string) string { return "t-" + node }

// MoreID is the id of the button that opens the rare actions.
func MoreID(node string) string { return "more-" + node }

// ToggleID is the id of the button that shows or hides what is inside.
func ToggleID(node string) string { return "open-" + node }

// PasteID is the id of the field for pasted JSON.
func PasteID(node string) string { return "j-" + node }

// QueryID is the id of the field that looks for a record.
func QueryID(node string) string { return "q-" + node }

// UpID is the id of the button that moves a row up.
func UpID(node string) string { return "up-" + node }

// DownID is the id of the button that moves a row down.
func DownID(node string) string { return "down-" + node }

func removeID(node string) string  { return "x-" + node }
func mistakeID(node string) string { return "m-" + node }
func noteID(node string) string    { return "h-" + node }
func knownID(node string) string   { return "known-" + node }
func foundID(node string) string   { return "found-" + node }

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

// focusValue says that the value takes the row's focus: there is no name to be typed.
func (r Row) focusValue() bool { return r.Focus && (r.Index != "" || r.Known) && r.Control != Kept }

// pressed is a truth as the value of an ARIA attribute.
func pressed(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func toggleOp(r Row) string {
	if r.Closed {
		return "open:" + r.ID
	}
	return "close:" + r.ID
}

// swapped has htmx put an element that comes beside the answer in place of the one with its id.
func swapped(beside bool) templ.Attributes {
	if !beside {
		return nil
	}
	return templ.Attributes{"hx-swap-oob": "true"}
}

// Prerendered is a component that is drawn once, for what stands in each row of a form.
func Prerendered(c templ.Component) templ.Component {
	html, err := templ.ToGoHTML(context.Background(), c)
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if err != nil {
			return err
		}
		_, err := io.WriteString(w, string(html))
		return err
	})
}

// sends are the attributes of the main button. What answers with a file is left to the browser; everything else is sent once.
func sends(file bool) templ.Attributes {
	if file {
		return templ.Attributes{"data-file": true}
	}
	return templ.Attributes{"data-send": true}
}
