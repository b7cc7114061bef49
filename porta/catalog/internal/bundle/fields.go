package main

import (
	"fmt"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// field is a row of fields.tsv.
type field struct {
	name string
	// kind is text, integer, decimal, switch, flag, date, datetime, any, object:Component or array:kind.
	kind string
	// marks are required, read-only, secret and loose; loose values stand in the description alone, since there may be others.
	marks  []string
	values []value
	note   string
}

type value struct{ code, meaning string }

func (f *field) is(mark string) bool { return slices.Contains(f.marks, mark) }

// components are the rows of fields.tsv by their component, in the table's order.
type components struct {
	names  []string
	fields map[string][]field
}

func readComponents(table string) (*components, error) {
	c := &components{fields: make(map[string][]field)}
	err := eachRow(table, 6, func(row []string) error {
		name := row[0]
		if c.fields[name] == nil {
			c.names = append(c.names, name)
		}
		f := field{name: row[1], kind: row[2], note: row[5]}
		if row[3] != "" {
			f.marks = strings.Split(row[3], ",")
		}
		for part := range strings.SplitSeq(row[4], ";") {
			if code, meaning, _ := strings.Cut(part, "="); code != "" {
				f.values = append(f.values, value{code, meaning})
			}
		}
		c.fields[name] = append(c.fields[name], f)
		return nil
	})
	return c, err
}

// schemas are all components of the document: those of the table, the lists of them, what is free-form, and the fault.
func (c *components) schemas() []attr.Member {
	all := []attr.Member{
		attr.M("ANY", object(attr.M("type", text("object")))),
		attr.M("Fault", object(attr.M("type", text("object")), attr.M("properties", object(
			attr.M("faultcode", object(attr.M("type", text("string")))), attr.M("faultstring", object(attr.M("type", text("string")))))))),
	}
	for _, name := range c.names {
		all = append(all, attr.M(name, c.schema(name)))
		if strings.HasSuffix(name, "Info") {
			all = append(all, attr.M("ArrayOf"+name, listOf(name)))
		}
	}
	return all
}

func listOf(component string) attr.Value {
	return object(attr.M("type", text("array")), attr.M("items", object(attr.M("allOf", attr.ArrayValue(ref(component))))))
}

func (c *components) schema(name string) attr.Value {
	var properties []attr.Member
	var required []attr.Value
	for _, f := range c.fields[name] {
		properties = append(properties, attr.M(f.name, f.schema()))
		if f.is("required") {
			required = append(required, text(f.name))
		}
	}
	schema := []attr.Member{attr.M("type", text("object"))}
	if required != nil {
		schema = append(schema, attr.M("required", attr.ArrayValue(required...)))
	}
	return object(append(schema, attr.M("properties", object(properties...)))...)
}

// schema describes one attribute.
func (f *field) schema() attr.Value {
	members := kindMembers(f.kind)
	members = append(members, f.enum()...)
	if d := f.description(); d != "" {
		members = append(members, attr.M("description", text(d)))
	}
	if f.is("read-only") {
		members = append(members, attr.M("readOnly", attr.BoolValue(true)))
	}
	if f.is("secret") {
		members = append(members, attr.M("format", text("password")))
	}
	if len(members) > 1 && members[0].Name == "$ref" { // nothing may stand beside a reference
		members[0] = attr.M("allOf", attr.ArrayValue(object(members[0])))
	}
	return object(members...)
}

// kindMembers say what type an attribute has, as the vendor's documents do.
func kindMembers(kind string) []attr.Member {
	outer, inner, _ := strings.Cut(kind, ":")
	typed := func(t string, more ...attr.Member) []attr.Member {
		return append([]attr.Member{attr.M("type", text(t))}, more...)
	}
	switch outer {
	case "text", "flag":
		return typed("string")
	case "integer", "switch":
		return typed("integer")
	case "decimal":
		return typed("number")
	case "date":
		return typed("string", attr.M("format", text("date")))
	case "datetime":
		return typed("string", attr.M("format", text("date-time")), attr.M("example", text("2000-01-01 08:00:00")))
	case "array":
		if component, ok := strings.CutPrefix(inner, "object:"); ok {
			inner = component
		}
		if strings.HasSuffix(inner, "Info") {
			return ref("ArrayOf" + inner).Members()
		}
		return typed("array", attr.M("items", object(kindMembers(inner)...)))
	case "object":
		if inner == "any" || inner == "" {
			return typed("object")
		}
		return ref(inner).Members()
	case "any":
		return ref("ANY").Members()
	}
	return object(attr.M("allOf", attr.ArrayValue(ref(outer)))).Members() // the items of a list
}

func (f *field) enum() []attr.Member {
	codes := f.values
	switch {
	case f.kind == "flag":
		return []attr.Member{attr.M("enum", attr.ArrayValue(text("N"), text("Y")))}
	case f.kind == "switch":
		return []attr.Member{attr.M("enum", attr.ArrayValue(attr.IntValue(0), attr.IntValue(1)))}
	case len(codes) == 0 || f.is("loose"):
		return nil
	}
	items := make([]attr.Value, len(codes))
	for i, v := range codes {
		items[i] = text(v.code)
		if f.kind == "integer" {
			items[i], _ = attr.NumberValue(v.code)
		}
	}
	return []attr.Member{attr.M("enum", attr.ArrayValue(items...))}
}

// description is the note, with the meanings of the values as the vendor's texts list them.
func (f *field) description() string {
	var list []string
	for _, v := range f.values {
		switch {
		case v.meaning != "":
			list = append(list, v.code+" - "+v.meaning)
		case f.is("loose"):
			list = append(list, `"`+v.code+`"`)
		}
	}
	switch {
	case list == nil:
		return f.note
	case f.note == "":
		return "Possible values: " + strings.Join(list, "; ") + "."
	}
	return f.note + ". Possible values: " + strings.Join(list, "; ") + "."
}

// eachRow reads the rows below the header, "-" being empty.
func eachRow(table string, columns int, read func([]string) error) error {
	for i, line := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		row := strings.Split(line, "\t")
		if len(row) != columns {
			return fmt.Errorf("row %d has %d columns, not %d", i+1, len(row), columns)
		}
		for c := range row {
			if row[c] == "-" {
				row[c] = ""
			}
		}
		if i == 0 {
			continue
		}
		if err := read(row); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	return nil
}
