package record

import (
	"testing"

	"portaconsole/porta/attr"
)

func TestIDSet(t *testing.T) {
	s := newIDSet()
	for _, id := range []string{"0", "1", "63", "64", "127", "18446744073709551615", "18446744073709551616", "01", "-1", "", "a"} {
		if !s.add(id) {
			t.Errorf("%q is said to be there before it was", id)
		}
		if s.add(id) {
			t.Errorf("%q is not remembered", id)
		}
	}
}

// A million ids that lie close must not cost a map entry each.
func TestIDSetIsSmall(t *testing.T) {
	s := newIDSet()
	for n := range 100_000 {
		s.add(string(attr.IntValue(int64(n)).AppendJSON(nil)))
	}
	if n := len(s.numbers) + len(s.texts); n != 1563 {
		t.Errorf("%d entries, want 1563", n)
	}
}
