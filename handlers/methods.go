package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/words"
	"portaconsole/porta/catalog"
	"portaconsole/views/methods"
)

// maxHits is how many methods a search shows.
const maxHits = 100

func methodURL(m *catalog.Method) string {
	return "/methods/" + url.PathEscape(m.Service) + "/" + url.PathEscape(m.Name)
}

// searchMethods finds methods by name, record type, summary and attribute; without a query it lists all, or those of one service.
func (a *app) searchMethods(c echo.Context) error {
	cat := a.catalog(c)
	s := methods.Search{Query: strings.TrimSpace(c.QueryParam("q"))}
	if len(s.Query) > 200 {
		s.Query = strings.ToValidUTF8(s.Query[:200], "")
	}
	if s.Query == "" {
		s.Services = servicesView(cat, cat.Service(c.QueryParam("service")))
	} else {
		s.Hits, s.Result = hitsView(cat.Search(s.Query, maxHits))
	}
	return render(c, http.StatusOK, a.shell(c, "All methods", nil, methods.SearchPage(s)), methods.Found(s))
}

// servicesView are all services with their methods, or only one.
func servicesView(cat *catalog.Catalog, only *catalog.Service) (list []methods.Service) {
	for _, service := range cat.Services {
		if only != nil && service != only {
			continue
		}
		v := methods.Service{Name: service.Name, Open: service == only}
		for _, m := range service.Methods {
			v.Methods = append(v.Methods, methodView(m))
		}
		list = append(list, v)
	}
	return list
}

func hitsView(found []catalog.Hit) (hits []methods.Hit, result string) {
	for _, f := range found {
		h := methodView(f.Method)
		if f.Record != nil {
			h.Record = f.Record.Service + "/" + f.Record.Name + ": " + f.Kind.String()
			h.RecordURL = safeURL(listURL(f.Record))
			if f.Kind == catalog.Create {
				h.RecordURL = safeURL(newURL(f.Record))
			}
			if f.Record.Operation(catalog.List) == nil && f.Kind != catalog.Create {
				h.Record = ""
			}
		}
		h.Attribute = f.Attribute.String()
		if f.InReply && h.Attribute != "" {
			h.Attribute += " in the answer"
		}
		hits = append(hits, h)
	}
	switch n := len(hits); {
	case n == 0:
		return hits, "No method fits. Try fewer letters, or another word."
	case n == maxHits:
		return hits, "The first " + words.Grouped(int64(n)) + " methods; more letters find fewer"
	default:
		return hits, words.Count(n, "method")
	}
}

func methodView(m *catalog.Method) methods.Hit {
	return methods.Hit{Path: m.Path(), Summary: inCell(m.Summary), URL: safeURL(methodURL(m)), Marks: marksOf(m)}
}

// marksOf are what one should know of a method before using it.
func marksOf(m *catalog.Method) (marks []string) {
	if m.Changes {
		marks = append(marks, changesData(m))
	}
	if m.Deprecated {
		marks = append(marks, "deprecated")
	}
	switch m.Certainty {
	case catalog.ShapeUnverified:
		marks = append(marks, "shape unverified")
	case catalog.NameGuessed:
		marks = append(marks, "name guessed")
	}
	if m.ServiceGuessed {
		marks = append(marks, "service guessed")
	}
	if m.File {
		marks = append(marks, "answers with a file")
	}
	return marks
}

// changesData says of a method that counts as a change that it changes data, as far as that is known.
func changesData(m *catalog.Method) string {
	if m.SoundsLikeReading() {
		return "may change data"
	}
	return "changes data"
}

// documentation is what is known of a method: request and answer as trees.
func documentation(cat *catalog.Catalog, m *catalog.Method) methods.Method {
	v := methods.Method{Path: m.Path(), Summary: m.Summary, Description: m.Description, Marks: marksOf(m)}
	if role, ok := cat.Role(m.Path()); ok {
		r := role.Record
		switch role.Kind {
		case catalog.Create:
			v.Operation, v.OperationURL = "New "+r.Name, safeURL(newURL(r))
		case catalog.List:
			v.Operation, v.OperationURL = "List of "+r.Name, safeURL(listURL(r))
		}
	}
	v.Request, v.Reply = documented(m.Request), documented(m.Reply)
	return v
}

// What the page of a method shows of a request or an answer: schemas refer to each other, may do so in circles, and one that is described once may
// stand in a thousand places.
const (
	maxDocumented      = 1500      // attributes
	maxDocumentedDepth = 16        // objects in each other
	maxDocumentedText  = 256 << 10 // bytes of notes and choices
)

// documented are the attributes of a schema.
func documented(s *catalog.Schema) []methods.Attribute {
	d := documenter{attributes: maxDocumented, text: maxDocumentedText}
	return d.object(s)
}

// documenter knows how much room there is still, and the schemas on the way.
type documenter struct {
	attributes, text int
	above            []*catalog.Schema
}

func (d *documenter) object(s *catalog.Schema) (list []methods.Attribute) {
	if s == nil {
		return nil
	}
	d.above = append(d.above, s)
	defer func() { d.above = d.above[:len(d.above)-1] }()
	for i := range s.Properties {
		if d.attributes--; d.attributes < 0 || d.text < 0 {
			return append(list, methods.Attribute{Name: "…", More: "the rest is left out"})
		}
		list = append(list, d.attribute(&s.Properties[i]))
	}
	return list
}

func (d *documenter) attribute(p *catalog.Property) methods.Attribute {
	a := methods.Attribute{Name: p.Name, Type: typeText(p.Schema), Note: p.Note, Required: p.Required, ReadOnly: p.ReadOnly}
	d.text -= len(p.Note)
	for i, choice := range p.Choices {
		if d.text < 0 {
			a.Choices = append(a.Choices, "and "+words.Grouped(int64(len(p.Choices)-i))+" more")
			break
		}
		text := choiceText(choice)
		d.text -= len(text)
		a.Choices = append(a.Choices, text)
	}
	below := p.Schema
	for below != nil && below.Type == catalog.Array {
		below = below.Items
	}
	switch {
	case below == nil || below.Type != catalog.Object || len(below.Properties) == 0:
	case slices.Contains(d.above, below):
		a.More = "as above"
	case len(d.above) == maxDocumentedDepth:
		a.More = "holds more, which is left out"
	default:
		a.Kids = d.object(below)
	}
	return a
}

// typeText is the type in words for people.
func typeText(s *catalog.Schema) string {
	if s == nil {
		return ""
	}
	switch s.Type {
	case catalog.Switch:
		return "0 or 1"
	case catalog.Flag:
		return "Y or N"
	case catalog.DateTime:
		return "date and time, UTC"
	case catalog.Array:
		return "list of " + strings.TrimSuffix(typeText(s.Items), " ")
	}
	return s.Type.String()
}
