package builder

import (
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// The values of a Boolean row.
const (
	Yes = "yes"
	No  = "no"
)

// Problem is what keeps a row from being sent, in words for people.
type Problem struct {
	Node *Node
	Text string
}

// Tree makes the attribute tree, booleans still being booleans. With problems there is no tree to send. A [LimitError]
// says that the form is larger than can be sent.
func (f *Form) Tree() (attr.Value, []Problem, error) {
	if f.Len() > MaxNodes {
		return attr.Value{}, nil, errTooMany
	}
	for _, n := range f.byID {
		if n.depth > MaxDepth {
			return attr.Value{}, nil, errTooDeep
		}
	}
	var problems []Problem
	v, _ := f.value(f.Root, &problems)
	return v, problems, nil
}

// value makes the value of a node; bad says that something below it is wrong. problems may be nil.
func (f *Form) value(n *Node, problems *[]Problem) (v attr.Value, bad bool) {
	switch n.Type {
	case Object:
		return f.object(n, problems)
	case Array:
		items := make([]attr.Value, len(n.Kids))
		for i, kid := range n.Kids {
			item, wrong := f.value(kid, problems)
			items[i], bad = item, bad || wrong
		}
		return attr.ArrayValue(items...), bad
	}
	v, text := Scalar(n.Type, n.Value)
	if text != "" && problems != nil {
		*problems = append(*problems, Problem{n, text})
	}
	return v, text != ""
}

func (f *Form) object(n *Node, problems *[]Problem) (_ attr.Value, bad bool) {
	members := make([]attr.Member, 0, len(n.Kids))
	seen := make(map[string]bool, len(n.Kids))
	for _, kid := range n.Kids {
		text := ""
		switch {
		case kid.Name == "":
			text = "This property has no name. Name it, or remove it."
		case seen[kid.Name]:
			text = "There is another " + kid.Name + " in the same object. Rename one, or remove it."
		}
		if text != "" {
			bad = true
			if problems != nil {
				*problems = append(*problems, Problem{kid, text})
			}
		}
		seen[kid.Name] = true
		v, wrong := f.value(kid, problems)
		bad = bad || wrong
		members = append(members, attr.M(kid.Name, v))
	}
	return attr.ObjectValue(members...), bad
}

// Scalar reads what was typed for a value of the type, which is not a container; types are never guessed. text says what is
// wrong with it, in words for people, and is "" when nothing is.
func Scalar(t Type, value string) (v attr.Value, text string) {
	typed := strings.TrimSpace(value)
	switch t {
	case Text:
		return attr.TextValue(value), ""
	case Null:
		return attr.NullValue(), ""
	case Boolean:
		return boolean(typed)
	case Integer, Decimal:
		return number(t, typed)
	case Date:
		if !catalog.FitsText(catalog.Date, typed) {
			return v, "This is not a date. Write it as 2026-12-31."
		}
		return attr.TextValue(typed), ""
	case DateTime:
		typed = strings.Replace(typed, "T", " ", 1)
		if !catalog.FitsText(catalog.DateTime, typed) {
			return v, "This is not a date and time. Write it as 2026-12-31 23:59:59, in UTC."
		}
		return attr.TextValue(typed), ""
	}
	return v, "There is no such type of value."
}

// boolean takes the selector's words, and the letters and digits that PortaBilling has for them.
func boolean(typed string) (v attr.Value, text string) {
	switch typed {
	case Yes, "1", "Y", "true":
		return attr.BoolValue(true), ""
	case No, "0", "N", "false":
		return attr.BoolValue(false), ""
	}
	return v, "Choose Yes or No."
}

func number(t Type, typed string) (v attr.Value, text string) {
	v, ok := attr.NumberValue(typed)
	switch {
	case typed == "":
		return v, "A number is missing. Type one, or choose the type Null to send an empty value."
	case t == Integer && (!ok || strings.ContainsAny(typed, ".eE")):
		return v, "This is not a whole number, such as 42 or -1. For leading zeros or a plus sign choose the type Text."
	case !ok:
		return v, "This is not a number, such as 12.50 or -3. Write the decimal point as a dot."
	}
	return v, ""
}
