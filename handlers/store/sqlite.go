package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite" // also the driver "sqlite"
	lib "modernc.org/sqlite/lib"
)

// Files in the data directory.
const (
	databaseFile = "portaconsole.db"
	lockFile     = "lock"
	keyFile      = "secret.key"
)

// readers is how many read at once; SQLite lets one write beside them.
const readers = 4

// openSQLite opens the database for one writer and several readers.
func (s *Store) openSQLite(dir string) (err error) {
	file := filepath.Join(dir, databaseFile)
	// Made here and not by SQLite, so that nobody else may read it; its other files take over the mode.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("the database cannot be opened for writing: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	// A transaction that starts as a reader and then writes may be refused as BUSY at once; an immediate one waits its turn.
	if s.write, err = openFile(file, "_txlock=immediate", "_pragma=journal_mode(wal)", "_pragma=synchronous(full)"); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	s.read, err = openReader(file)
	return err
}

// openReader opens the database for several readers, which cannot change it.
func openReader(file string, settings ...string) (*sql.DB, error) {
	db, err := openFile(file, append(settings, "_pragma=query_only(1)")...)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db, nil
}

func openFile(file string, settings ...string) (*sql.DB, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	settings = append(settings, "_pragma=busy_timeout(5000)")
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: strings.Join(settings, "&")}).String())
}

// lock takes the data directory for this process. It is a lock of SQLite's on an empty file, which all systems know and
// which goes with the process however that ends.
func lock(ctx context.Context, dir string) (release func() error, err error) {
	db, err := openFile(filepath.Join(dir, lockFile), "_pragma=journal_mode(memory)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err = db.ExecContext(ctx, "PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE"); err == nil {
		return db.Close, nil
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code()&0xff == lib.SQLITE_BUSY {
		err = fmt.Errorf("another portaconsole is using %s", dir)
	} else {
		err = fmt.Errorf("the data directory cannot be locked: %w", err)
	}
	return nil, errors.Join(err, db.Close())
}
