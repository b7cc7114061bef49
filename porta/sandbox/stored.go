package sandbox

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// stored turns a value of a request into what is kept: numeric texts become numbers, amounts get at most five decimals, an
// empty text clears what is no text, and read-only attributes go.
func stored(service string, s *catalog.Schema, at attr.Path, v attr.Value) (attr.Value, error) {
	if s == nil || v.Kind() <= attr.Null {
		return v, nil
	}
	switch s.Type {
	case catalog.Object:
		return storedObject(service, s, at, v)
	case catalog.Array:
		items := make([]attr.Value, v.Len())
		for i := range items {
			item, err := stored(service, s.Items, append(slices.Clip(at), "*"), v.Index(i))
			if err != nil {
				return attr.Value{}, err
			}
			items[i] = item
		}
		return attr.ArrayValue(items...), nil
	case catalog.Integer, catalog.Switch:
		if n, ok := v.Int(); ok {
			return number(n), nil
		}
		return null, nil
	case catalog.Decimal:
		if v.IsEmpty() {
			return null, nil
		}
		m, ok := parseMoney(v.Text())
		if !ok {
			return attr.Value{}, errOutOfRange(service, at.String(), "is too large")
		}
		return m.value(), nil
	case catalog.Date, catalog.DateTime:
		if v.IsEmpty() {
			return null, nil
		}
		return text(v.Text()), nil
	case catalog.Text, catalog.Flag:
		return text(v.Text()), nil
	}
	return v, nil
}

func storedObject(service string, s *catalog.Schema, at attr.Path, v attr.Value) (attr.Value, error) {
	members := make([]attr.Member, 0, v.Len())
	for _, m := range v.Members() {
		p := s.Property(m.Name)
		if p == nil || p.ReadOnly {
			if p == nil && (s.Open || len(s.Properties) == 0) { // free-form
				members = append(members, m)
			}
			continue
		}
		at := append(slices.Clip(at), m.Name)
		kept, err := stored(service, p.Schema, at, m.Value)
		if err != nil {
			return attr.Value{}, err
		}
		if err := checkLength(service, p, at, kept); err != nil {
			return attr.Value{}, err
		}
		members = append(members, attr.M(m.Name, kept))
	}
	return attr.ObjectValue(members...), nil
}

// checkLength holds a text to the lengths that the schema allows. That a text is too long has a code in the style of the other.
func checkLength(service string, p *catalog.Property, at attr.Path, v attr.Value) error {
	if v.Kind() != attr.Text || v.IsEmpty() || p.Schema.Type != catalog.Text {
		return nil
	}
	switch n := utf8.RuneCountInString(v.Text()); {
	case n < p.MinLength:
		return errTooShort(service, at.String(), fmt.Sprintf("at least %d characters", p.MinLength))
	case p.MaxLength > 0 && n > p.MaxLength:
		return errTooLong(service, at.String(), fmt.Sprintf("at most %d characters", p.MaxLength))
	}
	return nil
}
