package catalog

import (
	"strings"

	"portaconsole/porta/attr"
)

// isAttributeName accepts letters, digits, "_" and "-". Nothing else was seen in the API, and a dot would break paths.
func isAttributeName(s string) bool {
	return s != "" && len(s) <= maxName && strings.IndexFunc(s, func(c rune) bool {
		return !(c == '_' || c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
	}) < 0
}

// property reads one attribute.
func (r *reader) property(name string, v attr.Value) Property {
	n := r.unwrap(v, 0)
	p := Property{Name: r.keep(name), Schema: r.schema(n), ReadOnly: n.readOnly, Deprecated: n.deprecated}
	p.Required = v.Get("required").Kind() == attr.Bool && v.Get("required").Text() == "true"
	about := n
	if p.Schema.Type == Array { // its choices are those of the items
		if items := r.unwrap(n.value.Get("items"), 0); r.typeOf(items) < Object {
			about.enum = items.enum
		}
	}
	d := r.describe(n.note, enumCodes(about.enum), p.Schema.Type)
	p.Note, p.Choices, p.Loose = d.note, d.choices, d.loose
	p.ReadOnly = p.ReadOnly || d.readOnly
	p.Secret = isSecret(name, p.Schema.Type) || p.Schema.Type == Text && n.value.Get("format").Text() == "password"
	if p.Schema.Type == Text {
		p.MinLength, p.MaxLength = length(n.value.Get("minLength")), length(n.value.Get("maxLength"))
	}
	return p
}

// describedAs is all that a description depends on.
type describedAs struct {
	note, codes string
	t           Type
}

// describe reads each description once: components are referred to from everywhere. Attributes share what comes of it.
func (r *reader) describe(note string, codes []string, t Type) description {
	if note == "" && codes == nil {
		return description{}
	}
	key := describedAs{note, strings.Join(codes, "\x00"), t}
	d, known := r.described[key]
	if known {
		return d
	}
	d = describe(plainText(note), codes, t)
	d.note = r.keep(d.note)
	for i, c := range d.choices {
		d.choices[i] = Choice{r.keep(c.Code), r.keep(c.Meaning)}
	}
	r.choices += len(d.choices)
	r.described[key] = d
	return d
}

func length(v attr.Value) int {
	n, ok := v.Int()
	if !ok || v.Kind() != attr.Number || n < 0 || n > 1<<30 {
		return 0
	}
	return int(n)
}

func enumCodes(enum attr.Value) (codes []string) {
	if enum.Kind() != attr.Array {
		return nil
	}
	for _, m := range firstOf(enum, 2*maxChoices) {
		if m.Value.Kind() != attr.Text && m.Value.Kind() != attr.Number || len(m.Value.Text()) > maxName || len(codes) == maxChoices {
			continue
		}
		codes = append(codes, m.Value.Text())
	}
	return codes
}

// line is a text of the document as one line.
func (r *reader) line(v attr.Value) string {
	return r.keep(strings.Join(strings.Fields(plainText(v.Text())), " "))
}

// text is a text of the document.
func (r *reader) text(v attr.Value) string { return r.keep(plainText(v.Text())) }
