package handlers

import (
	"errors"
	"strings"

	"portaconsole/handlers/words"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/ui"
)

// check looks for what is wrong with the request without sending it: by the description, and by the server where it has a method
// for that.
func (w *work) check() (drawn, error) {
	if fault, err := w.takeJSON(); fault != nil || err != nil {
		return drawn{fault: fault}, err
	}
	tree, problems, err := w.form.Tree()
	if err != nil {
		return drawn{}, err
	}
	fault := w.view.mistakes.placeProblems(w.form, problems)
	fault.Intro = "This was found by checking. Nothing was sent."
	params := w.task.request(w.form, tree)
	for _, v := range w.task.method.Request.Check(params, w.task.rules) {
		fault.Lines = append(fault.Lines, w.view.placeViolation(w.task.method.Request, params, v))
	}
	asked := ""
	if m := w.validator(); m != nil && len(problems) == 0 {
		asked = " " + m.Path() + " on the server agrees."
		_, err := w.user(w.c).Client.Call(w.c.Request().Context(), m.Path(), params)
		if e, ok := errors.AsType[*porta.Error](err); ok {
			if e.Kind == porta.Auth {
				return drawn{}, err
			}
			server := faultOnForm(w.view, e)
			fault.Method, fault.Code, fault.Text = server.Method, server.Code, server.Text
			if fault.Lines = append(fault.Lines, server.Lines...); len(server.Lines) == 0 {
				fault.Lines = append(fault.Lines, ui.FaultLine{Text: server.Intro})
			}
		}
	}
	if len(fault.Lines) > 0 {
		return drawn{fault: fault}, nil
	}
	return drawn{notice: "Nothing wrong was found. Nothing was sent." + asked, looks: true}, nil
}

// validator is the method by which the server checks such a request without carrying it out; nil when it has none. Those that are known take whole
// records.
func (w *work) validator() *catalog.Method {
	if w.task.record == nil || w.task.rules.Partial {
		return nil
	}
	m := w.catalog(w.c).Method(w.task.record.Service + "/validate_" + w.task.record.Name + "_info")
	if m == nil || m.Changes {
		return nil
	}
	return m
}

// placeViolation puts what does not fit the description where it belongs.
func (v *formView) placeViolation(s *catalog.Schema, params attr.Value, found catalog.Violation) ui.FaultLine {
	text := violationText(s, params, found)
	line := faultLine{path: found.Path, text: text, ours: true}
	return ui.FaultLine{Target: v.mistakes.place(v.form, line), Text: line.label()}
}

func violationText(s *catalog.Schema, params attr.Value, found catalog.Violation) string {
	prop := s.PropertyAt(found.Path)
	switch found.Reason {
	case catalog.Missing:
		return "It is required, and has no value."
	case catalog.Unknown:
		return "It is not in this server's description. It can be sent all the same."
	case catalog.WrongType:
		if at := s.At(found.Path); at != nil {
			return "It should be " + typeText(at) + "."
		}
	case catalog.OutOfRange:
		if prop != nil {
			codes := make([]string, len(prop.Choices))
			for i, c := range prop.Choices {
				codes[i] = choiceText(c)
			}
			return params.At(found.Path).Text() + " is none of the known values: " + strings.Join(codes, ", ") + ". It can be sent all the same."
		}
	case catalog.TooShort:
		return "It needs at least " + words.Count(prop.MinLength, "character") + "."
	case catalog.TooLong:
		return "It takes at most " + words.Count(prop.MaxLength, "character") + "."
	}
	return "It does not fit this server's description."
}
