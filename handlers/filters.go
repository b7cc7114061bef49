package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"portaconsole/handlers/builder"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
)

const (
	defaultLimit = 25
	maxLimit     = record.MaxPage
	maxFilters   = 50
	maxTypeName  = 20 // of a filter's type
)

// listQuery is what the address of a list asks for.
type listQuery struct {
	filters       []filter
	limit, offset int
	add           string // an attribute that a filter shall be added for
	pick          string // a filter, by its parameter, whose record is to be picked by name
	// untidy says that a form made the address: it names things that are empty.
	untidy  bool
	tooMany bool // filters, those above maxFilters were left out
	tooDeep bool // a filter's path is longer or deeper than any attribute's, and it was left out
}

// filter is one "f.<path>=text" or "f.<path>~<type>=text" of the address. Its path is bounded: see [attr.ReadPath].
type filter struct {
	path  string
	typ   string // "" for the schema's type
	value string
}

func (f filter) param() string {
	if f.typ != "" {
		return "f." + f.path + "~" + f.typ
	}
	return "f." + f.path
}

// readListQuery reads the address. Filters stand in its order; one that is empty does not filter.
func readListQuery(rawQuery string) listQuery {
	q := listQuery{limit: defaultLimit}
	var drop []string
	var chosen string
	for name, value := range queryPairs(rawQuery) {
		q.untidy = q.untidy || value == "" || name == "then" || name == "drop" || name == "set"
		switch path, isFilter := strings.CutPrefix(name, "f."); {
		case isFilter:
			q.addFilter(path, value)
		case name == "limit":
			if n, err := strconv.Atoi(value); err == nil && 1 <= n && n <= maxLimit {
				q.limit = n
			}
		case name == "offset":
			if n, err := strconv.Atoi(value); err == nil && n >= 0 {
				q.offset = n
			}
		case name == "add":
			q.add = value
		case name == "drop":
			drop = append(drop, value)
		case name == "pick":
			q.pick = value
		case name == "set":
			chosen = value
		}
	}
	q.filters = slices.DeleteFunc(q.filters, func(f filter) bool { return slices.Contains(drop, f.param()) })
	q.set(chosen)
	return q
}

// set gives a filter that is there another value: "f.i_customer=1042".
func (q *listQuery) set(chosen string) {
	param, value, _ := strings.Cut(chosen, "=")
	for i, f := range q.filters {
		if f.param() == param {
			q.filters[i].value = value
		}
	}
}

func (q *listQuery) addFilter(param, value string) {
	path, typ, _ := strings.Cut(param, "~")
	if path == "" || catalog.IsPaging(path) {
		return
	}
	if _, ok := attr.ReadPath(path); !ok || len(typ) > maxTypeName {
		q.tooDeep = true
		return
	}
	q.filters = slices.DeleteFunc(q.filters, func(f filter) bool { return f.path == path && f.typ == typ })
	if len(q.filters) == maxFilters {
		q.tooMany = true
		return
	}
	q.filters = append(q.filters, filter{path, typ, strings.ToValidUTF8(value, "\uFFFD")})
}

// url writes the address of the list with this query. Empty filters are left out.
func (q listQuery) url(list string) string {
	var parts []string
	for _, f := range q.filters {
		if f.value != "" {
			parts = append(parts, url.QueryEscape(f.param())+"="+url.QueryEscape(f.value))
		}
	}
	if q.limit != defaultLimit {
		parts = append(parts, "limit="+strconv.Itoa(q.limit))
	}
	if q.offset > 0 {
		parts = append(parts, "offset="+strconv.Itoa(q.offset))
	}
	if len(parts) == 0 {
		return list
	}
	return list + "?" + strings.Join(parts, "&")
}

// filtersBy says that there is a filter for the attribute, empty or not.
func (q listQuery) filtersBy(path string) bool {
	return slices.ContainsFunc(q.filters, func(f filter) bool { return f.path == path })
}

// filterAt is the filter by an attribute, or nil.
func (q listQuery) filterAt(path string) *filter {
	for i := range q.filters {
		if q.filters[i].path == path {
			return &q.filters[i]
		}
	}
	return nil
}

func (q listQuery) at(offset int) listQuery {
	q.offset = max(offset, 0)
	return q
}

// filterMistake is why a filter cannot be sent.
type filterMistake struct{ path, text string }

// wildcardHint explains patterns to who looked for a whole text, perhaps without meaning to.
func (q listQuery) wildcardHint(r *catalog.RecordType) string {
	schema := r.Operation(catalog.List).Method.Request
	for _, f := range q.filters {
		prop := schema.PropertyAt(attr.ParsePath(f.path))
		if f.typeIn(schema) == builder.Text && (prop == nil || len(prop.Choices) == 0) && !strings.ContainsAny(f.value, "%_") {
			return " A text is compared as a whole; % stands for any text: %" + f.value + "%"
		}
	}
	return ""
}

// request makes the list request: the filters, and limit, offset and get_total where the method has them.
func (q listQuery) request(schema *catalog.Schema) (attr.Value, []filterMistake) {
	tree := attr.ObjectValue()
	var mistakes []filterMistake
	for _, f := range q.filters {
		if f.value == "" {
			continue
		}
		v, text := builder.Scalar(f.typeIn(schema), f.value)
		if text == "" {
			var ok bool
			if tree, ok = tree.With(attr.ParsePath(f.path), v); !ok {
				text = "This filter does not fit the others."
			}
		}
		if text != "" {
			mistakes = append(mistakes, filterMistake{f.path, text})
		}
	}
	if q.tooMany {
		mistakes = append(mistakes, filterMistake{"", "There can be at most " + strconv.Itoa(maxFilters) + " filters."})
	}
	if q.tooDeep {
		mistakes = append(mistakes, filterMistake{"", "The name of a filter can have at most " + strconv.Itoa(attr.MaxPath) + " characters and " + strconv.Itoa(attr.MaxPathDepth) + " levels."})
	}
	for _, own := range []struct {
		name string
		n    int
	}{{catalog.LimitName, q.limit}, {catalog.OffsetName, q.offset}, {catalog.TotalName, 1}} {
		if schema.Property(own.name) != nil {
			tree, _ = tree.With(attr.Path{own.name}, attr.IntValue(int64(own.n)))
		}
	}
	return schema.Wire(tree), mistakes
}

// typeIn is the type that the address names, else the schema's, else text.
func (f filter) typeIn(schema *catalog.Schema) builder.Type {
	if f.typ != "" {
		return builder.Type(f.typ)
	}
	return builder.TypeOf(schema.At(attr.ParsePath(f.path)))
}
