package store_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
)

func viewOf(id string) places.View {
	return places.View{ID: id, Record: "Customer/customer", Name: "name of " + id, Query: "f.name=" + id}
}

// hasViews checks which views an owner has.
func hasViews(t *testing.T, s *store.Store, o session.Owner, want ...places.View) {
	t.Helper()
	got, err := s.Views(t.Context(), o)
	must(t, err)
	byID := cmpopts.SortSlices(func(a, b places.View) bool { return a.ID < b.ID })
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), byID); diff != "" {
		t.Errorf("%v: %s", o, diff)
	}
}

func TestViews(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		a, b := viewOf("a"), viewOf("b")
		must(t, s.PutView(t.Context(), anna, a))
		must(t, s.PutView(t.Context(), anna, b))
		hasViews(t, s, anna, a, b)
		for _, o := range others {
			theirs := places.View{ID: "a", Record: "DID/number", Name: o.Server, Query: o.Login}
			must(t, s.RemoveView(t.Context(), o, "a"))
			hasViews(t, s, anna, a, b)
			must(t, s.PutView(t.Context(), o, theirs)) // the same id is another view
			hasViews(t, s, o, theirs)
		}
		a.Name, a.Query = "renamed", ""
		must(t, s.PutView(t.Context(), anna, a))
		hasViews(t, s, anna, a, b)
		for range 2 {
			must(t, s.RemoveView(t.Context(), anna, "b"))
		}
		hasViews(t, s, anna, a)
	})
}

func recentAt(url string, at time.Time) places.Recent {
	return places.Recent{URL: url, Did: places.Opened, Text: "text of " + url, Note: "note", At: at}
}

// didLast checks what an owner did last.
func didLast(t *testing.T, s *store.Store, o session.Owner, want ...places.Recent) {
	t.Helper()
	got, err := s.Recent(t.Context(), o)
	must(t, err)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%v: %s", o, diff)
	}
}

func TestRecent(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		first, second := recentAt("/1", noon), recentAt("/2", noon.Add(time.Second))
		must(t, s.AddRecent(t.Context(), anna, []places.Recent{second, first}))
		for _, o := range others {
			didLast(t, s, o)
			must(t, s.AddRecent(t.Context(), o, []places.Recent{recentAt("/theirs", noon)}))
		}
		again := recentAt("/1", noon.Add(time.Minute))
		must(t, s.AddRecent(t.Context(), anna, []places.Recent{again}))
		didLast(t, s, anna, again, second)
		var want []places.Recent
		for i := range 30 {
			r := recentAt(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Hour))
			must(t, s.AddRecent(t.Context(), anna, []places.Recent{r}))
			want = places.Merge([]places.Recent{r}, want)
		}
		didLast(t, s, anna, want...)
	})
}

// What several write at once is all there afterwards.
func TestRecentOfManyWriters(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for i := range places.MaxRecent {
			wg.Go(func() {
				if err := s.AddRecent(t.Context(), anna, []places.Recent{recentAt(fmt.Sprint(i), noon.Add(time.Duration(i)*time.Second))}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got, err := s.Recent(t.Context(), anna); err != nil || len(got) != places.MaxRecent {
			t.Errorf("%d are there, %v", len(got), err)
		}
	})
}

// Names, filters and addresses are personal: they lie sealed, and are hidden without their key.
func TestPlacesAreSealed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{Keys: [][]byte{key(1)}})
	v := places.View{ID: "a", Record: "Customer/customer", Name: "a-secret-name", Query: "f.name=a-secret-filter"}
	must(t, s.PutView(t.Context(), anna, v))
	must(t, s.AddRecent(t.Context(), anna, []places.Recent{{URL: "/a-secret-address", Text: "a-secret-text", Note: "a-secret-note", At: noon}}))
	for name, data := range files(t, dir) {
		if bytes.Contains(data, []byte("a-secret")) {
			t.Errorf("%s holds something in clear", name)
		}
	}
	must(t, s.Exec(t.Context(), "INSERT INTO views SELECT server, realm, 'otto', id, details FROM views"))
	hasViews(t, s, others[2]) // another's row under one's own name
	must(t, s.Close())

	var log bytes.Buffer
	s = open(t, dir, store.Options{Keys: [][]byte{key(2)}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	hasViews(t, s, anna)
	didLast(t, s, anna)
	for _, want := range []string{"saved views are hidden", "what a user did last is hidden"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, &log)
		}
	}
	fresh := recentAt("/fresh", noon)
	must(t, s.AddRecent(t.Context(), anna, []places.Recent{fresh}))
	didLast(t, s, anna, fresh)
	must(t, s.Close())
	s = open(t, dir, store.Options{Keys: [][]byte{key(1)}})
	hasViews(t, s, anna, v)
}
