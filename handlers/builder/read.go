package builder

import (
	"fmt"
	"regexp"
	"strings"

	"portaconsole/porta/catalog"
)

// Names of the pairs that a row is posted as. Each row begins with its place; the others follow in any order.
const (
	fieldPlace     = "n" // "id" at the root, "id.parent" elsewhere
	fieldName      = "k"
	fieldType      = "t"
	fieldValue     = "v"
	fieldFresh     = "new"
	fieldOperation = "op"
	fieldForm      = "form" // the form's own id, before the rows
)

var idForm = regexp.MustCompile(`^[a-z0-9]{1,16}$`)

// Read reads a posted form. Errors are [ErrTooLarge] and [ErrForged]. A form that is beyond [MaxBody], [MaxNodes] or [MaxDepth] by less
// than a factor is read all the same, so that nothing typed is lost: [Form.Tree] and [Form.Add] refuse it.
func Read(body []byte, schema *catalog.Schema) (*Form, error) {
	pairs, err := readPairs(body)
	if err != nil {
		return nil, err
	}
	f := New(schema)
	if len(body) > MaxBody {
		f.limit = &LimitError{fmt.Sprintf("This form is larger than %d MB, which is the most that can be sent. Nothing was sent; shorten a value.", MaxBody>>20)}
	}
	var n *Node
	for _, p := range pairs {
		switch {
		case p.name == fieldOperation:
			f.Operation = parseOperation(p.value)
		case p.name == fieldForm:
			if f.ID = p.value; !idForm.MatchString(f.ID) {
				return nil, ErrForged
			}
		case p.name == fieldPlace:
			if n, err = f.place(p.value); err != nil {
				return nil, err
			}
		case n == nil:
			return nil, ErrForged
		case !n.set(p):
			return nil, ErrForged
		}
	}
	f.settle(f.Root)
	return f, nil
}

// place adds the row whose place is given. Its parent must have been there before, so there are no cycles. Twice what
// a form can be given is no form of ours.
func (f *Form) place(value string) (*Node, error) {
	id, parentID, _ := strings.Cut(value, ".")
	parent := f.byID[parentID]
	if parent == nil || f.byID[id] != nil || !idForm.MatchString(id) || parent.depth >= 2*MaxDepth {
		return nil, ErrForged
	}
	if f.Len() >= 2*MaxNodes {
		return nil, ErrTooLarge
	}
	n := &Node{ID: id, Type: Text}
	f.attach(parent, n)
	return n, nil
}

func (n *Node) set(p pair) bool {
	switch p.name {
	case fieldName:
		n.Name = strings.TrimSpace(p.value)
	case fieldType:
		n.Type = Type(p.value)
		return n.Type.known()
	case fieldValue:
		n.Value = p.value
	case fieldFresh:
		n.Fresh = true
	default:
		return false
	}
	return true
}

// settle makes rows agree with their types, from the top down: a fresh row takes the type that the schema has for its name, unless
// another one than Text was chosen; and what a change of type would lose is kept as JSON text, or read back from it.
func (f *Form) settle(n *Node) {
	if n.parent != nil && n.parent.Type == Array {
		n.Name = ""
	}
	if n.Fresh && (n.Name != "" || n.parent.Type == Array) {
		if n.Type == Text {
			n.Type = TypeOf(f.Schema(n))
		}
		n.Fresh = false
	}
	switch {
	case !n.Type.container() && len(n.Kids) > 0:
		f.fold(n)
	case n.Type.container() && n.Value != "" && len(n.Kids) == 0:
		f.unfold(n)
	}
	for _, kid := range n.Kids {
		f.settle(kid)
	}
}
