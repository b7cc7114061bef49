package builder

import (
	"strings"

	"portaconsole/porta/attr"
)

// fold takes the rows below n out of the form and keeps them as its value, in JSON.
func (f *Form) fold(n *Node) {
	n.Value = raw(n).JSON()
	for _, kid := range n.Kids {
		f.forget(kid)
	}
	n.Kids = nil
}

// raw is the value of a node as far as it can be read. A node with rows below it is a container whatever its type says: JSON
// inside JSON would double its escapes at each level.
func raw(n *Node) attr.Value {
	if len(n.Kids) == 0 {
		switch n.Type {
		case Object:
			return attr.ObjectValue()
		case Array:
			return attr.ArrayValue()
		}
		if v, text := Scalar(n.Type, n.Value); text == "" {
			return v
		}
		return attr.TextValue(n.Value)
	}
	members := make([]attr.Member, len(n.Kids))
	items := make([]attr.Value, len(n.Kids))
	named := n.Type == Object
	for i, kid := range n.Kids {
		items[i] = raw(kid)
		members[i] = attr.M(kid.Name, items[i])
		named = named || kid.Name != ""
	}
	if named {
		return attr.ObjectValue(members...)
	}
	return attr.ArrayValue(items...)
}

// unfold reads the value of a row that has become an object or array as JSON, when it is such JSON and there is room for it.
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
		kid := &Node{ID: newID(), Name: strings.TrimSpace(m.Name), Value: m.Value.Text()}
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
