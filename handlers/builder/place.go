package builder

// Place is how a row's place is posted: its id, and after a dot that of its container unless that is the root.
func (n *Node) Place() string {
	if n.parent.ID == "" {
		return n.ID
	}
	return n.ID + "." + n.parent.ID
}
