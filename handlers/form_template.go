package handlers

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
	"portaconsole/views/attrs"
	"portaconsole/views/ui"
)

// maxTemplateName bounds the name of a template, in characters.
const maxTemplateName = 60

// keepTemplate keeps the present attributes as a template.
func (w *work) keepTemplate() (drawn, error) {
	name := strings.TrimSpace(w.form.Fields["template_name"])
	if name == "" || utf8.RuneCountInString(name) > maxTemplateName {
		return drawn{fault: templateFault("Give the template a name of at most 60 characters.")}, nil
	}
	ctx, owner := w.c.Request().Context(), w.user(w.c).Owner()
	_, err := w.Drafts.Template(ctx, owner, w.task.path, name)
	switch {
	case err == nil && w.form.Operation.Node != "replace":
		w.view.replaces = name
		return drawn{fault: templateFault("There is a template " + name + " already. Replace it, or choose another name.")}, nil
	case err != nil && !errors.Is(err, drafts.ErrNone):
		return drawn{}, err
	}
	if fault, err := w.takeJSON(); fault != nil || err != nil {
		return drawn{fault: fault}, err
	}
	err = w.Drafts.SaveTemplate(ctx, drafts.Template{Owner: owner, Path: w.task.path, Name: name, Changed: time.Now(), State: w.form.Body()})
	if errors.Is(err, drafts.ErrFull) {
		return drawn{fault: templateFault("There are too many templates. Remove one that is not needed any more.")}, nil
	}
	w.form.Fields["template_name"] = ""
	return drawn{notice: "The template " + name + " is kept.", looks: true}, err
}

func templateFault(text string) *ui.Fault {
	return &ui.Fault{Lines: []ui.FaultLine{{Target: attrs.TemplateNameID, Text: text}}}
}

// applyTemplate puts a template's attributes in place of those that are there.
func (w *work) applyTemplate() (drawn, error) {
	t, err := w.Drafts.Template(w.c.Request().Context(), w.user(w.c).Owner(), w.task.path, w.form.Fields["template"])
	if errors.Is(err, drafts.ErrNone) {
		return drawn{fault: &ui.Fault{Lines: []ui.FaultLine{{Target: attrs.TemplateID, Text: "Choose a template first."}}}}, nil
	}
	if err != nil {
		return drawn{}, err
	}
	f, err := builder.Read(t.State, w.task.method.Request)
	if err != nil {
		return drawn{}, err
	}
	w.form.TakeRows(f)
	return drawn{notice: "The template " + t.Name + " is in the form. Undo brings back what was there."}, nil
}

// forgetTemplate removes the chosen template.
func (w *work) forgetTemplate() (drawn, error) {
	name := w.form.Fields["template"]
	if name == "" {
		return drawn{fault: &ui.Fault{Lines: []ui.FaultLine{{Target: attrs.TemplateID, Text: "Choose a template first."}}}}, nil
	}
	err := w.Drafts.RemoveTemplate(w.c.Request().Context(), w.user(w.c).Owner(), w.task.path, name)
	return drawn{notice: "The template " + name + " is removed.", looks: true}, err
}
