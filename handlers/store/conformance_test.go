package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
	"portaconsole/porta/attr"
	"portaconsole/porta/journal"
)

// drivers open a fresh, empty store each. Whatever database there is, it passes the tests of this file.
var drivers = map[string]func(t *testing.T) *store.Store{
	"SQLite": func(t *testing.T) *store.Store { return open(t, t.TempDir(), store.Options{}) },
}

// onEach runs a test with every driver.
func onEach(t *testing.T, test func(t *testing.T, s *store.Store)) {
	for name, open := range drivers {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var (
	anna   = session.Owner{Server: "billing.example.com", Realm: "admin", Login: "anna"}
	others = []session.Owner{
		{Server: "test.example.com", Realm: "admin", Login: "anna"},
		{Server: "billing.example.com", Realm: "account", Login: "anna"},
		{Server: "billing.example.com", Realm: "admin", Login: "otto"},
		{Server: "billing.example.com", Realm: "", Login: "adminanna"},
	}
	noon = time.Date(2026, 1, 1, 12, 0, 0, 123_000_000, time.UTC)
)

func record(id string, touched time.Time) session.Record {
	return session.Record{ID: id, Owner: anna, Opened: noon, Touched: touched, Client: []byte("client of " + id)}
}

func begin(t *testing.T, s *store.Store, records ...session.Record) {
	t.Helper()
	for _, r := range records {
		if err := s.OpenSession(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
}

// holds checks a session as it is kept; want nil means that there is none.
func holds(t *testing.T, s *store.Store, id string, want *session.Record) {
	t.Helper()
	got, err := s.Session(t.Context(), id)
	switch {
	case want == nil && !errors.Is(err, session.ErrNone):
		t.Errorf("%s is still there: %+v, %v", id, got, err)
	case want != nil && err != nil:
		t.Errorf("%s: %v", id, err)
	case want != nil:
		if diff := cmp.Diff(*want, got); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSessions(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		a, b := record("a", noon), record("b", noon)
		begin(t, s, a, b)
		holds(t, s, "a", &a)
		holds(t, s, "c", nil)
		if err := s.OpenSession(t.Context(), a); !errors.Is(err, session.ErrKeeper) {
			t.Errorf("the same id twice: %v", err)
		}

		a.Touched = noon.Add(time.Hour)
		must(t, s.TouchSession(t.Context(), "a", a.Touched))
		must(t, s.TouchSession(t.Context(), "a", noon)) // a slower request that began before
		holds(t, s, "a", &a)

		a.Client = []byte("renewed")
		must(t, s.RenewSession(t.Context(), "a", anna, a.Client))
		holds(t, s, "a", &a)
		holds(t, s, "b", &b)

		a.Ended, a.Client = noon.Add(2*time.Hour), nil
		must(t, s.EndSession(t.Context(), "a", a.Ended))
		must(t, s.EndSession(t.Context(), "a", a.Ended.Add(time.Hour))) // the first end counts
		must(t, s.RenewSession(t.Context(), "a", anna, []byte("too late")))
		holds(t, s, "a", &a)

		must(t, s.Sweep(t.Context(), a.Ended.Add(-time.Millisecond)))
		holds(t, s, "a", &a)
		must(t, s.Sweep(t.Context(), a.Ended))
		holds(t, s, "a", nil)
		must(t, s.RemoveSession(t.Context(), "b"))
		must(t, s.RemoveSession(t.Context(), "b"))
		must(t, s.RenewSession(t.Context(), "b", anna, []byte("too late")))
		holds(t, s, "b", nil)
	})
}

func TestIdleSessions(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		early := record("opened early", noon.Add(time.Hour))
		early.Opened = noon.Add(-time.Hour)
		ended := record("ended", noon)
		ended.Ended = noon.Add(time.Minute)
		begin(t, s, record("idle", noon), record("used", noon.Add(time.Millisecond)), early, ended)
		got, err := s.IdleSessions(t.Context(), noon, noon.Add(-time.Hour))
		must(t, err)
		found := map[string]string{}
		for _, r := range got {
			found[r.ID] = string(r.Client)
		}
		if diff := cmp.Diff(map[string]string{"idle": "client of idle", "opened early": "client of opened early"}, found); diff != "" {
			t.Error(diff)
		}
	})
}

// Fifty write at once, and nobody is told that the database is busy.
func TestManyWriters(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				owner, id := others[i%len(others)], fmt.Sprint(i)
				r := record(id, noon)
				err := s.OpenSession(t.Context(), r)
				for n := range 3 {
					at := noon.Add(time.Duration(n) * time.Second)
					err = errors.Join(err, s.TouchSession(t.Context(), id, at), keepDraft(t.Context(), s, owner, id, id, int64(n)))
					got, readErr := s.Session(t.Context(), id)
					if err = errors.Join(err, readErr); !got.Touched.Equal(at) {
						t.Errorf("%s was touched at %v, want %v", id, got.Touched, at)
					}
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestAnEndedContextChangesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		ended, end := context.WithCancel(t.Context())
		end()
		if err := s.OpenSession(ended, record("a", noon)); !errors.Is(err, session.ErrKeeper) || !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		holds(t, s, "a", nil)
	})
}

// Nothing that is secret lies in the files in clear.
func TestSecretsAreSealed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{})
	r := record("a", noon)
	r.Client = []byte("a-secret-token")
	begin(t, s, r)
	must(t, keepDraft(t.Context(), s, anna, "form", "a-secret-password", 0))
	for name, data := range files(t, dir) {
		for _, secret := range []string{"a-secret-token", "a-secret-password"} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
}

func entry(id string, planned time.Time) journal.Entry {
	return journal.Entry{
		ID: id, Owner: anna, Method: "Customer/add_customer", Form: "form", State: journal.Planned, Planned: planned, Names: []string{"customer_info.name", "odd\nname"},
		Details: journal.Details{Request: attr.ObjectValue(attr.M("name", attr.TextValue("x"))), Content: [32]byte{1, 2}},
	}
}

// made checks which entry a form has.
func made(t *testing.T, s *store.Store, want *journal.Entry) {
	t.Helper()
	got, err := s.WriteOfForm(t.Context(), anna, "form")
	must(t, err)
	if diff := cmp.Diff(want, got, cmp.Comparer(attr.Equal)); diff != "" {
		t.Error(diff)
	}
}

func TestJournal(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		first, second := entry("first", noon), entry("second", noon.Add(time.Second))
		must(t, s.PlanWrite(t.Context(), first))
		made(t, s, nil)
		must(t, s.SendWrite(t.Context(), entry("first", noon), noon))
		first.State, first.Sent = journal.Sent, noon
		made(t, s, &first)
		first.State, first.Ended, first.Details.Outcome = journal.Done, noon.Add(time.Minute), "/records/1"
		must(t, s.EndWrite(t.Context(), first))
		made(t, s, &first)
		if err := s.SendWrite(t.Context(), entry("first", noon), noon); !errors.Is(err, session.ErrKeeper) {
			t.Errorf("a write that has ended is sent: %v", err)
		}
		nowhere := entry("nowhere", noon)
		nowhere.Form = "another"
		if err := s.SendWrite(t.Context(), nowhere, noon); !errors.Is(err, session.ErrKeeper) {
			t.Errorf("a write that was not planned is sent: %v", err)
		}
		must(t, s.PlanWrite(t.Context(), second))
		if err := s.SendWrite(t.Context(), second, noon); !errors.Is(err, journal.ErrSent) {
			t.Errorf("a form that has done its work is sent: %v", err)
		}
		second.State = journal.Unknown
		must(t, s.EndWrite(t.Context(), second))
		made(t, s, &second) // the newest counts
		second.State, second.Ended = journal.Refused, noon.Add(time.Minute)
		must(t, s.EndWrite(t.Context(), second))
		made(t, s, &first)
		for _, o := range others {
			if e, err := s.WriteOfForm(t.Context(), o, "form"); e != nil || err != nil {
				t.Errorf("%v sees %+v, %v", o, e, err)
			}
		}
	})
}

// Of the writes of one form only one is sent, whoever is how fast; of no form, and of another's, as many as there are.
func TestOneWriteOfAForm(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var sent, refused atomic.Int64
		var wait sync.WaitGroup
		for i := range 8 {
			e := entry("e"+strconv.Itoa(i), noon.Add(time.Duration(i)))
			must(t, s.PlanWrite(t.Context(), e))
			wait.Go(func() {
				switch err := s.SendWrite(t.Context(), e, noon); {
				case err == nil:
					sent.Add(1)
				case errors.Is(err, journal.ErrSent):
					refused.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if sent.Load() != 1 || refused.Load() != 7 {
			t.Errorf("%d were sent, %d refused", sent.Load(), refused.Load())
		}
		for _, owner := range others {
			e := entry("of "+owner.Login+owner.Realm+owner.Server, noon)
			e.Owner = owner
			must(t, s.PlanWrite(t.Context(), e))
			must(t, s.SendWrite(t.Context(), e, noon))
		}
		for _, id := range []string{"a", "b"} {
			e := entry(id, noon)
			e.Form = ""
			must(t, s.PlanWrite(t.Context(), e))
			must(t, s.SendWrite(t.Context(), e, noon))
		}
	})
}

func TestRecovery(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		done, sent, planned := entry("done", noon), entry("sent", noon.Add(time.Second)), entry("planned", noon.Add(2*time.Second))
		for _, e := range []journal.Entry{done, sent, planned} {
			must(t, s.PlanWrite(t.Context(), e))
		}
		must(t, s.SendWrite(t.Context(), entry("sent", noon), noon))
		done.State, done.Ended = journal.Done, noon
		must(t, s.EndWrite(t.Context(), done))
		for range 2 { // a second time changes nothing
			must(t, s.RecoverWrites(t.Context(), noon.Add(time.Hour)))
			sent.State, sent.Sent, sent.Ended = journal.Unknown, noon, noon.Add(time.Hour)
			made(t, s, &sent) // and not the planned one, which was not sent
		}
		if err := s.SendWrite(t.Context(), planned, noon); !errors.Is(err, journal.ErrSent) {
			t.Errorf("what was not sent is sent: %v", err)
		}
	})
}

func BenchmarkSession(b *testing.B) {
	s, err := store.Open(b.Context(), b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if err := s.OpenSession(b.Context(), record("a", noon)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Session(b.Context(), "a"); err != nil {
			b.Fatal(err)
		}
	}
}

// The three commits that the journal costs a write.
func BenchmarkWriteInJournal(b *testing.B) {
	s, err := store.Open(b.Context(), b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for n := 0; b.Loop(); n++ {
		e := entry(fmt.Sprint(n), noon)
		if err := errors.Join(s.PlanWrite(b.Context(), e), s.SendWrite(b.Context(), e, noon), s.EndWrite(b.Context(), e)); err != nil {
			b.Fatal(err)
		}
	}
}
