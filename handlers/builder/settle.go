package builder

import (
	"strconv"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// settle makes rows agree with their types, from the top down: closed containers get their rows back, a fresh row takes the type that the schema
// has for its name, unless another one than Text was chosen; and a change of type takes along what it can.
func (f *Form) settle(n *Node) error {
	if n.Closed && len(n.Kids) == 0 && n.Value != "" {
		if err := f.unpack(n); err != nil {
			return err
		}
	}
	n.Closed = n.Closed && n.Type.container() && len(n.Kids) > 0 && n.parent != nil
	if n.parent != nil && n.parent.Type == Array {
		n.Name = ""
	}
	if n.Fresh && (n.Name != "" || n.parent.Type == Array) {
		f.name(n)
	}
	if n.Type == Integer && TypeOf(f.Schema(n)) == Decimal { // it was kept so because its value was whole
		n.Type = Decimal
	}
	f.convert(n)
	for i := 0; i < len(n.Kids); i++ {
		kid := n.Kids[i]
		fresh := kid.Fresh
		if err := f.settle(kid); err != nil {
			return err
		}
		if fresh && f.yield(kid) {
			i--
		}
	}
	return nil
}

// name ends a row's being new.
func (f *Form) name(n *Node) {
	n.Fresh = false
	if n.Type == Text {
		n.Type = TypeOf(f.Schema(n))
	}
}

// yield takes out a row that was just named like an attribute which is there already, when one of the two has nothing in it: both are
// the same wish, and an object has each name once.
func (f *Form) yield(n *Node) bool {
	if n.Fresh || n.Name == "" || n.parent.Type != Object {
		return false
	}
	for _, other := range n.parent.Kids {
		if other == n || other.Name != n.Name || n.Value != "" && (other.filled() || other.Type.container()) {
			continue
		}
		if n.Value != "" {
			other.Value = n.Value
		}
		if f.Operation.Node == n.ID {
			f.Operation.Node = other.ID // what was asked for this row is meant for that one
		}
		f.detach(n)
		f.Merged = true
		return true
	}
	return false
}

// filled says whether anything was typed into a row or below it.
func (n *Node) filled() bool {
	if n.Value != "" || !n.Need {
		return true
	}
	for _, kid := range n.Kids {
		if kid.filled() {
			return true
		}
	}
	return false
}

// convert takes along what a change of type can keep. What it cannot is kept as the value that is not shown.
func (f *Form) convert(n *Node) {
	switch {
	case !n.Type.container() && len(n.Kids) > 0:
		f.fold(n)
	case n.Type.container() && n.Value != "" && len(n.Kids) == 0:
		f.unfold(n)
	case n.Type == Object && n.was == Array:
		nameItems(n)
	case n.was == Boolean && (n.Type == Integer || n.Type == Decimal || n.Type == Text):
		n.Value = f.switchText(n)
	case n.Type == Boolean && n.was != "":
		n.Value = booleanText(n.Value)
	case n.was == Date && n.Type == DateTime && n.Value != "":
		n.Value += " 00:00:00"
	case n.was == DateTime && n.Type == Date:
		n.Value, _, _ = strings.Cut(strings.Replace(n.Value, "T", " ", 1), " ")
	}
	n.was = ""
}

// switchText writes Yes or No as PortaBilling does.
func (f *Form) switchText(n *Node) string {
	v, text := boolean(n.Value)
	if text != "" {
		return n.Value
	}
	on, _ := v.Bool()
	if s := f.Schema(n); n.Type == Text && s != nil && s.Type == catalog.Flag {
		return attr.FlagValue(on).Text()
	}
	return attr.SwitchValue(on).Text()
}

// booleanText is the Boolean row's word for what was typed before; what is none stays.
func booleanText(typed string) string {
	v, text := boolean(typed)
	if text != "" {
		return typed
	}
	if on, _ := v.Bool(); on {
		return Yes
	}
	return No
}

// nameItems gives the items of what was an array names that can be changed.
func nameItems(n *Node) {
	for i, kid := range n.Kids {
		if kid.Name == "" {
			kid.Name = strconv.Itoa(i)
		}
	}
}
