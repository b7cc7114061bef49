package store_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
)

// open opens a store until the test ends.
func open(t *testing.T, dir string, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	list, err := os.ReadDir(dir)
	must(t, err)
	all := map[string][]byte{}
	for _, f := range list {
		all[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name()))
		must(t, err)
	}
	return all
}

func TestEverythingSurvivesAReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "with space ?&%20#")
	must(t, os.Mkdir(dir, 0o700))
	s := open(t, dir, store.Options{})
	r := record("a", noon)
	begin(t, s, r)
	must(t, keepDraft(t.Context(), s, anna, "form", "form", 0))
	must(t, s.Close())
	s = open(t, dir, store.Options{})
	holds(t, s, "a", &r)
	if got := draftState(t, s, anna, "form"); got != "form" {
		t.Errorf("the form is %q", got)
	}
	for name := range files(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if mode := info.Mode().Perm(); mode&0o077 != 0 && name != "lock" { // the lock is empty
			t.Errorf("%s may be read by others: %v", name, mode)
		}
	}
}

func TestASecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{})
	if _, err := store.Open(t.Context(), dir, store.Options{}); err == nil || err.Error() != "another portaconsole is using "+dir {
		t.Errorf("%v", err)
	}
	must(t, s.Close())
	open(t, dir, store.Options{})
}

func TestOpenRefusesInASentence(t *testing.T) {
	for _, tt := range []struct {
		name    string
		prepare func(dir string) error
		want    string
	}{
		{"garbage", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "portaconsole.db"), bytes.Repeat([]byte("garbage "), 1000), 0o600)
		}, "the database cannot be read: "},
		{"cut off", func(dir string) error { return os.Truncate(filepath.Join(dir, "portaconsole.db"), 5000) }, "the database cannot be read: "},
		{"no file", func(dir string) error {
			return errors.Join(os.Remove(filepath.Join(dir, "portaconsole.db")), os.Mkdir(filepath.Join(dir, "portaconsole.db"), 0o700))
		}, "the database cannot be opened for writing: "},
		{"no directory", os.RemoveAll, "the data directory cannot be locked: "},
		{"open key", func(dir string) error { return os.Chmod(filepath.Join(dir, "secret.key"), 0o644) }, "may be read by others"},
		{"damaged key", func(dir string) error { return os.WriteFile(filepath.Join(dir, "secret.key"), []byte("x"), 0o600) }, "is damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir, store.Options{})
			begin(t, s, record("a", noon))
			must(t, s.Close())
			must(t, tt.prepare(dir))
			for range 2 { // the first refusal leaves no lock behind
				if _, err := store.Open(t.Context(), dir, store.Options{}); err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%v, want %q", err, tt.want)
				}
			}
		})
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, store.Options{})
	must(t, s.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"))
	must(t, s.Close())
	if _, err := store.Open(t.Context(), dir, store.Options{}); err == nil || !strings.Contains(err.Error(), "newer version of the console") {
		t.Errorf("%v", err)
	}
}

// What does not fit on the disk is refused whole, and what is there can still be read.
func TestFullDisk(t *testing.T) {
	s := open(t, t.TempDir(), store.Options{})
	r := record("a", noon)
	begin(t, s, r)
	must(t, keepDraft(t.Context(), s, anna, "form", "before", 0))
	must(t, s.Fill(t.Context()))
	if err := keepDraft(t.Context(), s, anna, "form", randomText(1<<20), 1); !errors.Is(err, session.ErrKeeper) {
		t.Errorf("%v", err)
	}
	if got := draftState(t, s, anna, "form"); got != "before" {
		t.Errorf("the form is %q", got)
	}
	holds(t, s, "a", &r)
}

func key(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func TestKeysAreChanged(t *testing.T) {
	dir := t.TempDir()
	reopen := func(keys ...[]byte) *store.Store { return open(t, dir, store.Options{Keys: keys}) }
	s := reopen(key(1))
	old := record("old", noon)
	begin(t, s, old)
	must(t, s.Close())

	s = reopen(key(2), key(1))
	holds(t, s, "old", &old)
	fresh := record("fresh", noon)
	begin(t, s, fresh)
	must(t, s.Close())

	s = reopen(key(2))
	holds(t, s, "fresh", &fresh)
	got, err := s.Session(t.Context(), "old")
	if !errors.Is(err, session.ErrSealed) || got.Owner != anna || got.Client != nil {
		t.Errorf("without its key: %+v, %v", got, err)
	}
	idle, err := s.IdleSessions(t.Context(), noon, noon)
	if err != nil || len(idle) != 2 {
		t.Errorf("without its key: %+v, %v", idle, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "secret.key")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key was made although there was one: %v", err)
	}
}

func TestWrongKeys(t *testing.T) {
	if _, err := store.Open(t.Context(), t.TempDir(), store.Options{Keys: [][]byte{key(1)[:16]}}); err == nil {
		t.Error("a short key was taken")
	}
	dir := t.TempDir()
	s := open(t, dir, store.Options{Keys: [][]byte{key(1)}})
	must(t, keepDraft(t.Context(), s, anna, "form", "form", 0))
	must(t, s.Close())
	var log bytes.Buffer
	s = open(t, dir, store.Options{Keys: [][]byte{key(2)}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if got := draftState(t, s, anna, "form"); got != "" || !strings.Contains(log.String(), "a draft is hidden") {
		t.Errorf("%q, log %s", got, &log)
	}
}

// Who has the database but not the key cannot put one user's row under another's name.
func TestRowsCannotBeExchanged(t *testing.T) {
	s := open(t, t.TempDir(), store.Options{})
	mine, theirs := record("mine", noon), record("theirs", noon)
	theirs.Owner = others[2]
	begin(t, s, mine, theirs)
	for _, change := range []string{
		"UPDATE sessions SET client = (SELECT client FROM sessions WHERE id = 'theirs') WHERE id = 'mine'",
		"UPDATE sessions SET login = 'anna' WHERE id = 'theirs'",
		"UPDATE sessions SET client = 'AAAA' WHERE id = 'theirs'",
		"UPDATE sessions SET client = '!' WHERE id = 'theirs'",
	} {
		must(t, s.Exec(t.Context(), change))
		id := change[strings.LastIndex(change, "= '")+3 : len(change)-1]
		if r, err := s.Session(t.Context(), id); !errors.Is(err, session.ErrSealed) || r.Client != nil {
			t.Errorf("after %s: %+v, %v", change, r, err)
		}
	}
}
