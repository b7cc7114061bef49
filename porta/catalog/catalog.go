// Package catalog says what a PortaBilling server can do: its services, their record types, the
// operations on them, and the schema of every request and reply.
package catalog

import "portaconsole/porta/attr"

// Catalog is what one server offers in one realm. It does not change once it is made, and is shared by all sessions.
type Catalog struct {
	Services []*Service // by name
	methods  map[string]*Method
}

// Service is a group of methods, "Account".
type Service struct {
	Name    string
	Records []*RecordType
	Methods []*Method
}

// RecordType is a kind of record that a service keeps, "account" of Account.
type RecordType struct {
	Service, Name string
	// IDField is the integer key, "i_account". Without one there is no record page.
	IDField string
	// Columns are the attributes that a list shows unless told otherwise.
	Columns []string
	// Title is the attribute that people know a record by: an account's id, a customer's name.
	Title      string
	operations [operationKinds]*Operation
}

// OperationKind is one of the things every record type may offer.
type OperationKind uint8

// The operations that methods are recognised as. Whatever a method does besides is a custom operation.
const (
	Create OperationKind = iota
	List
	Get
	Update
	operationKinds
)

var operationNames = [operationKinds]string{"create", "list", "get", "update"}

// String returns the name in lower case, as it stands in addresses.
func (k OperationKind) String() string { return operationNames[k] }

// OperationKinds lists them in the order in which they are offered.
func OperationKinds() []OperationKind { return []OperationKind{Create, List, Get, Update} }

// Operation is a method in its role for a record type.
type Operation struct {
	Kind   OperationKind
	Method *Method
	// Wrapper is the attribute that holds the record: of the request for Create and Update, of the
	// reply for Get. "" when the record's attributes stand at the top.
	Wrapper string
	// ListKey is the array of the reply that holds the rows of a List.
	ListKey string
}

// Method is one method of the API.
type Method struct {
	Service, Name  string
	Summary        string
	Request, Reply *Schema
	// Changes says that the method changes something, so that it is never repeated by itself.
	Changes bool
}

// Path returns "Service/method", as it stands in the address of a call.
func (m *Method) Path() string { return m.Service + "/" + m.Name }

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

// Operation returns the record type's operation of that kind, or nil when the server has none.
func (r *RecordType) Operation(k OperationKind) *Operation { return r.operations[k] }

// Info returns the schema of one record, taken from what lists it, gives it or takes it; nil when none says.
func (r *RecordType) Info() *Schema {
	if op := r.operations[Get]; op != nil {
		return op.Method.Reply.At(attr.ParsePath(op.Wrapper))
	}
	if op := r.operations[List]; op != nil {
		return op.Method.Reply.At(attr.Path{op.ListKey, "0"})
	}
	if op := r.operations[Create]; op != nil {
		return op.Method.Request.At(attr.ParsePath(op.Wrapper))
	}
	return nil
}
