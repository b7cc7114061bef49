package builder

import (
	"cmp"
	"fmt"
)

// LimitError says that the form has reached its size. Its text is for people.
type LimitError struct{ text string }

func (e *LimitError) Error() string { return e.text }

var (
	errTooMany = &LimitError{fmt.Sprintf("A form can hold at most %d properties. Nothing was added or sent.", MaxNodes)}
	errTooDeep = &LimitError{fmt.Sprintf("A form can be at most %d levels deep. Nothing was added or sent.", MaxDepth)}
)

// Add puts a row at the end of a container, with a name that may be empty. The row is nil when there is no such container any more;
// the error is a [LimitError] when the form is full.
func (f *Form) Add(parentID, name string) (*Node, error) {
	parent := f.byID[parentID]
	switch {
	case parent == nil || !parent.Type.container():
		return nil, nil
	case f.Len() >= MaxNodes:
		return nil, errTooMany
	case parent.depth >= MaxDepth:
		return nil, errTooDeep
	}
	n := &Node{ID: newID(), Name: name, Type: Text, Fresh: name == ""}
	f.attach(parent, n)
	if parent.Type == Array || name != "" {
		n.Type = TypeOf(f.Schema(n))
	}
	return n, nil
}

// AddRequired adds to a node, and to the objects below it, the attributes that the schema requires and that are not there yet. It returns the first row
// that was added, nil when there was none.
func (f *Form) AddRequired(n *Node) (first *Node, err error) {
	s := f.Schema(n)
	if s == nil || n.Type != Object {
		return nil, nil
	}
	for _, p := range s.Properties {
		kid := n.kid(p.Name)
		if kid == nil && p.Required {
			if kid, err = f.Add(n.ID, p.Name); err != nil {
				return first, err
			}
			first = cmp.Or(first, kid)
		}
		if kid == nil {
			continue
		}
		below, err := f.AddRequired(kid)
		if err != nil {
			return first, err
		}
		first = cmp.Or(first, below)
	}
	return first, nil
}

// Remove takes a row out, with all below it, and returns the row that is next to it: the one after it,
// else the one before it, else its container. nil when there is no such row any more.
func (f *Form) Remove(id string) (next *Node) {
	n := f.byID[id]
	if n == nil || n.parent == nil {
		return nil
	}
	siblings, i := n.parent.Kids, n.Index()
	n.parent.Kids = append(siblings[:i:i], siblings[i+1:]...)
	f.forget(n)
	if len(n.parent.Kids) == 0 {
		return n.parent
	}
	return n.parent.Kids[min(i, len(n.parent.Kids)-1)]
}
