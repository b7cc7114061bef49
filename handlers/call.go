package handlers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/places"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/answer"
	"portaconsole/views/attrs"
	"portaconsole/views/methods"
)

// callPath is the route of the forms that call a method.
const callPath = "/methods/:service/:method"

const ownSessionText = "This method is about the session that the console itself has with PortaBilling, so it cannot be called from here. Sign in and out, and change the password, by the console's own pages."

// showMethod opens the form that calls a method; of one that must not be called it shows what is known.
func (a *app) showMethod(c echo.Context) error {
	cat := a.catalog(c)
	m := cat.Method(c.Param("service") + "/" + c.Param("method"))
	if m == nil || !m.OwnSession() {
		return a.showForm(c)
	}
	v := documentation(cat, m)
	v.NoForm = ownSessionText
	content := methods.Page(v, nil)
	return render(c, http.StatusOK, a.shell(c, m.Path(), nil, content), content)
}

// callTask is the form that calls any method.
func (a *app) callTask(c echo.Context, service, method string) (*task, error) {
	cat := a.catalog(c)
	m := cat.Method(service + "/" + method)
	switch {
	case m == nil:
		return nil, notFound("This server has no method of that name.")
	case m.OwnSession():
		return nil, &statusError{http.StatusForbidden, "Not from here", ownSessionText}
	}
	blank := func(attr.Value) *builder.Form {
		f := builder.New(m.Request)
		f.Require(f.Root)
		return f
	}
	return &task{
		path: methodURL(m), method: m, rules: catalog.Rules{KnownNames: true, Choices: true, Lengths: true},
		heading: m.Path(), intro: callIntro(m), submit: "Send",
		done: "PortaBilling carried it out", verb: "called", doubt: "What " + m.Path() + " does may have been done.",
		blank: blank, confirm: confirmCall(cat, m),
		open: func(c echo.Context) (*builder.Form, error) {
			a.remember(c, places.Recent{URL: methodURL(m), Did: places.Opened, Text: m.Path()})
			f := blank(attr.Value{})
			return f, a.begin(c, m.Request, f)
		},
		request:  func(_ *builder.Form, tree attr.Value) attr.Value { return m.Request.Wire(tree) },
		outcome:  func(*linker, attr.Value, attr.Value) string { return methodURL(m) },
		answered: (*work).showAnswer,
		page: func(f attrs.Form) templ.Component {
			return methods.Page(documentation(cat, m), attrs.Part(f))
		},
	}, nil
}

// callIntro says what sending means.
func callIntro(m *catalog.Method) string {
	text := "This method only reads, so it can be sent again and again."
	if m.Changes {
		text = "This method " + changesData(m) + ": each form is sent once."
	}
	if m.Certainty != catalog.Certain {
		text += " The shape of this request is unverified: its name is known, what it takes is not. Add the properties that it takes on your server."
	}
	if m.Upload {
		text += " It takes files along with its parameters. Files cannot be uploaded here, so it is called without them."
	}
	return text
}

// ask calls a method that only reads, as often as it is asked to, and hands a file on.
func (w *work) ask(params attr.Value) error {
	// The route has no time limit of its own, since a file may take long to be handed on: only its beginning is waited for so long.
	ctx, cancel := context.WithCancelCause(w.c.Request().Context())
	defer cancel(nil)
	limit := time.AfterFunc(w.RequestTimeout, func() { cancel(context.DeadlineExceeded) })
	defer limit.Stop()
	start := time.Now()
	v, file, err := fetch(ctx, w.user(w.c).Client, w.task.method, params)
	took := time.Since(start)
	if file != nil && !wantsPart(w.c.Request()) {
		limit.Stop()
		w.called()
		return w.handOn(file)
	}
	// Not before: a browser that was given a file still shows the former revision of the form.
	if err := w.keep(keepPosted); errors.Is(err, drafts.ErrStale) {
		closeFile(file)
		return err
	}
	if file != nil {
		closeFile(file)
		w.view.file, w.view.notice = true, "PortaBilling answers with a file. Press Download to have it."
		return w.draw(http.StatusOK)
	}
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case ok:
		return w.refused(e)
	case err != nil:
		return err
	}
	return w.showAnswer(v, took)
}

// fetch calls a method that answers with a value or with a file. Which of the two is not known for sure: when it was asked for the
// wrong way, it is asked the other way. It must be a method that only reads.
func fetch(ctx context.Context, client *porta.Client, m *catalog.Method, params attr.Value) (v attr.Value, file *porta.File, err error) {
	asFile := m.File
	for range 2 {
		if asFile {
			file, err = client.Download(ctx, m.Path(), params)
		} else {
			v, err = client.Call(ctx, m.Path(), params)
		}
		e, ok := errors.AsType[*porta.Error](err)
		other := ok && e.Status >= 200 && e.Status <= 299 && (e.Trouble == porta.Malformed || e.Trouble == porta.NotPortaBilling)
		if !other {
			break
		}
		asFile = !asFile
	}
	return v, file, err
}

func closeFile(f *porta.File) {
	if f != nil {
		_ = f.Body.Close() // nothing of it is wanted
	}
}

// called notes the call for the start page.
func (w *work) called() {
	m := w.task.method
	w.remember(w.c, places.Recent{URL: methodURL(m), Did: places.Called, Text: m.Path()})
}

// showAnswer draws the form with the answer below it.
func (w *work) showAnswer(v attr.Value, took time.Duration) error {
	w.called()
	view := w.view.links.answerView(w.task.method, v, took)
	view.Autofocus = !wantsPart(w.c.Request())
	w.view.answer = answer.Part(view)
	focusAfter(w.c, answer.ID)
	return w.draw(http.StatusOK)
}
