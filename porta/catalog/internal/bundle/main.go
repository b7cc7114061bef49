// Command bundle writes the built-in API description of package catalog: an OpenAPI document in the structure that PortaBilling
// servers publish, made of two tables. methods.tsv has a row for each method, fields.tsv one for each attribute of a component.
//
// What is certain about a method is described in full. Of the others the name is known, or follows the usual pattern, and
// the document says so; their bodies hold what the tables know and are open to anything else.
package main

import (
	_ "embed" // the tables
	"fmt"
	"os"

	"portaconsole/porta/attr"
)

var (
	//go:embed methods.tsv
	methodsTable string
	//go:embed fields.tsv
	fieldsTable string
)

func main() {
	doc, err := generate()
	if err == nil && len(os.Args) == 2 {
		err = os.WriteFile(os.Args[1], doc, 0o644) //nolint:gosec // a source file
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// generate returns the document, each method and each component on a line of its own, so that changes can be read.
func generate() ([]byte, error) {
	components, err := readComponents(fieldsTable)
	if err != nil {
		return nil, err
	}
	methods, err := readMethods(methodsTable)
	if err != nil {
		return nil, err
	}
	var paths []attr.Member
	for _, m := range methods {
		operation, err := m.operation(components)
		if err != nil {
			return nil, err
		}
		paths = append(paths, attr.M("/"+m.service+"/"+m.name, attr.ObjectValue(attr.M("post", operation))))
	}
	b := []byte("{\n")
	for _, head := range []struct{ name, value string }{
		{"openapi", `"3.0.3"`},
		{"info", `{"title":"PortaBilling API, built-in description","version":"built-in"}`},
		{"servers", `[{"url":"https://{hostname}:{port}/rest","variables":{"hostname":{"default":"billing.example.com"},"port":{"default":"443"}}}]`},
		{"security", `[{"token":[]}]`},
	} {
		b = fmt.Appendf(b, "%q: %s,\n", head.name, head.value)
	}
	b = append(appendLines(append(b, `"paths": {`...), paths), "},\n\"components\": {\n"...)
	b = append(b, `"securitySchemes": {"token":{"type":"http","scheme":"bearer"}},`+"\n"...)
	b = append(b, `"responses": {"Fault":{"description":"Fault","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Fault"}}}}},`+"\n"...)
	b = append(appendLines(append(b, `"schemas": {`...), components.schemas()), "}}}\n"...)
	return b, nil
}

func appendLines(b []byte, members []attr.Member) []byte {
	for i, m := range members {
		if i > 0 {
			b = append(b, ',')
		}
		line := attr.ObjectValue(m).JSON()
		b = append(append(b, '\n'), line[1:len(line)-1]...)
	}
	return append(b, '\n')
}

// Helpers to write the document down.

func text(s string) attr.Value { return attr.TextValue(s) }

func object(members ...attr.Member) attr.Value { return attr.ObjectValue(members...) }

func ref(component string) attr.Value {
	return object(attr.M("$ref", text("#/components/schemas/"+component)))
}
