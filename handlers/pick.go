package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/names"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
	"portaconsole/views/references"
)

// mostPicks is how many records are offered to pick from.
const mostPicks = 20

// pick finds the records of a type that a text may mean. "for" is the field that asks; it brings the text itself when there is no "q".
func (a *app) pick(c echo.Context) error {
	r, err := a.recordType(c)
	if err != nil {
		return err
	}
	query, field := c.QueryParams(), c.QueryParam("for")
	text := query.Get("q")
	if !query.Has("q") {
		text = query.Get(field)
	}
	button := pickInto(field)
	if node, ok := strings.CutPrefix(field, rowField); ok {
		button = pickInRow(node)
	}
	picks, err := a.picks(c, r, text, button)
	if err != nil {
		return err
	}
	part := references.Found(picks)
	return render(c, http.StatusOK, a.shell(c, "Find "+r.Name, r, part), part)
}

// pickURL is where a field finds the records that it may refer to.
func pickURL(r *catalog.RecordType, field string) string {
	return listURL(r) + "/pick?for=" + url.QueryEscape(field)
}

// rowField begins the field that is a row of the builder, before the id of its node.
const rowField = "row."

// pickInRow is a choice that gives a row of the builder its value.
func pickInRow(node string) func(id string) references.Button {
	return func(id string) references.Button {
		return references.Button{Type: "submit", Name: "op", Value: "pick:" + node + ":" + id}
	}
}

// pickInto is a choice that gives a list's filter its value.
func pickInto(param string) func(id string) references.Button {
	return func(id string) references.Button {
		return references.Button{Type: "submit", Name: "set", Value: param + "=" + id}
	}
}

// picks are the records that a text may mean, each with the button for its id. What PortaBilling refuses is said there; only the end of the
// session is an error.
func (a *app) picks(c echo.Context, r *catalog.RecordType, text string, button func(id string) references.Button) (references.Picks, error) {
	found, err := a.namesOf(c).Search(c.Request().Context(), r, text, mostPicks)
	if porta.KindOf(err) == porta.Auth {
		return references.Picks{}, err
	}
	p := references.Picks{Record: r.Name, Note: pickNote(r, found, err)}
	links := a.linker(c)
	for _, row := range found.Rows {
		if !links.named(r) {
			row.Title = ""
		}
		id := strconv.FormatInt(row.ID, 10)
		p.Choices = append(p.Choices, references.Choice{ID: id, Name: row.Title, Details: links.details(r, row.Record), Button: button(id)})
	}
	return p, nil
}

func pickNote(r *catalog.RecordType, f names.Found, err error) string {
	const typed = " The number can be typed."
	e, isFault := errors.AsType[*porta.Error](err)
	switch {
	case errors.Is(err, names.ErrNoList):
		return "This server has no list of " + r.Name + " that can be searched." + typed
	case isFault && e.Kind == porta.Denied:
		return "Your PortaBilling user may not see the list of " + r.Name + "." + typed
	case isFault:
		return portaProblem(e).Text + typed
	case f.Partial && len(f.Rows) == 0:
		return "Nothing among the first of this long list." + typed
	case f.Partial:
		return "Only the first of this long list were looked through."
	case f.More:
		return "There are more: type more of the name."
	case len(f.Rows) == 0:
		return "No " + r.Name + " fits."
	}
	return ""
}

// mostDetails is how many attributes tell a choice from others, beside number and name.
const mostDetails = 2

// details are the first columns of a record that say something in words beside its name.
func (l *linker) details(r *catalog.RecordType, record attr.Value) (details []string) {
	info := r.Info()
	for _, name := range r.Columns {
		v, prop := record.Get(name), info.Property(name)
		if name == r.IDField || name == r.Title || numeric(prop) || v.IsEmpty() || len(details) == mostDetails {
			continue
		}
		details = append(details, cellView(records.Column{}, prop, l.masking.MaskAttribute(name, prop, v.Head(cellRoom))).Text)
	}
	return details
}

// showFilterReference gives a filter by a reference its name and its search.
func (l *linker) showFilterReference(v *records.Filter, prop *catalog.Property) {
	to := l.catalog.Reference(prop)
	if to == nil {
		return
	}
	v.PickURL = pickURL(to, v.Param)
	v.Reference = l.typedReference(prop, v.Value)
}

// pickInFilters searches where a name was typed into a filter by a reference, or the search was asked for, and returns the mistakes that
// remain. One search a page: further names wait for their turn.
func (a *app) pickInFilters(c echo.Context, l *linker, p *records.ListPage, schema *catalog.Schema, q listQuery, mistakes []filterMistake) ([]filterMistake, error) {
	asked, left := q.pick, mistakes[:0]
	for _, m := range mistakes {
		f, to := q.filterAt(m.path), l.catalog.Reference(schema.PropertyAt(attr.ParsePath(m.path)))
		if f != nil && to != nil {
			asked = cmp.Or(asked, f.param())
			m.text = "Choose the " + to.Name + " that is meant."
		}
		if f == nil || to == nil || f.param() != q.pick {
			left = append(left, m)
		}
	}
	for i := range p.Filters {
		v := &p.Filters[i]
		if v.Param != asked || v.PickURL == "" {
			continue
		}
		path, _, _ := strings.Cut(strings.TrimPrefix(asked, "f."), "~")
		picks, err := a.picks(c, l.catalog.Reference(schema.PropertyAt(attr.ParsePath(path))), v.Value, pickInto(asked))
		if err != nil {
			return nil, err
		}
		v.Picks = &picks
	}
	return left, nil
}
