package builder

import (
	"bytes"
	"net/url"
)

// Body writes the form as it would be posted, without operation and revision: what is kept of it. [Read] reads it.
func (f *Form) Body() []byte {
	w := make(bodyWriter, 0, 64*(f.Len()+2))
	w.pair(fieldForm, f.ID)
	if f.Base != "" {
		w.pair(fieldBase, f.Base)
	}
	if f.Preview {
		w.pair(fieldPreview, "1")
	}
	return f.content(w)
}

// content adds what the form holds, whatever it is about.
func (f *Form) content(w bodyWriter) bodyWriter {
	if f.JSON != nil {
		w.pair(fieldJSON, *f.JSON)
		w.pair(fieldRows, f.Root.Packed())
		return w
	}
	w.rows(f.Root)
	return w
}

type bodyWriter []byte

func (w *bodyWriter) pair(name, value string) {
	if len(*w) > 0 {
		*w = append(*w, '&')
	}
	*w = append(append(*w, name...), '=')
	*w = append(*w, url.QueryEscape(value)...)
}

func (w *bodyWriter) rows(n *Node) {
	for _, kid := range n.Kids {
		w.pair(fieldPlace, kid.Place())
		switch {
		case kid.Closed:
			w.pair(fieldValue, kid.Packed())
			continue
		case kid.Value != "" || !kid.Type.container(): // always there, so that a change of it is one of a value
			w.pair(fieldValue, kid.Value)
		}
		w.rows(kid)
	}
}

// SameRows says whether two forms have the same content, whatever the ids of their rows and whichever are closed.
func SameRows(a, b *Form) bool {
	if (a.JSON == nil) != (b.JSON == nil) || a.JSON != nil && *a.JSON != *b.JSON {
		return false
	}
	return a.Len() == b.Len() && pack(a.Root, false).JSON() == pack(b.Root, false).JSON()
}

// ValueOnly compares two bodies by [Form.Body]. When all that differs is one value it returns where in the body that stands, else -1.
func ValueOnly(a, b []byte) (at int) {
	short := min(len(a), len(b))
	from := 0
	for from < short && a[from] == b[from] {
		from++
	}
	behind := 0
	for behind < short-from && a[len(a)-1-behind] == b[len(b)-1-behind] {
		behind++
	}
	start := bytes.LastIndexByte(a[:from], '&') + 1
	value := []byte(fieldValue + "=")
	oneValue := bytes.HasPrefix(a[start:], value) && bytes.HasPrefix(b[start:], value) && from >= start+len(value) &&
		bytes.IndexByte(a[from:len(a)-behind], '&') < 0 && bytes.IndexByte(b[from:len(b)-behind], '&') < 0
	if !oneValue || from == len(a) && from == len(b) {
		return -1
	}
	return start
}
