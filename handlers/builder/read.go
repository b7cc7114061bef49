package builder

import (
	"io"
	"regexp"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// Names of the pairs that a row is posted as. Each row begins with its place; the others follow in any order.
const (
	FieldPlace     = "n" // "id" at the root, "id.parent" elsewhere
	FieldName      = "k"
	FieldType      = "t"
	FieldValue     = "v"
	FieldFresh     = "new"
	FieldOperation = "op"
	FieldForm      = "form" // the form's own id, before the rows
)

var idForm = regexp.MustCompile(`^[a-z0-9]{1,16}$`)

// Read reads a posted form. Errors are [ErrTooLarge], [ErrForged], or of the reader. A form with more nodes or
// deeper than allowed is read all the same, so that nothing typed is lost: [Form.Tree] reports it.
func Read(body io.Reader, schema *catalog.Schema) (*Form, error) {
	pairs, err := readPairs(body)
	if err != nil {
		return nil, err
	}
	f := New(schema)
	var n *Node
	for _, p := range pairs {
		switch {
		case p.name == FieldOperation:
			f.Operation = parseOperation(p.value)
		case p.name == FieldForm:
			if f.ID = p.value; !idForm.MatchString(f.ID) {
				return nil, ErrForged
			}
		case p.name == FieldPlace:
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

// place adds the row whose place is given. Its parent must have been there before, so there are no cycles. Twice the
// depth that a form can be given is no form of ours.
func (f *Form) place(value string) (*Node, error) {
	id, parentID, _ := strings.Cut(value, ".")
	parent := f.byID[parentID]
	if parent == nil || f.byID[id] != nil || !idForm.MatchString(id) || parent.depth >= 2*MaxDepth {
		return nil, ErrForged
	}
	n := &Node{ID: id, Type: Text}
	f.attach(parent, n)
	return n, nil
}

func (n *Node) set(p pair) bool {
	switch p.name {
	case FieldName:
		n.Name = strings.TrimSpace(p.value)
	case FieldType:
		n.Type = Type(p.value)
		return n.Type.known()
	case FieldValue:
		n.Value = p.value
	case FieldFresh:
		n.Fresh = true
	default:
		return false
	}
	return true
}

// settle makes rows agree with their types: a fresh row takes the type that the schema has for its name, unless
// another one than Text was chosen; and what a change of type would lose is kept as JSON text, or read back from it.
func (f *Form) settle(n *Node) {
	for _, kid := range n.Kids {
		if n.Type == Array {
			kid.Name = ""
		}
		if kid.Fresh && (kid.Name != "" || n.Type == Array) {
			if kid.Type == Text {
				kid.Type = TypeOf(f.Schema(kid))
			}
			kid.Fresh = false
		}
		f.settle(kid)
	}
	if n.parent == nil {
		return
	}
	switch {
	case !n.Type.container() && len(n.Kids) > 0:
		n.Value = f.fold(n)
	case n.Type.container() && n.Value != "" && len(n.Kids) == 0:
		f.unfold(n)
	}
}

// fold takes the rows below n out of the form and returns them as JSON.
func (f *Form) fold(n *Node) string {
	members := make([]attr.Member, len(n.Kids))
	named := false
	for i, kid := range n.Kids {
		named = named || kid.Name != ""
		value, problem := f.value(kid, nil)
		if problem {
			value = attr.TextValue(kid.Value)
		}
		members[i] = attr.M(kid.Name, value)
		f.forget(kid)
	}
	n.Kids = nil
	if named {
		return attr.ObjectValue(members...).JSON()
	}
	items := make([]attr.Value, len(members))
	for i, m := range members {
		items[i] = m.Value
	}
	return attr.ArrayValue(items...).JSON()
}

// unfold reads the value of a row that has become an object or array as JSON, when it is such JSON.
func (f *Form) unfold(n *Node) {
	v, err := attr.Parse([]byte(n.Value), attr.Limits{Depth: MaxDepth, Nodes: MaxNodes})
	if err != nil || v.Kind() != attr.Object && v.Kind() != attr.Array || f.Len()+count(v) > MaxNodes || n.depth+depth(v) > MaxDepth {
		return
	}
	n.Value = ""
	f.fill(n, v)
}

func (f *Form) fill(n *Node, v attr.Value) {
	for _, m := range v.Members() {
		kid := &Node{ID: newID(), Name: m.Name, Value: m.Value.Text()}
		f.attach(n, kid)
		kid.Type = f.typeFor(kid, m.Value)
		if kid.Type == Boolean {
			kid.Value = No
			if on, _ := m.Value.Bool(); on {
				kid.Value = Yes
			}
		}
		f.fill(kid, m.Value)
	}
}

// typeFor is the schema's type where the value fits it, else the value's own.
func (f *Form) typeFor(n *Node, v attr.Value) Type {
	want := TypeOf(f.Schema(n))
	switch v.Kind() {
	case attr.Object:
		return Object
	case attr.Array:
		return Array
	case attr.Null:
		return Null
	case attr.Bool:
		return Boolean
	case attr.Number:
		if _, isSwitch := v.Bool(); want == Boolean && isSwitch {
			return Boolean
		}
		if strings.Trim(v.Text(), "-0123456789") == "" {
			return Integer
		}
		return Decimal
	}
	if _, isFlag := v.Bool(); want == Boolean && isFlag || want == Date || want == DateTime {
		return want
	}
	return Text
}

func (f *Form) forget(n *Node) {
	delete(f.byID, n.ID)
	for _, kid := range n.Kids {
		f.forget(kid)
	}
}

func count(v attr.Value) int {
	sum := v.Len()
	for _, m := range v.Members() {
		sum += count(m.Value)
	}
	return sum
}

func depth(v attr.Value) (deepest int) {
	for _, m := range v.Members() {
		deepest = max(deepest, 1+depth(m.Value))
	}
	return deepest
}
