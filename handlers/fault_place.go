package handlers

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"portaconsole/handlers/builder"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// pathInWords finds the attribute that a fault without a place is about: the one that is known for it, else the one that its text
// names, when that is exactly one of the request's.
func pathInWords(f *builder.Form, e *porta.Error) attr.Path {
	known := attributesOf(f)
	if field := wordingOf(e).field; field != "" {
		return onlyPath(f, known[field])
	}
	var found string
	for word := range strings.FieldsFuncSeq(e.Message, notInPath) {
		word = strings.Trim(word, ".")
		if known[word] == nil || word == found {
			continue
		}
		if found != "" {
			return nil
		}
		found = word
	}
	return onlyPath(f, known[found])
}

func notInPath(c rune) bool {
	return c != '_' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
}

// onlyPath is the one of several places: the one that the form has, when it has just one of them.
func onlyPath(f *builder.Form, paths []attr.Path) (only attr.Path) {
	if len(paths) == 1 {
		return paths[0]
	}
	for _, p := range paths {
		if _, there := f.Nearest(p); there {
			if only != nil {
				return nil
			}
			only = p
		}
	}
	return only
}

const (
	// How deep a request is searched for an attribute: at the top, in the record's wrapper, and in the objects of the record.
	namedDepth = 3
	// maxNamed is how many attributes are looked at: objects may be described once and stand in a thousand places.
	maxNamed = 20_000
)

// attributesOf are the places of a request's attributes by their names and by their paths: those that are described, and those that the form has.
func attributesOf(f *builder.Form) map[string][]attr.Path {
	known := make(map[string][]attr.Path)
	seen := make(map[string]bool)
	add := func(p attr.Path) {
		if name := p[len(p)-1]; !seen[p.String()] {
			seen[p.String()] = true
			known[name] = append(known[name], p)
			if len(p) > 1 {
				known[p.String()] = []attr.Path{p}
			}
		}
	}
	var described func(s *catalog.Schema, at attr.Path)
	described = func(s *catalog.Schema, at attr.Path) {
		if s == nil || s.Type != catalog.Object || len(at) == namedDepth {
			return
		}
		for i := range s.Properties {
			if len(seen) >= maxNamed {
				return
			}
			p := below(at, s.Properties[i].Name)
			add(p)
			described(s.Properties[i].Schema, p)
		}
	}
	described(f.Schema(f.Root), nil)
	var typed func(n *builder.Node, at attr.Path)
	typed = func(n *builder.Node, at attr.Path) {
		for _, kid := range n.Kids {
			if n.Type != builder.Object || kid.Name == "" || len(at) == namedDepth {
				continue
			}
			p := below(at, kid.Name)
			add(p)
			typed(kid, p)
		}
	}
	typed(f.Root, nil)
	return known
}

func below(at attr.Path, name string) attr.Path {
	return append(at[:len(at):len(at)], name)
}

// existing leads to the record that has the value that must be unique; "" when it cannot be told which.
func (v *formView) existing(e *porta.Error) (templ.SafeURL, string) {
	if e.Kind != porta.Duplicate || len(e.Path) == 0 {
		return "", ""
	}
	n, there := v.form.Nearest(e.Path)
	key := e.Path[len(e.Path)-1]
	if !there || n.Value == "" {
		return "", ""
	}
	for _, r := range v.links.ownersOf(e) {
		if r.CanRead() && (r.Title == key || slices.Contains(r.Keys, key)) && !v.links.masking.Hides(key, r.Info().Property(key)) {
			return safeURL(findURL(r) + "?" + url.Values{keyPrefix + key: {n.Value}}.Encode()), "Show the existing " + r.Name
		}
	}
	return "", ""
}

// ownersOf are the record types whose value a fault calls taken: the one that the method is about, and the service's own, as with the ID
// of an alias, which is an account's too.
func (l *linker) ownersOf(e *porta.Error) (owners []*catalog.RecordType) {
	service, _, _ := strings.Cut(e.Method, "/")
	s := l.catalog.Service(service)
	if s == nil {
		return nil
	}
	for _, r := range s.Records {
		for _, kind := range []catalog.OperationKind{catalog.Create, catalog.Update} {
			if op := r.Operation(kind); op != nil && op.Method.Path() == e.Method {
				owners = append(owners, r)
			}
		}
	}
	if own := l.catalog.Record(service, strings.ToLower(service)); own != nil {
		owners = append(owners, own)
	}
	return owners
}
