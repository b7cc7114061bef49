package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/journal"
)

func writePlace(e journal.Entry) place { return place{"journal", e.ID, e.Owner} }

// textPlace is where a text of an entry lies that is sealed by itself, by the name of its column.
func textPlace(column, id string, owner porta.Owner) place {
	return place{"journal " + column, id, owner}
}

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
	query, args, err := s.insertWrite(e)
	if err != nil {
		return err
	}
	return s.exec(ctx, query, args...)
}

// insertWrite returns the statement that keeps a new entry.
func (s *Store) insertWrite(e journal.Entry) (query string, args []any, err error) {
	details, err := s.sealDetails(e)
	if err != nil {
		return "", nil, err
	}
	names, err := json.Marshal(e.Names)
	if err != nil {
		return "", nil, err
	}
	return `INSERT INTO journal (id, server, realm, login, method, form, record, record_id, subject, reason, state, planned, sent, ended, names, details)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		[]any{
			e.ID, e.Owner.Server, e.Owner.Realm, e.Owner.Login, e.Method, e.Form, e.Record, e.RecordID,
			s.seal.seal(textPlace("subject", e.ID, e.Owner), []byte(e.Subject)), s.seal.seal(textPlace("reason", e.ID, e.Owner), []byte(e.Reason)),
			string(e.State), millis(e.Planned), millis(e.Sent), millis(e.Ended), string(names), details,
		}, nil
}

// SendWrite implements [journal.Log]. One statement looks at the form's other writes and changes this one, so two sessions cannot pass each
// other. That no row changes otherwise means that the entry is gone: then nothing may be sent.
func (s *Store) SendWrite(ctx context.Context, e journal.Entry, at time.Time) error {
	done, err := s.changed(ctx, `UPDATE journal SET state = $2, sent = $3 WHERE id = $1 AND ended = 0 AND NOT EXISTS (SELECT 1 FROM journal other
		WHERE other.server = $4 AND other.realm = $5 AND other.login = $6 AND other.form = $7 AND $7 <> '' AND other.id <> $1 AND other.state IN ($2, $8, $9, $10))`,
		e.ID, string(journal.Sent), millis(at), e.Owner.Server, e.Owner.Realm, e.Owner.Login, e.Form,
		string(journal.Done), string(journal.Unknown), string(journal.Arrived))
	if err != nil || done {
		return err
	}
	if e.Form != "" {
		if other, err := s.WriteOfForm(ctx, e.Owner, e.Form); err != nil || other != nil && other.ID != e.ID {
			return cmp.Or(err, journal.ErrSent)
		}
	}
	return failed(errors.New("a planned write is not in the journal"))
}

// changed changes something, and says whether there was anything to change.
func (s *Store) changed(ctx context.Context, query string, args ...any) (bool, error) {
	result, err := s.write.ExecContext(ctx, query, args...)
	if err != nil {
		return false, failed(err)
	}
	n, err := result.RowsAffected()
	return n > 0, failed(err)
}

// EndWrite implements [journal.Log].
func (s *Store) EndWrite(ctx context.Context, e journal.Entry) error {
	details, err := s.sealDetails(e)
	if err != nil {
		return err
	}
	return s.exec(ctx, `UPDATE journal SET state = $2, ended = $3, record_id = $4, details = $5 WHERE id = $1`, e.ID, string(e.State), millis(e.Ended), e.RecordID, details)
}

// RecoverWrites implements [journal.Log].
func (s *Store) RecoverWrites(ctx context.Context, at time.Time) error {
	const end = `UPDATE journal SET state = $1, ended = $2 WHERE ended = 0 AND state = $3`
	return errors.Join(
		s.exec(ctx, end, string(journal.NotSent), millis(at), string(journal.Planned)),
		s.exec(ctx, end, string(journal.Unknown), millis(at), string(journal.Sent)),
	)
}

// ResolveWrite implements [journal.Log]. The state in the condition makes it happen once.
func (s *Store) ResolveWrite(ctx context.Context, e journal.Entry) (bool, error) {
	details, err := s.sealDetails(e)
	if err != nil {
		return false, err
	}
	return s.changed(ctx, `UPDATE journal SET state = $2, resolved = $3, resolver = $4, record_id = $5, details = $6 WHERE id = $1 AND state = $7`,
		e.ID, string(e.State), millis(e.Resolved), e.Resolver, e.RecordID, details, string(journal.Unknown))
}

// ExplainWrite implements [journal.Log].
func (s *Store) ExplainWrite(ctx context.Context, owner porta.Owner, id, reason string) (bool, error) {
	return s.changed(ctx, `UPDATE journal SET reason = $5 WHERE id = $1 AND server = $2 AND realm = $3 AND login = $4 AND reason = ''`,
		id, owner.Server, owner.Realm, owner.Login, s.seal.seal(textPlace("reason", id, owner), []byte(reason)))
}

// maxRefusedSignIns is how many refused sign-ins are kept for a server: anybody who reaches the console can make more.
const maxRefusedSignIns = 10_000

// KeepSignIn implements [journal.Log].
func (s *Store) KeepSignIn(ctx context.Context, e journal.Entry) error {
	query, args, err := s.insertWrite(e)
	if err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing after the commit
	if _, err := tx.ExecContext(ctx, query, args...); err != nil {
		return failed(err)
	}
	if e.State == journal.Refused {
		if _, err := tx.ExecContext(ctx, `DELETE FROM journal WHERE id IN (
			SELECT id FROM journal WHERE server = $1 AND method = $2 AND state = $3 ORDER BY planned DESC LIMIT 1000 OFFSET $4)`,
			e.Owner.Server, e.Method, string(e.State), maxRefusedSignIns); err != nil {
			return failed(err)
		}
	}
	return failed(tx.Commit())
}

// forgetAtOnce bounds how long the others wait who want to write.
const forgetAtOnce = 1000

// ForgetWrites implements [journal.Log].
func (s *Store) ForgetWrites(ctx context.Context, before time.Time) (int, error) {
	result, err := s.write.ExecContext(ctx, `DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE ended > 0 AND ended <= $1 AND state <> $2 LIMIT $3)`,
		millis(before), string(journal.Unknown), forgetAtOnce)
	if err != nil {
		return 0, failed(err)
	}
	n, err := result.RowsAffected()
	return int(n), failed(err)
}
