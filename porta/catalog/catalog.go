// Package catalog says what a PortaBilling server can do: its services, their record types, the
// operations on them, and the schema of every request and reply. It is read from an OpenAPI document,
// the server's own or the built-in one.
package catalog

import (
	"strings"
	"sync"

	"portaconsole/porta/attr"
)

// Catalog is what one server offers in one realm. It does not change once it is made, and is shared by all sessions.
type Catalog struct {
	// Title and Release are what the document says of itself, "PortaBilling administrator API" and "MR118"; either may be empty.
	Title, Release string
	Services       []*Service // by name
	// Notes are sentences for the operator about what could not be taken from the document, at most [MaxNotes].
	Notes []string

	methods    map[string]*Method
	references map[string]*RecordType // by key attribute, "i_customer"
	roles      map[string]Role        // by path of the method
	subjects   map[string]Subject     // the same
	size       int
	search     func() *searchIndex
}

// Service is a group of methods, "Account".
type Service struct {
	Name    string
	Records []*RecordType // the service's own one first, then by name
	Methods []*Method     // by name
}

// RecordType is a kind of record that a service keeps, "account" of Account.
type RecordType struct {
	Service, Name string
	// IDField is the integer key, "i_account". Without one there is no record page.
	IDField string
	// Keys are the attributes beside IDField by which one record can be read: an account's id and login.
	Keys []string
	// Title is the attribute that people know a record by: an account's id, a customer's name. Empty when none is known.
	Title string
	// Columns are the attributes that a list shows unless told otherwise. None, or the key alone, when the document
	// does not say what a record holds: then the answer's own attributes are what there is to show.
	Columns []string
	// Actions are the changing methods of the service, none of them an operation, that are about one record of this type.
	Actions []*Method

	operations [operationKinds]*Operation
}

// Path returns "Service/record", by which record types of different catalogues are compared.
func (r *RecordType) Path() string { return r.Service + "/" + r.Name }

// OperationKind is one of the things every record type may offer.
type OperationKind uint8

// The operations that methods are recognised as. Whatever a method does besides is a custom operation.
const (
	Create OperationKind = iota
	List
	Get
	Update
	Delete // or terminate: see [Operation.Verb]
	operationKinds
)

var operationNames = [operationKinds]string{"create", "list", "get", "update", "delete"}

// String returns the name in lower case, as it stands in addresses.
func (k OperationKind) String() string { return operationNames[k] }

// OperationKinds lists them in the order in which they are offered.
func OperationKinds() []OperationKind { return []OperationKind{Create, List, Get, Update, Delete} }

// Operation is a method in its role for a record type.
type Operation struct {
	Kind   OperationKind
	Method *Method
	// Wrapper is the attribute that holds the record: of the request for Create, Update and Delete, of the
	// reply for Get. "" when the record's attributes stand at the top.
	Wrapper string
	// ListKey is the array of the reply that holds the rows of a List.
	ListKey string
	// Key is where the request says which record is meant: "i_account", "account_info.i_account". Nil for Create and
	// List, and when the request has no place for the record type's IDField.
	Key attr.Path
	// Paging is what a List offers.
	Paging Paging
}

// Paging says which of the three paging attributes a request has.
type Paging struct{ Limit, Offset, Total bool }

// Verb returns the first word of the method's name. For a Delete it is "delete", or "terminate" where the record stays, ended.
func (o *Operation) Verb() string { return o.Method.Verb() }

// Certainty says how sure the description of a method is.
type Certainty uint8

// The degrees. A server's own document is certain throughout; the others occur in the built-in one.
const (
	Certain         Certainty = iota
	ShapeUnverified           // the method's name is real, its parameters and answer are not known
	NameGuessed               // the name follows the usual pattern, no more: it can be called and may not exist
)

var certaintyNames = [...]string{"certain", "shape-unverified", "name-guessed"}

// String returns the degree as it stands in a document: "certain", "shape-unverified", "name-guessed".
func (c Certainty) String() string { return certaintyNames[c] }

// Method is one method of the API.
type Method struct {
	Service, Name string
	Summary       string // one line; may be empty
	Description   string // plain text; may be empty
	Section       string // the part of the service that the document files it under; may be empty
	Request       *Schema
	Reply         *Schema
	// Changes says that the method changes something, so that it is never repeated by itself.
	Changes bool
	// File says that the method may answer with a file.
	File bool
	// Upload says that the method takes files along with its parameters.
	Upload     bool
	Deprecated bool
	Certainty  Certainty
	// ServiceGuessed says that the method's name is known, but not for sure which service has it.
	ServiceGuessed bool
}

// Verb returns the first word of the method's name: "terminate" of terminate_account.
func (m *Method) Verb() string {
	verb, _, _ := strings.Cut(m.Name, "_")
	return verb
}

// Path returns "Service/method", as it stands in the address of a call.
func (m *Method) Path() string { return m.Service + "/" + m.Name }

// OwnSession says that the method is about the caller's own session or password: to log in or out, to refresh a token. Such a
// method is for the client of a server, not for people to call by hand.
func (m *Method) OwnSession() bool { return m.Service == "Session" && m.Changes }

// Service returns the service of that name, or nil.
func (c *Catalog) Service(name string) *Service {
	for _, s := range c.Services {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Record returns a record type by the names of its service and its own, or nil.
func (c *Catalog) Record(service, record string) *RecordType {
	if s := c.Service(service); s != nil {
		for _, r := range s.Records {
			if r.Name == record {
				return r
			}
		}
	}
	return nil
}

// Method returns a method by its path, "Account/add_account", or nil.
func (c *Catalog) Method(path string) *Method { return c.methods[path] }

// MethodCount returns how many methods there are.
func (c *Catalog) MethodCount() int { return len(c.methods) }

// Size returns about how many bytes of memory the catalogue holds, with its search index.
func (c *Catalog) Size() int { return c.size }

// Operation returns the record type's operation of that kind, or nil when the server has none.
func (r *RecordType) Operation(k OperationKind) *Operation { return r.operations[k] }

// Info returns the schema of one record, taken from what gives it, lists it or takes it; nil when none says.
func (r *RecordType) Info() *Schema {
	var free *Schema
	for _, s := range r.infos() {
		if s != nil && len(s.Properties) > 0 {
			return s
		}
		if free == nil {
			free = s
		}
	}
	return free
}

// infos are the schemas of one record in its operations, the most telling first.
func (r *RecordType) infos() (infos []*Schema) {
	if op := r.operations[Get]; op != nil {
		infos = append(infos, op.Method.Reply.At(attr.ParsePath(op.Wrapper)))
	}
	if op := r.operations[List]; op != nil {
		infos = append(infos, op.Method.Reply.At(attr.Path{op.ListKey, "0"}))
	}
	for _, k := range []OperationKind{Create, Update} {
		if op := r.operations[k]; op != nil {
			infos = append(infos, op.Method.Request.At(attr.ParsePath(op.Wrapper)))
		}
	}
	return infos
}

// finish makes what is looked up by name.
func (c *Catalog) finish() {
	c.references = c.referenceTable()
	c.findRoles()
	c.search = sync.OnceValue(c.makeSearchIndex)
}
