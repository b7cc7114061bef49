package session

import (
	"sync"
	"time"
)

// A form that met a dead session is parked until its owner has signed in again.
const (
	parkedFor = time.Hour
	maxParked = 100 // the oldest make room
)

type parks struct {
	now  func() time.Time
	mu   sync.Mutex
	list []parked // oldest first
}

type parked struct {
	owner Owner
	path  string
	body  []byte
	at    time.Time
}

// Park keeps a posted form for its owner, one for each path.
func (s *Store) Park(owner Owner, path string, body []byte) {
	s.Unpark(owner, path)
	p := &s.parks
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.list) >= maxParked {
		p.list = p.list[1:]
	}
	p.list = append(p.list, parked{owner, path, body, p.now()})
}

// Unpark returns the form that was parked for the owner at the path, and forgets it; nil when there is none.
func (s *Store) Unpark(owner Owner, path string) []byte {
	p := &s.parks
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, form := range p.list {
		if form.owner == owner && form.path == path {
			p.list = append(p.list[:i:i], p.list[i+1:]...)
			if p.now().Sub(form.at) < parkedFor {
				return form.body
			}
			return nil
		}
	}
	return nil
}
