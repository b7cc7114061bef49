package journal

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"portaconsole/porta/attr"
)

// Format is how an export is written.
type Format string

// The formats, by the ends of their files' names.
const (
	JSONLines Format = "jsonl"
	CSV       Format = "csv"
)

// columns are what an export says of an entry, in order. The request is left out while it is not known what became of it: until
// then it has its secrets.
var columns = []struct {
	name string
	of   func(*Entry) attr.Value
}{
	{"planned", func(e *Entry) attr.Value { return moment(e.Planned) }},
	{"sent", func(e *Entry) attr.Value { return moment(e.Sent) }},
	{"ended", func(e *Entry) attr.Value { return moment(e.Ended) }},
	{"server", func(e *Entry) attr.Value { return attr.TextValue(e.Owner.Server) }},
	{"realm", func(e *Entry) attr.Value { return attr.TextValue(e.Owner.Realm) }},
	{"person", func(e *Entry) attr.Value { return attr.TextValue(e.Owner.Login) }},
	{"method", func(e *Entry) attr.Value { return attr.TextValue(e.Method) }},
	{"record", func(e *Entry) attr.Value { return attr.TextValue(e.Record) }},
	{"record_id", func(e *Entry) attr.Value { return attr.TextValue(e.RecordID) }},
	{"subject", func(e *Entry) attr.Value { return attr.TextValue(e.Subject) }},
	{"outcome", func(e *Entry) attr.Value { return attr.TextValue(string(e.State)) }},
	{"code", func(e *Entry) attr.Value { return attr.TextValue(e.Details.Code) }},
	{"message", func(e *Entry) attr.Value { return attr.TextValue(e.Details.Message) }},
	{"resolved", func(e *Entry) attr.Value { return moment(e.Resolved) }},
	{"resolver", func(e *Entry) attr.Value { return attr.TextValue(e.Resolver) }},
	{"reason", func(e *Entry) attr.Value { return attr.TextValue(e.Reason) }},
	{"names", func(e *Entry) attr.Value { return texts(e.Names) }},
	{"request", func(e *Entry) attr.Value {
		if !e.State.Known() {
			return attr.Value{}
		}
		return e.Details.Request
	}},
	{"id", func(e *Entry) attr.Value { return attr.TextValue(e.ID) }},
}

func moment(t time.Time) attr.Value {
	if t.IsZero() {
		return attr.TextValue("")
	}
	return attr.TextValue(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

func texts(list []string) attr.Value {
	items := make([]attr.Value, len(list))
	for i, s := range list {
		items[i] = attr.TextValue(s)
	}
	return attr.ArrayValue(items...)
}

// Export writes the entries, one a line. What it has written by the time of an error is not the whole.
func Export(w io.Writer, f Format, entries iter.Seq2[Entry, error]) error {
	switch f {
	case JSONLines:
		return exportJSON(w, entries)
	case CSV:
		return exportCSV(w, entries)
	}
	return fmt.Errorf("there is no format %q; the formats are %s and %s", f, JSONLines, CSV)
}

func exportJSON(w io.Writer, entries iter.Seq2[Entry, error]) error {
	out := bufio.NewWriter(w)
	for e, err := range entries {
		if err != nil {
			return err
		}
		members := make([]attr.Member, len(columns))
		for i, c := range columns {
			members[i] = attr.M(c.name, c.of(&e))
		}
		if _, err := out.WriteString(attr.ObjectValue(members...).JSON() + "\n"); err != nil {
			return err
		}
	}
	return out.Flush()
}

func exportCSV(w io.Writer, entries iter.Seq2[Entry, error]) error {
	out := csv.NewWriter(w)
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.name
	}
	err := out.Write(cells)
	for e, failed := range entries {
		if err = cmp.Or(failed, err); err != nil {
			return err
		}
		for i, c := range columns {
			cells[i] = cell(c.of(&e))
		}
		err = out.Write(cells)
	}
	out.Flush()
	return cmp.Or(err, out.Error())
}

// cell is a value as a spreadsheet may read it: a text that begins as a formula does is no formula.
func cell(v attr.Value) string {
	s := v.Text()
	if v.Kind() == attr.Object || v.Kind() == attr.Array {
		s = v.JSON()
	}
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
