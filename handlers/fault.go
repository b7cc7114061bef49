package handlers

import (
	"slices"

	"portaconsole/porta"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"

	"portaconsole/handlers/builder"
)

// faultView words a fault for the "There is a problem" region; target is the id of the field that it belongs to, or "".
func faultView(e *porta.Error, target string) *ui.Fault {
	text := e.Message
	if text == "" {
		text = "PortaBilling refused without giving a reason."
	}
	if len(e.Path) > 0 {
		text = e.Path.String() + ": " + text
	}
	return &ui.Fault{Lines: []ui.FaultLine{{Target: target, Text: text}}, Method: e.Method, Code: e.Code, Text: e.Message}
}

// filterFault lists the filters that cannot be sent.
func filterFault(mistakes []filterMistake) *ui.Fault {
	if len(mistakes) == 0 {
		return nil
	}
	f := &ui.Fault{}
	for _, m := range mistakes {
		f.Lines = append(f.Lines, ui.FaultLine{Text: m.filter.path + ": " + m.text})
	}
	return f
}

// mistakes are the messages beside the rows of a form: of a row, or of a container that lacks an attribute.
type mistakes struct {
	rows    map[*builder.Node]string
	missing map[*builder.Node][]attrs.Missing
}

// placeFault finds where a fault belongs, and returns the id of the field there.
func (m *mistakes) placeFault(f *builder.Form, e *porta.Error) (target string) {
	if len(e.Path) == 0 {
		return ""
	}
	n, there := f.Nearest(e.Path)
	text := "PortaBilling: " + e.Message
	if there && n != f.Root {
		m.rows[n] = text
		return attrs.NameID(n.ID)
	}
	rest := e.Path[len(f.Path(n)):]
	if len(rest) > 0 && f.Schema(n).Property(rest[0]) != nil || n != f.Root {
		m.missing[n] = []attrs.Missing{{Name: rest[0], Text: text}}
		return attrs.AddButtonID(n.ID)
	}
	return ""
}

func (m *mistakes) placeProblems(f *builder.Form, problems []builder.Problem) *ui.Fault {
	fault := &ui.Fault{Intro: "Nothing was sent yet."}
	for _, p := range problems {
		m.rows[p.Node] = p.Text
		label := pathLabel(f, p.Node)
		fault.Lines = append(fault.Lines, ui.FaultLine{Target: focusOf(p.Node), Text: label + ": " + p.Text})
	}
	return fault
}

// focusOf is the id of what takes the focus in a row: the Name while there is none, else the Value.
func focusOf(n *builder.Node) string {
	if n.Name == "" && n.Parent().Type != builder.Array || slices.Contains([]builder.Type{builder.Object, builder.Array, builder.Null}, n.Type) {
		return attrs.NameID(n.ID)
	}
	return attrs.ValueID(n.ID)
}
