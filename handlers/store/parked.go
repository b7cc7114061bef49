package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"portaconsole/handlers/session"
)

// maxParked is how many forms are parked for an owner.
const maxParked = 100

func parkedPlace(owner session.Owner, path string) place { return place{"parked", path, owner} }

// Park implements [session.Keeper].
func (s *Store) Park(ctx context.Context, owner session.Owner, path string, body []byte, at time.Time) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err := tx.ExecContext(ctx, `INSERT INTO parked (server, realm, login, path, at, body) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (server, realm, login, path) DO UPDATE SET at = excluded.at, body = excluded.body`,
		owner.Server, owner.Realm, owner.Login, path, millis(at), s.seal.seal(parkedPlace(owner, path), body)); err != nil {
		return failed(err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM parked WHERE server = $1 AND realm = $2 AND login = $3 AND path IN (
		SELECT path FROM parked WHERE server = $1 AND realm = $2 AND login = $3 ORDER BY at DESC, path DESC LIMIT 1000 OFFSET $4)`,
		owner.Server, owner.Realm, owner.Login, maxParked); err != nil {
		return failed(err)
	}
	return failed(tx.Commit())
}

// Parked implements [session.Keeper].
func (s *Store) Parked(ctx context.Context, owner session.Owner, path string, after time.Time) ([]byte, error) {
	var text string
	err := s.read.QueryRowContext(ctx, `SELECT body FROM parked WHERE server = $1 AND realm = $2 AND login = $3 AND path = $4 AND at > $5`,
		owner.Server, owner.Realm, owner.Login, path, millis(after)).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, failed(err)
	}
	body, err := s.seal.open(parkedPlace(owner, path), text)
	if err != nil {
		s.log.Warn("a parked form is hidden, because it cannot be unsealed", "server", owner.Server, "login", owner.Login, "err", err)
		return nil, nil
	}
	return body, nil
}

// Unpark implements [session.Keeper]. There is seldom anything to forget, and looking is far cheaper than writing.
func (s *Store) Unpark(ctx context.Context, owner session.Owner, path string) error {
	there := 0
	where := ` FROM parked WHERE server = $1 AND realm = $2 AND login = $3 AND path = $4`
	if err := s.read.QueryRowContext(ctx, `SELECT count(*)`+where, owner.Server, owner.Realm, owner.Login, path).Scan(&there); err != nil || there == 0 {
		return failed(err)
	}
	return s.exec(ctx, `DELETE`+where, owner.Server, owner.Realm, owner.Login, path)
}
