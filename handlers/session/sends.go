package session

import (
	"sync"
	"time"
)

// Sends remembers which forms of a session were sent, so that a second press, a reload or Back cannot send a
// form twice. The zero value is ready.
type Sends struct {
	mu    sync.Mutex
	forms map[string]*Send
}

// Send is what became of a form.
type Send struct {
	mu   sync.Mutex
	done bool
	At   time.Time
	// URL is where the record is that came of it; "" when it is not known whether there is one.
	URL string
}

// maxSends bounds what one session remembers.
const maxSends = 1000

// Begin claims the form with this id. It waits while another request sends the same form, and then returns what became of it; nil means
// that the caller may send it, and must call end: with done when the form is used up, or without when nothing was changed by it.
func (s *Sends) Begin(id string) (before *Send, end func(done bool, at time.Time, url string)) {
	s.mu.Lock()
	if s.forms == nil || len(s.forms) >= maxSends {
		s.forms = make(map[string]*Send)
	}
	form := s.forms[id]
	if form == nil {
		form = &Send{}
		s.forms[id] = form
	}
	s.mu.Unlock()
	form.mu.Lock()
	if form.done {
		defer form.mu.Unlock()
		return &Send{At: form.At, URL: form.URL}, nil
	}
	return nil, func(done bool, at time.Time, url string) {
		form.done, form.At, form.URL = done, at, url
		form.mu.Unlock()
	}
}
