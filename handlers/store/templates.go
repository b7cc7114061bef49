package store

import (
	"context"
	"database/sql"
	"errors"

	"portaconsole/handlers/drafts"
)

func templatePlace(owner drafts.Owner, path, name string) place {
	return place{"templates", path + "\n" + name, owner}
}

const ofTemplate = ` WHERE server = $1 AND realm = $2 AND login = $3 AND path = $4 AND name = $5`

// Templates implements [drafts.Keeper].
func (s *Store) Templates(ctx context.Context, owner drafts.Owner, path string) (list []drafts.Template, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT name, changed FROM templates WHERE server = $1 AND realm = $2 AND login = $3 AND path = $4 ORDER BY name`,
		owner.Server, owner.Realm, owner.Login, path)
	if err != nil {
		return nil, failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		t := drafts.Template{Owner: owner, Path: path}
		var changed int64
		if err := rows.Scan(&t.Name, &changed); err != nil {
			return nil, failed(err)
		}
		t.Changed = timeOf(changed)
		list = append(list, t)
	}
	return list, failed(rows.Err())
}

// Template implements [drafts.Keeper].
func (s *Store) Template(ctx context.Context, owner drafts.Owner, path, name string) (drafts.Template, error) {
	t := drafts.Template{Owner: owner, Path: path, Name: name}
	var changed int64
	var state string
	err := s.read.QueryRowContext(ctx, `SELECT changed, state FROM templates`+ofTemplate, owner.Server, owner.Realm, owner.Login, path, name).Scan(&changed, &state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return t, drafts.ErrNone
	case err != nil:
		return t, failed(err)
	}
	t.Changed = timeOf(changed)
	if t.State, err = s.unpack(templatePlace(owner, path, name), state); err != nil {
		s.log.Warn("a template is hidden, because it cannot be unsealed", "server", owner.Server, "login", owner.Login, "err", err)
		return t, drafts.ErrNone
	}
	return t, nil
}

// SaveTemplate implements [drafts.Keeper].
func (s *Store) SaveTemplate(ctx context.Context, t drafts.Template) error {
	state, err := s.pack(templatePlace(t.Owner, t.Path, t.Name), t.State)
	if err != nil {
		return err
	}
	return s.inTransaction(ctx, func(tx *sql.Tx) error {
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM templates WHERE server = $1 AND realm = $2 AND login = $3 AND NOT (path = $4 AND name = $5)`,
			t.Owner.Server, t.Owner.Realm, t.Owner.Login, t.Path, t.Name).Scan(&others); err != nil {
			return failed(err)
		}
		if others >= drafts.MaxTemplates {
			return drafts.ErrFull
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO templates (server, realm, login, path, name, changed, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (server, realm, login, path, name) DO UPDATE SET changed = excluded.changed, state = excluded.state`,
			t.Owner.Server, t.Owner.Realm, t.Owner.Login, t.Path, t.Name, millis(t.Changed), state)
		return failed(err)
	})
}

// RemoveTemplate implements [drafts.Keeper].
func (s *Store) RemoveTemplate(ctx context.Context, owner drafts.Owner, path, name string) error {
	return s.exec(ctx, `DELETE FROM templates`+ofTemplate, owner.Server, owner.Realm, owner.Login, path, name)
}
