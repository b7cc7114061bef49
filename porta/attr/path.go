package attr

import (
	"slices"
	"strconv"
	"strings"
)

// Path names a place in a tree: member names, and indexes from 0 for array items. Written
// with dots, "account_info.phones.2". A member whose own name holds a dot cannot be named by a
// written path; PortaBilling has none.
type Path []string

// What [ReadPath] accepts: no request of PortaBilling is nearly as deep, and forms are no deeper.
const (
	MaxPath      = 256 // bytes
	MaxPathDepth = 32
)

// ReadPath reads a dotted path that came from outside: in an address or a posted form. ok is false when it is longer or deeper than any
// that means something, since a tree is built along it.
func ReadPath(s string) (p Path, ok bool) {
	if len(s) > MaxPath || strings.Count(s, ".") >= MaxPathDepth {
		return nil, false
	}
	return ParsePath(s), true
}

// ParsePath reads a dotted path of our own or of a description; "" is the root. For any other see [ReadPath].
func ParsePath(s string) Path {
	if s == "" {
		return nil
	}
	return strings.Split(s, ".")
}

// String writes the path with dots.
func (p Path) String() string { return strings.Join(p, ".") }

// At returns the value at the path, or an absent value.
func (v Value) At(p Path) Value {
	for _, name := range p {
		if i := v.step(name); i >= 0 {
			v = v.kids[i].Value
		} else {
			return Value{}
		}
	}
	return v
}

// With returns the tree with the value at path p put in place of what is there. Missing objects on the way are
// made; an array grows only by the index that follows its last. ok is false when the way leads through a scalar or beyond an array.
func (v Value) With(p Path, to Value) (_ Value, ok bool) {
	if len(p) == 0 {
		return to, true
	}
	if v.kind <= Null {
		v = Value{kind: Object}
	}
	i := v.step(p[0])
	if i < 0 {
		switch {
		case v.kind == Object:
			i = len(v.kids)
			v.kids = append(slices.Clip(v.kids), Member{Name: p[0]})
		case v.kind == Array && p[0] == strconv.Itoa(len(v.kids)):
			i = len(v.kids)
			v.kids = append(slices.Clip(v.kids), Member{})
		default:
			return v, false
		}
	} else {
		v.kids = slices.Clone(v.kids)
	}
	kid, ok := v.kids[i].Value.With(p[1:], to)
	v.kids[i].Value = kid
	return v, ok
}

// Without returns the tree without the member or item at path p; the tree itself when there is none.
func (v Value) Without(p Path) Value {
	if len(p) == 0 {
		return Value{}
	}
	i := v.step(p[0])
	switch {
	case i < 0:
		return v
	case len(p) == 1:
		v.kids = slices.Delete(slices.Clone(v.kids), i, i+1)
	default:
		v.kids = slices.Clone(v.kids)
		v.kids[i].Value = v.kids[i].Value.Without(p[1:])
	}
	return v
}

func (v Value) step(name string) int {
	if v.kind != Array {
		return v.find(name)
	}
	i, err := strconv.Atoi(name)
	if err != nil || i < 0 || i >= len(v.kids) {
		return -1
	}
	return i
}
