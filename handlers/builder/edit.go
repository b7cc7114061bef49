package builder

import (
	"fmt"
	"slices"
)

// LimitError says that the form has reached its size. Its text is for people.
type LimitError struct{ text string }

func (e *LimitError) Error() string { return e.text }

var (
	errTooMany = &LimitError{fmt.Sprintf("A form can hold at most %d properties. Nothing was added or sent.", MaxNodes)}
	errTooLong = &LimitError{fmt.Sprintf("A form can hold at most %d MB. Nothing was added or sent.", MaxBody>>20)}
	errTooDeep = &LimitError{fmt.Sprintf("A form can be at most %d levels deep. Nothing was added or sent.", MaxDepth)}
)

// Add puts a row at the end of a container, with a name that may be empty, and below it what its schema requires. The row is nil when there is no such
// container any more; the error is a [LimitError] when the form is full.
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
	parent.Closed = false
	n := &Node{ID: f.ids.next(), Name: name, Type: Text, Fresh: name == "" && parent.Type == Object}
	f.attach(parent, n)
	if !n.Fresh {
		f.name(n)
		f.Require(n)
	}
	return n, nil
}

// Name gives a new row its name, and with it its type and what its schema requires. Where the name's attribute is there already because it is
// required, that row is returned; nil when the row is gone.
func (f *Form) Name(id, name string) *Node {
	n := f.byID[id]
	if n == nil || n.parent == nil || n.parent.Type != Object || name == "" {
		return nil
	}
	n.Name = name
	f.name(n)
	f.Operation.Node = id
	if f.yield(n) {
		return f.byID[f.Operation.Node]
	}
	f.convert(n)
	f.Require(n)
	return n
}

// What is added by itself because a schema requires it: so many levels, and so many rows at once.
const (
	requireDepth = 3
	requireRows  = 100
)

// Require adds to a node, and to the objects below it, the attributes that the schema requires and that are not there yet. It leaves
// a form as it is that has no room for them.
func (f *Form) Require(n *Node) {
	rows := 0
	f.require(n, requireDepth, &rows)
}

func (f *Form) require(n *Node, depth int, rows *int) {
	s := f.Schema(n)
	if s == nil || n.Type != Object || depth == 0 || n.depth >= MaxDepth {
		return
	}
	for i := range s.Properties {
		p := &s.Properties[i]
		kid := n.kid(p.Name)
		if kid == nil && p.Required && !p.ReadOnly {
			if *rows++; *rows > requireRows || f.Len() >= MaxNodes {
				return
			}
			kid = &Node{ID: f.ids.next(), Name: p.Name, Type: TypeOf(p.Schema), Need: true}
			f.attach(n, kid)
		}
		if kid != nil {
			f.require(kid, depth-1, rows)
		}
	}
}

// Remove takes a row out, with all below it, and returns the row that is next to it: the one after it,
// else the one before it, else its container. nil when there is no such row any more.
func (f *Form) Remove(id string) (next *Node) {
	n := f.byID[id]
	if n == nil || n.parent == nil {
		return nil
	}
	i := f.detach(n)
	if len(n.parent.Kids) == 0 {
		return n.parent
	}
	return n.parent.Kids[min(i, len(n.parent.Kids)-1)]
}

// detach takes a row out of its container, and returns where it was.
func (f *Form) detach(n *Node) (i int) {
	i = n.Index()
	n.parent.Kids = slices.Delete(n.parent.Kids, i, i+1)
	f.forget(n)
	return i
}

// Move changes places with the row before (-1) or after (1). It returns the row; nil when it is gone.
func (f *Form) Move(id string, by int) *Node {
	n := f.byID[id]
	if n == nil || n.parent == nil {
		return nil
	}
	kids, i := n.parent.Kids, n.Index()
	if to := i + by; to >= 0 && to < len(kids) {
		kids[i], kids[to] = kids[to], kids[i]
	}
	return n
}

// Duplicate puts a copy behind a row, in an object without a name: two attributes of one name cannot be sent. The copy is nil when
// the row is gone, the error a [LimitError] when there is no room.
func (f *Form) Duplicate(id string) (*Node, error) {
	n := f.byID[id]
	if n == nil || n.parent == nil {
		return nil, nil
	}
	if f.Len()+1+n.below() > MaxNodes {
		return nil, errTooMany
	}
	twin := f.copyOf(n)
	twin.Need, twin.Closed = false, n.Closed
	if n.parent.Type == Object {
		twin.Name = ""
	}
	f.attachAt(n.parent, twin, n.Index()+1)
	return twin, nil
}

// copyOf copies a node with all below it. The copy is attached nowhere.
func (f *Form) copyOf(n *Node) *Node {
	twin := &Node{ID: f.ids.next(), Name: n.Name, Type: n.Type, Value: n.Value, Off: n.Off, Need: n.Need, Closed: n.Closed, depth: n.depth}
	for _, kid := range n.Kids {
		f.attach(twin, f.copyOf(kid))
	}
	return twin
}

// below is the number of rows below a node.
func (n *Node) below() int {
	sum := len(n.Kids)
	for _, kid := range n.Kids {
		sum += kid.below()
	}
	return sum
}
