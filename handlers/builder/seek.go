package builder

// Empty is the first row that waits for a value; nil when there is none.
func (f *Form) Empty() *Node {
	return f.Root.first(func(n *Node) bool { return !n.Off && n.Type != Null && n.Value == "" })
}

// Searched is the first row for which a record is looked for by a text; nil when there is none.
func (f *Form) Searched() *Node {
	return f.Root.first(func(n *Node) bool { return n.Panel.Query != "" })
}

// first is the first value below n, in the order of the page, that fits. What is inside a closed row is not there.
func (n *Node) first(fits func(*Node) bool) *Node {
	for _, kid := range n.Kids {
		if kid.Type != Object && kid.Type != Array {
			if fits(kid) {
				return kid
			}
			continue
		}
		if kid.Closed {
			continue
		}
		if found := kid.first(fits); found != nil {
			return found
		}
	}
	return nil
}
