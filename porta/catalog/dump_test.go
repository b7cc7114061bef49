package catalog_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/catalog"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil { //nolint:gosec // a test file
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// dump writes down what is recognised, all of it: one line for each record type and for each of its operations.
func dump(c *catalog.Catalog) string {
	var b strings.Builder
	for _, s := range c.Services {
		for _, r := range s.Records {
			fmt.Fprintf(&b, "%s/%s id=%s keys=%s title=%s columns=%s\n", r.Service, r.Name, r.IDField, strings.Join(r.Keys, ","), r.Title, strings.Join(r.Columns, ","))
			for _, k := range catalog.OperationKinds() {
				if op := r.Operation(k); op != nil {
					fmt.Fprintf(&b, "\t%s", dumpOperation(op))
				}
			}
			if len(r.Actions) > 0 {
				b.WriteString("\tactions")
				for _, m := range r.Actions {
					b.WriteString(" " + m.Name)
				}
				b.WriteString("\n")
			}
		}
	}
	return b.String()
}

func dumpOperation(op *catalog.Operation) string {
	m := op.Method
	line := fmt.Sprintf("%s %s", op.Kind, m.Name)
	for _, part := range []struct{ name, value string }{{"wrapper", op.Wrapper}, {"list", op.ListKey}, {"key", op.Key.String()}} {
		if part.value != "" {
			line += " " + part.name + "=" + part.value
		}
	}
	if op.Kind == catalog.List {
		line += fmt.Sprintf(" paging=%v,%v,%v", op.Paging.Limit, op.Paging.Offset, op.Paging.Total)
	}
	if m.Certainty != catalog.Certain {
		line += " " + m.Certainty.String()
	}
	if m.ServiceGuessed {
		line += " service-guessed"
	}
	return line + "\n"
}

// document is an OpenAPI document with these members of "paths" and "schemas".
func document(paths, schemas string) []byte {
	return []byte(`{"openapi":"3.0.3","info":{"title":"Test","version":"MR118"},"paths":{` + paths + `},"components":{"schemas":{` + schemas + `}}}`)
}

// path is a method with the schemas of its parameters and of its answer, "" for none.
func path(name, params, reply string) string {
	post := `"summary":"Summary of ` + name + `"`
	if params != "" {
		post += `,"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":` + params + `}}}}}`
	}
	if reply != "" {
		post += `,"responses":{"200":{"content":{"application/json":{"schema":` + reply + `}}}}`
	}
	return `"` + name + `":{"post":{` + post + `}}`
}

func ref(component string) string { return `{"$ref":"#/components/schemas/` + component + `"}` }

func object(properties string) string {
	return `{"type":"object","properties":{` + properties + `}}`
}

func mustRead(t testing.TB, doc []byte) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Read(doc, catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
