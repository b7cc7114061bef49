package catalog

import (
	"strconv"

	"portaconsole/porta/attr"
)

// Type is how a value is edited and checked. On the wire dates are text, switches 1/0 and flags "Y"/"N".
type Type uint8

// The types. Any is the zero Type: nothing is known.
const (
	Any Type = iota
	Text
	Integer
	Decimal
	Switch   // 1 or 0
	Flag     // "Y" or "N"
	Date     // YYYY-MM-DD
	DateTime // YYYY-MM-DD HH:MM:SS, UTC
	Object
	Array
)

var typeNames = [...]string{"any", "text", "integer", "decimal", "switch", "flag", "date", "datetime", "object", "array"}

// String returns the type's name in lower case.
func (t Type) String() string { return typeNames[t] }

// Schema describes a value. A nil Schema describes nothing and is safe to ask. Schemas refer to each
// other by pointer and may form cycles.
type Schema struct {
	Type       Type
	Open       bool       // an Object that may have attributes beside those that are listed
	Name       string     // of the document's component, "AccountInfo"; empty for most
	Properties []Property // of an Object, in the order in which they are offered; none: free-form
	Items      *Schema    // of an Array
}

// Property is one attribute of an object.
type Property struct {
	Name     string
	Schema   *Schema
	Required bool // when a record is created
	ReadOnly bool
	Secret   bool // as the description or the name says; see [Masking]
	// Loose says that the choices stand in the description alone, so that there may be others.
	Loose      bool
	Deprecated bool
	MinLength  int      // of a text, in characters
	MaxLength  int      // 0: not known
	Note       string   // plain text, without the choices
	Choices    []Choice // the values it may have, when they are known
}

// Choice is one allowed value with what it means. Meaning may be empty.
type Choice struct{ Code, Meaning string }

// Property returns the property of that name, or nil.
func (s *Schema) Property(name string) *Property {
	if s == nil {
		return nil
	}
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return &s.Properties[i]
		}
	}
	return nil
}

// PropertyAt returns the property that a path leads to, or nil; nil too for the items of an array.
func (s *Schema) PropertyAt(p attr.Path) *Property {
	if len(p) == 0 {
		return nil
	}
	return s.At(p[:len(p)-1]).Property(p[len(p)-1])
}

// At returns the schema of what stands at a path, or nil. Any index leads to an array's items.
func (s *Schema) At(p attr.Path) *Schema {
	for _, name := range p {
		if s == nil {
			return nil
		}
		if s.Type == Array {
			s = s.Items
			continue
		}
		prop := s.Property(name)
		if prop == nil {
			return nil
		}
		s = prop.Schema
	}
	return s
}

// Wire returns the tree as PortaBilling takes it: booleans become 1/0, or "Y"/"N" where the schema says
// that the attribute is such a flag.
func (s *Schema) Wire(v attr.Value) attr.Value {
	switch v.Kind() {
	case attr.Bool:
		on, _ := v.Bool()
		if s != nil && s.Type == Flag {
			return attr.FlagValue(on)
		}
		return attr.SwitchValue(on)
	case attr.Object:
		members := make([]attr.Member, v.Len())
		for i, m := range v.Members() {
			members[i] = attr.M(m.Name, s.At(attr.Path{m.Name}).Wire(m.Value))
		}
		return attr.ObjectValue(members...)
	case attr.Array:
		items := make([]attr.Value, v.Len())
		for i, m := range v.Members() {
			items[i] = s.At(attr.Path{strconv.Itoa(i)}).Wire(m.Value)
		}
		return attr.ArrayValue(items...)
	}
	return v
}

// Scalar is a text as a value of the schema on the wire; a text where nothing is known. ok is false when the text is no such value.
func (s *Schema) Scalar(text string) (v attr.Value, ok bool) {
	if s == nil {
		return attr.TextValue(text), true
	}
	switch s.Type {
	case Integer, Decimal:
		v, ok = attr.NumberValue(text)
		_, isInt := v.Int()
		return v, ok && (isInt || s.Type == Decimal)
	case Switch, Flag:
		on, ok := attr.TextValue(text).Bool()
		return s.Wire(attr.BoolValue(on)), ok
	case Date, DateTime:
		return attr.TextValue(text), FitsText(s.Type, text)
	case Object, Array:
		return attr.Value{}, false
	}
	return attr.TextValue(text), true
}
