package catalog

import (
	"slices"

	"portaconsole/porta/attr"
)

// The attributes by which a list is asked for its pages. They choose no records.
const (
	LimitName  = "limit"
	OffsetName = "offset"
	TotalName  = "get_total"
)

// IsPaging says that an attribute of a list's request is one of those that choose the page.
func IsPaging(name string) bool { return name == LimitName || name == OffsetName || name == TotalName }

// Reading says how one record is read by its key alone: by which operation, a Get or a List, and where its request takes the key. It is nil
// when there is no such way. A Get that has no place for the key, or insists on more, comes after a list that takes it: its description may
// be incomplete all the same.
func (r *RecordType) Reading() (op *Operation, at attr.Path) {
	if r.IDField == "" {
		return nil, nil
	}
	get := r.reader(Get)
	if get != nil && get.Key != nil && !r.GetInsists(get.Key[0]) {
		return get, get.Key
	}
	if r.ListTakes(r.IDField) && !r.ListInsists(r.IDField) {
		return r.operations[List], attr.Path{r.IDField}
	}
	switch {
	case get == nil:
		return nil, nil
	case get.Key != nil:
		return get, get.Key
	}
	return get, attr.Path{r.IDField}
}

// CanRead says that one record can be read by its key alone.
func (r *RecordType) CanRead() bool {
	op, _ := r.Reading()
	return op != nil
}

// GetTakes says that the Get can be asked for one record by an attribute beside the key, such as an account's id.
func (r *RecordType) GetTakes(name string) bool {
	op := r.reader(Get)
	return op != nil && op.Method.Request.takes(name)
}

// GetInsists says that the Get cannot be asked by the given attributes alone.
func (r *RecordType) GetInsists(given ...string) bool {
	op := r.reader(Get)
	return op != nil && op.Method.Request.insists(given...)
}

// ListTakes says that the list can be asked for the records with a value of the attribute.
func (r *RecordType) ListTakes(name string) bool {
	op := r.reader(List)
	return op != nil && !IsPaging(name) && op.Method.Request.takes(name)
}

// ListInsists says that the list cannot be asked by the given attributes alone.
func (r *RecordType) ListInsists(given ...string) bool {
	op := r.reader(List)
	return op != nil && op.Method.Request.insists(given...)
}

// reader is an operation that reads; nil when there is none, or when its method changes something after all.
func (r *RecordType) reader(k OperationKind) *Operation {
	if op := r.operations[k]; op != nil && !op.Method.Changes {
		return op
	}
	return nil
}

// takes says that an object has a scalar attribute of that name.
func (s *Schema) takes(name string) bool {
	p := s.Property(name)
	return p != nil && p.Schema.Type != Object && p.Schema.Type != Array
}

// insists says that an object must have other attributes than the given ones.
func (s *Schema) insists(given ...string) bool {
	return s != nil && slices.ContainsFunc(s.Properties, func(p Property) bool { return p.Required && !slices.Contains(given, p.Name) })
}
