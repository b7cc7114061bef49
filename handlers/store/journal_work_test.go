package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/journal"
)

// ended is an entry that has ended.
func ended(id string, owner porta.Owner, planned time.Time, state journal.State) journal.Entry {
	e := entry(id, planned)
	e.Owner, e.State, e.Sent, e.Ended = owner, state, planned, planned.Add(time.Second)
	return e
}

func keep(t *testing.T, s *store.Store, entries ...journal.Entry) {
	t.Helper()
	for _, e := range entries {
		must(t, s.PlanWrite(t.Context(), e))
	}
}

// writes are the ids of what the reader finds, in order.
func writes(t *testing.T, s *store.Store, r journal.Reader, f journal.Filter) string {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 100
	}
	list, err := s.Writes(t.Context(), r, f)
	must(t, err)
	var ids []string
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, " ")
}

var own = journal.Reader{Owner: anna}

func TestJournalFilters(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		a := ended("a", anna, noon, journal.Done)
		a.Method, a.Record, a.RecordID = "Account/add_account", "Account/account", "7"
		b := ended("b", anna, noon.Add(time.Hour), journal.Refused)
		b.Method, b.Record, b.RecordID = "Account/update_account", "Account/account", "8"
		c := ended("c", anna, noon.Add(2*time.Hour), journal.Unknown)
		c.Method, c.Record = "Customer/add_customer", "Customer/customer"
		otto := ended("o", others[2], noon.Add(3*time.Hour), journal.Done)
		elsewhere := ended("e", others[0], noon, journal.Done)
		realm := ended("r", others[1], noon.Add(4*time.Hour), journal.Done)
		keep(t, s, a, b, c, otto, elsewhere, realm)
		wide, all := journal.Reader{Owner: anna, Reach: journal.ServerWide}, journal.Reader{Reach: journal.Everywhere}
		for _, tt := range []struct {
			name   string
			reader journal.Reader
			f      journal.Filter
			want   string
		}{
			{"own", own, journal.Filter{}, "c b a"},
			{"nobody's", journal.Reader{}, journal.Filter{}, ""},
			{"no reach that is known", journal.Reader{Owner: anna, Reach: 9}, journal.Filter{}, ""},
			{"the server's", wide, journal.Filter{}, "r o c b a"},
			{"all", all, journal.Filter{}, "r o c b e a"},
			{"of one server", all, journal.Filter{Server: "test.example.com"}, "e"},
			{"person", wide, journal.Filter{Login: "otto"}, "o"},
			{"person who is not the reader", own, journal.Filter{Login: "otto"}, ""},
			{"server that is not the reader's", wide, journal.Filter{Server: "test.example.com"}, ""},
			{"method", own, journal.Filter{Method: "Account/add_account"}, "a"},
			{"method's name", own, journal.Filter{Method: "UPDATE_account"}, "b"},
			{"no pattern", own, journal.Filter{Method: "%account"}, ""},
			{"one character is no other", own, journal.Filter{Method: "update-account"}, ""},
			{"record type", own, journal.Filter{Record: "Account/account"}, "b a"},
			{"record type's name", own, journal.Filter{Record: "customer"}, "c"},
			{"record", own, journal.Filter{Record: "account", RecordID: "8"}, "b"},
			{"states", own, journal.Filter{States: []journal.State{journal.Done, journal.Unknown}}, "c a"},
			{"from", own, journal.Filter{From: noon.Add(time.Hour)}, "c b"},
			{"to", own, journal.Filter{To: noon.Add(time.Hour)}, "a"},
			{"limit", own, journal.Filter{Limit: 2}, "c b"},
			{"before", own, journal.Filter{Before: b.Place(), Limit: 2}, "a"},
			{"after", own, journal.Filter{After: a.Place(), Limit: 1}, "b"},
			{"before and more", own, journal.Filter{Before: c.Place(), Record: "account", Limit: 1}, "b"},
		} {
			if got := writes(t, s, tt.reader, tt.f); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
		}
	})
}

// Entries of the same moment have an order too, so that paging loses none.
func TestJournalPages(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var want []string
		for i := range 250 {
			e := ended(fmt.Sprintf("%03d", i), anna, noon, journal.Done)
			keep(t, s, e)
			want = append(want, e.ID)
		}
		slices.Reverse(want)
		var got []string
		for e, err := range journal.All(t.Context(), s, own, journal.Filter{}) {
			must(t, err)
			got = append(got, e.ID)
			if e.Details.Request.IsAbsent() {
				t.Fatalf("%s has no details", e.ID)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestJournalEntry(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		e := ended("a", anna, noon, journal.Unknown)
		e.Record, e.RecordID, e.Subject, e.Reason = "Account/account", "7", "15550100", "by phone"
		keep(t, s, e)
		got, err := s.WriteByID(t.Context(), own, "a")
		must(t, err)
		if diff := cmp.Diff(&e, got, cmp.Comparer(attr.Equal)); diff != "" {
			t.Error(diff)
		}
		for _, o := range others {
			if got, err := s.WriteByID(t.Context(), journal.Reader{Owner: o}, "a"); got != nil || err != nil {
				t.Errorf("%v sees %+v, %v", o, got, err)
			}
		}
		got, err = s.WriteByID(t.Context(), journal.Reader{Owner: others[2], Reach: journal.ServerWide}, "a")
		if got == nil || err != nil {
			t.Errorf("a reader of the whole server sees nothing: %v", err)
		}
		got, err = s.WriteByID(t.Context(), journal.Reader{Owner: others[0], Reach: journal.ServerWide}, "a")
		if got != nil || err != nil {
			t.Errorf("a reader of another server sees %+v, %v", got, err)
		}
	})
}

func TestResolution(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		for _, state := range []journal.State{journal.Arrived, journal.NotArrived} {
			e := ended("w"+string(state), anna, noon, journal.Unknown)
			keep(t, s, e)
			e.State, e.Resolved, e.Resolver, e.RecordID, e.Details.Outcome = state, noon.Add(time.Hour), "otto", "7", "/records/7"
			if done, err := s.ResolveWrite(t.Context(), e); !done || err != nil {
				t.Fatalf("%v, %v", done, err)
			}
			got, err := s.WriteByID(t.Context(), own, e.ID)
			must(t, err)
			if diff := cmp.Diff(&e, got, cmp.Comparer(attr.Equal)); diff != "" {
				t.Error(diff)
			}
			again := e
			again.State = journal.Done
			if done, err := s.ResolveWrite(t.Context(), again); done || err != nil {
				t.Errorf("it is resolved twice: %v, %v", done, err)
			}
		}
		// What did not arrive may be sent again, so the form leads to the other one, though that is no newer.
		arrived := ended("warrived", anna, noon, journal.Arrived)
		got, err := s.WriteOfForm(t.Context(), anna, "form")
		if err != nil || got == nil || got.ID != arrived.ID {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestReasons(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		keep(t, s, ended("a", anna, noon, journal.Done))
		explain := func(o porta.Owner, reason string, want bool) {
			t.Helper()
			if done, err := s.ExplainWrite(t.Context(), o, "a", reason); done != want || err != nil {
				t.Errorf("%v explains: %v, %v", o, done, err)
			}
		}
		for _, o := range others {
			explain(o, "theirs", false)
		}
		explain(anna, "first", true)
		explain(anna, "second", false)
		if got, err := s.WriteByID(t.Context(), own, "a"); err != nil || got.Reason != "first" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestOldWritesAreForgotten(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		running := entry("running", noon)
		keep(t, s, ended("done", anna, noon, journal.Done), ended("unknown", anna, noon, journal.Unknown), running,
			ended("arrived", others[0], noon, journal.Arrived), ended("young", anna, noon.Add(time.Millisecond), journal.Done))
		n, err := s.ForgetWrites(t.Context(), noon.Add(time.Second))
		if n != 2 || err != nil {
			t.Errorf("%d were forgotten, %v", n, err)
		}
		if got := writes(t, s, journal.Reader{Reach: journal.Everywhere}, journal.Filter{}); got != "young unknown running" {
			t.Errorf("left are %s", got)
		}
		if n, err := s.ForgetWrites(t.Context(), noon.Add(time.Second)); n != 0 || err != nil {
			t.Errorf("%d more were forgotten, %v", n, err)
		}
	})
}

func TestSignIns(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		e := ended("done", anna, noon, journal.Done)
		e.Method = journal.SignIn
		must(t, s.KeepSignIn(t.Context(), e))
		e.ID, e.State = "refused", journal.Refused
		must(t, s.KeepSignIn(t.Context(), e))
		if got := writes(t, s, own, journal.Filter{Method: journal.SignIn}); got != "refused done" {
			t.Errorf("kept are %s", got)
		}
	})
}

// What is said of a write is sealed, and of who cannot unseal it hidden.
func TestJournalIsSealed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{})
	e := ended("a", anna, noon, journal.Done)
	e.Subject, e.Reason, e.Details.Message = "a-secret-subject", "a-secret-reason", "a-secret-message"
	keep(t, s, e)
	for name, data := range files(t, dir) {
		if bytes.Contains(data, []byte("a-secret")) {
			t.Errorf("%s holds a secret", name)
		}
	}
	must(t, s.Exec(t.Context(), "UPDATE journal SET subject = reason, reason = subject"))
	got, err := s.WriteByID(t.Context(), own, "a")
	if err != nil || got == nil || got.Subject != "" || got.Reason != "" || got.Details.Message != "a-secret-message" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOpenToRead(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{})
	keep(t, s, ended("a", anna, noon, journal.Done))
	reads := func(o store.Options, want string) {
		t.Helper()
		r, err := store.OpenToRead(t.Context(), dir, o)
		must(t, err)
		if got := writes(t, r, own, journal.Filter{}); got != want {
			t.Errorf("it reads %q, want %q", got, want)
		}
		if err := r.PlanWrite(t.Context(), entry("x", noon)); !errors.Is(err, session.ErrKeeper) {
			t.Errorf("it writes: %v", err)
		}
		must(t, r.Close())
	}
	reads(store.Options{}, "a") // beside the console
	keep(t, s, ended("b", anna, noon, journal.Done))
	reads(store.Options{}, "b a")
	must(t, s.Close())
	reads(store.Options{}, "b a") // and without it
	if _, err := store.OpenToRead(t.Context(), t.TempDir(), store.Options{}); err == nil || !strings.Contains(err.Error(), "without its key") {
		t.Errorf("an empty directory: %v", err)
	}
	empty := t.TempDir()
	if _, err := store.OpenToRead(t.Context(), empty, store.Options{Keys: [][]byte{bytes.Repeat([]byte{1}, 32)}}); err == nil {
		t.Error("there is nothing to read")
	}
	if made, err := os.ReadDir(empty); len(made) > 0 || err != nil {
		t.Errorf("it made %v, %v", made, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "portaconsole.db-wal")); err == nil {
		t.Error("a log is left behind")
	}
}
