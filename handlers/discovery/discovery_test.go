package discovery

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"portaconsole/porta/catalog"
)

// Descriptions that were used longest ago make room; the built-in one costs nothing.
func TestLeastRecentlyUsedMakesRoom(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := New(slog.New(slog.NewTextHandler(io.Discard, nil)), func() time.Time { return now })
	size := catalog.Builtin().Size()
	if size <= 0 || size > maxKept/2 {
		t.Fatalf("the built-in catalogue has a size of %d", size)
	}
	fits := maxKept / size
	at := func(i int) where { return where{"server", i, "admin"} }
	for i := range fits + 1 {
		now = now.Add(time.Second)
		c.keep(at(i), &Description{Catalog: catalog.Builtin(), Live: true}, true)
	}
	if c.entries[at(0)] != nil || c.entries[at(1)] == nil || len(c.entries) != fits {
		t.Errorf("%d entries are kept of %d, the first among them: %v", len(c.entries), fits+1, c.entries[at(0)] != nil)
	}
	c.entries[at(1)].used = now.Add(time.Minute) // used lately
	c.keep(at(9999), &Description{Catalog: catalog.Builtin(), Live: true}, true)
	if c.entries[at(1)] == nil || c.entries[at(2)] != nil {
		t.Error("not the one that was used longest ago made room")
	}
	c.keep(at(5000), builtin(""), true)
	if len(c.entries) != fits+1 {
		t.Errorf("a built-in description takes room: %d entries", len(c.entries))
	}
}
