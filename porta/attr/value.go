// Package attr holds the attribute tree: ordered objects, arrays and exact
// scalars. It is the one currency of the console: the form, the JSON view, the
// request body and the answer are all the same type.
package attr

import (
	"slices"
	"strconv"
)

// Kind tells what a [Value] is. Dates, codes and references are no kinds: on the
// wire they are text or number, and the catalogue says how to edit them.
type Kind uint8

// The kinds. Absent is the zero Value; absent, null and empty text are three
// different things.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	Text
	Array
	Object
)

var kindNames = [...]string{"absent", "null", "boolean", "number", "text", "array", "object"}

// String returns the kind's name in lower case.
func (k Kind) String() string { return kindNames[k] }

// Value is one node of the tree. It is immutable: edits return a new tree that
// shares what did not change, so values may be copied and read from many goroutines.
type Value struct {
	text string   // Text: itself; Number: the literal as written; Bool: "true" or "false"
	kids []Member // Object: members in order; Array: items, names empty
	left uint32   // see [Value.Left]
	kind Kind
}

// Member is one named value of an object, or one item of an array (Name empty).
type Member struct {
	Name  string
	Value Value
}

// M makes a member.
func M(name string, v Value) Member { return Member{Name: name, Value: v} }

// NullValue is JSON's null.
func NullValue() Value { return Value{kind: Null} }

// TextValue is a text, empty or not.
func TextValue(s string) Value { return Value{kind: Text, text: s} }

// IntValue is a whole number.
func IntValue(n int64) Value { return Value{kind: Number, text: strconv.FormatInt(n, 10)} }

// BoolValue is a truth value. PortaBilling has none on the wire: see [SwitchValue] and [FlagValue].
func BoolValue(b bool) Value { return Value{kind: Bool, text: strconv.FormatBool(b)} }

// SwitchValue is how PortaBilling writes a 0/1 switch.
func SwitchValue(on bool) Value {
	if on {
		return IntValue(1)
	}
	return IntValue(0)
}

// FlagValue is how PortaBilling writes a Y/N flag.
func FlagValue(on bool) Value {
	if on {
		return TextValue("Y")
	}
	return TextValue("N")
}

// NumberValue keeps a number exactly as it is written; ok is false when literal is
// not a JSON number ("007", "+1", "1." and "NaN" are none).
func NumberValue(literal string) (v Value, ok bool) {
	if n := numberLen(literal); n == 0 || n != len(literal) {
		return Value{}, false
	}
	return Value{kind: Number, text: literal}, true
}

// ObjectValue is an object with the given members in the given order. The slice belongs to the value from then on.
func ObjectValue(members ...Member) Value { return Value{kind: Object, kids: members} }

// ArrayValue is an array of the given items.
func ArrayValue(items ...Value) Value {
	kids := make([]Member, len(items))
	for i, it := range items {
		kids[i].Value = it
	}
	return Value{kind: Array, kids: kids}
}

// Kind returns what the value is.
func (v Value) Kind() Kind { return v.kind }

// IsAbsent says that there is no value at all.
func (v Value) IsAbsent() bool { return v.kind == Absent }

// IsEmpty says that the value is absent, null, or an empty text. PortaBilling's answers use the
// three without a rule (seen in recorded replies), so readers treat them alike.
func (v Value) IsEmpty() bool {
	return v.kind <= Null || v.kind == Text && v.text == ""
}

// Text returns the text, the number's literal, or "true"/"false"; "" for every other kind.
func (v Value) Text() string { return v.text }

// Int returns the value as a whole number. Numeric text counts: PortaBilling accepts and
// sometimes sends numbers as text.
func (v Value) Int() (n int64, ok bool) {
	if v.kind != Number && v.kind != Text || len(v.text) > maxInt { // the error of a long text would have a copy of it
		return 0, false
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	return n, err == nil
}

// maxInt is how long the longest whole number is, in bytes, with as many zeros before it as anybody writes.
const maxInt = 40

// Bool returns the truth of a boolean, of a switch (1/0, also as text) or of a flag ("Y"/"N").
func (v Value) Bool() (b, ok bool) {
	switch {
	case v.kind == Bool:
		return v.text == "true", true
	case v.kind != Number && v.kind != Text:
		return false, false
	}
	switch v.text {
	case "1", "Y":
		return true, true
	case "0", "N":
		return false, true
	}
	return false, false
}

// Len returns the number of members or items; 0 for scalars.
func (v Value) Len() int { return len(v.kids) }

// Members returns an object's members, or an array's items with empty names. The slice must not be changed.
func (v Value) Members() []Member { return v.kids }

// Index returns item i of an array, or an absent value.
func (v Value) Index(i int) Value {
	if v.kind != Array || i < 0 || i >= len(v.kids) {
		return Value{}
	}
	return v.kids[i].Value
}

// Get returns the member with the given name, or an absent value. Of members with one
// name the last wins, as in most JSON readers.
func (v Value) Get(name string) Value {
	if i := v.find(name); i >= 0 {
		return v.kids[i].Value
	}
	return Value{}
}

// Has says whether an object has a member of that name, whatever its value.
func (v Value) Has(name string) bool { return v.find(name) >= 0 }

func (v Value) find(name string) int {
	if v.kind != Object {
		return -1
	}
	for i := len(v.kids) - 1; i >= 0; i-- {
		if v.kids[i].Name == name {
			return i
		}
	}
	return -1
}

// Equal says whether two trees are the same, order of members and digits of numbers included.
func Equal(a, b Value) bool {
	return a.kind == b.kind && a.text == b.text &&
		slices.EqualFunc(a.kids, b.kids, func(x, y Member) bool { return x.Name == y.Name && Equal(x.Value, y.Value) })
}
