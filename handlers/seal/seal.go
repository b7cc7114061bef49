// Package seal writes on each form for whom and for what it was drawn, so that only the console can have written it. A form that
// stays open while somebody else signs in, or while another server takes over, is known by it.
package seal

import (
	"encoding/json"
	"errors"
	"time"

	"portaconsole/porta"
)

// Field is the name of the hidden field that carries the seal of a form. Header carries the seal of the page that a request for
// a part comes from. Neither ever stands in an address.
const (
	Field  = "seal"
	Header = "Console-Page"
)

// Form says for whom and for what a form was drawn. A page that asks for parts has a seal too, with an owner alone.
type Form struct {
	Owner porta.Owner `json:"o"`
	// Path is where the form posts to, which says what it does to which record; with the keys by which the record is found.
	Path string `json:"p,omitempty"`
	// ID is the form's own, of those that are sent once; "" of all others.
	ID    string    `json:"i,omitempty"`
	Drawn time.Time `json:"t"`
}

// Sealer seals for a purpose. What is sealed for one opens for no other.
type Sealer interface {
	SealFor(purpose string, plain []byte) string
	OpenFor(purpose, text string) ([]byte, error)
}

// ErrUnknown says that a seal is none of this console, or was made with a key that it does not have.
var ErrUnknown = errors.New("it cannot be told for whom the form was drawn")

// purpose tells the seals of forms from whatever else is sealed with the same key.
const purpose = "form"

// Write returns the seal of a form.
func Write(s Sealer, f Form) string {
	plain, _ := json.Marshal(f) // strings and a time: it cannot fail
	return s.SealFor(purpose, plain)
}

// Read returns what a seal says, or [ErrUnknown].
func Read(s Sealer, text string) (Form, error) {
	if text == "" || len(text) > maxSeal {
		return Form{}, ErrUnknown
	}
	plain, err := s.OpenFor(purpose, text)
	var f Form
	if err != nil || json.Unmarshal(plain, &f) != nil || f.Owner == (porta.Owner{}) {
		return Form{}, ErrUnknown
	}
	return f, nil
}

// maxSeal bounds the text of a seal: an address has at most some kilobytes.
const maxSeal = 32 << 10
