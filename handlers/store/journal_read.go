package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"portaconsole/porta"
	"portaconsole/porta/journal"
)

const writeColumns = `id, server, realm, login, method, form, record, record_id, subject, reason, state, planned, sent, ended, resolved, resolver, names`

// scanWrite reads a row of the columns above, and of the details when they are there. What cannot be unsealed is left empty: it
// is known all the same that there was a write.
func (s *Store) scanWrite(scan func(...any) error, withDetails bool) (e journal.Entry, err error) {
	var subject, reason, state, names, details string
	var planned, sent, ended, resolved int64
	to := []any{
		&e.ID, &e.Owner.Server, &e.Owner.Realm, &e.Owner.Login, &e.Method, &e.Form, &e.Record, &e.RecordID, &subject, &reason, &state,
		&planned, &sent, &ended, &resolved, &e.Resolver, &names,
	}
	if withDetails {
		to = append(to, &details)
	}
	if err := scan(to...); err != nil {
		return e, err
	}
	e.State, e.Planned, e.Sent, e.Ended, e.Resolved = journal.State(state), timeOf(planned), timeOf(sent), timeOf(ended), timeOf(resolved)
	if err := json.Unmarshal([]byte(names), &e.Names); err != nil {
		return e, err
	}
	subjectText, err1 := s.seal.open(textPlace("subject", e.ID, e.Owner), subject)
	reasonText, err2 := s.seal.open(textPlace("reason", e.ID, e.Owner), reason)
	e.Subject, e.Reason = string(subjectText), string(reasonText)
	data, err3 := s.seal.open(writePlace(e), details)
	if sealed := errors.Join(err1, err2, err3); sealed != nil {
		s.log.Warn("what a write was about is hidden, because it cannot be unsealed", "server", e.Owner.Server, "login", e.Owner.Login, "method", e.Method, "err", sealed)
	}
	if len(data) == 0 {
		return e, nil
	}
	return e, json.Unmarshal(data, &e.Details)
}

// oneWrite reads the first row of a query; nil when there is none.
func (s *Store) oneWrite(ctx context.Context, query string, args ...any) (*journal.Entry, error) {
	e, err := s.scanWrite(s.read.QueryRowContext(ctx, query, args...).Scan, true)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, failed(err)
	}
	return &e, nil
}

// WriteOfForm implements [journal.Log].
func (s *Store) WriteOfForm(ctx context.Context, owner porta.Owner, form string) (*journal.Entry, error) {
	return s.oneWrite(ctx, `SELECT `+writeColumns+`, details FROM journal
		WHERE server = $1 AND realm = $2 AND login = $3 AND form = $4 AND state IN ($5, $6, $7, $8) ORDER BY planned DESC, id LIMIT 1`,
		owner.Server, owner.Realm, owner.Login, form, string(journal.Sent), string(journal.Done), string(journal.Unknown), string(journal.Arrived))
}

// WriteByID implements [journal.Log].
func (s *Store) WriteByID(ctx context.Context, r journal.Reader, id string) (*journal.Entry, error) {
	var c conditions
	c.reader(r)
	c.add("id = ?", id)
	return s.oneWrite(ctx, `SELECT `+writeColumns+`, details FROM journal WHERE `+c.text(), c.args...)
}

// Writes implements [journal.Log].
func (s *Store) Writes(ctx context.Context, r journal.Reader, f journal.Filter) (list []journal.Entry, err error) {
	c := conditionsOf(r, f)
	order := " ORDER BY planned DESC, id DESC"
	if !f.After.IsZero() {
		order = " ORDER BY planned, id"
	}
	columns := writeColumns
	if f.WithDetails {
		columns += ", details"
	}
	rows, err := s.read.QueryContext(ctx, `SELECT `+columns+` FROM journal WHERE `+c.text()+order+` LIMIT `+strconv.Itoa(f.Limit), c.args...)
	if err != nil {
		return nil, failed(err)
	}
	defer rows.Close()
	for rows.Next() {
		e, err := s.scanWrite(rows.Scan, f.WithDetails)
		if err != nil {
			return nil, failed(err)
		}
		list = append(list, e)
	}
	if !f.After.IsZero() {
		slices.Reverse(list)
	}
	return list, failed(rows.Err())
}

func conditionsOf(r journal.Reader, f journal.Filter) *conditions {
	c := &conditions{}
	c.reader(r)
	c.is("server", f.Server)
	c.is("login", f.Login)
	c.is("record_id", f.RecordID)
	c.name("method", f.Method)
	c.name("record", f.Record)
	if len(f.States) > 0 {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(f.States)), ", ")
		args := make([]any, len(f.States))
		for i, s := range f.States {
			args[i] = string(s)
		}
		c.add("state IN ("+marks+")", args...)
	}
	if !f.From.IsZero() {
		c.add("planned >= ?", millis(f.From))
	}
	if !f.To.IsZero() {
		c.add("planned < ?", millis(f.To))
	}
	switch {
	case !f.After.IsZero():
		c.add("(planned, id) > (?, ?)", millis(f.After.At), f.After.ID)
	case !f.Before.IsZero():
		c.add("(planned, id) < (?, ?)", millis(f.Before.At), f.Before.ID)
	}
	return c
}

// conditions gathers what a row must fulfil. A value is written as ? and becomes a numbered parameter.
type conditions struct {
	list []string
	args []any
}

func (c *conditions) add(condition string, args ...any) {
	for _, arg := range args {
		c.args = append(c.args, arg)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(c.args)), 1)
	}
	c.list = append(c.list, condition)
}

func (c *conditions) text() string { return strings.Join(c.list, " AND ") }

// reader lets through what the reader may see: nothing, when the reach is none that is known.
func (c *conditions) reader(r journal.Reader) {
	switch r.Reach {
	case journal.OwnEntries:
		c.add("server = ? AND realm = ? AND login = ?", r.Owner.Server, r.Owner.Realm, r.Owner.Login)
	case journal.ServerWide:
		c.add("server = ?", r.Owner.Server)
	case journal.Everywhere:
		c.add("1 = 1")
	default:
		c.add("1 = 0")
	}
}

// is compares a column, unless there is nothing to compare it with.
func (c *conditions) is(column, value string) {
	if value != "" {
		c.add(column+" = ?", value)
	}
}

var escapeLike = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// name compares a column that holds "Service/name" with that, or with the name alone.
func (c *conditions) name(column, value string) {
	if value == "" || strings.Contains(value, "/") {
		c.is(column, value)
		return
	}
	c.add("lower("+column+`) LIKE ? ESCAPE '\'`, "%/"+escapeLike.Replace(strings.ToLower(value)))
}
