package attr

// AppendJSON appends the tree as compact JSON. Absent members of an object are left out; elsewhere an absent
// value is written as null, since JSON must have one.
func (v Value) AppendJSON(b []byte) []byte { return v.append(b, "", false) }

// JSON returns the tree as compact JSON.
func (v Value) JSON() string { return string(v.AppendJSON(nil)) }

// IndentedJSON returns the tree as JSON for people, two blanks a level.
func (v Value) IndentedJSON() string { return string(v.append(nil, "\n", true)) }

// MarshalJSON lets a tree stand inside values that encoding/json writes.
func (v Value) MarshalJSON() ([]byte, error) { return v.AppendJSON(nil), nil }

// UnmarshalJSON reads a tree with the default limits.
func (v *Value) UnmarshalJSON(data []byte) (err error) {
	*v, err = Parse(data, Limits{})
	return err
}

func (v Value) append(b []byte, newline string, indent bool) []byte {
	switch v.kind {
	case Absent, Null:
		return append(b, "null"...)
	case Text:
		return appendText(b, v.text)
	case Bool, Number:
		return append(b, v.text...)
	}
	brackets := "[]"
	if v.kind == Object {
		brackets = "{}"
	}
	b = append(b, brackets[0])
	inner := newline
	if indent {
		inner += "  "
	}
	empty := true
	for _, m := range v.kids {
		if v.kind == Object && m.Value.kind == Absent {
			continue
		}
		if !empty {
			b = append(b, ',')
		}
		empty = false
		b = append(b, inner...)
		if v.kind == Object {
			b = append(appendText(b, m.Name), ':')
			if indent {
				b = append(b, ' ')
			}
		}
		b = m.Value.append(b, inner, indent)
	}
	if !empty {
		b = append(b, newline...)
	}
	return append(b, brackets[1])
}

func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	done := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[done:]...)
	return append(b, '"')
}
