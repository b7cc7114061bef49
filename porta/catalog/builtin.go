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

// Builtin returns the description that comes with the program: customers, accounts and what belongs to them.
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

	"Account/alias":             {"id", []string{"i_account", "id", "i_master_account", "blocked"}},
	"Account/subscription":      {"name", []string{"i_account_subscription", "name", "i_account", "int_status", "start_date", "monthly_fee"}},
	"Account/xdr":               {"CLD", []string{"i_xdr", "CLI", "CLD", "connect_time", "charged_quantity", "charged_amount", "disconnect_reason"}},
	"Customer/extension":        {"id", []string{"i_c_ext", "id", "name", "type", "i_customer", "account_id"}},
	"Customer/huntgroup":        {"name", []string{"i_c_group", "id", "name", "i_customer", "hunt_sequence"}},
	"Customer/xdr":              {"CLD", []string{"i_xdr", "account_id", "CLI", "CLD", "connect_time", "charged_quantity", "charged_amount"}},
	"CustomFields/custom_field": {"name", []string{"i_custom_field", "name", "object", "type", "mandatory"}},
	"DID/number":                {"number", []string{"i_did_number", "number", "country_iso", "i_customer", "i_master_account", "periodic_fee"}},
	"Product/product":           {"name", []string{"i_product", "name", "iso_4217", "addon_priority", "end_user_name"}},
	"Subscription/subscription": {"name", []string{"i_subscription", "name", "iso_4217", "activation_fee", "charge_model"}},
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
		m.Changes = !strings.HasPrefix(m.Name, "get_") && !strings.HasPrefix(m.Name, "validate_")
		if m.Request == nil || m.Reply == nil {
			return nil, fmt.Errorf("methods, row %d: no component %q or %q", i+1, row[4], row[5])
		}
		s := c.service(m.Service)
		s.Methods = append(s.Methods, m)
		c.methods[m.Path()] = m
		if row[3] == "other" { // a custom operation, of no record type
			continue
		}
		kind := OperationKind(slices.Index(operationNames[:], row[3]))
		if kind >= operationKinds {
			return nil, fmt.Errorf("methods, row %d: no operation %q", i+1, row[3])
		}
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
	components := map[string]*Schema{"-": {Type: Object}} // nothing is known of it
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
