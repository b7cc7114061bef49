package catalog

import (
	_ "embed" // the built-in description
	"slices"
	"sync"

	"portaconsole/porta/attr"
)

//go:generate go run ./internal/bundle builtin.json

// The built-in description. Its facts are those of public clients and documentation, in our own words; where these disagree or are
// silent, docs/decisions.md says what was chosen.
//
//go:embed builtin.json
var builtinDocument []byte

// Builtin returns the catalogue that comes with the program, of all realms together. It is read when it is first asked for.
var Builtin = sync.OnceValue(func() *Catalog { return mustRead(builtinDocument) })

func mustRead(doc []byte) *Catalog {
	c, err := Read(doc, Limits{})
	if err != nil {
		panic("catalog: built-in description: " + err.Error()) // a test reads it
	}
	return c
}

var builtinOfRealm sync.Map // realm → func() []byte

// BuiltinDocument returns the OpenAPI document that [Builtin] is read from, with the methods that the realm has. The realms are
// "admin", which has all, "reseller", "customer" and "account"; every other one gets all. The bytes must not be changed.
func BuiltinDocument(realm string) []byte {
	has := realmHas[realm]
	if has == nil {
		return builtinDocument
	}
	f, _ := builtinOfRealm.LoadOrStore(realm, sync.OnceValue(func() []byte { return documentOf(has) }))
	return f.(func() []byte)()
}

// realmHas says which methods a realm has, by the realms that are known to have a method; none are known for most. Customers and
// accounts have only what is known to be theirs. Of resellers little is known: they have what administrators have.
var realmHas = map[string]func(known []string) bool{
	"reseller": func(known []string) bool {
		return len(known) == 0 || slices.Contains(known, "reseller") || slices.Contains(known, "admin")
	},
	"customer": func(known []string) bool { return slices.Contains(known, "customer") },
	"account":  func(known []string) bool { return slices.Contains(known, "account") },
}

func documentOf(has func([]string) bool) []byte {
	doc, err := attr.Parse(builtinDocument, attr.Limits{Depth: 100})
	if err != nil {
		panic("catalog: built-in description: " + err.Error())
	}
	var paths []attr.Member
	for _, m := range doc.Get("paths").Members() {
		var known []string
		for _, realm := range m.Value.Get("post").Get(extensionRealms).Members() {
			known = append(known, realm.Value.Text())
		}
		if has(known) {
			paths = append(paths, m)
		}
	}
	doc, _ = doc.With(attr.Path{"paths"}, attr.ObjectValue(paths...))
	return []byte(doc.JSON())
}
