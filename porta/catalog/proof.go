package catalog

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Proves says that an answer without a fault shows that a method which changes something has done so: it holds what the description
// promises of it. That is the new record's key after a creation, and after anything else a key or a word of success. Where
// nothing is promised a creation answers something all the same, as all do that are known; any other method may answer nothing.
func (c *Catalog) Proves(m *Method, params, answer attr.Value) bool {
	role, ok := c.Role(m.Path())
	switch {
	case ok && role.Kind == Create:
		return provesCreation(role.Record, m.Reply, answer)
	case ok && ofAnother(role.Record, role.Record.Operation(role.Kind).Key, params, answer):
		return false
	}
	return succeeded(answer) || len(m.Reply.properties()) == 0 || keepsPromise(m.Reply, answer)
}

func provesCreation(r *RecordType, reply *Schema, answer attr.Value) bool {
	switch {
	case !r.Made(answer).IsAbsent():
		return true
	case reply.Property(r.IDField) != nil:
		return false
	case len(reply.properties()) == 0:
		return slices.ContainsFunc(answer.Members(), tells)
	}
	return keepsPromise(reply, answer)
}

// keepsPromise says that the answer holds a key that its description names; where that names none, that it says of its success, if it
// was to say that; else that it holds anything of what was promised.
func keepsPromise(reply *Schema, answer attr.Value) bool {
	keys := keysIn(reply)
	switch {
	case len(keys) > 0:
		return slices.ContainsFunc(keys, func(name string) bool { return isKeyValue(reply.Property(name), answer.Get(name)) })
	case reply.Property(successName) != nil:
		return succeeded(answer)
	}
	return slices.ContainsFunc(reply.Properties, func(p Property) bool { return isThere(answer.Get(p.Name)) })
}

// Made returns the key of a record in the answer to its creation, wherever that stands; absent when it has none.
func (r *RecordType) Made(answer attr.Value) attr.Value {
	if r.IDField == "" {
		return attr.Value{}
	}
	p := r.keyProperty()
	if v := answer.Get(r.IDField); isKeyValue(p, v) {
		return v
	}
	for _, m := range answer.Members() {
		if m.Value.Kind() != attr.Object {
			continue
		}
		if v := m.Value.Get(r.IDField); isKeyValue(p, v) {
			return v
		}
	}
	return attr.Value{}
}

// keyProperty describes the key; nil when nothing does.
func (r *RecordType) keyProperty() *Property {
	for _, s := range r.places() {
		if p := s.Property(r.IDField); p != nil {
			return p
		}
	}
	return nil
}

// isKeyValue says that a value may be the key of a record that is there: a text, or a number above 0.
func isKeyValue(p *Property, v attr.Value) bool {
	if v.Kind() != attr.Text && v.Kind() != attr.Number || v.IsEmpty() {
		return false
	}
	n, isInt := v.Int()
	if p != nil && p.Schema.Type == Text && v.Kind() == attr.Text {
		return true
	}
	return isInt && n > 0 || !isInt && (p == nil || p.Schema.Type != Integer)
}

// ofAnother says that the answer to a change names another record than the one that was to be changed.
func ofAnother(r *RecordType, key attr.Path, params, answer attr.Value) bool {
	meant, given := params.At(key), answer.Get(r.IDField)
	return key != nil && !meant.IsEmpty() && !given.IsEmpty() && meant.Text() != given.Text()
}

// successName is the attribute by which methods say that they have done their work, and have nothing else to say.
const successName = "success"

func succeeded(answer attr.Value) bool {
	ok, known := answer.Get(successName).Bool()
	return ok && known
}

// tells says that an attribute of an answer that no description tells of speaks of what was made: it is a key by its name, a word of
// success, or holds a record. A message proves nothing: anybody may have written it.
func tells(m attr.Member) bool {
	switch {
	case m.Value.Kind() == attr.Object:
		return m.Value.Len() > 0
	case m.Name == successName:
		ok, _ := m.Value.Bool()
		return ok
	}
	isKey := strings.HasPrefix(m.Name, "i_") || m.Name == "id" || m.Name == "uuid" || strings.HasSuffix(m.Name, "_id")
	return isKey && isKeyValue(nil, m.Value)
}

// isThere says that an attribute of an answer has a value. A list may be empty.
func isThere(v attr.Value) bool {
	return v.Kind() == attr.Array || v.Kind() == attr.Object && v.Len() > 0 || v.Kind() != attr.Object && !v.IsEmpty()
}

// properties are the attributes of an object that are described.
func (s *Schema) properties() []Property {
	if s == nil {
		return nil
	}
	return s.Properties
}
