package catalog

import (
	_ "embed" // the built-in description
	"fmt"
	"slices"
	"strings"
	"sync"
)

// The built-in description, two tables in our own words. Their facts are those of public clients and documentation;
// where these disagree or are silent, docs/decisions.md says what was chosen.
var (
	//go:embed builtin/methods.tsv
	methodsTable string
	//go:embed builtin/fields.tsv
	fieldsTable string
)

// Builtin returns the description that comes with the program: Account and Customer.
var Builtin = sync.OnceValue(func() *Catalog {
	c, err := fromTables(methodsTable, fieldsTable)
	if err != nil {
		panic("catalog: built-in description: " + err.Error()) // a test reads it
	}
	return c
})

// people name these record types by another attribute than the first text of the record, and look
// at these columns first.
var habits = map[string]struct {
	title   string
	columns []string
}{
	"Account/account":   {"id", []string{"i_account", "id", "bill_status", "billing_model", "balance", "i_customer", "product_name", "activation_date"}},
	"Customer/customer": {"name", []string{"i_customer", "name", "bill_status", "balance", "iso_4217", "companyname", "email"}},
}

func fromTables(methods, fields string) (*Catalog, error) {
	components, err := readFields(fields)
	if err != nil {
		return nil, err
	}
	c := &Catalog{methods: make(map[string]*Method)}
	for i, row := range rows(methods, 10) {
		if row == nil {
			return nil, fmt.Errorf("methods, row %d: want 10 columns", i+1)
		}
		m := &Method{Service: row[0], Name: row[1], Summary: row[9], Request: components[row[4]], Reply: components[row[5]]}
		if m.Request == nil || m.Reply == nil {
			return nil, fmt.Errorf("methods, row %d: no component %q or %q", i+1, row[4], row[5])
		}
		kind := OperationKind(slices.Index(operationNames[:], row[3]))
		if kind >= operationKinds {
			return nil, fmt.Errorf("methods, row %d: no operation %q", i+1, row[3])
		}
		m.Changes = kind == Create || kind == Update
		s := c.service(m.Service)
		s.Methods = append(s.Methods, m)
		c.methods[m.Path()] = m
		r := s.record(row[2])
		r.IDField = row[8]
		r.operations[kind] = &Operation{Kind: kind, Method: m, Wrapper: absentIsEmpty(row[6]), ListKey: absentIsEmpty(row[7])}
	}
	return c, nil
}

func (c *Catalog) service(name string) *Service {
	if s := c.Service(name); s != nil {
		return s
	}
	s := &Service{Name: name}
	c.Services = append(c.Services, s)
	return s
}

func (s *Service) record(name string) *RecordType {
	for _, r := range s.Records {
		if r.Name == name {
			return r
		}
	}
	h := habits[s.Name+"/"+name]
	r := &RecordType{Service: s.Name, Name: name, Title: h.title, Columns: h.columns}
	s.Records = append(s.Records, r)
	return r
}

// readFields returns the components by name.
func readFields(table string) (map[string]*Schema, error) {
	components := make(map[string]*Schema)
	component := func(name string) *Schema {
		if components[name] == nil {
			components[name] = &Schema{Type: Object}
		}
		return components[name]
	}
	for i, row := range rows(table, 6) {
		if row == nil {
			return nil, fmt.Errorf("fields, row %d: want 6 columns", i+1)
		}
		schema, err := readType(row[2], component)
		if err != nil {
			return nil, fmt.Errorf("fields, row %d: %w", i+1, err)
		}
		of, marks := component(row[0]), strings.Split(row[3], ",")
		of.Properties = append(of.Properties, Property{
			Name:     row[1],
			Schema:   schema,
			Required: slices.Contains(marks, "required"),
			ReadOnly: slices.Contains(marks, "read-only"),
			Secret:   slices.Contains(marks, "secret"),
			Choices:  readChoices(absentIsEmpty(row[4])),
			Note:     absentIsEmpty(row[5]),
		})
	}
	return components, nil
}

// readType reads "integer", "array:integer", "object:AccountInfo", "array:AccountInfo".
func readType(s string, component func(string) *Schema) (*Schema, error) {
	outer, inner, nested := strings.Cut(s, ":")
	switch t := Type(slices.Index(typeNames[:], outer)); { //nolint:gosec // -1 wraps to a type that no case knows
	case nested && t == Array:
		items, err := readType(inner, component)
		if err != nil {
			items, err = component(inner), nil
		}
		return &Schema{Type: Array, Items: items}, err
	case nested && t == Object:
		return component(inner), nil
	case !nested && t <= Array:
		return &Schema{Type: t}, nil
	}
	return nil, fmt.Errorf("no type %q", s)
}

// readChoices reads "O=open;S=suspended", meanings optional.
func readChoices(s string) (choices []Choice) {
	for part := range strings.SplitSeq(s, ";") {
		if code, meaning, _ := strings.Cut(part, "="); code != "" {
			choices = append(choices, Choice{code, meaning})
		}
	}
	return choices
}

// rows yields the rows below the header; nil for one that has not the wanted number of columns.
func rows(table string, columns int) func(func(int, []string) bool) {
	return func(yield func(int, []string) bool) {
		for i, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
			row := strings.Split(line, "\t")
			if len(row) != columns {
				row = nil
			}
			if i > 0 && !yield(i, row) {
				return
			}
		}
	}
}

func absentIsEmpty(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
