package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"portaconsole/handlers/session"
	"portaconsole/porta"
	"portaconsole/porta/journal"
)

func writePlace(e journal.Entry) place { return place{"journal", e.ID, e.Owner} }

// sealDetails returns the details as they are stored.
func (s *Store) sealDetails(e journal.Entry) (string, error) {
	data, err := json.Marshal(e.Details)
	if err != nil {
		return "", fmt.Errorf("the details of a write: %w", err)
	}
	return s.seal.seal(writePlace(e), data), nil
}

// PlanWrite implements [journal.Log].
func (s *Store) PlanWrite(ctx context.Context, e journal.Entry) error {
	details, err := s.sealDetails(e)
	if err != nil {
		return err
	}
	names, err := json.Marshal(e.Names)
	if err != nil {
		return err
	}
	return s.exec(ctx, `INSERT INTO journal (id, server, realm, login, method, form, state, planned, ended, names, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		e.ID, e.Owner.Server, e.Owner.Realm, e.Owner.Login, e.Method, e.Form, string(e.State), millis(e.Planned), millis(e.Ended), string(names), details)
}

// SendWrite implements [journal.Log]. That no row changes means that the entry is gone: then nothing may be sent.
func (s *Store) SendWrite(ctx context.Context, id string) error {
	result, err := s.write.ExecContext(ctx, `UPDATE journal SET state = $2 WHERE id = $1 AND ended = 0`, id, string(journal.Sent))
	if err != nil {
		return failed(err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return failed(errors.Join(errors.New("a planned write is not in the journal"), err))
	}
	return nil
}

// EndWrite implements [journal.Log].
func (s *Store) EndWrite(ctx context.Context, e journal.Entry) error {
	details, err := s.sealDetails(e)
	if err != nil {
		return err
	}
	return s.exec(ctx, `UPDATE journal SET state = $2, ended = $3, details = $4 WHERE id = $1`, e.ID, string(e.State), millis(e.Ended), details)
}

// RecoverWrites implements [journal.Log].
func (s *Store) RecoverWrites(ctx context.Context, at time.Time) error {
	const end = `UPDATE journal SET state = $1, ended = $2 WHERE ended = 0 AND state = $3`
	return errors.Join(
		s.exec(ctx, end, string(journal.NotSent), millis(at), string(journal.Planned)),
		s.exec(ctx, end, string(journal.Unknown), millis(at), string(journal.Sent)),
	)
}

// WriteOfForm implements [journal.Log]. Of an entry that cannot be unsealed it is known that it was sent, but not what.
func (s *Store) WriteOfForm(ctx context.Context, owner porta.Owner, form string) (*journal.Entry, error) {
	e := journal.Entry{Owner: owner, Form: form}
	var state, names, details string
	var planned, ended int64
	err := s.read.QueryRowContext(ctx, `SELECT id, method, state, planned, ended, names, details FROM journal
		WHERE server = $1 AND realm = $2 AND login = $3 AND form = $4 AND state IN ($5, $6, $7) ORDER BY planned DESC, id LIMIT 1`,
		owner.Server, owner.Realm, owner.Login, form, string(journal.Sent), string(journal.Done), string(journal.Unknown),
	).Scan(&e.ID, &e.Method, &state, &planned, &ended, &names, &details)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, failed(err)
	}
	e.State, e.Planned, e.Ended = journal.State(state), timeOf(planned), timeOf(ended)
	if err := json.Unmarshal([]byte(names), &e.Names); err != nil {
		return nil, failed(err)
	}
	data, err := s.seal.open(writePlace(e), details)
	if errors.Is(err, session.ErrSealed) {
		s.log.Warn("the details of a write are hidden, because they cannot be unsealed", "server", owner.Server, "login", owner.Login, "method", e.Method, "err", err)
		return &e, nil
	}
	if err := errors.Join(err, json.Unmarshal(data, &e.Details)); err != nil {
		return nil, failed(err)
	}
	return &e, nil
}
