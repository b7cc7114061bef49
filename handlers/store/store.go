// Package store is what the console remembers: the only SQL there is. What is secret lies in it sealed.
//
// Tables and queries are such that SQLite and PostgreSQL both understand them. Times are exact to the millisecond.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"portaconsole/handlers/drafts"
	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
	"portaconsole/porta/journal"
)

// Store keeps sessions, drafts, templates, places and the journal. It is safe for concurrent use.
type Store struct {
	write, read *sql.DB
	seal        *sealer
	log         *slog.Logger
	release     func() error // of the data directory
}

var (
	_ session.Keeper = (*Store)(nil)
	_ places.Keeper  = (*Store)(nil)
	_ journal.Log    = (*Store)(nil)
	_ drafts.Keeper  = (*Store)(nil)
)

// Options of a store.
type Options struct {
	// Keys seal and unseal, newest first: 32 bytes each. Without any, one is made and kept in the data directory.
	Keys [][]byte
	Log  *slog.Logger // nothing when nil
}

// Open opens the database in a data directory that exists, and makes it at the first time. The directory belongs to this process until
// [Store.Close]. Errors say in a sentence what is wrong.
func Open(ctx context.Context, dir string, o Options) (_ *Store, err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{log: o.Log}
	if s.release, err = lock(ctx, dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if len(o.Keys) == 0 {
		key, err := ownKey(dir)
		if err != nil {
			return nil, err
		}
		o.Keys = [][]byte{key}
	}
	if s.seal, err = newSealer(o.Keys); err != nil {
		return nil, err
	}
	if err := s.openSQLite(dir); err != nil {
		return nil, err
	}
	return s, s.migrate(ctx)
}

// OpenToRead opens the database of a data directory for reading alone, beside a console that may be at work on it. Nothing is made
// or brought up to date. Errors say in a sentence what is wrong.
func OpenToRead(ctx context.Context, dir string, o Options) (_ *Store, err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{log: o.Log, release: func() error { return nil }}
	if len(o.Keys) == 0 {
		key, err := readKey(filepath.Join(dir, keyFile))
		if err != nil {
			return nil, fmt.Errorf("without its key the database cannot be read: %w", err)
		}
		o.Keys = [][]byte{key}
	}
	if s.seal, err = newSealer(o.Keys); err != nil {
		return nil, err
	}
	if s.read, err = openReader(filepath.Join(dir, databaseFile), "mode=rw"); err != nil { // which makes no file
		return nil, err
	}
	s.write = s.read // refuses every change
	is, want, err := versions(ctx, s.read)
	if err == nil && is != want {
		err = fmt.Errorf("its tables are at %d, this program knows %d: start the console of this version once", is, want)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the database in %s cannot be read: %w", dir, err), s.Close())
	}
	return s, nil
}

// Close closes the database and gives the data directory free.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.release())...)
}

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, and refuses those of a newer program: it would not know what it destroys.
func (s *Store) migrate(ctx context.Context) error {
	p, err := migrator(s.write)
	if err != nil {
		return err
	}
	is, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the database cannot be read: %w", err)
	case is > want:
		return fmt.Errorf("the database was made by a newer version of the console (its tables are at %d, this program knows %d)", is, want)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("the database cannot be brought up to date: %w", err)
	}
	return nil
}

func migrator(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files)
}

// versions are those that the tables are at, and that this program knows.
func versions(ctx context.Context, db *sql.DB) (is, want int64, err error) {
	p, err := migrator(db)
	if err != nil {
		return 0, 0, err
	}
	return p.GetVersions(ctx)
}

// exec changes something.
func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.write.ExecContext(ctx, query, args...)
	return failed(err)
}

// failed marks an error of the database as such.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", session.ErrKeeper, err)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}
