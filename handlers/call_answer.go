package handlers

import (
	"slices"
	"strconv"
	"time"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/answer"
	"portaconsole/views/records"
)

// How much of an answer a page shows, beside what [answerRoom] and [treeRoom] bound.
const (
	maxAnswerColumns = 12
	maxAnswerTables  = 20
	maxAnswerEmpty   = 100
)

// answerView is the answer of a method, without its secrets: lists of objects as tables, and the rest as a tree.
func (l *linker) answerView(m *catalog.Method, v attr.Value, took time.Duration) answer.Answer {
	mask := func(v attr.Value) attr.Value { return l.masking.OfAnswers().Mask(m.Reply, v) }
	head := mask(v.Head(answerRoom))
	a := answer.Answer{Result: tookText(took) + ", " + bytesText(v.Size())}
	var rest []attr.Member
	empty := 0
	for _, member := range head.Members() {
		switch {
		case isTable(member.Value) && len(a.Tables) < maxAnswerTables:
			a.Tables = append(a.Tables, l.answerTable(m, member))
		case !member.Value.IsEmpty() && !isHollow(member.Value):
			rest = append(rest, member)
		case len(a.Empty) < maxAnswerEmpty:
			a.Empty = append(a.Empty, member.Name)
		default:
			empty++
		}
	}
	if empty > 0 {
		a.Empty = append(a.Empty, "and "+words.Grouped(int64(empty))+" more")
	}
	shown := attr.ObjectValue(rest...).Head(treeRoom)
	a.Attributes = l.kidsView(m.Reply, shown)
	if shown.IsCut() || head.Left() > 0 {
		a.Note = "This is the beginning of a long answer. More of it is in the JSON below."
	}
	if a.JSON, a.JSONNote = shownJSON(v, mask); a.JSONNote != "" {
		a.JSONNote += " Ask for less, or use the curl command under “What it sent”, to see all of it."
	}
	return a
}

// isTable says that a value is a list of records.
func isTable(v attr.Value) bool {
	return v.Kind() == attr.Array && v.Len() > 0 && !slices.ContainsFunc(v.Members(), func(m attr.Member) bool { return m.Value.Kind() != attr.Object })
}

// answerTable shows a list of records, as far as there is room.
func (l *linker) answerTable(m *catalog.Method, list attr.Member) answer.Table {
	rows := list.Value.Members()
	t := answer.Table{Name: list.Name, Range: words.Count(len(rows), "row")}
	if list.Value.Left() > 0 {
		t.Range = "first " + words.Grouped(int64(len(rows))) + " of " + words.Grouped(int64(sizeOf(list.Value))) + " rows"
	}
	item := m.Reply.At(attr.Path{list.Name, "0"})
	r := l.recordsOf(m)
	names, more := answerColumns(r, item, rows)
	if more > 0 {
		t.Range += ", " + words.Grouped(int64(len(names))) + " of " + words.Grouped(int64(len(names)+more)) + " attributes; the JSON has more of them"
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
		cell := cellView(column, prop, v.Get(column.Label))
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
	known, has, nested := make(map[string]bool), make(map[string]bool), make(map[string]bool)
	for _, name := range order {
		known[name] = true
	}
	for _, row := range rows {
		for _, m := range row.Value.Members() {
			switch {
			case m.Value.IsEmpty():
				continue
			case isNested(m.Value):
				nested[m.Name] = true
			default:
				has[m.Name] = true
			}
			if !known[m.Name] {
				known[m.Name] = true
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
