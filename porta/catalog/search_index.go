package catalog

import (
	"iter"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// searchDepth is how deep in requests and answers attributes are found: "account_list.*.assigned_addons.*.name" is at 3.
const searchDepth = 3

// Bounds of the index, far beyond what real documents need.
const (
	maxIndexed      = 2_000_000 // attributes of all methods together, each time that one is met
	maxIndexedInOne = 3_000     // names of one request or answer
	maxFoundIn      = 20_000    // attributes of one request or answer that are looked at for the place of one
)

// searchIndex holds what methods are found by.
type searchIndex struct {
	methods []indexedMethod
	names   []string            // of all attributes, in lower case, sorted
	holders map[string][]uint32 // by attribute: the methods that have it, twice their number, +1 when only the answer has it
	indexed int                 // how many attributes were met, see maxIndexed
}

type indexedMethod struct {
	method *Method
	record *RecordType
	kind   OperationKind
	// In lower case: "get_account_list", "account".
	name, service       string
	recordName, summary string
}

func (c *Catalog) makeSearchIndex() *searchIndex {
	x := &searchIndex{holders: make(map[string][]uint32)}
	for _, s := range c.Services {
		roles := make(map[*Method]indexedMethod)
		for _, t := range s.Records {
			for k, op := range t.operations {
				if op != nil {
					roles[op.Method] = indexedMethod{record: t, kind: OperationKind(k), recordName: strings.ToLower(t.Name)} //nolint:gosec // few
				}
			}
		}
		for _, m := range s.Methods {
			im := roles[m]
			im.method, im.name, im.service = m, strings.ToLower(m.Name), strings.ToLower(s.Name)
			im.summary = strings.ToLower(m.Summary)
			x.indexAttributes(m, uint32(2*len(x.methods))) //nolint:gosec // bounded by Limits
			x.methods = append(x.methods, im)
		}
	}
	for name := range x.holders {
		x.names = append(x.names, name)
	}
	slices.Sort(x.names)
	return x
}

func (x *searchIndex) indexAttributes(m *Method, number uint32) {
	inRequest := x.attributeNames(m.Request)
	for name := range inRequest {
		x.holders[name] = append(x.holders[name], number)
	}
	for name := range x.attributeNames(m.Reply) {
		if !inRequest[name] {
			x.holders[name] = append(x.holders[name], number+1)
		}
	}
}

// attributeNames are the names of the attributes of a schema in lower case, down to searchDepth. Schemas that many methods share are walked
// through for each of them, so it is the walking that is bounded.
func (x *searchIndex) attributeNames(s *Schema) map[string]bool {
	names := make(map[string]bool)
	for at := range placesIn(s) {
		if x.indexed++; x.indexed > maxIndexed || len(names) == maxIndexedInOne {
			break
		}
		names[strings.ToLower(at.name())] = true
	}
	return names
}

// place is where an attribute stands in a schema.
type place struct {
	in       *Schema // the object that has it
	property int
	lists    int    // in how many lists the object stands in place of itself
	above    *place // where the object stands; nil at the top
}

func (p place) name() string { return p.in.Properties[p.property].Name }

// path is the way to an attribute; "*" is any item of a list.
func (p place) path() (path attr.Path) {
	if p.above != nil {
		path = p.above.path()
	}
	for range p.lists {
		path = append(path, "*")
	}
	return append(path, p.name())
}

// placesIn yields the attributes of a schema, the least deep first, down to searchDepth. An object that stands at several places counts at
// the first.
func placesIn(s *Schema) iter.Seq[place] {
	type object struct {
		schema *Schema
		above  *place
	}
	return func(yield func(place) bool) {
		seen := make(map[*Schema]bool)
		level := []object{{s, nil}}
		for range searchDepth {
			var next []object
			for _, at := range level {
				lists := 0
				for at.schema != nil && at.schema.Type == Array {
					at.schema, lists = at.schema.Items, lists+1
				}
				if at.schema == nil || seen[at.schema] {
					continue
				}
				seen[at.schema] = true
				for i := range at.schema.Properties {
					p := place{at.schema, i, lists, at.above}
					if !yield(p) {
						return
					}
					if below := at.schema.Properties[i].Schema; below.Type >= Object {
						above := p
						next = append(next, object{below, &above})
					}
				}
			}
			level = next
		}
	}
}

// findAttribute finds the place of an attribute, the least deep one.
func findAttribute(s *Schema, name string) attr.Path {
	looked := 0
	for at := range placesIn(s) {
		if strings.EqualFold(at.name(), name) {
			return at.path()
		}
		if looked++; looked == maxFoundIn {
			break
		}
	}
	return nil
}
