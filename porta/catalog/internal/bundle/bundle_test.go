package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The committed document is what the tables give.
func TestDocumentIsInStep(t *testing.T) {
	want, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../builtin.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("builtin.json is not what the tables give; run go generate ./porta/catalog")
	}
}

// Every component that the methods name is there, none is there for nothing, and the words are our own.
func TestTables(t *testing.T) {
	components, err := readComponents(fieldsTable)
	if err != nil {
		t.Fatal(err)
	}
	methods, err := readMethods(methodsTable)
	if err != nil {
		t.Fatal(err)
	}
	used := make(map[string]bool)
	var use func(string)
	use = func(name string) {
		if used[name] {
			return
		}
		used[name] = true
		for _, f := range components.fields[name] {
			for part := range strings.SplitSeq(f.kind, ":") {
				use(part)
			}
		}
	}
	for i, m := range methods {
		use(m.request)
		use(m.reply)
		use(m.item)
		if slices.ContainsFunc(methods[:i], func(o method) bool { return o.service == m.service && o.name == m.name }) {
			t.Errorf("%s/%s is there twice", m.service, m.name)
		}
		if !slices.Contains([]string{"create", "list", "get", "update", "delete", "other"}, m.kind) ||
			!slices.Contains([]string{"certain", "shape-unverified", "name-guessed"}, m.certainty) {
			t.Errorf("%s/%s: kind %q, certainty %q", m.service, m.name, m.kind, m.certainty)
		}
	}
	for _, name := range components.names {
		if !used[name] {
			t.Errorf("no method needs the component %s", name)
		}
		for i, f := range components.fields[name] {
			if slices.ContainsFunc(components.fields[name][:i], func(o field) bool { return o.name == f.name }) {
				t.Errorf("%s.%s is there twice", name, f.name)
			}
		}
	}
	if found := regexp.MustCompile(`(?i)unconfirmed|guessed"|\?\t|github|seen`).FindString(fieldsTable); found != "" {
		t.Errorf("the tables tell where they come from: %q", found)
	}
}
