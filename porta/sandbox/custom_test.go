package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

// TestEveryMethod calls every method of several documents: those without rules of their own answer in the shape of their schema,
// and none fails in a way that is no fault of the caller.
func TestEveryMethod(t *testing.T) {
	for name, doc := range map[string][]byte{
		"built-in": catalog.BuiltinDocument("admin"), "with widgets": withWidgets(t), "without schemas": withoutSchemas(t),
	} {
		t.Run(name, func(t *testing.T) {
			c, err := catalog.Read(doc, catalog.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			w := start(t, sandbox.Options{Customers: 20, APIDoc: doc}).demo()
			answered := 0
			for _, service := range c.Services {
				for _, m := range service.Methods {
					if service.Name == "Session" {
						continue
					}
					a := w.call(m.Path(), filled(m.Request).JSON())
					code := a.code(t)
					if strings.HasSuffix(code, ".unknown_method") || code == "Server.internal_error" {
						t.Errorf("%s: %s", m.Path(), a.body)
					}
					if a.status != http.StatusOK || a.header.Get("Content-Disposition") != "" {
						continue
					}
					answered++
					rules := catalog.Rules{KnownNames: true, Choices: true, Partial: true}
					for _, bad := range m.Reply.Check(a.tree(t), rules) {
						if bad.Reason != catalog.Missing {
							t.Errorf("%s: %s, reason %d: %.300s", m.Path(), bad.Path, bad.Reason, a.body)
						}
					}
				}
			}
			if answered < c.MethodCount()/2 { // the others ask for a record that does not exist, or for none
				t.Errorf("%d of %d methods answered", answered, c.MethodCount())
			}
		})
	}
}

// TestEveryRecordTypeOfAnotherDocument is the life of every record of a document that has more than the built-in one.
func TestEveryRecordTypeOfAnotherDocument(t *testing.T) {
	doc := withWidgets(t)
	c, err := catalog.Read(doc, catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Record("Widget", "gadget") == nil || c.Record("Customer", "customer") == nil {
		t.Fatal("the documents were not put together")
	}
	everyRecordType(t, start(t, sandbox.Options{Customers: 90, APIDoc: doc}), c)
}

// withWidgets is the built-in document with the methods of the other one.
func withWidgets(t *testing.T) []byte {
	whole, more := parsed(t, catalog.BuiltinDocument("admin")), parsed(t, widgetDocument(t))
	for _, place := range []attr.Path{{"paths"}, {"components", "schemas"}} {
		members := append(whole.At(place).Members(), more.At(place).Members()...)
		whole, _ = whole.With(place, attr.ObjectValue(members...))
	}
	return whole.AppendJSON(nil)
}

// withoutSchemas is the built-in document with the names of the methods alone.
func withoutSchemas(t *testing.T) []byte {
	var paths []attr.Member
	for _, m := range parsed(t, catalog.BuiltinDocument("admin")).Get("paths").Members() {
		paths = append(paths, attr.M(m.Name, attr.ObjectValue(attr.M("post", attr.ObjectValue()))))
	}
	return attr.ObjectValue(attr.M("openapi", attr.TextValue("3.0.3")), attr.M("paths", attr.ObjectValue(paths...))).AppendJSON(nil)
}

func parsed(t *testing.T, doc []byte) attr.Value {
	t.Helper()
	v, err := attr.Parse(doc, attr.Limits{Depth: 100})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
