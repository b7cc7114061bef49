package handlers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/answer"
	"portaconsole/views/records"
)

// How much of an answer a page shows.
const (
	maxAnswerRows    = 250
	maxAnswerColumns = 12
	maxAnswerValues  = 2000
	maxAnswerJSON    = 256 << 10
)

// answerView is the answer of a method, without its secrets: lists of objects as tables, and the rest as a tree.
func (l *linker) answerView(m *catalog.Method, v attr.Value, took time.Duration) answer.Answer {
	size := len(v.AppendJSON(nil))
	v = l.masking.OfAnswers().Mask(m.Reply, v)
	a := answer.Answer{Result: tookText(took) + ", " + bytesText(size)}
	var rest []attr.Member
	for _, member := range v.Members() {
		switch {
		case isTable(member.Value):
			a.Tables = append(a.Tables, l.answerTable(m, member))
		case holdsNothing(member.Value):
			a.Empty = append(a.Empty, member.Name)
		default:
			rest = append(rest, member)
		}
	}
	room := maxAnswerValues
	shown := trim(attr.ObjectValue(rest...), &room)
	a.Attributes = l.kidsView(m.Reply, shown)
	if room < 0 {
		a.Note = "This is the beginning of a long answer. The rest of it is in the JSON below."
	}
	a.JSON, a.JSONNote = answerJSON(v)
	return a
}

// holdsNothing says that there is nothing in a value to show.
func holdsNothing(v attr.Value) bool {
	container := v.Kind() == attr.Object || v.Kind() == attr.Array
	return v.IsEmpty() || container && v.Len() == 0
}

// isTable says that a value is a list of records.
func isTable(v attr.Value) bool {
	return v.Kind() == attr.Array && v.Len() > 0 && !slices.ContainsFunc(v.Members(), func(m attr.Member) bool { return m.Value.Kind() != attr.Object })
}

// answerTable shows a list of records, as far as there is room.
func (l *linker) answerTable(m *catalog.Method, list attr.Member) answer.Table {
	rows := list.Value.Members()
	t := answer.Table{Name: list.Name, Range: words.Count(len(rows), "row")}
	if len(rows) > maxAnswerRows {
		rows = rows[:maxAnswerRows]
		t.Range = "first " + words.Grouped(maxAnswerRows) + " of " + words.Grouped(int64(list.Value.Len())) + " rows"
	}
	item := m.Reply.At(attr.Path{list.Name, "0"})
	r := l.recordsOf(m)
	names, more := answerColumns(r, item, rows)
	if more > 0 {
		t.Range += ", " + words.Grouped(int64(len(names))) + " of " + words.Grouped(int64(len(names)+more)) + " attributes; all of them are in the JSON"
	}
	for _, name := range names {
		prop := item.Property(name)
		own := r != nil && name == r.IDField
		t.Columns = append(t.Columns, records.Column{Label: name, Numeric: numeric(prop) && (own || l.catalog.Reference(prop) == nil)})
	}
	for _, row := range rows {
		t.Rows = append(t.Rows, l.answerRow(r, item, t.Columns, row.Value))
	}
	return t
}

// recordsOf is the record type that a method lists; nil when it is no such method.
func (l *linker) recordsOf(m *catalog.Method) *catalog.RecordType {
	if role, ok := l.catalog.Role(m.Path()); ok && role.Kind == catalog.List {
		return role.Record
	}
	return nil
}

func (l *linker) answerRow(r *catalog.RecordType, item *catalog.Schema, columns []records.Column, v attr.Value) (row records.Row) {
	for _, column := range columns {
		prop := item.Property(column.Label)
		cell := l.cellView(column, prop, v.Get(column.Label))
		if r == nil || column.Label != r.IDField {
			cell.Reference = l.reference(prop, v, v.Get(column.Label))
		} else if id, ok := v.Get(r.IDField).Int(); ok && r.CanRead() {
			cell.URL = safeURL(recordURL(r, id))
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// answerColumns are the scalar attributes that have a value in some row: those that a list of the record type shows, then in the order
// of the description, then as they come. more is how many others there are.
func answerColumns(r *catalog.RecordType, item *catalog.Schema, rows []attr.Member) (names []string, more int) {
	var order []string
	if r != nil {
		order = slices.Clone(r.Columns)
	}
	if item != nil {
		for i := range item.Properties {
			order = append(order, item.Properties[i].Name)
		}
	}
	has, nested := make(map[string]bool), make(map[string]bool)
	for _, row := range rows {
		for _, m := range row.Value.Members() {
			switch {
			case m.Value.IsEmpty():
			case m.Value.Kind() == attr.Object || m.Value.Kind() == attr.Array:
				nested[m.Name] = true
			default:
				has[m.Name] = true
			}
			if !has[m.Name] && !nested[m.Name] || item.Property(m.Name) != nil {
				continue
			}
			if !slices.Contains(order, m.Name) {
				order = append(order, m.Name)
			}
		}
	}
	for _, name := range order {
		if has[name] && len(names) < maxAnswerColumns {
			names = append(names, name)
			delete(has, name)
		}
	}
	for name := range has {
		delete(nested, name)
	}
	return names, len(has) + len(nested)
}

// trim takes the beginning of a value, as far as there is room for it. Below zero there was too little.
func trim(v attr.Value, room *int) attr.Value {
	if v.Kind() != attr.Object && v.Kind() != attr.Array {
		return v
	}
	var kept []attr.Member
	for _, m := range v.Members() {
		if *room--; *room < 0 {
			break
		}
		kept = append(kept, attr.M(m.Name, trim(m.Value, room)))
	}
	if v.Kind() == attr.Object {
		return attr.ObjectValue(kept...)
	}
	items := make([]attr.Value, len(kept))
	for i, m := range kept {
		items[i] = m.Value
	}
	return attr.ArrayValue(items...)
}

// answerJSON is the answer as text, and a note when it is only the beginning.
func answerJSON(v attr.Value) (text, note string) {
	text = v.IndentedJSON()
	if len(text) <= maxAnswerJSON {
		return text, ""
	}
	note = "The first " + bytesText(maxAnswerJSON) + " of " + bytesText(len(text)) + ". Ask for less to see all of it."
	text = strings.ToValidUTF8(text[:maxAnswerJSON], "")
	return text, note
}

// tookText is how long something took, for people.
func tookText(d time.Duration) string {
	if d < 10*time.Millisecond {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) + " s"
}

// bytesText is a size for people.
func bytesText(n int) string {
	switch {
	case n < 1000:
		return words.Count(n, "byte")
	case n < 1000<<10:
		return strconv.Itoa((n+512)>>10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}
