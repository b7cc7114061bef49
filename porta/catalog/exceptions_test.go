package catalog

import (
	"slices"
	"strings"
	"testing"
)

// Every row of the tables is about something that the built-in description has, and does what it says.
func TestExceptionsAreNeeded(t *testing.T) {
	c := Builtin()
	for path, e := range methodExceptions {
		m := c.Method(path)
		if m == nil {
			t.Errorf("there is no method %s", path)
			continue
		}
		if e.record == "" {
			continue
		}
		if r := c.Record(m.Service, e.record); r == nil || r.Operation(e.kind) == nil || r.Operation(e.kind).Method != m {
			t.Errorf("%s is not what %s of %s is done by", path, e.kind, e.record)
		}
	}
	for name, other := range recordNames {
		service, found, _ := strings.Cut(name, "/")
		if c.Record(service, found) != nil || c.Record(service, other) == nil {
			t.Errorf("%s is not renamed to %s", name, other)
		}
	}
	for name, e := range recordExceptions {
		service, record, _ := strings.Cut(name, "/")
		r := c.Record(service, record)
		if r == nil || r.IDField != e.id || e.columns != nil && !slices.Equal(r.Columns, e.columns) {
			t.Errorf("%s is %+v, want %+v", name, r, e)
		}
	}
	for name, key := range referenceExceptions {
		if c.references[name] != nil {
			t.Errorf("%s is a key of its own", name)
		}
		if c.references[key] == nil {
			t.Errorf("%s leads to %s, which no record type has", name, key)
		}
	}
}
