package builder

import (
	"fmt"
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

// Request makes the tree as PortaBilling takes it, as far as it can be read: what is not right yet is in it as text.
func (f *Form) Request() attr.Value { return f.schema.Wire(raw(f.Root)) }

// Tree makes the attribute tree, booleans still being booleans. With problems there is no tree to send. A [LimitError]
// says that the form is larger than can be sent.
func (f *Form) Tree() (attr.Value, []Problem, error) {
	if f.limit != nil {
		return attr.Value{}, nil, f.limit
	}
	if f.Len() > MaxNodes {
		return attr.Value{}, nil, errTooMany
	}
	for _, n := range f.byID {
		if n.depth > MaxDepth {
			return attr.Value{}, nil, errTooDeep
		}
	}
	var problems []Problem
	return value(f.Root, &problems), problems, nil
}

// absent says that a row is not sent: it is switched off, or there because it is required and nothing was put into it.
func (n *Node) absent() bool {
	return n.Off || n.Need && n.Type != Object && n.Value == "" && len(n.Kids) == 0
}

// value makes the value of a node, and adds what is wrong below it to the problems.
func value(n *Node, problems *[]Problem) attr.Value {
	switch n.Type {
	case Object:
		return object(n, problems)
	case Array:
		items := make([]attr.Value, 0, len(n.Kids))
		for _, kid := range n.Kids {
			if !kid.absent() {
				items = append(items, value(kid, problems))
			}
		}
		return attr.ArrayValue(items...)
	}
	v, text := Scalar(n.Type, n.Value)
	if text != "" {
		if n.Type == Integer {
			text += " For leading zeros or a plus sign choose the type Text."
		}
		*problems = append(*problems, Problem{n, text})
	}
	return v
}

func object(n *Node, problems *[]Problem) attr.Value {
	members := make([]attr.Member, 0, len(n.Kids))
	seen := make(map[string]bool, len(n.Kids))
	for _, kid := range n.Kids {
		if kid.absent() {
			continue
		}
		switch {
		case kid.Name == "":
			*problems = append(*problems, Problem{kid, "This property has no name. Name it, or remove it."})
		case len(kid.Name) > maxName:
			*problems = append(*problems, Problem{kid, fmt.Sprintf("This name is longer than %d characters. Shorten it.", maxName)})
		case seen[kid.Name]:
			*problems = append(*problems, Problem{kid, "There is another " + kid.Name + " in the same object. Rename one, or remove it."})
		}
		seen[kid.Name] = true
		members = append(members, attr.M(kid.Name, value(kid, problems)))
	}
	return attr.ObjectValue(members...)
}

// maxName bounds the name of a property, in bytes; the longest of PortaBilling have some forty.
const maxName = 200

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
		return v, "A number is missing."
	case t == Integer && (!ok || strings.ContainsAny(typed, ".eE")):
		return v, "This is not a whole number, such as 42 or -1."
	case !ok:
		return v, "This is not a number, such as 12.50 or -3. Write the decimal point as a dot."
	}
	return v, ""
}
