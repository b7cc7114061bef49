package builder

import (
	"errors"
	"strings"

	"portaconsole/porta/attr"
)

// Packed is the rows below a node as one text: what a closed container is posted as. Unlike JSON of its value it keeps
// what is typed and not yet right, types that were chosen, and rows that are switched off.
func (n *Node) Packed() string { return pack(n, true).JSON() }

// pack writes the rows below a node as an array of [name, type, value, flags, rows] each, without what is empty at the end. looks says
// whether it is told which of them are closed.
func pack(n *Node, looks bool) attr.Value {
	rows := make([]attr.Value, len(n.Kids))
	for i, kid := range n.Kids {
		parts := []attr.Value{attr.TextValue(kid.Name), attr.TextValue(string(kid.Type))}
		flags := kid.flags()
		if !looks {
			flags = strings.ReplaceAll(flags, string(flagClosed), "")
		}
		if kid.Value != "" || flags != "" || len(kid.Kids) > 0 {
			parts = append(parts, attr.TextValue(kid.Value))
		}
		if flags != "" || len(kid.Kids) > 0 {
			parts = append(parts, attr.TextValue(flags))
		}
		if len(kid.Kids) > 0 {
			parts = append(parts, pack(kid, looks))
		}
		rows[i] = attr.ArrayValue(parts...)
	}
	return attr.ArrayValue(rows...)
}

// unpack gives a node the rows that its value holds. Text that [Node.Packed] did not write is no form of ours.
func (f *Form) unpack(n *Node) error {
	v, err := attr.Parse([]byte(n.Value), attr.Limits{Depth: 4*MaxDepth + 2, Nodes: 12 * MaxNodes})
	if err != nil {
		return errors.Join(ErrForged, err)
	}
	n.Value = ""
	return f.unpackRows(n, v)
}

func (f *Form) unpackRows(n *Node, rows attr.Value) error {
	if rows.Kind() != attr.Array || n.depth >= 2*MaxDepth {
		return ErrForged
	}
	for _, m := range rows.Members() {
		if f.Len() >= 2*MaxNodes {
			return ErrTooLarge
		}
		kid := &Node{
			ID: f.ids.next(), Name: m.Value.Index(0).Text(), Type: Type(m.Value.Index(1).Text()), Value: m.Value.Index(2).Text(),
		}
		if !kid.Type.known() || !kid.setFlags(m.Value.Index(3).Text()) {
			return ErrForged
		}
		f.attach(n, kid)
		if below := m.Value.Index(4); !below.IsAbsent() {
			if err := f.unpackRows(kid, below); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxOpen is how many rows a form shows when it opens: more are there at once, and drawn when they are asked for.
const maxOpen = 100

// Close closes the containers below a node that would be more than a page draws at once; the first one stays open whatever its size. It is for
// rows that were just filled in: what a person opens stays open.
func (n *Node) Close() {
	if n.below() <= maxOpen {
		return
	}
	open, opened := 0, false
	var walk func(n *Node)
	walk = func(n *Node) {
		open += len(n.Kids)
		for _, kid := range n.Kids {
			if len(kid.Kids) == 0 {
				continue
			}
			if kid.Closed = opened && open+len(kid.Kids) > maxOpen; !kid.Closed {
				opened = true
				walk(kid)
			}
		}
	}
	walk(n)
}
