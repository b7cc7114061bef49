package seal_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers/seal"
	"portaconsole/handlers/store"
	"portaconsole/porta"
)

func TestSeal(t *testing.T) {
	open := func() *store.Store {
		s, err := store.Open(t.Context(), t.TempDir(), store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	own, another := open(), open()
	f := seal.Form{Owner: porta.Owner{Server: "billing", Realm: "admin", Login: "anna"}, Path: "/records/Customer/customer/5/end", ID: "abc", Drawn: time.Unix(1_800_000_000, 0).UTC()}
	text := seal.Write(own, f)
	if got, err := seal.Read(own, text); err != nil || got.Owner != f.Owner || got.Path != f.Path || got.ID != f.ID || !got.Drawn.Equal(f.Drawn) {
		t.Errorf("%+v, %v, want %+v", got, err, f)
	}
	if strings.Contains(text, "anna") || seal.Write(own, f) == text {
		t.Error("a seal tells whose it is, or is the same each time")
	}
	for _, tt := range []struct{ name, text string }{
		{"none", ""}, {"another text", "abc"}, {"cut", text[:len(text)-4]}, {"changed", changed(text)}, {"of another key", seal.Write(another, f)},
		{"without an owner", seal.Write(own, seal.Form{Path: f.Path})}, {"for another purpose", own.SealFor("another", []byte(`{"o":{"Login":"anna"}}`))},
		{"too long", strings.Repeat("A", 64<<10)},
	} {
		if got, err := seal.Read(own, tt.text); !errors.Is(err, seal.ErrUnknown) || got != (seal.Form{}) {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
}

// changed is a text with another letter in the middle.
func changed(text string) string {
	b := []byte(text)
	if at := len(b) / 2; b[at] == 'A' {
		b[at] = 'B'
	} else {
		b[at] = 'A'
	}
	return string(b)
}
