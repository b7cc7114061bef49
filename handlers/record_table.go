package handlers

import (
	"slices"
	"strconv"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

// mostTableRows bounds what is drawn of one array; all of it stands in the JSON.
const mostTableRows = 250

// tableView shows an array as a table when all its items are objects of what fits a cell: single values, lists of them, and once more such
// tables. It is nil for every other value. Attributes that have a value nowhere get no column.
func (l *linker) tableView(array *catalog.Schema, v attr.Value) *records.Table {
	columns := flatColumns(v, 2)
	if columns == nil {
		return nil
	}
	var item *catalog.Schema
	if array != nil {
		item = array.Items
	}
	t := &records.Table{Columns: columns}
	for _, m := range v.Members() {
		if len(t.Rows) == mostTableRows {
			t.More = "The first " + strconv.Itoa(mostTableRows) + " of " + words.Grouped(int64(v.Len())) + " rows. All of them stand in the JSON."
			break
		}
		row := make([]records.Attribute, len(columns))
		for i, name := range columns {
			prop := item.Property(name)
			if cell := m.Value.Get(name); isNested(cell) && cell.Len() == 0 {
				continue
			}
			row[i] = l.attributeView(name, prop, m.Value.Get(name))
			if prop != nil {
				row[i].Reference = l.reference(prop, m.Value, m.Value.Get(name))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// flatColumns are the attributes of an array's objects, nil when they are not all of a kind that fits tables within tables of that depth.
func flatColumns(v attr.Value, depth int) (columns []string) {
	if v.Kind() != attr.Array || depth == 0 {
		return nil
	}
	for _, m := range v.Members() {
		if m.Value.Kind() != attr.Object {
			return nil
		}
		for _, one := range m.Value.Members() {
			switch {
			case one.Value.IsEmpty() || isNested(one.Value) && one.Value.Len() == 0:
				continue
			case isNested(one.Value) && !isPlainArray(one.Value) && flatColumns(one.Value, depth-1) == nil:
				return nil
			}
			if !slices.Contains(columns, one.Name) {
				columns = append(columns, one.Name)
			}
		}
	}
	return columns
}
