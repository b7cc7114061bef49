package handlers

import (
	"errors"
	"strings"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/curl"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// showJSON shows the form as JSON text, the way it is sent.
func (w *work) showJSON() (drawn, error) {
	if w.form.JSON == nil {
		text, whole := w.form.Request().IndentedJSON(builder.MaxBody)
		if !whole {
			return drawn{fault: &ui.Fault{Intro: "This form is too large to be shown as JSON."}}, nil
		}
		w.form.JSON = &text
	}
	return drawn{focusID: attrs.JSONID, looks: true}, nil
}

// showRows goes back from text to rows.
func (w *work) showRows() (drawn, error) {
	if fault, err := w.takeJSON(); fault != nil || err != nil {
		return drawn{fault: fault}, err
	}
	return drawn{focusID: attrs.JSONButtonID, looks: true}, nil
}

// takeJSON makes rows of the JSON text when the form is shown as one. The fault says what is wrong with it.
func (w *work) takeJSON() (*ui.Fault, error) {
	if w.form.JSON == nil {
		return nil, nil
	}
	v, err := w.pasted(*w.form.JSON)
	if err != nil {
		return &ui.Fault{Lines: []ui.FaultLine{{Target: attrs.JSONID, Text: err.Error()}}}, nil
	}
	w.form.JSON = nil
	if err := w.form.Fill(w.form.Root, v); err != nil {
		return nil, err
	}
	w.form.Root.Close()
	return nil, nil
}

// pasted reads what was pasted: the parameters as people write JSON, a whole request, or a curl command. Of a request for another
// method than the form's nothing is taken.
func (w *work) pasted(text string) (attr.Value, error) {
	r, err := curl.Parse(text)
	if err == nil && r.Method != "" && r.Method != w.task.method.Path() {
		err = &curl.Error{Text: "This command calls " + r.Method + ", and this form is for " + w.task.method.Path() + "."}
	}
	if err == nil {
		err = builder.Room(r.Params)
	}
	return r.Params, err
}

// syntaxText says where pasted JSON breaks, in a sentence.
func syntaxText(err error) string {
	e, ok := errors.AsType[*attr.SyntaxError](err)
	if !ok {
		return err.Error()
	}
	place := e.Place()
	return strings.ToUpper(place[:1]) + place[1:] + ": " + e.Reason + "."
}

// pasteRow puts pasted JSON in place of a row's value.
func (w *work) pasteRow() (drawn, error) {
	n := w.at()
	if n == nil {
		return drawn{}, nil
	}
	v, err := attr.ParseLoose([]byte(n.Panel.Paste), attr.Limits{Depth: builder.MaxDepth})
	if err != nil {
		w.view.panels[n] = panelPaste
		text := syntaxText(err)
		w.view.mistakes.rows[n] = text
		return drawn{fault: &ui.Fault{Intro: "The JSON cannot be read, so nothing was changed.", Lines: []ui.FaultLine{{Target: attrs.PasteID(n.ID), Text: n.Label() + ": " + text}}}}, nil
	}
	if err := w.form.Fill(n, v); err != nil {
		return drawn{}, err
	}
	n.Close()
	d := redraw(n)
	d.focus = n
	return d, nil
}

// showPreview shows or hides what will be sent.
func (w *work) showPreview(on bool) drawn {
	w.form.Preview = on
	return drawn{focusID: attrs.PreviewID, looks: true}
}
