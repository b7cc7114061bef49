package handlers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
	"portaconsole/views/ui"
)

func safeURL(own string) templ.SafeURL { return templ.URL(own) }

// rowsPerPage are the offered page sizes.
var rowsPerPage = []int{25, 50, 100, 250}

// listView is the list page without its rows.
func listView(l *linker, r *catalog.RecordType, q listQuery) records.ListPage {
	schema := r.Operation(catalog.List).Method.Request
	p := records.ListPage{Service: r.Service, Record: r.Name, URL: safeURL(listURL(r))}
	if r.Operation(catalog.Create) != nil {
		p.NewURL = safeURL(newURL(r))
	}
	if schema.Property(q.add) != nil && !catalog.IsPaging(q.add) && !q.filtersBy(q.add) {
		q.filters = append(slices.Clone(q.filters), filter{path: q.add})
	}
	for i, f := range q.filters {
		p.Filters = append(p.Filters, filterView(l, schema, q, f, i))
		if f.value != "" {
			p.Filtered = append(p.Filtered, records.Pair{Name: f.param(), Value: f.value})
		}
	}
	if q.limit != defaultLimit {
		p.Limit = strconv.Itoa(q.limit)
	}
	p.Add = addableFilters(schema, q, l.masking)
	sizes := rowsPerPage
	if !slices.Contains(sizes, q.limit) {
		sizes = append(slices.Clone(sizes), q.limit)
		slices.Sort(sizes)
	}
	for _, n := range sizes {
		p.Limits = append(p.Limits, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n), Selected: n == q.limit})
	}
	p.Columns = l.columnViews(r, r.Columns)
	return p
}

func (l *linker) columnViews(r *catalog.RecordType, names []string) []records.Column {
	info, columns := r.Info(), make([]records.Column, len(names))
	for i, name := range names {
		prop := info.Property(name)
		refers := name != r.IDField && l.catalog.Reference(prop) != nil
		columns[i] = records.Column{Label: name, Numeric: numeric(prop) && !refers}
	}
	return columns
}

// filterFault lists the filters that cannot be sent, and marks them.
func filterFault(p *records.ListPage, mistakes []filterMistake) *ui.Fault {
	if len(mistakes) == 0 {
		return nil
	}
	f := &ui.Fault{Intro: "The list was not asked for yet."}
	for _, m := range mistakes {
		f.Lines = append(f.Lines, ui.FaultLine{Target: markFilter(p, m.path, m.text), Text: strings.TrimPrefix(m.path+": "+m.text, ": ")})
	}
	return f
}

// markFilter puts a message beside the filter of a path, and returns the id of its field; "" when there is none.
func markFilter(p *records.ListPage, path, text string) string {
	for i := range p.Filters {
		if f := &p.Filters[i]; f.Label == path {
			f.Mistake = text
			return f.ID
		}
	}
	return ""
}

func filterView(l *linker, schema *catalog.Schema, q listQuery, f filter, i int) records.Filter {
	v := records.Filter{
		ID: "filter-" + strconv.Itoa(i), Param: f.param(), Label: f.path, Value: f.value,
		Focus: f.path == q.add,
	}
	prop := schema.PropertyAt(attr.ParsePath(f.path))
	if prop == nil {
		return v
	}
	v.Note = prop.Note
	l.showFilterReference(&v, prop)
	for _, c := range choicesOf(prop) {
		v.Choices = append(v.Choices, ui.Option{Value: c.Code, Label: choiceText(c), Selected: c.Code == f.value})
	}
	if len(v.Choices) > 0 && f.value != "" && !slices.ContainsFunc(v.Choices, func(o ui.Option) bool { return o.Selected }) {
		v.Choices = append(v.Choices, ui.Option{Value: f.value, Label: f.value, Selected: true})
	}
	return v
}

// choicesOf are the property's values, or yes and no for a switch or flag.
func choicesOf(p *catalog.Property) []catalog.Choice {
	switch p.Schema.Type {
	case catalog.Switch:
		return []catalog.Choice{{Code: "1", Meaning: "yes"}, {Code: "0", Meaning: "no"}}
	case catalog.Flag:
		return []catalog.Choice{{Code: "Y", Meaning: "yes"}, {Code: "N", Meaning: "no"}}
	}
	return p.Choices
}

func choiceText(c catalog.Choice) string {
	if c.Meaning == "" {
		return c.Code
	}
	return c.Code + " – " + c.Meaning
}

// addableFilters are the scalar attributes of the request that are not filtered by yet. Secrets are none of them: a filter stands in
// the address.
func addableFilters(schema *catalog.Schema, q listQuery, masking catalog.Masking) (options []ui.Option) {
	if schema == nil {
		return nil
	}
	for i := range schema.Properties {
		p := &schema.Properties[i]
		nested := p.Schema.Type == catalog.Object || p.Schema.Type == catalog.Array
		if catalog.IsPaging(p.Name) || nested || q.filtersBy(p.Name) || masking.Hides(p.Name, p) {
			continue
		}
		label := p.Name
		if p.Note != "" {
			label += " – " + inCell(p.Note)
		}
		options = append(options, ui.Option{Value: p.Name, Label: label})
	}
	return options
}

func numeric(p *catalog.Property) bool {
	return p != nil && len(p.Choices) == 0 && (p.Schema.Type == catalog.Integer || p.Schema.Type == catalog.Decimal)
}

func (l *linker) rowView(r *catalog.RecordType, info *catalog.Schema, columns []records.Column, v attr.Value) records.Row {
	row := records.Row{Cells: make([]records.Cell, 0, len(columns))}
	id, hasID := v.Get(r.IDField).Int()
	if hasID {
		row.DOMID = r.Name + "-" + strconv.FormatInt(id, 10)
	}
	to := l.rowURL(r, v)
	for _, column := range columns {
		name := column.Label
		prop := info.Property(name)
		cell := cellView(column, prop, l.masking.MaskAttribute(name, prop, v.Get(name).Head(cellRoom)))
		if name != r.IDField {
			cell.Reference = l.reference(prop, v, v.Get(name))
		}
		if to != "" && (name == r.IDField || name == r.Title) && cell.Text != "" {
			cell.URL = safeURL(to)
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// cellView is one attribute of a row, whose value is masked.
func cellView(column records.Column, prop *catalog.Property, v attr.Value) records.Cell {
	var a records.Attribute
	showValue(&a, prop, v)
	return records.Cell{Text: inCell(a.Value), Badge: a.Badge, Tone: a.Tone, Numeric: column.Numeric}
}
