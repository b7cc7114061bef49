package builder

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"portaconsole/porta/catalog"
)

// Names of the pairs that a form is posted as. Those of the form itself come before the rows. Each row begins with its place;
// its others follow in any order.
const (
	fieldPlace     = "n" // see [Node.Place]
	fieldName      = "k"
	fieldType      = "t"
	fieldValue     = "v"
	fieldFresh     = "new"
	fieldPaste     = "j"
	fieldQuery     = "q"
	fieldOperation = "op"
	fieldForm      = "form" // the form's own id
	fieldRevision  = "rev"
	fieldBase      = "base"
	fieldFirst     = "first"
	fieldJSON      = "json"
	fieldRows      = "rows" // all rows, while the form is shown as JSON
	fieldPreview   = "preview"
	fieldSeal      = "seal" // says whose the form is: read before it comes here
)

// ownFields are further fields that belong to the form as a whole.
var ownFields = map[string]bool{"reason": true, "template": true, "template_name": true, "confirm": true, "was": true, "unnamed": true, fieldSeal: true}

// maxID bounds the ids of forms and rows, in bytes.
const maxID = 24

// isID says whether a form or row of ours may be called so.
func isID(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= maxID
}

// Read reads a posted form. Errors are [ErrTooLarge] and [ErrForged]. A form that is beyond [MaxBody], [MaxNodes] or [MaxDepth] by less
// than a factor is read all the same, so that nothing typed is lost: [Form.Tree] and [Form.Add] refuse it.
func Read(body []byte, schema *catalog.Schema) (*Form, error) {
	pairs, err := readPairs(body)
	if err != nil {
		return nil, err
	}
	f := New(schema)
	f.ID, f.Fields, f.ids = "", make(map[string]string), idSource{} // without an id of its own it would be another form each time
	var n *Node
	for _, p := range pairs {
		switch {
		case p.name == fieldPlace:
			if n, err = f.place(p.value); err != nil {
				return nil, err
			}
		case f.set(p):
		case n == nil || !n.set(p):
			return nil, ErrForged
		}
	}
	if f.ID == "" {
		return nil, ErrForged
	}
	if len(body) > MaxBody && len(body)-len(url.QueryEscape(f.First)) > MaxBody { // what it began with is not sent
		f.limit = &LimitError{fmt.Sprintf("This form is larger than %d MB, which is the most that can be sent. Nothing was sent; shorten a value.", MaxBody>>20)}
	}
	if err := f.settle(f.Root); err != nil {
		return nil, err
	}
	return f, nil
}

// set takes what belongs to the form as a whole. A field of that kind that makes no sense leaves the form without an id.
func (f *Form) set(p pair) bool {
	switch p.name {
	case fieldOperation:
		f.Operation = parseOperation(p.value)
	case fieldForm:
		if f.ID = p.value; !isID(f.ID) {
			f.ID = ""
		}
	case fieldRevision:
		f.Revision, _ = strconv.ParseInt(p.value, 10, 64)
	case fieldBase:
		f.Base = p.value
	case fieldFirst:
		f.First = p.value
	case fieldJSON:
		f.JSON = &p.value
	case fieldRows:
		f.Root.Closed, f.Root.Value = true, p.value
	case fieldPreview:
		f.Preview = true
	default:
		if ownFields[p.name] {
			f.Fields[p.name] = p.value
		}
		return ownFields[p.name]
	}
	return true
}

// place adds the row whose place is given. Its parent must have been there before, so there are no cycles. Twice what
// a form can be given is no form of ours.
func (f *Form) place(value string) (*Node, error) {
	n, parentID, ok := readPlace(value)
	parent := f.byID[parentID]
	if !ok || parent == nil || f.byID[n.ID] != nil || parent.depth >= 2*MaxDepth {
		return nil, ErrForged
	}
	if f.Len() >= 2*MaxNodes {
		return nil, ErrTooLarge
	}
	f.attach(parent, n)
	return n, nil
}

func (n *Node) set(p pair) bool {
	switch p.name {
	case fieldName:
		if p.value != n.Name { // what was typed; a name that came with JSON may be anything
			n.Name = strings.TrimSpace(p.value)
		}
	case fieldType:
		if t := Type(p.value); t != n.Type {
			n.was, n.Type = n.Type, t
		}
		return n.Type.known()
	case fieldValue:
		n.Value = p.value
	case fieldFresh:
		n.Fresh = true
	case fieldPaste:
		n.Panel.Paste = p.value
	case fieldQuery:
		n.Panel.Query = p.value
	default:
		return false
	}
	return true
}
