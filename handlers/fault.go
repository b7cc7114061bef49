package handlers

import (
	"strings"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/words"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// faultLine is one thing that PortaBilling refused, with the place that it names; the path may be empty.
type faultLine struct {
	path attr.Path
	text string
	ours bool // the words are the console's, and not PortaBilling's
}

// linesOf are the fault in words where it is known, else its own: of each attribute when it names several.
func linesOf(e *porta.Error) []faultLine {
	if len(e.Fields) > 0 {
		lines := make([]faultLine, len(e.Fields))
		for i, f := range e.Fields {
			lines[i] = faultLine{path: f.Path, text: f.Message}
		}
		return lines
	}
	if known := wordingOf(e); known.text != "" {
		return []faultLine{{path: e.Path, text: known.text, ours: true}}
	}
	text := e.Message
	if text == "" {
		text = "PortaBilling refused without giving a reason."
	}
	return []faultLine{{path: e.Path, text: text}}
}

// label is the line for the summary.
func (l faultLine) label() string {
	if len(l.path) == 0 {
		return l.text
	}
	return l.path.String() + ": " + l.text
}

// faultView words a fault for the "There is a problem" region. place returns the id of the field that a line belongs to, or "".
func faultView(e *porta.Error, place func(faultLine) string) *ui.Fault {
	f := &ui.Fault{Method: e.Method, Code: e.Code, Text: e.Message}
	for _, line := range linesOf(e) {
		f.Lines = append(f.Lines, ui.FaultLine{Target: place(line), Text: line.label()})
	}
	return f
}

// faultOnForm words a fault, and puts it where it belongs.
func faultOnForm(v *formView, e *porta.Error) *ui.Fault {
	if e.Trouble == porta.NoTrouble && e.Kind != porta.Denied && e.Kind != porta.ReadOnlyMode {
		located := *e
		if len(e.Path) == 0 && len(e.Fields) == 0 {
			located.Path = pathInWords(v.form, e)
		}
		fault := faultView(&located, func(l faultLine) string { return v.mistakes.place(v.form, l) })
		fault.Link, fault.LinkLabel = v.existing(&located)
		return fault
	}
	intro := portaProblem(e).Text
	if e.Delivery == porta.NotSent {
		intro += " Nothing was sent."
	}
	return &ui.Fault{Intro: intro, Method: e.Method, Code: e.Code, Text: e.Message}
}

// mistakes are the messages beside the rows of a form: of a row, or of a container that lacks an attribute.
type mistakes struct {
	rows    map[*builder.Node]string
	missing map[*builder.Node][]attrs.Missing
}

// place finds where a line belongs, and returns the id of the field there; "" when nowhere. A path may begin below the
// record's wrapper, as those of soft failures do.
func (m *mistakes) place(f *builder.Form, l faultLine) (target string) {
	if len(l.path) == 0 {
		return ""
	}
	n, there := f.Nearest(l.path)
	rest := l.path[len(f.Path(n)):]
	if n == f.Root && !there && f.Schema(n).Property(rest[0]) == nil {
		if len(n.Kids) == 0 || n.Kids[0].Type != builder.Object {
			return ""
		}
		rest = append(attr.Path{n.Kids[0].Name}, l.path...)
		if n, there = f.Nearest(rest); n == f.Root {
			return ""
		}
		rest = rest[len(f.Path(n)):]
	}
	text := l.text
	if !l.ours {
		text = "PortaBilling: " + text
	}
	n.Show()
	if there || n.Type != builder.Object || n.Has(rest[0]) {
		m.rows[n] = strings.TrimLeft(m.rows[n]+" "+text, " ")
		return focusID(f, n)
	}
	n.Closed = false
	m.missing[n] = append(m.missing[n], attrs.Missing{Name: rest[0], Text: text})
	return attrs.AddButtonID(n.ID)
}

// mostMistakes is how many mistakes a form tells of at once.
const mostMistakes = 100

// told are as many lines as there is room for above a form, and how many there are besides; left of them were not even worded.
func told(lines []ui.FaultLine, left int) []ui.FaultLine {
	more := len(lines) + left - mostMistakes
	if more <= 0 {
		return lines
	}
	return append(lines[:mostMistakes], ui.FaultLine{Text: "And " + words.Grouped(int64(more)) + " more."})
}

func (m *mistakes) placeProblems(f *builder.Form, problems []builder.Problem) *ui.Fault {
	fault := &ui.Fault{Intro: "Nothing was sent yet."}
	for _, p := range problems {
		p.Node.Show()
		m.rows[p.Node] = p.Text
		fault.Lines = append(fault.Lines, ui.FaultLine{Target: focusID(f, p.Node), Text: p.Node.Label() + ": " + p.Text})
	}
	return fault
}
