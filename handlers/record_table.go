package handlers

import (
	"strconv"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

// tableView shows an array as a table when all its items are objects of what fits a cell: single values, lists of them, and once more such
// tables. It is nil for every other value, and where most cells would be empty. Attributes that have a value nowhere get no column.
func (l *linker) tableView(array *catalog.Schema, v attr.Value) *records.Table {
	columns, ok := flatColumns(v, 2)
	if !ok {
		return nil
	}
	t := &records.Table{Columns: columns}
	if n := len(columns) - mostTableColumns; n > 0 {
		t.Columns = columns[:mostTableColumns]
		t.More = "The first " + strconv.Itoa(mostTableColumns) + " of " + words.Count(len(columns), "attribute") + ". "
	}
	if v.Left() > 0 {
		t.More += "The first " + strconv.Itoa(v.Len()) + " of " + words.Count(sizeOf(v), "row") + ". "
	}
	if t.More != "" {
		t.More += "The JSON shows more of them."
	}
	var item *catalog.Schema
	if array != nil {
		item = array.Items
	}
	for _, m := range v.Members() {
		t.Rows = append(t.Rows, l.tableRow(item, t.Columns, m.Value))
	}
	return t
}

func (l *linker) tableRow(item *catalog.Schema, columns []string, v attr.Value) []records.Attribute {
	row := make([]records.Attribute, len(columns))
	for i, name := range columns {
		prop, cell := item.Property(name), v.Get(name)
		if isHollow(cell) {
			continue
		}
		row[i] = l.attributeView(name, prop, cell)
		if prop != nil {
			row[i].Reference = l.reference(prop, v, cell)
		}
	}
	return row
}

// sparse is how many cells a table may have for each of its values.
const sparse = 8

// flatColumns are the attributes of an array's objects. ok is false when they are not all of a kind that fits tables within tables of that
// depth, or have so little in common that it would be a table of empty cells.
func flatColumns(v attr.Value, depth int) (columns []string, ok bool) {
	if v.Kind() != attr.Array || depth == 0 {
		return nil, false
	}
	seen, values := make(map[string]bool), 0
	for _, m := range v.Members() {
		if m.Value.Kind() != attr.Object || m.Value.Left() > 0 {
			return nil, false
		}
		for _, one := range m.Value.Members() {
			switch {
			case one.Value.IsEmpty() || isHollow(one.Value):
				continue
			case isNested(one.Value) && !isPlainArray(one.Value):
				if _, flat := flatColumns(one.Value, depth-1); !flat {
					return nil, false
				}
			}
			values++
			if !seen[one.Name] {
				seen[one.Name] = true
				columns = append(columns, one.Name)
			}
		}
	}
	return columns, len(columns) > 0 && min(len(columns), mostTableColumns)*v.Len() <= sparse*values
}
