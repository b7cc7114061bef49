package builder

import (
	"net/url"
	"strings"
)

// Encode writes the form as its page posts it, without an operation.
func (f *Form) Encode() []byte {
	var b strings.Builder
	add := func(name, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(value))
	}
	add(FieldForm, f.ID)
	f.Root.encode(add)
	return []byte(b.String())
}

func (n *Node) encode(add func(name, value string)) {
	for _, kid := range n.Kids {
		add(FieldPlace, kid.Place())
		add(FieldName, kid.Name)
		add(FieldType, string(kid.Type))
		add(FieldValue, kid.Value)
		if kid.Fresh {
			add(FieldFresh, "1")
		}
		kid.encode(add)
	}
}

// Place is how a row's place is posted: its id, and after a dot that of its container unless that is the root.
func (n *Node) Place() string {
	if n.parent.ID == "" {
		return n.ID
	}
	return n.ID + "." + n.parent.ID
}
