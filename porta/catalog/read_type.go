package catalog

import (
	"strings"

	"portaconsole/porta/attr"
)

// typeOf says how the values of a node are edited.
func (r *reader) typeOf(n node) Type {
	v := n.value
	if v.Kind() != attr.Object || strings.EqualFold(n.component, "ANY") {
		return Any
	}
	switch typeWord(v) {
	case "object":
		return Object
	case "array":
		return Array
	case "string":
		return textType(v, n.enum)
	case "integer":
		return integerType(v, n.enum)
	case "number":
		return Decimal
	case "boolean":
		return Switch
	case "":
		return r.impliedType(n)
	}
	return Any
}

// typeWord is the type that a schema names. Of a list of types, which newer documents have, the one beside null counts.
func typeWord(v attr.Value) string {
	t := v.Get("type")
	if t.Kind() != attr.Array {
		return t.Text()
	}
	word := ""
	for _, m := range t.Members() {
		switch {
		case m.Value.Text() == "null":
		case word != "":
			return "several"
		default:
			word = m.Value.Text()
		}
	}
	return word
}

// impliedType is for schemas that name no type.
func (r *reader) impliedType(n node) Type {
	v := n.value
	switch {
	case v.Get("properties").Kind() == attr.Object:
		return Object
	case v.Has("items"):
		return Array
	case n.enum.Kind() == attr.Array && n.enum.Index(0).Kind() == attr.Text:
		return textType(v, n.enum)
	case n.enum.Kind() == attr.Array && n.enum.Index(0).Kind() == attr.Number:
		return integerType(v, n.enum)
	}
	parts := oneOfParts(v)
	if len(parts) == 0 || len(parts) > maxParts {
		return Any
	}
	// Several parts: an object when all are, else free-form unless they agree.
	common := Any
	for i, m := range parts {
		inner := r.unwrap(m.Value, 0)
		t := Object
		if len(oneOfParts(inner.value)) == 0 {
			t = r.typeOf(inner)
		}
		if i > 0 && t != common || t == Array {
			return Any
		}
		common = t
	}
	return common
}

// textType tells dates and Y/N flags from other texts.
func textType(v, enum attr.Value) Type {
	switch v.Get("format").Text() {
	case "date-time":
		return DateTime
	case "date":
		return Date
	}
	if sameCodes(enum, "Y", "N") {
		return Flag
	}
	// PortaBilling's own form of a moment may stand in the example alone.
	if example := v.Get("example"); example.Kind() == attr.Text && enum.Kind() != attr.Array && len(example.Text()) == len(DateTimeLayout) &&
		FitsText(DateTime, example.Text()) {
		return DateTime
	}
	return Text
}

// integerType tells 0/1 switches, by their values or their bounds, from other numbers.
func integerType(v, enum attr.Value) Type {
	bounds := attr.ArrayValue(v.Get("minimum"), v.Get("maximum"))
	if sameCodes(enum, "0", "1") || enum.Kind() != attr.Array && sameCodes(bounds, "0", "1") {
		return Switch
	}
	return Integer
}

// firstOf returns the first items of a list, so that a long one that is referred to from everywhere costs little.
func firstOf(list attr.Value, n int) []attr.Member { return list.Members()[:min(n, list.Len())] }

// sameCodes says that a list holds these two codes and nothing else but null.
func sameCodes(list attr.Value, a, b string) bool {
	var hasA, hasB bool
	for _, m := range firstOf(list, 10) {
		switch {
		case m.Value.Kind() == attr.Null:
		case m.Value.Text() == a:
			hasA = true
		case m.Value.Text() == b:
			hasB = true
		default:
			return false
		}
	}
	return hasA && hasB
}
