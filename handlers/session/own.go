package session

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// Status is a living session as its owner sees it.
type Status struct {
	Key          string // names it among its owner's sessions
	This         bool   // the request's own
	Opened, Used time.Time
	Deadline     Deadline
	Latest       time.Time // when it ends however it is used
}

// keyOf names a session on pages. It is a hash of the hash that is kept: what a page shows, or a browser's history holds, leads neither
// to a cookie nor to a row of the database.
func keyOf(id string) string { return hashOf("key of " + id)[:16] }

// Own returns the living sessions of the owner, the one last used first.
func (s *Store) Own(r *http.Request, owner Owner) ([]Status, error) {
	records, err := s.living(ctxOf(r), owner)
	if err != nil {
		return nil, err
	}
	now, this := s.now(), s.idOf(r)
	list := make([]Status, len(records))
	for i, record := range records {
		used := s.used(record)
		list[i] = Status{
			Key: keyOf(record.ID), This: record.ID == this, Opened: record.Opened, Used: used,
			Deadline: s.deadline(record.Opened, used, now), Latest: s.latest(record.Opened),
		}
	}
	slices.SortStableFunc(list, func(a, b Status) int { return b.Used.Compare(a.Used) })
	return list, nil
}

// EndOwn ends the owner's session with that key, and returns who PortaBilling is to be told of; nil when that is not known any
// more. The error may be [ErrNone]. Nothing is remembered of the session: who ends it from elsewhere may not trust what its browser
// still sends.
func (s *Store) EndOwn(r *http.Request, owner Owner, key string) (*User, error) {
	users, err := s.endWhere(ctxOf(r), owner, func(id string) bool { return keyOf(id) == key })
	switch {
	case err != nil:
		return nil, err
	case len(users) == 0:
		return nil, ErrNone
	}
	return users[0], nil
}

// EndOthers ends all sessions of the owner but the request's, and returns who PortaBilling is to be told of; one of them is nil where
// that is not known any more.
func (s *Store) EndOthers(r *http.Request, owner Owner) ([]*User, error) {
	this := s.idOf(r)
	return s.endWhere(ctxOf(r), owner, func(id string) bool { return id != this })
}

func (s *Store) endWhere(ctx context.Context, owner Owner, meant func(id string) bool) (users []*User, err error) {
	records, err := s.living(ctx, owner)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if !meant(r.ID) {
			continue
		}
		if err := s.with.Keeper.RemoveSession(ctx, r.ID); err != nil {
			return users, err
		}
		users = append(users, s.dropOrRestore(r))
	}
	return users, nil
}

// living are the owner's sessions that are not over.
func (s *Store) living(ctx context.Context, owner Owner) ([]Record, error) {
	records, err := s.with.Keeper.SessionsOf(ctx, owner)
	if err != nil {
		return nil, err
	}
	now := s.now()
	return slices.DeleteFunc(records, func(r Record) bool { return s.over(r, now) }), nil
}
