package catalog

import (
	"net/url"
	"strings"

	"portaconsole/porta/attr"
)

// component is a named schema of the document.
type component struct {
	value  attr.Value
	node   *node   // its value with the wrappers off; nil until asked for
	busy   bool    // its wrappers are being taken off: meeting it again is a circle
	schema *Schema // nil until asked for
}

// node is a schema of the document with its wrappers off: references, and allOf, oneOf and anyOf of one item. What
// the wrappers say, such as a description beside a reference, goes before what they wrap.
type node struct {
	value      attr.Value
	component  string // the component that value is, "" when it stands in place
	note       string
	enum       attr.Value
	readOnly   bool
	deprecated bool
}

// pendingSchema is an object or list that was referred to and is filled later, so that neither circles nor long chains of
// components make the reader recurse.
type pendingSchema struct {
	schema *Schema
	node   node
}

const (
	maxHops    = 50   // wrappers and references from a place to its schema
	maxParts   = 100  // of an allOf
	maxMembers = 2000 // attributes of one object
	maxChoices = 500  // of one attribute
	maxText    = 2000 // characters of a description
	maxName    = 100  // characters of a name
)

// One schema for all scalars of a type.
var scalars = func() (s [Object]*Schema) {
	for t := range s {
		s[t] = &Schema{Type: Type(t)}
	}
	return s
}()

// nothingKnown is the schema of requests and replies that the document leaves out.
var nothingKnown = &Schema{Type: Object}

// unwrap takes the wrappers off.
func (r *reader) unwrap(v attr.Value, hops int) node {
	n := node{value: v}
	if v.Kind() != attr.Object || !r.work(1) {
		return n
	}
	n.note, n.enum = v.Get("description").Text(), v.Get("enum")
	n.readOnly, _ = v.Get("readOnly").Bool()
	n.deprecated, _ = v.Get("deprecated").Bool()
	inner := node{}
	switch ref, parts := v.Get("$ref"), oneOfParts(v); {
	case hops == maxHops:
		r.notes.add("A schema leads through more than %d references and is taken as free-form.", maxHops)
		n.value = attr.Value{}
		return n
	case ref.Kind() == attr.Text:
		inner = r.referred(ref.Text(), hops+1)
	case len(parts) == 1 && !v.Has("properties"):
		inner = r.unwrap(parts[0].Value, hops+1)
	default:
		return n
	}
	n.value, n.component = inner.value, inner.component
	if n.note == "" {
		n.note = inner.note
	}
	if n.enum.Kind() != attr.Array {
		n.enum = inner.enum
	}
	n.readOnly = n.readOnly || inner.readOnly
	n.deprecated = n.deprecated || inner.deprecated
	return n
}

// oneOfParts are the parts of an allOf, oneOf or anyOf, without those that only say that null is possible.
func oneOfParts(v attr.Value) (parts []attr.Member) {
	for _, word := range []string{"allOf", "oneOf", "anyOf"} {
		if list := v.Get(word); list.Kind() == attr.Array {
			for _, m := range list.Members() {
				if m.Value.Get("type").Text() != "null" {
					parts = append(parts, m)
				}
			}
			return parts
		}
	}
	return nil
}

var pointerEscapes = strings.NewReplacer("~1", "/", "~0", "~")

// referred returns what a reference leads to. One that leads out of the document is never followed.
func (r *reader) referred(ref string, hops int) node {
	const place = "#/components/schemas/"
	name, local := strings.CutPrefix(ref, place)
	if !local {
		r.notes.add("The reference %s does not lead to a schema of this document and is not followed.", quoted(ref))
		return node{}
	}
	if strings.ContainsAny(name, "%~") {
		if plain, err := url.PathUnescape(name); err == nil {
			name = pointerEscapes.Replace(plain)
		}
	}
	c := r.components[name]
	switch {
	case c == nil:
		r.notes.add("There is no schema %s, which is referred to.", quoted(name))
		return node{}
	case c.busy:
		r.notes.add("The schema %s is nothing but a reference to itself.", quoted(name))
		return node{}
	case c.node == nil:
		c.busy = true
		n := r.unwrap(c.value, hops)
		c.busy = false
		if n.component == "" {
			n.component = name
		}
		c.node = &n
	}
	return *c.node
}

// schema returns the schema of a node. Objects and lists that are components are made once, and filled later.
func (r *reader) schema(n node) *Schema {
	c := r.components[n.component]
	if n.component != "" && c.schema != nil {
		return c.schema
	}
	switch t := r.typeOf(n); {
	case n.component == "" && t >= Object:
		s := r.newSchema(t)
		r.fill(s, n)
		return s
	case t >= Object:
		c.schema = r.newSchema(t)
		c.schema.Name = r.keep(n.component)
		r.pending = append(r.pending, pendingSchema{c.schema, *c.node})
		return c.schema
	case t == Any && n.component != "":
		c.schema = scalars[Any]
		return c.schema
	default: // a scalar: what stands beside the reference may make it a date or a switch
		return scalars[t]
	}
}

func (r *reader) newSchema(t Type) *Schema {
	r.schemas++
	s := &Schema{Type: t}
	if t == Array {
		r.lists = append(r.lists, s)
	}
	return s
}

// fillPending fills what was referred to, and what that refers to.
func (r *reader) fillPending() {
	for len(r.pending) > 0 && r.refused == nil {
		last := len(r.pending) - 1
		p := r.pending[last]
		r.pending = r.pending[:last]
		r.fill(p.schema, p.node)
	}
	r.pending = nil
}
