package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"portaconsole/handlers/session"
)

func sessionPlace(id string, owner session.Owner) place { return place{"sessions", id, owner} }

// OpenSession implements [session.Keeper].
func (s *Store) OpenSession(ctx context.Context, r session.Record) error {
	return s.exec(ctx, `INSERT INTO sessions (id, server, realm, login, opened, touched, ended, client) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, r.Owner.Server, r.Owner.Realm, r.Owner.Login, millis(r.Opened), millis(r.Touched), millis(r.Ended), s.seal.seal(sessionPlace(r.ID, r.Owner), r.Client))
}

const sessionColumns = `id, server, realm, login, opened, touched, ended, client`

// scanSession reads a row. With [session.ErrSealed] all is there but the client.
func (s *Store) scanSession(scan func(...any) error) (r session.Record, err error) {
	var opened, touched, ended int64
	var client string
	if err := scan(&r.ID, &r.Owner.Server, &r.Owner.Realm, &r.Owner.Login, &opened, &touched, &ended, &client); err != nil {
		return session.Record{}, err
	}
	r.Opened, r.Touched, r.Ended = timeOf(opened), timeOf(touched), timeOf(ended)
	r.Client, err = s.seal.open(sessionPlace(r.ID, r.Owner), client)
	return r, err
}

// Session implements [session.Keeper].
func (s *Store) Session(ctx context.Context, id string) (session.Record, error) {
	r, err := s.scanSession(s.read.QueryRowContext(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE id = $1`, id).Scan)
	switch {
	case err == nil, errors.Is(err, session.ErrSealed):
		return r, err
	case errors.Is(err, sql.ErrNoRows):
		return r, session.ErrNone
	}
	return r, failed(err)
}

// TouchSession implements [session.Keeper].
func (s *Store) TouchSession(ctx context.Context, id string, at time.Time) error {
	return s.exec(ctx, `UPDATE sessions SET touched = $2 WHERE id = $1 AND touched < $2`, id, millis(at))
}

// RenewSession implements [session.Keeper].
func (s *Store) RenewSession(ctx context.Context, id string, owner session.Owner, client []byte) error {
	return s.exec(ctx, `UPDATE sessions SET client = $2 WHERE id = $1 AND ended = 0`, id, s.seal.seal(sessionPlace(id, owner), client))
}

// EndSession implements [session.Keeper].
func (s *Store) EndSession(ctx context.Context, id string, at time.Time) error {
	return s.exec(ctx, `UPDATE sessions SET ended = $2, client = '' WHERE id = $1 AND ended = 0`, id, millis(at))
}

// RemoveSession implements [session.Keeper].
func (s *Store) RemoveSession(ctx context.Context, id string) error {
	return s.exec(ctx, `DELETE FROM sessions WHERE id = $1`, id)
}

// IdleSessions implements [session.Keeper].
func (s *Store) IdleSessions(ctx context.Context, touched, opened time.Time) ([]session.Record, error) {
	return s.sessionsWhere(ctx, `ended = 0 AND (touched <= $1 OR opened <= $2)`, millis(touched), millis(opened))
}

// SessionsOf implements [session.Keeper].
func (s *Store) SessionsOf(ctx context.Context, owner session.Owner) ([]session.Record, error) {
	return s.sessionsWhere(ctx, `ended = 0 AND server = $1 AND realm = $2 AND login = $3`, owner.Server, owner.Realm, owner.Login)
}

func (s *Store) sessionsWhere(ctx context.Context, condition string, args ...any) (list []session.Record, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE `+condition, args...)
	if err != nil {
		return nil, failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := s.scanSession(rows.Scan)
		if err != nil && !errors.Is(err, session.ErrSealed) {
			return nil, failed(err)
		}
		list = append(list, r)
	}
	return list, failed(rows.Err())
}

// Sweep implements [session.Keeper].
func (s *Store) Sweep(ctx context.Context, before time.Time) error {
	return s.exec(ctx, `DELETE FROM sessions WHERE ended > 0 AND ended <= $1`, millis(before))
}
