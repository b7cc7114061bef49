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
	return methods.Hit{Path: m.Path(), Summary: m.Summary, URL: safeURL(methodURL(m)), Marks: marksOf(m)}
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

// changesData says that a method changes data. Of one whose name sounds like reading nobody knows, so it is treated as a change all the same.
func changesData(m *catalog.Method) string {
	for _, verb := range []string{"list_", "search_", "find_", "check_", "count_", "estimate_"} {
		if strings.HasPrefix(m.Name, verb) {
			return "may change data"
		}
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
	budget := maxDocumented
	v.Request = documented(m.Request, nil, &budget)
	budget = maxDocumented
	v.Reply = documented(m.Reply, nil, &budget)
	return v
}

// maxDocumented bounds the attributes on a method's page: schemas refer to each other, and may do so in circles.
const maxDocumented = 1500

// documented are the attributes of a schema. above are the schemas on the way to it.
func documented(s *catalog.Schema, above []*catalog.Schema, budget *int) (list []methods.Attribute) {
	if s == nil {
		return nil
	}
	above = append(above[:len(above):len(above)], s)
	for i := range s.Properties {
		if *budget--; *budget < 0 {
			return append(list, methods.Attribute{Name: "…", More: "the rest is left out"})
		}
		p := &s.Properties[i]
		a := methods.Attribute{Name: p.Name, Type: typeText(p.Schema), Note: p.Note, Required: p.Required, ReadOnly: p.ReadOnly}
		for _, choice := range p.Choices {
			a.Choices = append(a.Choices, choiceText(choice))
		}
		below := p.Schema
		for below != nil && below.Type == catalog.Array {
			below = below.Items
		}
		if below != nil && below.Type == catalog.Object {
			if slices.Contains(above, below) {
				a.More = "as above"
			} else {
				a.Kids = documented(below, above, budget)
			}
		}
		list = append(list, a)
	}
	return list
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
