package handlers

import (
	"slices"
	"strconv"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

// mostTableRows bounds what is drawn of one array; all of it stands in the JSON.
const mostTableRows = 250

// tableView shows an array as a table when all its items are objects of single values; nil for every other value. Attributes that have a value
// nowhere get no column.
func (l *linker) tableView(array *catalog.Schema, v attr.Value) *records.Table {
	columns := flatColumns(v)
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
			t.More = "The first " + strconv.Itoa(mostTableRows) + " of " + grouped(int64(v.Len())) + " rows. All of them stand in the JSON."
			break
		}
		row := make([]records.Attribute, len(columns))
		for i, name := range columns {
			prop := item.Property(name)
			row[i] = l.attributeView(name, prop, m.Value.Get(name))
			if prop != nil {
				row[i].Reference = l.reference(prop, m.Value, m.Value.Get(name))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// flatColumns are the attributes of an array's objects, nil when it is none of objects with single values alone.
func flatColumns(v attr.Value) (columns []string) {
	if v.Kind() != attr.Array {
		return nil
	}
	for _, m := range v.Members() {
		if m.Value.Kind() != attr.Object {
			return nil
		}
		for _, one := range m.Value.Members() {
			if one.Value.Kind() == attr.Object || one.Value.Kind() == attr.Array {
				if one.Value.Len() > 0 {
					return nil
				}
				continue
			}
			if !one.Value.IsEmpty() && !slices.Contains(columns, one.Name) {
				columns = append(columns, one.Name)
			}
		}
	}
	return columns
}
