package handlers

import (
	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// createTask is the form that makes a new record.
func (a *app) createTask(r *catalog.RecordType) (*task, error) {
	op := r.Operation(catalog.Create)
	if op == nil {
		return nil, notFound("This server cannot create " + r.Name + ".")
	}
	blank := func(attr.Value) *builder.Form {
		f := builder.New(op.Method.Request)
		f.Require(f.Root)
		return f
	}
	return &task{
		path: newURL(r), listURL: listOf(r), record: r, method: op.Method,
		rules:   catalog.Rules{KnownNames: true, Choices: true, Lengths: true},
		heading: "New " + r.Name, intro: introOf(r), submit: "Create " + r.Name,
		done: "created " + words.Article(r.Name), verb: "created", what: r.Name, doubt: "The " + r.Name + " may have been created.",
		blank: blank,
		open: func(c echo.Context) (*builder.Form, error) {
			if from := c.QueryParam("from"); from != "" {
				return a.openCopy(c, r, from)
			}
			return blank(attr.Value{}), nil
		},
		request: func(_ *builder.Form, tree attr.Value) attr.Value { return op.Method.Request.Wire(tree) },
		outcome: func(l *linker, params, answer attr.Value) string { return l.createdAt(r, params, answer) },
	}, nil
}

// introOf says what a request to create needs at the least.
func introOf(r *catalog.RecordType) string {
	op := r.Operation(catalog.Create)
	switch {
	case op.Method.Certainty != catalog.Certain:
		return "The shape of this request is unverified: its name is known, what it takes is not. Add the properties that " + op.Method.Name + " takes on your server."
	case op.Method.Request.Property(op.Wrapper) == nil:
		return "Add the properties that " + op.Method.Name + " takes."
	}
	return "What describes the " + r.Name + " goes inside the object " + op.Wrapper + ". What is required is there already; while it is empty it is not sent."
}

// createdAt is where one sees the record that was just made.
func (l *linker) createdAt(r *catalog.RecordType, params, answer attr.Value) string {
	known := knownOf(r.Operation(catalog.Create), params)
	if key := r.Made(answer); !key.IsAbsent() {
		known, _ = known.With(attr.Path{r.IDField}, key)
	}
	return l.seenAt(r, known)
}
