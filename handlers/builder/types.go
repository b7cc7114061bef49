package builder

import "portaconsole/porta/catalog"

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

// Label is the word for a type.
func (t Type) Label() string {
	for _, known := range Types {
		if t == known.Type {
			return known.Label
		}
	}
	return ""
}

func (t Type) container() bool { return t == Object || t == Array }

func (t Type) known() bool { return t.Label() != "" }

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
