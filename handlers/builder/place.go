package builder

import "strings"

// flags of a row in its place: one letter each.
const (
	flagFresh  = 'f'
	flagNeed   = 'n'
	flagOff    = 'o'
	flagClosed = 'c'
)

// Place is how a row is posted that needs no fields of its own for name and type: "id.parent~flags type name", without what is the
// usual. A field for name or type that follows wins. Rows are lean this way: a form of a thousand has one hidden field for each.
func (n *Node) Place() string {
	place := n.ID
	if n.parent.ID != "" {
		place += "." + n.parent.ID
	}
	if flags := n.flags(); flags != "" {
		place += "~" + flags
	}
	place += " " + string(n.Type)
	if n.Name != "" {
		place += " " + n.Name
	}
	return place
}

func (n *Node) flags() (flags string) {
	for _, f := range []struct {
		is   bool
		flag rune
	}{{n.Fresh, flagFresh}, {n.Need, flagNeed}, {n.Off, flagOff}, {n.Closed, flagClosed}} {
		if f.is {
			flags += string(f.flag)
		}
	}
	return flags
}

func (n *Node) setFlags(flags string) bool {
	for _, flag := range flags {
		switch flag {
		case flagFresh:
			n.Fresh = true
		case flagNeed:
			n.Need = true
		case flagOff:
			n.Off = true
		case flagClosed:
			n.Closed = true
		default:
			return false
		}
	}
	return true
}

// readPlace reads what [Node.Place] writes. The node has no parent yet.
func readPlace(s string) (n *Node, parentID string, ok bool) {
	place, rest, typed := strings.Cut(s, " ")
	place, flags, _ := strings.Cut(place, "~")
	n = &Node{Type: Text}
	n.ID, parentID, _ = strings.Cut(place, ".")
	if !isID(n.ID) || !n.setFlags(flags) {
		return nil, "", false
	}
	if typed {
		typ, name, _ := strings.Cut(rest, " ")
		n.Type, n.Name = Type(typ), name
		if !n.Type.known() {
			return nil, "", false
		}
	}
	return n, parentID, true
}
