package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"portaconsole/handlers/drafts"
	"portaconsole/handlers/session"
)

func titlePlace(owner session.Owner, id string) place { return place{"drafts", id, owner} }

func stepPlace(owner session.Owner, id string, n int64) place {
	return place{"draft_steps", id + "/" + strconv.FormatInt(n, 10), owner}
}

const ofDraft = ` WHERE server = $1 AND realm = $2 AND login = $3 AND id = $4`

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Draft implements [drafts.Keeper].
func (s *Store) Draft(ctx context.Context, owner drafts.Owner, id string) (drafts.Draft, error) {
	return s.draft(ctx, s.read, owner, id)
}

func (s *Store) draft(ctx context.Context, q querier, owner drafts.Owner, id string) (d drafts.Draft, err error) {
	d = drafts.Draft{Owner: owner, ID: id}
	var title, state string
	var changed, sent, first, last int64
	err = q.QueryRowContext(ctx, `SELECT d.path, d.title, d.revision, d.changed, d.sent, d.step, s.typing, s.state,
		(SELECT min(n) FROM draft_steps WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4),
		(SELECT max(n) FROM draft_steps WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4)
		FROM drafts d JOIN draft_steps s ON s.server = d.server AND s.realm = d.realm AND s.login = d.login AND s.draft = d.id AND s.n = d.step
		WHERE d.server = $1 AND d.realm = $2 AND d.login = $3 AND d.id = $4`, owner.Server, owner.Realm, owner.Login, id,
	).Scan(&d.Path, &title, &d.Revision, &changed, &sent, &d.Step, &d.Typing, &state, &first, &last)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return drafts.Draft{}, drafts.ErrNone
	case err != nil:
		return drafts.Draft{}, failed(err)
	}
	d.Changed, d.Sent, d.HasUndo, d.HasRedo = timeOf(changed), sent != 0, d.Step > first, d.Step < last
	name, err := s.seal.open(titlePlace(owner, id), title)
	if err == nil {
		d.State, err = s.unpack(stepPlace(owner, id, d.Step), state)
	}
	if err != nil {
		s.log.Warn("a draft is hidden, because it cannot be unsealed", "server", owner.Server, "login", owner.Login, "err", err)
		return drafts.Draft{}, drafts.ErrSealed
	}
	d.Title = string(name)
	return d, nil
}

// Drafts implements [drafts.Keeper].
func (s *Store) Drafts(ctx context.Context, owner drafts.Owner) (list []drafts.Draft, err error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, path, title, revision, changed FROM drafts
		WHERE server = $1 AND realm = $2 AND login = $3 AND sent = 0 ORDER BY changed DESC, id`, owner.Server, owner.Realm, owner.Login)
	if err != nil {
		return nil, failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		d := drafts.Draft{Owner: owner}
		var title string
		var changed int64
		if err := rows.Scan(&d.ID, &d.Path, &title, &d.Revision, &changed); err != nil {
			return nil, failed(err)
		}
		name, err := s.seal.open(titlePlace(owner, d.ID), title)
		if err == nil {
			d.Title = string(name)
		}
		d.Changed = timeOf(changed)
		list = append(list, d)
	}
	return list, failed(rows.Err())
}

// SaveDraft implements [drafts.Keeper].
func (s *Store) SaveDraft(ctx context.Context, d drafts.Draft, steps []drafts.Step) (saved drafts.Draft, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		before, err := s.draft(ctx, tx, d.Owner, d.ID)
		switch {
		case errors.Is(err, drafts.ErrNone), errors.Is(err, drafts.ErrSealed):
			// With a form whose draft is gone, or cannot be read, it begins anew.
			before = drafts.Draft{Revision: d.Revision, Typing: -1}
			err = s.forgetDraft(ctx, tx, d.Owner, d.ID)
		case err == nil && before.Revision != d.Revision:
			return drafts.ErrStale
		}
		if err != nil {
			return err
		}
		if saved, err = s.addSteps(ctx, tx, d, before, steps); err != nil {
			return err
		}
		return s.makeRoom(ctx, tx, d.Owner)
	})
	return saved, err
}

// addSteps writes the steps after the present one of the draft as it was before.
func (s *Store) addSteps(ctx context.Context, tx *sql.Tx, d, before drafts.Draft, steps []drafts.Step) (drafts.Draft, error) {
	owner, n := d.Owner, before.Step
	if _, err := tx.ExecContext(ctx, `DELETE FROM draft_steps WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4 AND (n > $5 OR n <= $6)`,
		owner.Server, owner.Realm, owner.Login, d.ID, n, n+int64(len(steps))-drafts.MaxSteps-1); err != nil {
		return d, failed(err)
	}
	for _, step := range steps {
		if !step.Replace || n == 0 {
			n++
		}
		state, err := s.pack(stepPlace(owner, d.ID, n), step.State)
		if err != nil {
			return d, err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO draft_steps (server, realm, login, draft, n, typing, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (server, realm, login, draft, n) DO UPDATE SET typing = excluded.typing, state = excluded.state`,
			owner.Server, owner.Realm, owner.Login, d.ID, n, step.Typing, state); err != nil {
			return d, failed(err)
		}
		d.State, d.Typing = step.State, step.Typing
	}
	d.Step, d.Revision, d.HasRedo = n, before.Revision+1, false
	if _, err := tx.ExecContext(ctx, `INSERT INTO drafts (server, realm, login, id, path, title, revision, changed, sent, step) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)
		ON CONFLICT (server, realm, login, id) DO UPDATE SET path = excluded.path, title = excluded.title, revision = excluded.revision, changed = excluded.changed, step = excluded.step`,
		owner.Server, owner.Realm, owner.Login, d.ID, d.Path, s.seal.seal(titlePlace(owner, d.ID), []byte(d.Title)), d.Revision, millis(d.Changed), n); err != nil {
		return d, failed(err)
	}
	first, err := s.trimSteps(ctx, tx, d)
	d.HasUndo = first < n
	return d, err
}

// trimSteps forgets the oldest steps beyond what a form may have, and returns the first that is left.
func (s *Store) trimSteps(ctx context.Context, tx *sql.Tx, d drafts.Draft) (first int64, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT n, length(state) FROM draft_steps WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4 ORDER BY n DESC`,
		d.Owner.Server, d.Owner.Realm, d.Owner.Login, d.ID)
	if err != nil {
		return 0, failed(err)
	}
	first = d.Step
	for sum := int64(0); rows.Next(); {
		var n, size int64
		if err := rows.Scan(&n, &size); err != nil {
			return 0, errors.Join(failed(err), rows.Close())
		}
		if sum += size; n <= d.Step && sum <= drafts.MaxBytes*4/3 { // sealed in base64
			first = n
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return 0, failed(err)
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM draft_steps WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4 AND n < $5`,
		d.Owner.Server, d.Owner.Realm, d.Owner.Login, d.ID, first)
	return first, failed(err)
}

// MoveDraft implements [drafts.Keeper].
func (s *Store) MoveDraft(ctx context.Context, d drafts.Draft, by int) (moved drafts.Draft, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		before, err := s.draft(ctx, tx, d.Owner, d.ID)
		switch {
		case err != nil:
			return err
		case before.Revision != d.Revision:
			return drafts.ErrStale
		}
		if by < 0 && !before.HasUndo || by > 0 && !before.HasRedo {
			moved = before
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE drafts SET step = $5, revision = $6, changed = $7`+ofDraft, d.Owner.Server, d.Owner.Realm, d.Owner.Login, d.ID,
			before.Step+int64(by), before.Revision+1, millis(d.Changed)); err != nil {
			return failed(err)
		}
		// What was being typed is finished by going away from it.
		if _, err := tx.ExecContext(ctx, `UPDATE draft_steps SET typing = -1 WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4 AND typing >= 0`,
			d.Owner.Server, d.Owner.Realm, d.Owner.Login, d.ID); err != nil {
			return failed(err)
		}
		moved, err = s.draft(ctx, tx, d.Owner, d.ID)
		return err
	})
	return moved, err
}

// MarkSent implements [drafts.Keeper].
func (s *Store) MarkSent(ctx context.Context, owner drafts.Owner, id string, at time.Time) error {
	return s.exec(ctx, `UPDATE drafts SET sent = $5`+ofDraft, owner.Server, owner.Realm, owner.Login, id, millis(at))
}

// RemoveDraft implements [drafts.Keeper].
func (s *Store) RemoveDraft(ctx context.Context, owner drafts.Owner, id string) error {
	return s.inTransaction(ctx, func(tx *sql.Tx) error { return s.forgetDraft(ctx, tx, owner, id) })
}

func (s *Store) forgetDraft(ctx context.Context, tx *sql.Tx, owner drafts.Owner, id string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM draft_steps WHERE server = $1 AND realm = $2 AND login = $3 AND draft = $4`, owner.Server, owner.Realm, owner.Login, id); err != nil {
		return failed(err)
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM drafts`+ofDraft, owner.Server, owner.Realm, owner.Login, id)
	return failed(err)
}

// makeRoom forgets an owner's oldest drafts beyond what one may have.
func (s *Store) makeRoom(ctx context.Context, tx *sql.Tx, owner drafts.Owner) error {
	return s.forgetDrafts(ctx, tx, `SELECT server, realm, login, id FROM drafts WHERE server = $1 AND realm = $2 AND login = $3 ORDER BY changed DESC, id LIMIT 1000 OFFSET $4`,
		owner.Server, owner.Realm, owner.Login, drafts.MaxDrafts)
}

// SweepDrafts implements [drafts.Keeper].
func (s *Store) SweepDrafts(ctx context.Context, before time.Time) error {
	return s.inTransaction(ctx, func(tx *sql.Tx) error {
		return s.forgetDrafts(ctx, tx, `SELECT server, realm, login, id FROM drafts WHERE changed <= $1`, millis(before))
	})
}

// forgetDrafts forgets the drafts that a query finds.
func (s *Store) forgetDrafts(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return failed(err)
	}
	var found []drafts.Draft
	for rows.Next() {
		var d drafts.Draft
		if err := rows.Scan(&d.Owner.Server, &d.Owner.Realm, &d.Owner.Login, &d.ID); err != nil {
			return errors.Join(failed(err), rows.Close())
		}
		found = append(found, d)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return failed(err)
	}
	for _, d := range found {
		if err := s.forgetDraft(ctx, tx, d.Owner, d.ID); err != nil {
			return err
		}
	}
	return nil
}

// inTransaction carries out a change as a whole or not at all.
func (s *Store) inTransaction(ctx context.Context, change func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if err := change(tx); err != nil {
		return err
	}
	return failed(tx.Commit())
}

// pack compresses and seals; forms repeat themselves a lot.
func (s *Store) pack(p place, plain []byte) (string, error) {
	packed, err := deflate(plain)
	if err != nil {
		return "", fmt.Errorf("a draft cannot be packed: %w", err)
	}
	return s.seal.seal(p, packed), nil
}

func (s *Store) unpack(p place, text string) ([]byte, error) {
	packed, err := s.seal.open(p, text)
	if err != nil {
		return nil, err
	}
	return inflate(packed)
}
