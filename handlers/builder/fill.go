package builder

import (
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// Fill puts a value in place of what is below a node. What the value and the present rows have in common keeps its rows, with types that were
// chosen and rows that are switched off. The error is a [LimitError] when there is no room; then nothing has changed.
func (f *Form) Fill(n *Node, v attr.Value) error {
	if f.Len()-n.below()+count(v) > MaxNodes {
		return errTooMany
	}
	if n.depth+depth(v) > MaxDepth {
		return errTooDeep
	}
	f.merge(n, v)
	return nil
}

// merge makes a node have a value, keeping the rows that have theirs already.
func (f *Form) merge(n *Node, v attr.Value) {
	if f.holds(n, v) {
		return
	}
	n.Need = false
	t := f.typeFor(n, v)
	if n.parent == nil {
		t = Object
	}
	if t != n.Type || !t.container() {
		for _, kid := range n.Kids {
			f.forget(kid)
		}
		n.Kids, n.Type, n.Value, n.Closed = nil, t, v.Text(), false
		if t == Boolean {
			n.Value = booleanText(v.Text())
		}
	}
	before := n.Kids
	n.Kids = nil
	for _, m := range v.Members() {
		if kid := takeKid(&before, t, m.Name); kid != nil {
			n.Kids = append(n.Kids, kid)
			f.merge(kid, m.Value)
		} else {
			f.grow(n, m)
		}
	}
	for _, kid := range before {
		if kid.absent() {
			n.Kids = append(n.Kids, kid) // it was not in the value before either
		} else {
			f.forget(kid)
		}
	}
}

// takeKid takes the row of that name out of the list, or in an array the next one that is sent.
func takeKid(list *[]*Node, t Type, name string) *Node {
	for i, kid := range *list {
		if !kid.Off && (t == Array || kid.Name == name) {
			*list = append((*list)[:i:i], (*list)[i+1:]...)
			return kid
		}
	}
	return nil
}

// holds says whether a node's value, as it is sent, is this one.
func (f *Form) holds(n *Node, v attr.Value) bool {
	if n.Need && !n.filled() || n.Type == Null && len(n.Kids) == 0 && n.Value == "" && v.Kind() != attr.Null {
		return false
	}
	return attr.Equal(f.Schema(n).Wire(raw(n)), v) || attr.Equal(raw(n), v)
}

// grow puts a new row at the end of a container.
func (f *Form) grow(n *Node, m attr.Member) {
	kid := &Node{ID: f.ids.next(), Name: m.Name, Type: Null}
	f.attach(n, kid)
	f.merge(kid, m.Value)
}

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
	members := make([]attr.Member, 0, len(n.Kids))
	items := make([]attr.Value, 0, len(n.Kids))
	named := n.Type == Object
	for _, kid := range n.Kids {
		if kid.absent() {
			continue
		}
		v := raw(kid)
		items = append(items, v)
		members = append(members, attr.M(kid.Name, v))
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
	for _, m := range v.Members() {
		f.grow(n, m)
	}
	n.Close()
}

// typeFor is the description's type wherever that can hold the value: what is whole now may have a fraction next. Elsewhere it is the value's own.
func (f *Form) typeFor(n *Node, v attr.Value) Type {
	switch v.Kind() {
	case attr.Object:
		return Object
	case attr.Array:
		return Array
	case attr.Null, attr.Absent:
		return Null
	case attr.Bool:
		return Boolean
	}
	switch s := f.Schema(n); {
	case s != nil && s.Type != catalog.Any && canHold(s, v):
		return TypeOf(s)
	case v.Kind() == attr.Text:
		return Text
	case strings.Trim(v.Text(), "-0123456789") == "":
		return Integer
	}
	return Decimal
}

// canHold says that a row of the description's type makes of a number or text what it says, to the letter; whether that is then a number or a text, the
// description decides.
func canHold(s *catalog.Schema, v attr.Value) bool {
	switch t := TypeOf(s); t {
	case Object, Array:
		return false
	case Boolean:
		on, ok := v.Bool()
		return ok && s.Wire(attr.BoolValue(on)).Text() == v.Text()
	default:
		held, mistake := Scalar(t, v.Text())
		return mistake == "" && held.Text() == v.Text()
	}
}

// Room says whether a value is one that a form may be about, or made of; the error is a [LimitError]. What is much larger than a form would keep the
// console busy for minutes.
func Room(v attr.Value) error {
	switch {
	case count(v) > 2*MaxNodes:
		return errTooMany
	case v.Size() > MaxBody: // it could not be posted
		return errTooLong
	}
	return nil
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
