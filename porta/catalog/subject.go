package catalog

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Role is what a method is to a record type: one of its operations.
type Role struct {
	Record *RecordType
	Kind   OperationKind
}

// Role returns the operation that the method of that path is; ok is false when it is none.
func (c *Catalog) Role(path string) (role Role, ok bool) {
	role, ok = c.roles[path]
	return role, ok
}

// Subject is the record that calls of a method act on.
type Subject struct {
	Record *RecordType
	// Made says that the call makes the record: its key stands in the answer, and not in the request.
	Made bool

	at []attr.Path // where a request may say which record is meant
}

// ID returns the key of the record that a call with these parameters acts on; absent when they do not name one.
func (s Subject) ID(params attr.Value) attr.Value {
	if s.Made {
		return attr.Value{}
	}
	for _, at := range s.at {
		if v := params.At(at); isScalar(v) {
			return v
		}
	}
	return inOneObject(params, s.Record.IDField)
}

// MadeID returns the key of the record that a call made, out of its answer; absent when it does not say.
func (s Subject) MadeID(answer attr.Value) attr.Value {
	if !s.Made {
		return attr.Value{}
	}
	return s.Record.Made(answer)
}

// inOneObject is the attribute of that name in the only object of a value that has one.
func inOneObject(v attr.Value, name string) (found attr.Value) {
	if name == "" {
		return attr.Value{}
	}
	for _, m := range v.Members() {
		if in := m.Value.Get(name); isScalar(in) {
			if !found.IsAbsent() {
				return attr.Value{}
			}
			found = in
		}
	}
	return found
}

func isScalar(v attr.Value) bool {
	return !v.IsEmpty() && (v.Kind() == attr.Number || v.Kind() == attr.Text)
}

// ActsOn returns the record that a call of the method acts on. Mostly the method alone tells; where its description says nothing of what it takes,
// the parameters do. ok is false when neither does.
func (c *Catalog) ActsOn(m *Method, params attr.Value) (subject Subject, ok bool) {
	if subject, ok = c.subjects[m.Path()]; ok || !m.Changes || m.Request != nil && len(m.Request.Properties) > 0 {
		return subject, ok
	}
	owner := map[string]*RecordType{}
	if s := c.Service(m.Service); s != nil {
		owner = s.keyOwners()
	}
	var others []Subject
	for _, p := range params.Members() {
		if !isScalar(p.Value) {
			continue
		}
		if r := owner[p.Name]; r != nil {
			return Subject{Record: r, at: []attr.Path{{p.Name}}}, true
		}
		if r := c.references[p.Name]; r != nil {
			others = append(others, Subject{Record: r, at: []attr.Path{{p.Name}}})
		}
	}
	if len(others) != 1 {
		return Subject{}, false
	}
	return others[0], true
}

// findRoles notes which operation of which record type each method is, and which record each changing method acts on.
func (c *Catalog) findRoles() {
	c.roles, c.subjects = make(map[string]Role), make(map[string]Subject)
	for _, s := range c.Services {
		for _, r := range s.Records {
			for _, k := range OperationKinds() {
				op := r.operations[k]
				if op == nil {
					continue
				}
				if _, taken := c.roles[op.Method.Path()]; !taken {
					c.roles[op.Method.Path()] = Role{r, k}
				}
			}
		}
		owner := s.keyOwners()
		for _, m := range s.Methods {
			if subject, ok := c.subjectOf(s, m, owner); ok && m.Changes && !m.OwnSession() {
				c.subjects[m.Path()] = subject
			}
		}
	}
}

// subjectOf finds the record that a method acts on, by what says so most plainly: its role, its keys, the object that it takes, its name.
func (c *Catalog) subjectOf(s *Service, m *Method, owner map[string]*RecordType) (Subject, bool) {
	if role, ok := c.roles[m.Path()]; ok {
		return role.subject(), true
	}
	if r := s.actionOf(m, owner); r != nil {
		return Subject{Record: r, at: []attr.Path{{r.IDField}}}, true
	}
	if subject, ok := s.subjectInObject(m, owner); ok {
		return subject, true
	}
	if r := s.namedIn(m.Name); r != nil && !strings.HasPrefix(m.Name, "batch_") {
		return Subject{Record: r, Made: makes(m), at: []attr.Path{{r.IDField}}}, true
	}
	if m.Request == nil {
		return Subject{}, false
	}
	for i := range m.Request.Properties { // a record of another service
		if p := &m.Request.Properties[i]; p.Required && isKey(p) && c.references[p.Name] != nil {
			return Subject{Record: c.references[p.Name], at: []attr.Path{{p.Name}}}, true
		}
	}
	return Subject{}, false
}

// subject is the record that an operation acts on.
func (role Role) subject() Subject {
	r, op := role.Record, role.Record.operations[role.Kind]
	subject := Subject{Record: r, Made: role.Kind == Create}
	if r.IDField == "" {
		return subject
	}
	for _, at := range []attr.Path{op.Key, append(attr.ParsePath(op.Wrapper), r.IDField), {r.IDField}} {
		if len(at) > 0 && !slices.ContainsFunc(subject.at, func(other attr.Path) bool { return slices.Equal(other, at) }) {
			subject.at = append(subject.at, at)
		}
	}
	return subject
}

// subjectInObject finds the record in an object that a request takes: the one that the object is named after, account_info, or else one whose
// key stands in it.
func (s *Service) subjectInObject(m *Method, owner map[string]*RecordType) (Subject, bool) {
	if m.Request == nil {
		return Subject{}, false
	}
	for _, p := range m.Request.Properties {
		for _, r := range s.Records {
			if p.Name == r.Name+"_info" {
				return Subject{Record: r, Made: makes(m), at: []attr.Path{{p.Name, r.IDField}}}, true
			}
		}
	}
	for _, p := range m.Request.Properties {
		if p.Schema.Type != Object {
			continue
		}
		for i := range p.Schema.Properties {
			if in := &p.Schema.Properties[i]; isKey(in) && owner[in.Name] != nil {
				return Subject{Record: owner[in.Name], at: []attr.Path{{p.Name, in.Name}}}, true
			}
		}
	}
	return Subject{}, false
}

// namedIn is the record type that a method's name ends with, the longest one: number of release_number.
func (s *Service) namedIn(method string) (named *RecordType) {
	for _, r := range s.Records {
		if strings.HasSuffix(method, "_"+r.Name) && (named == nil || len(r.Name) > len(named.Name)) {
			named = r
		}
	}
	return named
}

// makes says that a method makes a record, going by its name.
func makes(m *Method) bool {
	return strings.HasPrefix(m.Name, "add_") || strings.HasPrefix(m.Name, "create_")
}
