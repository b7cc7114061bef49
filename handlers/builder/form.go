// Package builder is the attribute form between browser and tree. The posted form is the whole state: an ordered
// list of nodes, each with its parent, name, type and value. The package reads that list, edits it, and makes the
// attribute tree of it.
package builder

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// Type is what the Type selector of a row offers.
type Type string

// The types, as they are posted.
const (
	Text     Type = "text"
	Integer  Type = "integer"
	Decimal  Type = "decimal"
	Boolean  Type = "boolean"
	Date     Type = "date"
	DateTime Type = "datetime"
	Object   Type = "object"
	Array    Type = "array"
	Null     Type = "null"
)

// Types lists them in the selector's order, with the words that it shows.
var Types = []struct {
	Type  Type
	Label string
}{
	{Text, "Text"}, {Integer, "Integer"}, {Decimal, "Decimal"}, {Boolean, "Boolean"}, {Date, "Date"},
	{DateTime, "Date and time"}, {Object, "Object"}, {Array, "Array"}, {Null, "Null"},
}

func (t Type) container() bool { return t == Object || t == Array }

func (t Type) known() bool {
	for _, known := range Types {
		if t == known.Type {
			return true
		}
	}
	return false
}

// TypeOf says how a value of the schema is edited; Text when nothing is known of it.
func TypeOf(s *catalog.Schema) Type {
	if s == nil {
		return Text
	}
	switch s.Type {
	case catalog.Integer:
		return Integer
	case catalog.Decimal:
		return Decimal
	case catalog.Switch, catalog.Flag:
		return Boolean
	case catalog.Date:
		return Date
	case catalog.DateTime:
		return DateTime
	case catalog.Object:
		return Object
	case catalog.Array:
		return Array
	}
	return Text
}

// Node is one row of the form: an attribute, or an item of an array.
type Node struct {
	ID    string // random, so that two quick additions cannot collide
	Name  string // as typed; "" for items
	Type  Type
	Value string // as typed; containers keep it, so that a change of type can be taken back
	Fresh bool   // just added: a known name brings its type along
	Kids  []*Node

	parent *Node
	depth  int // 0 for the root
}

// Form is the whole tree with the operation that the pressed button asks for.
type Form struct {
	ID        string // random, new for each form that can be sent
	Root      *Node  // an object without a name
	Operation Operation

	schema *catalog.Schema
	byID   map[string]*Node
	limit  *LimitError // set when the body was beyond MaxBody
}

// Operation is what a button of the form asks for: "update", "send", "add", "remove", "row". Node is the row that it is
// about, Name the attribute that an addition begins with; both may be empty.
type Operation struct{ Verb, Node, Name string }

func parseOperation(s string) Operation {
	verb, rest, _ := strings.Cut(s, ":")
	node, name, _ := strings.Cut(rest, ":")
	return Operation{verb, node, name}
}

// New returns an empty form over the schema of a request. The schema may be nil.
func New(schema *catalog.Schema) *Form {
	root := &Node{Type: Object}
	return &Form{ID: newID(), Root: root, Operation: Operation{Verb: "update"}, schema: schema, byID: map[string]*Node{"": root}}
}

// Renew gives the form the id that follows its own, so that what was already sent may be sent again. It is the same one each
// time: two presses that both ask for it do not send twice.
func (f *Form) Renew() {
	sum := sha256.Sum256([]byte(f.ID))
	f.ID = hex.EncodeToString(sum[:8])
}

// Schema returns the schema of a node, nil when nothing is known of it.
func (f *Form) Schema(n *Node) *catalog.Schema {
	if n.parent == nil {
		return f.schema
	}
	name := n.Name
	if n.parent.Type == Array {
		name = "0" // any index leads to the items' schema
	}
	return f.Schema(n.parent).At(attr.Path{name})
}

// Property returns what the schema says of a node, or nil; nil too for items of an array.
func (f *Form) Property(n *Node) *catalog.Property {
	if n.parent == nil || n.parent.Type != Object {
		return nil
	}
	return f.Schema(n.parent).Property(n.Name)
}

// Node returns the node of that id, "" being the root, or nil.
func (f *Form) Node(id string) *Node { return f.byID[id] }

// Path returns where a node stands in the tree; the segment of a node without a name is empty.
func (f *Form) Path(n *Node) attr.Path {
	var p attr.Path
	if n.parent != nil {
		p = append(f.Path(n.parent), n.segment())
	}
	return p
}

// Label is the dotted path of a node as people read it: a node without a name is "new", and what is very long is cut.
func (n *Node) Label() string {
	if n.parent == nil {
		return ""
	}
	segment := n.segment()
	if segment == "" {
		segment = "new"
	}
	return JoinLabel(n.parent.Label(), segment)
}

// maxLabel keeps the labels of deep rows with long names from filling the page.
const maxLabel = 240

// JoinLabel is the label of a row in the container with the given one.
func JoinLabel(container, segment string) string {
	label := segment
	if container != "" {
		label = container + "." + segment
	}
	if runes := []rune(label); len(runes) > maxLabel {
		label = "…" + string(runes[len(runes)-maxLabel:])
	}
	return label
}

// segment is the name, or the index in an array.
func (n *Node) segment() string {
	if n.parent.Type == Array {
		return strconv.Itoa(n.Index())
	}
	return n.Name
}

// Index is the node's place among the rows of its container.
func (n *Node) Index() int { return slices.Index(n.parent.Kids, n) }

// Parent returns the node that holds this one; nil for the root.
func (n *Node) Parent() *Node { return n.parent }

// Nearest returns the node at a path, and true; or the deepest container on the way to it, and false.
func (f *Form) Nearest(p attr.Path) (*Node, bool) {
	n := f.Root
	for _, segment := range p {
		kid := n.kid(segment)
		if kid == nil {
			if n.parent != nil && !n.Type.container() {
				n = n.parent
			}
			return n, false
		}
		n = kid
	}
	return n, true
}

// Has says whether a row of that name or index stands in the node.
func (n *Node) Has(segment string) bool { return n.kid(segment) != nil }

func (n *Node) kid(segment string) *Node {
	for i, kid := range n.Kids {
		if n.Type == Array && segment == strconv.Itoa(i) || n.Type == Object && segment == kid.Name {
			return kid
		}
	}
	return nil
}

func (f *Form) attach(parent, n *Node) {
	n.parent, n.depth = parent, parent.depth+1
	parent.Kids = append(parent.Kids, n)
	f.byID[n.ID] = n
}

// Len returns the number of rows.
func (f *Form) Len() int { return len(f.byID) - 1 }

func newID() string { return strings.ToLower(rand.Text()[:10]) }
