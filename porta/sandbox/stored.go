package sandbox

import (
	"slices"

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
			if len(s.Properties) == 0 { // free-form
				members = append(members, m)
			}
			continue
		}
		kept, err := stored(service, p.Schema, append(slices.Clip(at), m.Name), m.Value)
		if err != nil {
			return attr.Value{}, err
		}
		members = append(members, attr.M(m.Name, kept))
	}
	return attr.ObjectValue(members...), nil
}
