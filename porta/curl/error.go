package curl

import (
	"errors"
	"fmt"

	"portaconsole/porta/attr"
)

// Error says in a sentence for people why a pasted text is no request.
type Error struct {
	Text  string
	cause error // an *attr.SyntaxError, or nothing
}

func (e *Error) Error() string { return e.Text }

func (e *Error) Unwrap() error { return e.cause }

func refuse(format string, args ...any) error { return &Error{Text: fmt.Sprintf(format, args...)} }

// brokenJSON names the text that is broken, "The JSON", and the place in it.
func brokenJSON(what string, err error) error {
	if e, ok := errors.AsType[*attr.SyntaxError](err); ok {
		return &Error{Text: fmt.Sprintf("%s cannot be read at %s: %s.", what, e.Place(), e.Reason), cause: err}
	}
	return &Error{Text: what + " cannot be read.", cause: err}
}
