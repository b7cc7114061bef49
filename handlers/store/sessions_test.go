package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
)

func TestSessionsOfAnOwner(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		a, b, ended := record("a", noon), record("b", noon.Add(time.Hour)), record("ended", noon)
		begin(t, s, a, b, ended)
		must(t, s.EndSession(t.Context(), "ended", noon))
		for i, o := range others {
			theirs := record(string(rune('p'+i)), noon)
			theirs.Owner = o
			begin(t, s, theirs)
			got, err := s.SessionsOf(t.Context(), o)
			must(t, err)
			if diff := cmp.Diff([]session.Record{theirs}, got); diff != "" {
				t.Errorf("%v: %s", o, diff)
			}
		}
		got, err := s.SessionsOf(t.Context(), anna)
		must(t, err)
		if diff := cmp.Diff([]session.Record{a, b}, got, cmpopts.SortSlices(func(a, b session.Record) bool { return a.ID < b.ID })); diff != "" {
			t.Error(diff)
		}
	})
}
