package catalog

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// searchDepth is how deep in requests and answers attributes are found: "account_list.*.assigned_addons.*.name" is at 3.
const searchDepth = 3

// Bounds of the index, far beyond what real documents need.
const (
	maxIndexed      = 2_000_000 // attributes of all methods together
	maxIndexedInOne = 3_000     // attributes of one request or answer
)

// searchIndex holds what methods are found by.
type searchIndex struct {
	methods []indexedMethod
	names   []string            // of all attributes, in lower case, sorted
	holders map[string][]uint32 // by attribute: the methods that have it, twice their number, +1 when only the answer has it
	indexed int                 // how many entries holders has
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
	if x.indexed > maxIndexed {
		return
	}
	inRequest, inReply := attributeNames(m.Request), attributeNames(m.Reply)
	x.indexed += len(inRequest) + len(inReply)
	for name := range inRequest {
		x.holders[name] = append(x.holders[name], number)
	}
	for name := range inReply {
		if !inRequest[name] {
			x.holders[name] = append(x.holders[name], number+1)
		}
	}
}

// attributeNames are the names of the attributes of a schema in lower case, down to searchDepth.
func attributeNames(s *Schema) map[string]bool {
	names, seen := make(map[string]bool), make(map[*Schema]bool)
	level := []*Schema{s}
	for depth := 0; depth < searchDepth; depth++ {
		var next []*Schema
		for _, s := range level {
			if s = object(s); s == nil || seen[s] {
				continue
			}
			seen[s] = true
			for i := range s.Properties {
				if len(names) == maxIndexedInOne {
					return names
				}
				names[strings.ToLower(s.Properties[i].Name)] = true
				if s.Properties[i].Schema.Type >= Object {
					next = append(next, s.Properties[i].Schema)
				}
			}
		}
		level = next
	}
	return names
}

// object is the schema itself when it is an object, what a list of objects holds, or nil.
func object(s *Schema) *Schema {
	for range 4 {
		if s == nil || s.Type < Object {
			return nil
		}
		if s.Type == Object {
			return s
		}
		s = s.Items
	}
	return nil
}

// findAttribute finds the place of an attribute, the least deep one.
func findAttribute(s *Schema, name string) attr.Path {
	type place struct {
		schema *Schema
		path   attr.Path
	}
	seen := make(map[*Schema]bool)
	level := []place{{s, nil}}
	for depth := 0; depth < searchDepth && len(level) > 0; depth++ {
		var next []place
		for _, at := range level {
			for at.schema != nil && at.schema.Type == Array {
				at = place{at.schema.Items, append(slices.Clip(at.path), "*")}
			}
			if at.schema == nil || seen[at.schema] {
				continue
			}
			seen[at.schema] = true
			for i := range at.schema.Properties {
				p := &at.schema.Properties[i]
				path := append(slices.Clip(at.path), p.Name)
				if strings.EqualFold(p.Name, name) {
					return path
				}
				next = append(next, place{p.Schema, path})
			}
		}
		level = next
	}
	return nil
}
