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
	found := w.task.method.Request.Check(params, w.task.rules)
	worded := min(len(found), mostMistakes)
	for _, v := range found[:worded] {
		fault.Lines = append(fault.Lines, w.view.placeViolation(w.task.method.Request, params, v))
	}
	fault.Lines = told(fault.Lines, len(found)-worded)
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

// mostChoicesTold is how many values a sentence tells of those that there are to choose from.
const mostChoicesTold = 20

// choicesText are the values to choose from, in a sentence.
func choicesText(choices []catalog.Choice) string {
	told := make([]string, min(len(choices), mostChoicesTold))
	for i := range told {
		told[i] = choiceText(choices[i])
	}
	text := strings.Join(told, ", ")
	if more := len(choices) - len(told); more > 0 {
		text += ", and " + words.Grouped(int64(more)) + " more"
	}
	return text
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
			return shortText(params.At(found.Path).Text(), maxCell) + " is none of the known values: " + choicesText(prop.Choices) + ". It can be sent all the same."
		}
	case catalog.TooShort:
		return "It needs at least " + words.Count(prop.MinLength, "character") + "."
	case catalog.TooLong:
		return "It takes at most " + words.Count(prop.MaxLength, "character") + "."
	}
	return "It does not fit this server's description."
}
