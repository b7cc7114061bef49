package session

import (
	"slices"
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

// Parked returns the form that is parked for the owner at the path, or nil.
func (s *Store) Parked(owner Owner, path string) []byte {
	p := &s.parks
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, form := range p.list {
		if form.owner == owner && form.path == path && p.now().Sub(form.at) < parkedFor {
			return form.body
		}
	}
	return nil
}

// Unpark forgets the form that is parked for the owner at the path: it is in the browser again.
func (s *Store) Unpark(owner Owner, path string) {
	p := &s.parks
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = slices.DeleteFunc(p.list, func(form parked) bool { return form.owner == owner && form.path == path })
}
