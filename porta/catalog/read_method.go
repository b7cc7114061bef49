package catalog

import (
	"cmp"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Extensions of the built-in document, for what a server's own has no need to say. Other extensions are skipped.
const (
	extensionCertainty = "x-portaconsole-certainty" // a method's: see [Certainty]
	extensionChanges   = "x-portaconsole-changes"   // a method's: true when it changes something, though its name says that it reads
	extensionService   = "x-portaconsole-service"   // a method's: "guessed"
	extensionRealms    = "x-portaconsole-realms"    // a method's: the realms that are known to have it
)

// paths reads the methods.
func (r *reader) paths(paths attr.Value) {
	for _, m := range paths.Members() {
		if len(r.catalog.methods) == r.lim.Methods {
			r.refuse("the API description has more than %d methods", r.lim.Methods)
		}
		if r.refused != nil {
			return
		}
		r.path(m.Name, m.Value)
	}
	slices.SortFunc(r.catalog.Services, func(a, b *Service) int { return cmp.Compare(a.Name, b.Name) })
	for _, s := range r.catalog.Services {
		slices.SortFunc(s.Methods, func(a, b *Method) int { return cmp.Compare(a.Name, b.Name) })
	}
}

func (r *reader) path(path string, item attr.Value) {
	service, name, ok := strings.Cut(strings.Trim(path, "/"), "/")
	post := item.Get("post")
	switch {
	case !ok || !isWord(service) || !isWord(name):
		r.notes.add("The path %s is left out: it is not of the form /Service/method.", quoted(path))
		return
	case post.Kind() != attr.Object:
		r.notes.add("The method %s is left out: it cannot be called by POST.", quoted(path))
		return
	}
	m := &Method{Service: r.keep(service), Name: r.keep(name)}
	if r.catalog.methods[m.Path()] != nil {
		r.notes.add("The method %s is there twice; the first counts.", quoted(path))
		return
	}
	r.describeMethod(m, post)
	r.request(m, post.Get("requestBody"))
	r.reply(m, post.Get("responses"))
	said, _ := post.Get(extensionChanges).Bool()
	m.Changes = changes(m, said)
	r.catalog.methods[r.keep(m.Path())] = m
	s := r.catalog.Service(m.Service)
	if s == nil {
		s = &Service{Name: m.Service}
		r.catalog.Services = append(r.catalog.Services, s)
	}
	s.Methods = append(s.Methods, m)
}

// isWord accepts what may stand in the address of a call.
func isWord(s string) bool {
	return isAttributeName(s) && !strings.Contains(s, "-") && (s[0] < '0' || s[0] > '9')
}

func (r *reader) describeMethod(m *Method, post attr.Value) {
	m.Summary, m.Description = r.line(post.Get("summary")), r.text(post.Get("description"))
	m.Deprecated, _ = post.Get("deprecated").Bool()
	_, section, _ := strings.Cut(post.Get("tags").Index(0).Text(), "|") // "ACL | ACL management"
	m.Section = r.line(attr.TextValue(section))
	if at := slices.Index(certaintyNames[:], post.Get(extensionCertainty).Text()); at > 0 {
		m.Certainty = Certainty(at)
	}
	m.ServiceGuessed = post.Get(extensionService).Text() == "guessed"
}

// request reads the schema of what stands in the body's "params". A body without it is taken as the parameters themselves.
func (r *reader) request(m *Method, body attr.Value) {
	m.Request = nothingKnown
	body = shared(body, "#/components/requestBodies/", r.bodies)
	schema, _, others := jsonContent(body)
	m.Upload = others && strings.Contains(contentTypes(body), "multipart/form-data")
	n := r.unwrap(schema, 0)
	if n.value.Kind() != attr.Object {
		return
	}
	if params := n.value.Get("properties").Get("params"); params.Kind() == attr.Object {
		n = r.unwrap(params, 0)
	}
	m.Request = r.objectSchema(n)
}

// reply reads the schema of a successful answer.
func (r *reader) reply(m *Method, responses attr.Value) {
	m.Reply = nothingKnown
	for _, status := range []string{"200", "2XX", "2xx", "201", "default"} {
		response := responses.Get(status)
		if response.Kind() != attr.Object {
			continue
		}
		schema, isJSON, others := jsonContent(shared(response, "#/components/responses/", r.responses))
		m.File = others
		if n := r.unwrap(schema, 0); isJSON && n.value.Kind() == attr.Object {
			m.Reply = r.objectSchema(n)
		}
		return
	}
}

// objectSchema is the schema of a node that has to be an object; of anything else nothing is known.
func (r *reader) objectSchema(n node) *Schema {
	if s := r.schema(n); s.Type == Object {
		return s
	}
	return nothingKnown
}

// shared follows a reference to a request body or response that several methods have.
func shared(v attr.Value, place string, all attr.Value) attr.Value {
	if name, ok := strings.CutPrefix(v.Get("$ref").Text(), place); ok {
		return all.Get(name)
	}
	return v
}

// jsonContent returns the schema of the JSON content, and whether there is such content and other content.
func jsonContent(v attr.Value) (schema attr.Value, isJSON, others bool) {
	content := v.Get("content")
	if content.Kind() != attr.Object {
		return attr.Value{}, false, false
	}
	for _, m := range content.Members() {
		kind, _, _ := strings.Cut(strings.ToLower(m.Name), ";")
		switch {
		case strings.TrimSpace(kind) != "application/json" && kind != "*/*":
			others = true
		case !isJSON:
			schema, isJSON = m.Value.Get("schema"), true
		}
	}
	return schema, isJSON, others
}

func contentTypes(v attr.Value) string {
	var names []string
	for _, m := range v.Get("content").Members() {
		names = append(names, m.Name)
	}
	return strings.ToLower(strings.Join(names, " "))
}
