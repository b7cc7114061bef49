package handlers

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/attrs"
)

// task is what a form is for: which request it builds, how that is called, and what comes of it. It is the same each time that
// it is made of the same address.
type task struct {
	path    string              // the form's address
	listURL string              // "": there is no list that it belongs to
	record  *catalog.RecordType // nil for a custom operation
	method  *catalog.Method
	rules   catalog.Rules // by which its requests are checked
	heading string        // "New account"
	intro   string
	submit  string // "Create account"
	done    string // what a form that was sent has done: "created an account"
	verb    string // the same in a word, for the page that it leads to: "created"
	what    string // what that is done to, as far as it is known before: "account 15550100"
	doubt   string // what may have been done when there was no answer: "The account may have been created."
	// meet makes the words fit the form that is at work; nil when they need not.
	meet func(f *builder.Form)
	// confirm says what must be typed before it is sent; nil: nothing.
	confirm *confirmation
	// target is the record that it ends; nil where the request says which one is meant, if any.
	target *target
	// blank is the form as it begins; base is the record that it is about, absent for a new one.
	blank func(base attr.Value) *builder.Form
	// open returns what the form begins with when it is opened: the base, absent where there is none.
	open func(c echo.Context) (*builder.Form, error)
	// request makes the parameters of the tree that was built.
	request func(f *builder.Form, tree attr.Value) attr.Value
	// outcome is the address where one sees what came of it; "" where only the journal tells.
	outcome func(l *linker, params, answer attr.Value) string
	// recordID is the id of the record that it is about, "" for a new one.
	recordID string
	// ready looks, just before sending, whether the request may go, and has answered when not; nil: it may.
	ready func(w *work, params attr.Value) (answered bool, err error)
	edit  *edit // what is changed; nil when nothing is
	// answered shows what a method answered, below the form; nil when sending leads elsewhere.
	answered func(w *work, answer attr.Value, took time.Duration) error
	// page is the page around the form; nil for the usual one.
	page func(attrs.Form) templ.Component
}

// taskAt finds what the form at an address is for.
func (a *app) taskAt(c echo.Context, address string) (*task, error) {
	path, query, _ := strings.Cut(address, "?")
	_, by := readLookups(query)
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, part := range parts {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return nil, errNoForm
		}
		parts[i] = plain
	}
	if len(parts) == 4 && parts[0] == "records" && parts[3] == "new" {
		r, err := a.recordNamed(c, parts[1], parts[2])
		if err != nil {
			return nil, err
		}
		return a.createTask(r)
	}
	if len(parts) == 5 && parts[0] == "records" {
		r, err := a.recordNamed(c, parts[1], parts[2])
		if err != nil {
			return nil, err
		}
		switch parts[4] {
		case "edit":
			return a.editTask(r, parts[3], by)
		case "end":
			return a.endTask(r, parts[3], by)
		}
	}
	if len(parts) == 3 && parts[0] == "methods" {
		return a.callTask(c, parts[1], parts[2])
	}
	return nil, errNoForm
}

// formAddress is the address of the request's form: the path, with the keys by which its record is found.
func formAddress(c echo.Context) string { return c.Request().URL.EscapedPath() + byQuery(lookupsOf(c)) }

var errNoForm = notFound("There is no form at this address.")
