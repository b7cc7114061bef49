package attr

import (
	"math"
	"strings"
)

// AppendJSON appends the tree as compact JSON. Absent members of an object are left out; elsewhere an absent
// value is written as null, since JSON must have one.
func (v Value) AppendJSON(b []byte) []byte {
	p := printer{b: b, most: math.MaxInt - 1}
	p.value(v, 0)
	return p.b
}

// JSON returns the tree as compact JSON.
func (v Value) JSON() string { return string(v.AppendJSON(nil)) }

// IndentedJSON returns the tree as JSON for people, two blanks a level. It makes at most so many bytes of it, since indented JSON of a deep
// tree is many times as long as the tree; whole says that this is all.
func (v Value) IndentedJSON(most int) (text string, whole bool) {
	p := printer{most: most, indent: true}
	p.value(v, 0)
	if len(p.b) <= most {
		return string(p.b), true
	}
	return strings.ToValidUTF8(string(p.b[:most]), ""), false
}

// Size returns the length of the tree as compact JSON, without making it. Characters that need an escape count once.
func (v Value) Size() (n int) {
	switch v.kind {
	case Absent, Null:
		return len("null")
	case Text:
		return len(v.text) + len(`""`)
	case Bool, Number:
		return len(v.text)
	}
	for _, m := range v.kids {
		if v.kind == Object {
			n += len(m.Name) + len(`"":`)
		}
		n += m.Value.Size() + len(",")
	}
	return n + len("{}") - min(len(v.kids), len(","))
}

// MarshalJSON lets a tree stand inside values that encoding/json writes.
func (v Value) MarshalJSON() ([]byte, error) { return v.AppendJSON(nil), nil }

// UnmarshalJSON reads a tree with the default limits.
func (v *Value) UnmarshalJSON(data []byte) (err error) {
	*v, err = Parse(data, Limits{})
	return err
}

// printer writes JSON until it has more than it may.
type printer struct {
	b      []byte
	most   int // bytes; one more says that there are more
	indent bool
}

func (p *printer) full() bool { return len(p.b) > p.most }

func (p *printer) value(v Value, depth int) {
	switch v.kind {
	case Absent, Null:
		p.b = append(p.b, "null"...)
	case Text:
		p.text(v.text)
	case Bool, Number:
		p.b = append(p.b, p.cut(v.text)...)
	default:
		p.container(v, depth)
	}
}

func (p *printer) container(v Value, depth int) {
	brackets := "[]"
	if v.kind == Object {
		brackets = "{}"
	}
	p.b = append(p.b, brackets[0])
	empty := true
	for _, m := range v.kids {
		if v.kind == Object && m.Value.kind == Absent {
			continue
		}
		if p.full() {
			return
		}
		if !empty {
			p.b = append(p.b, ',')
		}
		empty = false
		p.newLine(depth + 1)
		if v.kind == Object {
			p.text(m.Name)
			p.b = append(p.b, ':')
			if p.indent {
				p.b = append(p.b, ' ')
			}
		}
		p.value(m.Value, depth+1)
	}
	if !empty {
		p.newLine(depth)
	}
	p.b = append(p.b, brackets[1])
}

func (p *printer) newLine(depth int) {
	if !p.indent {
		return
	}
	p.b = append(p.b, '\n')
	for range depth {
		if p.full() {
			return
		}
		p.b = append(p.b, "  "...)
	}
}

// cut is as much of a text as there is room for, and one byte more.
func (p *printer) cut(s string) string { return s[:min(len(s), max(p.most-len(p.b), 0)+1)] }

func (p *printer) text(s string) { p.b = appendText(p.b, p.cut(s)) }

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
