// Package builder is the attribute form between browser and tree. The posted form is the whole state: an ordered
// list of nodes, each with its parent, name, type and value. The package reads that list, edits it, writes it down
// again, and makes the attribute tree of it.
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

// Node is one row of the form: an attribute, or an item of an array.
type Node struct {
	ID    string // random, so that two quick additions cannot collide
	Name  string // as typed; "" for items
	Type  Type
	Value string // as typed; containers keep it, so that a change of type can be taken back
	Fresh bool   // just added: a known name brings its type along
	// Need marks an attribute that is there because the schema requires it. While it has no value it is not sent, so that
	// PortaBilling, and not this form, says what is missing.
	Need   bool
	Off    bool // stays in the form, and is not sent
	Closed bool // a container whose rows are not drawn
	Kids   []*Node
	Panel  Panel

	was    Type // the type before the present one was chosen; "" when it was not changed
	parent *Node
	depth  int // 0 for the root
}

// Panel is what the rare actions of a row were given, and not yet used. It is no part of what is kept of a form.
type Panel struct {
	Paste string // JSON to be put in place of the row's value
	Query string // what a referred record is looked for by
}

// Form is the whole tree with the operation that the pressed button asks for.
type Form struct {
	ID        string // random, new for each form that can be sent
	Revision  int64  // of the draft that the page shows; 0 when there was none yet
	Root      *Node  // an object without a name
	Operation Operation
	// Base is the record, in JSON, that the form began with; "" for a new one.
	Base string
	// First is what the form began with, as [Form.Begin] notes it, while nothing of it is kept; "" where that is known without it. The page brings
	// it back, so it is believed no more than the rows are.
	First string
	// JSON is the text of the form while it is shown as such; the rows are then those from before.
	JSON *string
	// Partial says that what is absent stays as it is, so that nothing is required.
	Partial bool
	// Preview says that what will be sent is shown.
	Preview bool
	// Merged says that a row was taken out while reading, because the attribute that it names was there already, empty.
	Merged bool
	// Fields are the further fields of the form as a whole, such as the reason. They are no part of what is kept.
	Fields map[string]string

	schema *catalog.Schema
	byID   map[string]*Node
	ids    idSource
	limit  *LimitError // set when the body was beyond MaxBody
}

// Operation is what a button of the form asks for: "update", "send", "add", "remove", "row". Node is the row that it is
// about, Name the attribute that an addition begins with; both may be empty.
type Operation struct{ Verb, Node, Name string }

// String is the operation as a button posts it.
func (o Operation) String() string { return strings.TrimRight(o.Verb+":"+o.Node+":"+o.Name, ":") }

func parseOperation(s string) Operation {
	verb, rest, _ := strings.Cut(s, ":")
	node, name, _ := strings.Cut(rest, ":")
	return Operation{verb, node, name}
}

// New returns an empty form over the schema of a request. The schema may be nil.
func New(schema *catalog.Schema) *Form {
	root, id := &Node{Type: Object}, strings.ToLower(rand.Text()[:16])
	return &Form{ID: id, Root: root, Operation: Operation{Verb: "update"}, schema: schema, byID: map[string]*Node{"": root}, ids: idsOf(id)}
}

// BecomeFirst makes the form the one that a form with this id began as: it has the same rows, down to their ids, provided that it
// was just made.
func (f *Form) BecomeFirst(id string) {
	f.ID, f.ids = id, idsOf(id)
	f.byID = map[string]*Node{"": f.Root}
	var walk func(*Node)
	walk = func(n *Node) {
		for _, kid := range n.Kids {
			kid.ID = f.ids.next()
			f.byID[kid.ID] = kid
			walk(kid)
		}
	}
	walk(f.Root)
}

// Begin notes the present content as what the form began with.
func (f *Form) Begin() { f.First = string(f.content(nil)) }

// BeginAs gives the form the content that another one began with: its rows, and nothing of what that one is about. The error is one of [Read].
func (f *Form) BeginAs(first string) error {
	began, err := Read([]byte(fieldForm+"="+f.ID+"&"+first), f.schema)
	if err == nil {
		f.TakeRows(began)
	}
	return err
}

// Renew gives the form the id that follows its own, so that what was already sent may be sent again. It is the same one each
// time: two presses that both ask for it do not send twice. It begins with what it has.
func (f *Form) Renew() {
	sum := sha256.Sum256([]byte(f.ID))
	f.ID, f.Revision = hex.EncodeToString(sum[:8]), 0
	f.Begin()
}

// Schema returns the schema of a node, nil when nothing is known of it.
func (f *Form) Schema(n *Node) *catalog.Schema {
	if n.parent == nil {
		return f.schema
	}
	return f.Schema(n.parent).At(attr.Path{n.schemaStep()})
}

// schemaStep is what leads from the schema of the container to that of the node: any index leads to the items' schema.
func (n *Node) schemaStep() string {
	if n.parent.Type == Array {
		return "0"
	}
	return n.Name
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
	if len(label) <= maxLabel {
		return label
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

// kid returns the row of that name or index that is sent; of switched-off ones only when there is no other.
func (n *Node) kid(segment string) (found *Node) {
	i := 0
	for _, kid := range n.Kids {
		fits := n.Type == Object && segment == kid.Name || n.Type == Array && !kid.Off && segment == strconv.Itoa(i)
		switch {
		case fits && !kid.Off:
			return kid
		case fits && found == nil:
			found = kid
		}
		if !kid.Off {
			i++
		}
	}
	return found
}

// TakeRows puts the rows of another form in place of one's own.
func (f *Form) TakeRows(of *Form) {
	f.Root, f.byID, f.JSON = of.Root, of.byID, of.JSON
}

// Show opens what stands above a node, so that it is drawn.
func (n *Node) Show() {
	for up := n.parent; up != nil; up = up.parent {
		up.Closed = false
	}
}

func (f *Form) attach(parent, n *Node) { f.attachAt(parent, n, len(parent.Kids)) }

func (f *Form) attachAt(parent, n *Node, at int) {
	n.parent, n.depth = parent, parent.depth+1
	parent.Kids = slices.Insert(parent.Kids, at, n)
	f.byID[n.ID] = n
}

// forget takes a node and all below it out of the form's index.
func (f *Form) forget(n *Node) {
	delete(f.byID, n.ID)
	for _, kid := range n.Kids {
		f.forget(kid)
	}
}

// Len returns the number of rows, those that are not drawn included.
func (f *Form) Len() int { return len(f.byID) - 1 }

// idSource makes ids for nodes: random ones, since rows of several requests stand side by side, with a count for those of one request. Those that
// a form begins with follow from its own id.
type idSource struct {
	prefix string
	count  uint64
}

func idsOf(form string) idSource { return idSource{prefix: form[:min(len(form), 10)]} }

func (s *idSource) next() string {
	if s.prefix == "" {
		s.prefix = strings.ToLower(rand.Text()[:10])
	}
	s.count++
	return s.prefix + strconv.FormatUint(s.count, 36)
}
