package session

import (
	"slices"
	"sync"
	"time"
)

// Sends remembers which forms of a session were sent, so that a second press, a reload or Back cannot send a
// form twice. The zero value is ready.
type Sends struct {
	mu    sync.Mutex
	forms map[string]*send
	order []*send // oldest first
}

// send is one form that is being sent, or was.
type send struct {
	Outcome
	id       string
	used     bool
	finished chan struct{}
}

// Outcome is how the sending of a form ended.
type Outcome struct {
	At time.Time
	// Done says that PortaBilling carried it out; otherwise it is not known whether it did.
	Done bool
	// URL is where one sees what came of it; "" when nobody can tell.
	URL string
	// Entry is the page that tells of it in any case.
	Entry string
	// Content tells whether the form was changed since.
	Content [32]byte
}

// maxSends is how many forms a session remembers; beyond it the oldest make room that are known to be done.
const maxSends = 1000

// Begin claims the form with this id. It waits while another request sends the same form, and then returns what became of it; nil means
// that the caller may send it, and must call end: with the outcome when the form is used up, or nil when nothing was changed by it.
func (s *Sends) Begin(id string) (before *Outcome, end func(*Outcome)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for form := s.forms[id]; form != nil; form = s.forms[id] {
		if form.used {
			outcome := form.Outcome
			return &outcome, nil
		}
		s.mu.Unlock()
		<-form.finished
		s.mu.Lock()
	}
	s.makeRoom()
	form := &send{id: id, finished: make(chan struct{})}
	s.forms[id] = form
	s.order = append(s.order, form)
	return nil, func(o *Outcome) { s.end(form, o) }
}

func (s *Sends) end(form *send, o *Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o != nil {
		form.Outcome, form.used = *o, true
	} else {
		s.forget(form)
	}
	close(form.finished)
}

func (s *Sends) makeRoom() {
	if s.forms == nil {
		s.forms = make(map[string]*send)
	}
	if len(s.forms) < maxSends {
		return
	}
	for _, form := range s.order {
		if form.used && form.Done {
			s.forget(form)
			return
		}
	}
}

func (s *Sends) forget(form *send) {
	delete(s.forms, form.id)
	s.order = slices.DeleteFunc(s.order, func(other *send) bool { return other == form })
}
