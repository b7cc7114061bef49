package handlers

import (
	"portaconsole/handlers/builder"
	"portaconsole/views/attrs"
)

// buttons are what those of a form ask for, beside sending it. What is asked for of a row that is not there any more, as a second
// press of Remove does, just draws the form.
var buttons = map[string]func(*work) (drawn, error){
	"save":            (*work).saved,
	"typing":          (*work).saved,
	"add":             (*work).addRow,
	"name":            (*work).nameRow,
	"remove":          (*work).removeRow,
	"row":             (*work).drawRow,
	"up":              func(w *work) (drawn, error) { return w.moveRow(-1), nil },
	"down":            func(w *work) (drawn, error) { return w.moveRow(1), nil },
	"copy":            (*work).duplicateRow,
	"switch":          (*work).switchRow,
	"more":            func(w *work) (drawn, error) { return w.showPanel(panelMore), nil },
	"less":            func(w *work) (drawn, error) { return w.showPanel(panelNone), nil },
	"paste":           func(w *work) (drawn, error) { return w.showPanel(panelPaste), nil },
	"pasted":          (*work).pasteRow,
	"update":          (*work).update,
	"find":            (*work).findRow,
	"pick":            (*work).pickRow,
	"open":            func(w *work) (drawn, error) { return w.openRow(false), nil },
	"close":           func(w *work) (drawn, error) { return w.openRow(true), nil },
	"undo":            func(w *work) (drawn, error) { return w.moveStep(-1) },
	"redo":            func(w *work) (drawn, error) { return w.moveStep(1) },
	"json":            (*work).showJSON,
	"form":            (*work).showRows,
	"check":           (*work).check,
	"show":            func(w *work) (drawn, error) { return w.showPreview(true), nil },
	"theirs":          (*work).takeTheirs,
	"hide":            func(w *work) (drawn, error) { return w.showPreview(false), nil },
	"keep-template":   (*work).keepTemplate,
	"apply-template":  (*work).applyTemplate,
	"forget-template": (*work).forgetTemplate,
}

// carryOut does what the pressed button asks for.
func (w *work) carryOut() (drawn, error) {
	if do := buttons[w.form.Operation.Verb]; do != nil {
		return do(w)
	}
	return drawn{}, nil
}

func (w *work) saved() (drawn, error) { return drawn{nothing: true}, nil }

// at is the row that the operation is about; nil when it is not there any more.
func (w *work) at() *builder.Node {
	n := w.form.Node(w.form.Operation.Node)
	if n == nil || n.Parent() == nil {
		return nil
	}
	return n
}

// redraw is a row drawn anew in its place.
func redraw(n *builder.Node) drawn {
	return drawn{row: n, target: "#" + attrs.RowID(n.ID), how: "outerHTML"}
}

// addRow adds a row; htmx gets that row alone.
func (w *work) addRow() (drawn, error) {
	n, err := w.form.Add(w.form.Operation.Node, w.form.Operation.Name)
	if n == nil || err != nil {
		return drawn{}, err
	}
	if w.form.Operation.Name != "" {
		return drawn{focus: n}, nil // what was missing is not, so messages change too
	}
	return drawn{row: n, target: "#" + attrs.AddID(n.Parent().ID), how: "beforebegin", focus: n}, nil
}

// nameRow gives a new row a name that was chosen.
func (w *work) nameRow() (drawn, error) {
	row := w.form.Operation.Node
	n := w.form.Name(row, w.form.Operation.Name)
	if n == nil || n.ID != row {
		return drawn{focus: n}, nil
	}
	d := redraw(n)
	d.focus = n
	return d, nil
}

// removeRow takes a row out. In an array the rows after it have other indexes then, so the whole form is drawn.
func (w *work) removeRow() (drawn, error) {
	n := w.at()
	inArray := n != nil && n.Parent().Type == builder.Array
	next := w.form.Remove(w.form.Operation.Node)
	if next == nil || inArray {
		return drawn{focus: next}, nil
	}
	return drawn{target: "#" + attrs.RowID(w.form.Operation.Node), how: "delete", focus: next}, nil
}

// drawRow answers with one row as it looks after its name or type changed.
func (w *work) drawRow() (drawn, error) {
	n := w.at()
	if n == nil || w.form.Merged { // another row may have taken this one's place
		return drawn{focus: n}, nil
	}
	d := redraw(n)
	d.focus, d.ifLost = n, true
	return d, nil
}

func (w *work) moveRow(by int) drawn {
	n := w.form.Move(w.form.Operation.Node, by)
	if n == nil {
		return drawn{}
	}
	w.view.panels[n] = panelMore
	up, down := attrs.UpID(n.ID), attrs.DownID(n.ID)
	if by < 0 {
		return drawn{focusID: up}
	}
	return drawn{focusID: down}
}

func (w *work) duplicateRow() (drawn, error) {
	twin, err := w.form.Duplicate(w.form.Operation.Node)
	return drawn{focus: twin}, err
}

// switchRow switches a row off, or on again.
func (w *work) switchRow() (drawn, error) {
	n := w.at()
	if n == nil {
		return drawn{}, nil
	}
	n.Off = !n.Off
	d := redraw(n)
	d.focusID = attrs.MoreID(n.ID)
	return d, nil
}

// showPanel shows the rare actions of a row, or none.
func (w *work) showPanel(p panel) drawn {
	n := w.at()
	if n == nil {
		return drawn{looks: true}
	}
	return w.showPanelOf(n, p)
}

func (w *work) showPanelOf(n *builder.Node, p panel) drawn {
	w.view.panels[n] = p
	d := redraw(n)
	d.looks = true
	switch p {
	case panelNone:
		d.focus = n
	case panelPaste:
		d.focusID = attrs.PasteID(n.ID)
	case panelFind:
		d.focusID = attrs.QueryID(n.ID)
	case panelMore:
		d.focusID = attrs.MoreID(n.ID)
	}
	return d
}

// findRow looks for the record that a row's value is to mean.
func (w *work) findRow() (drawn, error) {
	return w.findFor(w.at())
}

// update takes over what was typed. Enter presses it: in the search of a row, what was typed is looked for.
func (w *work) update() (drawn, error) {
	n := w.form.Searched()
	if n == nil {
		return drawn{}, nil
	}
	found, err := w.findFor(n)
	return drawn{focusID: found.focusID}, err // all of the form: other rows may have changed with it
}

func (w *work) findFor(n *builder.Node) (drawn, error) {
	if n == nil {
		return drawn{looks: true}, nil
	}
	of := w.catalog(w.c).Reference(w.form.Property(n))
	if of == nil {
		return drawn{looks: true}, nil
	}
	picks, err := w.picks(w.c, of, n.Panel.Query, pickInRow(n.ID))
	if err != nil {
		return drawn{}, err
	}
	w.view.picks = &picks
	return w.showPanelOf(n, panelFind), nil
}

// pickRow takes a value that was picked.
func (w *work) pickRow() (drawn, error) {
	n := w.at()
	if n == nil {
		return drawn{}, nil
	}
	n.Value = w.form.Operation.Name
	d := redraw(n)
	d.focus = n
	return d, nil
}

// openRow shows or hides what is inside an object or array.
func (w *work) openRow(closed bool) drawn {
	n := w.at()
	if n == nil {
		return drawn{looks: true}
	}
	n.Closed = closed && len(n.Kids) > 0
	d := redraw(n)
	d.looks, d.focusID = true, attrs.ToggleID(n.ID)
	return d
}
