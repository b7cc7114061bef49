// Package record is the one reader of PortaBilling's records: by their keys, by what else they are known by, and out of lists. It says that a
// record is not there only when PortaBilling says so.
package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// ErrNone says that PortaBilling has no such record: by a fault that says so, by an answer with nothing in it, or by a list that was read
// to its end.
var ErrNone = errors.New("record: there is no such record")

// After one of these errors nobody knows whether there is such a record. So it is after a [porta.Error], unless ErrNone is beside it.
var (
	ErrNoWay  = errors.New("record: there is no way to read such a record")
	ErrAnswer = errors.New("record: the answer cannot be understood")
	ErrLong   = errors.New("record: the list could not be read to its end")
)

// Key is an attribute by whose value a list finds a record.
type Key struct{ Name, Value string }

// KeyError says that a list cannot be asked by a key. It is an [ErrNoWay].
type KeyError struct {
	Key Key
	// Value says that the list takes the attribute, and that the text is no value of it.
	Value bool
}

func (e *KeyError) Error() string { return "record: the list cannot be asked by " + e.Key.Name }

// Unwrap returns ErrNoWay.
func (e *KeyError) Unwrap() error { return ErrNoWay }

// Reader reads the records of a server as one of its users sees them. It calls nothing that changes anything, and is safe for concurrent use. Its
// errors are those above and [porta.Error].
type Reader struct{ client *porta.Client }

// Of returns the reader of the client's user.
func Of(c *porta.Client) Reader { return Reader{c} }

const (
	// mostSearched is how many rows of a list are looked through for one record.
	mostSearched = 1000
	searchPage   = 250
)

// Read returns the record with the id: by the way that the catalogue knows for its key alone, else out of the list, which must be asked by other
// keys then.
func (r Reader) Read(ctx context.Context, t *catalog.RecordType, id attr.Value, by ...Key) (attr.Value, error) {
	op, at := t.Reading()
	switch {
	case op == nil && (len(by) == 0 || t.IDField == ""):
		return attr.Value{}, ErrNoWay
	case op == nil:
		params, err := filter(t, by)
		if err != nil {
			return attr.Value{}, err
		}
		return r.search(ctx, t, params, id)
	}
	params, _ := attr.ObjectValue().With(at, id)
	if op.Kind == catalog.List {
		return r.search(ctx, t, params, id)
	}
	answer, err := r.call(ctx, op, params)
	if err != nil {
		return attr.Value{}, err
	}
	return inAnswer(op, t.IDField, answer, id)
}

// ReadBy returns the record with a value of another attribute than its key, which the Get must take: see [catalog.RecordType.GetTakes].
func (r Reader) ReadBy(ctx context.Context, t *catalog.RecordType, name string, value attr.Value) (attr.Value, error) {
	if !t.GetTakes(name) {
		return attr.Value{}, ErrNoWay
	}
	op := t.Operation(catalog.Get)
	answer, err := r.call(ctx, op, attr.ObjectValue(attr.M(name, value)))
	if err != nil {
		return attr.Value{}, err
	}
	return inAnswer(op, t.IDField, answer, attr.Value{})
}

// search looks for the record with the id through a list.
func (r Reader) search(ctx context.Context, t *catalog.RecordType, params, id attr.Value) (attr.Value, error) {
	n := 0
	for row, err := range r.Rows(ctx, t, params, searchPage) {
		if err != nil {
			return attr.Value{}, err
		}
		if same(row.Get(t.IDField), id) {
			return row, nil
		}
		if n++; n == mostSearched {
			return attr.Value{}, ErrLong
		}
	}
	return attr.Value{}, ErrNone
}

// call asks an operation that reads. A fault that says that there is no such record is ErrNone, and stays a [porta.Error].
func (r Reader) call(ctx context.Context, op *catalog.Operation, params attr.Value) (attr.Value, error) {
	if op.Method.Changes {
		return attr.Value{}, ErrNoWay
	}
	answer, err := r.client.Call(ctx, op.Method.Path(), params)
	if porta.KindOf(err) == porta.NotFound {
		return attr.Value{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return answer, err
}

// filter is the request for a list of the records with the keys.
func filter(t *catalog.RecordType, by []Key) (attr.Value, error) {
	params, names := attr.ObjectValue(), make([]string, len(by))
	for i, k := range by {
		if names[i] = k.Name; !t.ListTakes(k.Name) {
			return attr.Value{}, &KeyError{Key: k}
		}
		v, ok := t.Operation(catalog.List).Method.Request.Property(k.Name).Schema.Scalar(k.Value)
		if !ok {
			return attr.Value{}, &KeyError{Key: k, Value: true}
		}
		params, _ = params.With(attr.Path{k.Name}, v)
	}
	if t.ListInsists(names...) {
		return attr.Value{}, ErrNoWay
	}
	return params, nil
}

// same says whether two values are the same key: PortaBilling writes numbers as text at times.
func same(a, b attr.Value) bool {
	x, aIsInt := a.Int()
	y, bIsInt := b.Int()
	if aIsInt && bIsInt {
		return x == y
	}
	return !a.IsEmpty() && a.Text() == b.Text()
}

// usualTitles name a record whose description does not say what does.
var usualTitles = []string{"name", "login", "description"}

// Title is what people know a record by; "" when nothing in it tells, or when that is masked.
func Title(t *catalog.RecordType, v attr.Value) string {
	for _, name := range slices.Concat([]string{t.Title}, usualTitles) {
		title := ShortTitle(strings.TrimSpace(v.Get(name).Text()))
		if title == catalog.Masked {
			return ""
		}
		if title != "" {
			return title
		}
	}
	return ""
}

// longestTitle is how many characters a title has at most, before the mark that says that it is cut.
const longestTitle = 200

// ShortTitle cuts a title that is longer than [longestTitle].
func ShortTitle(title string) string {
	left := longestTitle
	for i := range title {
		if left--; left < 0 {
			return title[:i] + "…"
		}
	}
	return title
}
