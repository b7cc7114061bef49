package sandbox

import (
	"fmt"

	"portaconsole/porta/attr"
)

const firstCustomField = 11

// customField is a seeded definition; of its values a record's is picked.
type customField struct {
	object, name, kind string
	mandatory          bool
	values             []string // empty: none is set
}

var seededFields = []customField{
	{"customer", "Contract number", "Text", false, nil},
	{"customer", "Account manager", "List", false, []string{"", "Nora Vance", "Timo Keller", "Orla Whelan"}},
	{"customer", "Contract end", "Date", false, []string{"", "2027-03-31", "2027-12-31", "2028-06-30"}},
	{"account", "Cost centre", "Text", false, []string{"", "1000", "1200", "4711"}},
	{"account", "Device", "List", false, []string{"", "Desk phone", "Softphone", "Door phone"}},
	{"account", "Room", "Number", false, []string{"", "101", "204", "317"}},
}

func customFieldRows() seedRows {
	r := seedRows{n: len(seededFields)}
	add := r.adder()
	add("name", func(i int) attr.Value { return text(seededFields[i].name) })
	add("object", func(i int) attr.Value { return text(seededFields[i].object) })
	add("type", func(i int) attr.Value { return text(seededFields[i].kind) })
	add("properties", func(int) attr.Value { return text("") })
	add("default_value", func(int) attr.Value { return null })
	add("mandatory", func(i int) attr.Value { return attr.FlagValue(seededFields[i].mandatory) })
	add("visible", func(int) attr.Value { return text("Y") })
	return r
}

func (s *Server) newCustomFields() *records {
	return &records{
		kind:   s.ownKind("CustomFields", "custom_field"),
		rows:   newTable("i_custom_field", firstCustomField, customFieldRows(), indexed{column: "name"}),
		unique: []uniqueColumn{{"name", "duplicate_name", "A custom field with this name exists already"}},
		check: func(c *call, key int64, info attr.Value) (attr.Value, error) {
			if kind := info.Get("type").Text(); key != 0 && kind != "" && kind != c.customFields.rows.cell(key, "type").Text() {
				return info, errOutOfRange(c.service, "custom_field_info.type", "cannot be changed")
			}
			return info, nil
		},
	}
}

var customFieldRules = map[string]rule{
	"Account/get_custom_fields_values":     reading(func(c *call) (reply, error) { return c.fieldValues(c.accounts, "account") }),
	"Customer/get_custom_fields_values":    reading(func(c *call) (reply, error) { return c.fieldValues(c.customers, "customer") }),
	"Account/update_custom_fields_values":  changing(func(c *call) (reply, error) { return c.changeFieldValues(c.accounts, "account") }),
	"Customer/update_custom_fields_values": changing(func(c *call) (reply, error) { return c.changeFieldValues(c.customers, "customer") }),
}

// fieldOf names the value of one custom field of one record.
type fieldOf struct {
	object     string
	key, field int64
}

// fieldValue returns a value, "" when none is set.
func (c *call) fieldValue(f fieldOf) string {
	if s, ok := c.fieldsSet[f]; ok {
		return s
	}
	i := int(f.field - firstCustomField)
	row := int(f.key - map[string]int64{"account": firstAccount, "customer": firstCustomer}[f.object])
	seeded := map[string]int{"account": c.world.accounts, "customer": c.world.customers}[f.object]
	switch {
	case i < 0 || i >= len(seededFields) || row < 0 || row >= seeded:
		return ""
	case seededFields[i].values == nil:
		return fmt.Sprintf("C-%05d", row+1)
	}
	return pick(seededFields[i].values, c.world.roll(row, saltField+salt(2+i)))
}

// fieldsOf returns the keys of the custom fields that records of a type have.
func (c *call) fieldsOf(object string) []int64 {
	keys, _ := c.customFields.rows.find([]filter{likeFilter("object", object)}, 0, maxLimit)
	return keys
}

func (c *call) fieldValues(r *records, object string) (reply, error) {
	key, err := r.named(c)
	if err != nil {
		return reply{}, err
	}
	var items []attr.Value
	for _, field := range c.fieldsOf(object) {
		db, shown := null, null
		if s := c.fieldValue(fieldOf{object, key, field}); s != "" {
			db, shown = text(s), text(s)
		}
		items = append(items, attr.ObjectValue(attr.M("i_custom_field", number(field)), attr.M("name", c.customFields.rows.cell(field, "name")),
			attr.M("db_value", db), attr.M("text_value", shown)))
	}
	return done(attr.M("custom_fields_values", attr.ArrayValue(items...))), nil
}

// changeFieldValues sets the fields that are named, by key or by name; null and "" clear one.
func (c *call) changeFieldValues(r *records, object string) (reply, error) {
	key, err := r.named(c)
	if err != nil {
		return reply{}, err
	}
	changes := make(map[fieldOf]string)
	for i, m := range c.params.Get("custom_fields_values").Members() {
		field := c.namedField(object, m.Value)
		if field == 0 {
			return reply{}, errNotFound(c.service, "i_custom_field")
		}
		value := m.Value.Get("db_value").Text()
		if c.customFields.rows.cell(field, "type").Text() == "Number" && value != "" {
			if _, ok := attr.NumberValue(value); !ok {
				at := attr.Path{"custom_fields_values", number(int64(i)).Text(), "db_value"}
				return reply{}, errWrongType(c.service, at.String(), "a number")
			}
		}
		changes[fieldOf{object, key, field}] = value
	}
	for f, value := range changes {
		c.fieldsSet[f] = value
	}
	return done(attr.M(r.rows.key, number(key))), nil
}

// namedField returns the key of the field that a value is of, 0 when there is none.
func (c *call) namedField(object string, v attr.Value) int64 {
	key, ok := v.Get("i_custom_field").Int()
	for _, field := range c.fieldsOf(object) {
		if ok && field == key || !ok && c.customFields.rows.cell(field, "name").Text() == v.Get("name").Text() {
			return field
		}
	}
	return 0
}

// fieldsFilter accepts records whose custom fields fit the patterns given.
func (c *call) fieldsFilter(object string, v attr.Value) []filter {
	var filters []filter
	for _, m := range v.Members() {
		field := c.namedField(object, m.Value)
		p := newPattern(m.Value.Get("db_value").Text())
		filters = append(filters, filter{column: "i_" + object, accept: func(have attr.Value) bool {
			key, _ := have.Int()
			return field != 0 && p.match(c.fieldValue(fieldOf{object, key, field}))
		}})
	}
	return filters
}
