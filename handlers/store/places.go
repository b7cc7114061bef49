package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"portaconsole/handlers/places"
	"portaconsole/handlers/session"
)

func viewPlace(owner session.Owner, id string) place { return place{"views", id, owner} }

func recentPlace(owner session.Owner) place { return place{"recent", "", owner} }

// viewDetails is what is sealed of a view.
type viewDetails struct{ Record, Name, Query string }

// Views implements [places.Keeper].
func (s *Store) Views(ctx context.Context, owner session.Owner) (views []places.View, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, details FROM views WHERE server = $1 AND realm = $2 AND login = $3`, owner.Server, owner.Realm, owner.Login)
	if err != nil {
		return nil, failed(err)
	}
	defer rows.Close()
	var hidden error
	for rows.Next() {
		var id, text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, failed(err)
		}
		var d viewDetails
		if err := s.unseal(viewPlace(owner, id), text, &d); err != nil {
			hidden = err
			continue
		}
		views = append(views, places.View{ID: id, Record: d.Record, Name: d.Name, Query: d.Query})
	}
	if hidden != nil {
		s.log.Warn("saved views are hidden, because they cannot be unsealed", "server", owner.Server, "login", owner.Login, "err", hidden)
	}
	return views, failed(rows.Err())
}

// PutView implements [places.Keeper].
func (s *Store) PutView(ctx context.Context, owner session.Owner, v places.View) error {
	details, err := json.Marshal(viewDetails{v.Record, v.Name, v.Query})
	if err != nil {
		return fmt.Errorf("a view: %w", err)
	}
	return s.exec(ctx, `INSERT INTO views (server, realm, login, id, details) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (server, realm, login, id) DO UPDATE SET details = excluded.details`,
		owner.Server, owner.Realm, owner.Login, v.ID, s.seal.seal(viewPlace(owner, v.ID), details))
}

// RemoveView implements [places.Keeper].
func (s *Store) RemoveView(ctx context.Context, owner session.Owner, id string) error {
	return s.exec(ctx, `DELETE FROM views WHERE server = $1 AND realm = $2 AND login = $3 AND id = $4`, owner.Server, owner.Realm, owner.Login, id)
}

const selectRecent = `SELECT deeds FROM recent WHERE server = $1 AND realm = $2 AND login = $3`

// Recent implements [places.Keeper].
func (s *Store) Recent(ctx context.Context, owner session.Owner) ([]places.Recent, error) {
	return s.scanRecent(owner, s.read.QueryRowContext(ctx, selectRecent, owner.Server, owner.Realm, owner.Login))
}

func (s *Store) scanRecent(owner session.Owner, row *sql.Row) (deeds []places.Recent, err error) {
	var text string
	if err := row.Scan(&text); errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	} else if err != nil {
		return nil, failed(err)
	}
	if err := s.unseal(recentPlace(owner), text, &deeds); err != nil {
		s.log.Warn("what a user did last is hidden, because it cannot be unsealed", "server", owner.Server, "login", owner.Login, "err", err)
		return nil, nil
	}
	return deeds, nil
}

// AddRecent implements [places.Keeper]. The row is written before it is read, so that whoever else writes it, in whatever database,
// comes before or after.
func (s *Store) AddRecent(ctx context.Context, owner session.Owner, news []places.Recent) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err := tx.ExecContext(ctx, `INSERT INTO recent (server, realm, login, deeds) VALUES ($1, $2, $3, '')
		ON CONFLICT (server, realm, login) DO UPDATE SET deeds = recent.deeds`, owner.Server, owner.Realm, owner.Login); err != nil {
		return failed(err)
	}
	before, err := s.scanRecent(owner, tx.QueryRowContext(ctx, selectRecent, owner.Server, owner.Realm, owner.Login))
	if err != nil {
		return err
	}
	deeds, err := json.Marshal(places.Merge(news, before))
	if err != nil {
		return fmt.Errorf("what was done last: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE recent SET deeds = $4 WHERE server = $1 AND realm = $2 AND login = $3`,
		owner.Server, owner.Realm, owner.Login, s.seal.seal(recentPlace(owner), deeds)); err != nil {
		return failed(err)
	}
	return failed(tx.Commit())
}

// unseal reads what was sealed as JSON into v; nothing leaves it as it is.
func (s *Store) unseal(p place, text string, v any) error {
	data, err := s.seal.open(p, text)
	if err != nil || len(data) == 0 {
		return err
	}
	return json.Unmarshal(data, v)
}
