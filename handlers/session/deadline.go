package session

import (
	"errors"
	"net/http"
	"time"
)

// warnFor is how long before its end the user of a session is warned. It is longer than touchEvery: also who does not know of the last
// use exactly, as after a restart, warns in time.
const warnFor = 2 * time.Minute

// Deadline is when a session ends, as things stand. The zero value is that of no session.
type Deadline struct {
	At    time.Time
	Left  time.Duration // until then; 0 when it is over
	Warn  time.Duration // the user is to be warned when no more than this is left
	Final bool          // it is the session's longest time, which no use puts off
}

// deadline is that of a session which was opened and last used at these times.
func (s *Store) deadline(opened, used, now time.Time) Deadline {
	d := Deadline{At: used.Add(s.with.IdleFor), Warn: min(warnFor, s.with.IdleFor/2)}
	if latest := s.latest(opened); !latest.After(d.At) {
		d.At, d.Final = latest, true
	}
	d.Left = max(d.At.Sub(now), 0)
	return d
}

func (s *Store) latest(opened time.Time) time.Time { return opened.Add(s.with.LongestFor) }

// Deadline returns when the request's session ends. Like [Store.User] it counts the request as a use.
func (s *Store) Deadline(r *http.Request) (Deadline, error) {
	session, err := s.Get(r, s.cookie)
	if err != nil {
		return Deadline{}, err
	}
	d, _ := session.Values[deadlineValue].(Deadline)
	return d, nil
}

// Peek returns when the request's session ends and whose it is, and does not count the request as a use. Of no session it returns
// zero values.
func (s *Store) Peek(r *http.Request) (Deadline, Owner, error) {
	record, err := s.with.Keeper.Session(ctxOf(r), s.idOf(r))
	switch {
	case errors.Is(err, ErrNone), errors.Is(err, ErrSealed), err == nil && !record.Ended.IsZero():
		return Deadline{}, Owner{}, nil
	case err != nil:
		return Deadline{}, Owner{}, err
	}
	return s.deadline(record.Opened, s.used(record), s.now()), record.Owner, nil
}

// used is when a session was last used. One at work may have been used after that was written down.
func (s *Store) used(r Record) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.live[r.ID]; l != nil && l.touched.After(r.Touched) {
		return l.touched
	}
	return r.Touched
}

// over says whether a session has come to its end.
func (s *Store) over(r Record, now time.Time) bool {
	return s.deadline(r.Opened, s.used(r), now).Left == 0
}
