package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers/drafts"
	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
)

// keepDraft keeps a state of a form, seen at a revision.
func keepDraft(ctx context.Context, s *store.Store, o session.Owner, id, state string, seen int64) error {
	_, err := s.SaveDraft(ctx, drafts.Draft{Owner: o, ID: id, Path: "/new", Title: "New " + id, Revision: seen, Changed: noon}, []drafts.Step{{State: []byte(state), Typing: -1}})
	return err
}

// draftState is what is kept of a form; "" when there is nothing.
func draftState(t *testing.T, s *store.Store, o session.Owner, id string) string {
	t.Helper()
	d, err := s.Draft(t.Context(), o, id)
	if !errors.Is(err, drafts.ErrNone) && !errors.Is(err, drafts.ErrSealed) {
		must(t, err)
	}
	return string(d.State)
}

// randomText cannot be made smaller than half.
func randomText(n int) string {
	b := make([]byte, n/2)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

func TestDrafts(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		large := strings.Repeat("v=0123456789&", 160_000) // 2 MB, as large as a form may be
		must(t, keepDraft(t.Context(), s, anna, "form", "first", 0))
		must(t, keepDraft(t.Context(), s, anna, "form", large, 1))
		d, err := s.Draft(t.Context(), anna, "form")
		must(t, err)
		if string(d.State) != large || d.Revision != 2 || d.Path != "/new" || d.Title != "New form" || !d.Changed.Equal(noon) || !d.HasUndo || d.HasRedo || d.Sent {
			t.Errorf("%d bytes, %+v", len(d.State), struct{ Revision, Undo, Redo, Title any }{d.Revision, d.HasUndo, d.HasRedo, d.Title})
		}
		if err := keepDraft(t.Context(), s, anna, "form", "older", 1); !errors.Is(err, drafts.ErrStale) {
			t.Errorf("an older page: %v", err)
		}
		for _, o := range others {
			if got := draftState(t, s, o, "form"); got != "" {
				t.Errorf("%v finds %.20q", o, got)
			}
			must(t, keepDraft(t.Context(), s, o, "form", "theirs", 0))
			must(t, s.MarkSent(t.Context(), o, "form", noon))
			must(t, s.RemoveDraft(t.Context(), o, "form"))
		}
		list, err := s.Drafts(t.Context(), anna)
		if must(t, err); len(list) != 1 || list[0].Title != "New form" || list[0].State != nil {
			t.Errorf("listed are %+v", list)
		}
		must(t, s.MarkSent(t.Context(), anna, "form", noon))
		list, err = s.Drafts(t.Context(), anna)
		if must(t, err); len(list) != 0 {
			t.Errorf("a form that was sent is listed: %+v", list)
		}
		must(t, s.SweepDrafts(t.Context(), noon.Add(-time.Millisecond)))
		if got := draftState(t, s, anna, "form"); got != large {
			t.Error("it was swept too early")
		}
		must(t, s.SweepDrafts(t.Context(), noon))
		if got := draftState(t, s, anna, "form"); got != "" {
			t.Errorf("after the sweep: %.20q", got)
		}
	})
}

func TestDraftsMakeRoom(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		must(t, keepDraft(t.Context(), s, others[0], "theirs", "x", 0))
		for i := range drafts.MaxDrafts + 2 {
			_, err := s.SaveDraft(t.Context(), drafts.Draft{Owner: anna, ID: fmt.Sprint(i), Changed: noon.Add(time.Duration(i) * time.Second)}, []drafts.Step{{State: []byte("x")}})
			must(t, err)
		}
		list, err := s.Drafts(t.Context(), anna)
		must(t, err)
		if len(list) != drafts.MaxDrafts || list[len(list)-1].ID != "2" {
			t.Errorf("%d are left, the oldest is %s", len(list), list[len(list)-1].ID)
		}
		if draftState(t, s, others[0], "theirs") != "x" {
			t.Error("somebody else's draft made room")
		}
	})
}

// steps saves states one after the other and returns the draft.
func steps(t *testing.T, s *store.Store, id string, list ...drafts.Step) (d drafts.Draft) {
	t.Helper()
	d = drafts.Draft{Owner: anna, ID: id, Changed: noon}
	for _, step := range list {
		saved, err := s.SaveDraft(t.Context(), d, []drafts.Step{step})
		must(t, err)
		d = saved
	}
	return d
}

// walk goes by steps as far as it goes and returns the states.
func walk(t *testing.T, s *store.Store, d drafts.Draft, by int) (states []string) {
	t.Helper()
	for by < 0 && d.HasUndo || by > 0 && d.HasRedo {
		moved, err := s.MoveDraft(t.Context(), d, by)
		must(t, err)
		if moved.Revision != d.Revision+1 {
			t.Errorf("revision %d after %d", moved.Revision, d.Revision)
		}
		d = moved
		states = append(states, string(d.State))
	}
	return states
}

func state(s string) drafts.Step { return drafts.Step{State: []byte(s), Typing: -1} }

func TestSteps(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		d := steps(t, s, "a", state("1"), state("2"), state("3"))
		if got := walk(t, s, d, -1); !slices.Equal(got, []string{"2", "1"}) {
			t.Errorf("undo leads to %q", got)
		}
		d, err := s.Draft(t.Context(), anna, "a")
		must(t, err)
		if got := walk(t, s, d, 1); !slices.Equal(got, []string{"2", "3"}) {
			t.Errorf("redo leads to %q", got)
		}
		d, err = s.Draft(t.Context(), anna, "a")
		must(t, err)
		if moved, err := s.MoveDraft(t.Context(), d, 1); err != nil || moved.Revision != d.Revision || string(moved.State) != "3" {
			t.Errorf("beyond the end: %+v, %v", moved, err)
		}
		if _, err := s.MoveDraft(t.Context(), drafts.Draft{Owner: anna, ID: "a", Revision: 1}, -1); !errors.Is(err, drafts.ErrStale) {
			t.Errorf("undo on an older page: %v", err)
		}
		if _, err := s.MoveDraft(t.Context(), drafts.Draft{Owner: others[0], ID: "a", Revision: d.Revision}, -1); !errors.Is(err, drafts.ErrNone) {
			t.Errorf("somebody else's undo: %v", err)
		}
		d, err = s.MoveDraft(t.Context(), d, -1)
		must(t, err)
		d, err = s.SaveDraft(t.Context(), d, []drafts.Step{state("4")})
		must(t, err)
		if got := walk(t, s, d, -1); !slices.Equal(got, []string{"2", "1"}) || d.HasRedo {
			t.Errorf("after a change undo leads to %q, redo %v", got, d.HasRedo)
		}

		replaced := drafts.Step{State: []byte("ab"), Typing: 7, Replace: true}
		d = steps(t, s, "b", replaced, state("0"), drafts.Step{State: []byte("a"), Typing: 7}, replaced, state("x"))
		if got := walk(t, s, d, -1); !slices.Equal(got, []string{"ab", "0", "ab"}) {
			t.Errorf("with replaced steps undo leads to %q", got)
		}
	})
}

func TestStepsAreBounded(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		var many []drafts.Step
		for i := range drafts.MaxSteps + 50 {
			many = append(many, state(fmt.Sprint(i)))
		}
		d := steps(t, s, "many", many...)
		if got := walk(t, s, d, -1); len(got) != drafts.MaxSteps || got[len(got)-1] != "49" {
			t.Errorf("%d steps can be undone, to %s", len(got), got[len(got)-1])
		}
		large := []drafts.Step{}
		for range 10 {
			large = append(large, state(randomText(1<<20)))
		}
		d = steps(t, s, "large", large...)
		got := walk(t, s, d, -1)
		if len(got) == 0 || len(got) > 4 || !bytes.Equal(large[len(large)-2].State, []byte(got[0])) {
			t.Errorf("%d large steps can be undone", len(got))
		}
		huge := state(randomText(8 << 20)) // more than all steps may have together
		d = steps(t, s, "huge", state("0"), huge)
		if d.HasUndo || draftState(t, s, anna, "huge") != string(huge.State) {
			t.Error("the present step went")
		}
	})
}

func TestTemplates(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		keep := func(o session.Owner, path, name, state string) error {
			return s.SaveTemplate(t.Context(), drafts.Template{Owner: o, Path: path, Name: name, Changed: noon, State: []byte(state)})
		}
		must(t, keep(anna, "/new", "b", "first"))
		must(t, keep(anna, "/new", "b", "second"))
		must(t, keep(anna, "/new", "a", "x"))
		must(t, keep(anna, "/other", "c", "x"))
		for _, o := range others {
			must(t, keep(o, "/new", "theirs", "x"))
			must(t, s.RemoveTemplate(t.Context(), o, "/new", "b"))
			if _, err := s.Template(t.Context(), o, "/new", "b"); !errors.Is(err, drafts.ErrNone) {
				t.Errorf("%v finds it: %v", o, err)
			}
		}
		list, err := s.Templates(t.Context(), anna, "/new")
		must(t, err)
		var names []string
		for _, one := range list {
			names = append(names, one.Name)
		}
		if !slices.Equal(names, []string{"a", "b"}) {
			t.Errorf("listed are %q", names)
		}
		got, err := s.Template(t.Context(), anna, "/new", "b")
		if must(t, err); string(got.State) != "second" || !got.Changed.Equal(noon) {
			t.Errorf("%+v", got)
		}
		must(t, s.RemoveTemplate(t.Context(), anna, "/new", "b"))
		if _, err := s.Template(t.Context(), anna, "/new", "b"); !errors.Is(err, drafts.ErrNone) {
			t.Errorf("it is still there: %v", err)
		}
		for i := 2; i < drafts.MaxTemplates; i++ {
			must(t, keep(anna, "/many", fmt.Sprint(i), "x"))
		}
		if err := keep(anna, "/many", "one more", "x"); !errors.Is(err, drafts.ErrFull) {
			t.Errorf("beyond what one may have: %v", err)
		}
		must(t, keep(anna, "/many", "5", "again"))
	})
}

// Without its key a draft is known to be there, and may begin anew.
func TestSealedDrafts(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{Keys: [][]byte{key(1)}})
	must(t, keepDraft(t.Context(), s, anna, "form", "lost", 0))
	must(t, s.Close())
	s = open(t, dir, store.Options{Keys: [][]byte{key(2)}})
	if _, err := s.Draft(t.Context(), anna, "form"); !errors.Is(err, drafts.ErrSealed) {
		t.Errorf("without its key: %v", err)
	}
	list, err := s.Drafts(t.Context(), anna)
	if must(t, err); len(list) != 1 || list[0].Title != "" || list[0].Path != "/new" {
		t.Errorf("listed are %+v", list)
	}
	must(t, keepDraft(t.Context(), s, anna, "form", "anew", 1))
	if got := draftState(t, s, anna, "form"); got != "anew" {
		t.Errorf("anew it is %q", got)
	}
}
