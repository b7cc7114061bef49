// Package names knows records by the names that people give them: what the number of a reference stands for, and which records a
// typed text may mean.
package names

import (
	"sync"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
)

const (
	// keptFor is how long a name is believed, and how long what was refused is not asked for again.
	keptFor = 5 * time.Minute
	// pause is how long nothing is asked for after PortaBilling did not answer.
	pause = time.Minute
	// generation is how many entries are kept at least, of all users together; twice as many at most.
	generation = 10_000
)

// Cache remembers the names of all sessions, by owner: what one user may see is not another's to know. It is safe for concurrent use.
type Cache struct {
	now func() time.Time

	mu         sync.Mutex
	young, old map[key]entry
	flights    map[key]chan struct{} // what is being asked for, each closed when that is over
}

// what says what an entry is about.
type what uint8

const (
	nameKnown   what = iota
	listTried        // the record type's list was asked for
	getsRefused      // single records are not to be had
)

type key struct {
	owner           porta.Owner
	what            what
	service, record string
	id              int64
}

type entry struct {
	name  string // "" is known too: there is none
	err   error  // why a list gave nothing
	until time.Time
}

// New returns an empty cache. now may be nil.
func New(now func() time.Time) *Cache {
	if now == nil {
		now = time.Now
	}
	return &Cache{now: now, young: make(map[key]entry), flights: make(map[key]chan struct{})}
}

// Of returns the names as the client's user may see them.
func (c *Cache) Of(client *porta.Client) Names { return Names{c, record.Of(client), client.Owner()} }

func (c *Cache) look(k key) (entry, bool) {
	e, ok := c.young[k]
	if !ok {
		e, ok = c.old[k]
	}
	return e, ok && c.now().Before(e.until)
}

// put remembers an entry. The older half of a full cache goes at once, which costs nothing until then.
func (c *Cache) put(k key, e entry, keep time.Duration) {
	if len(c.young) >= generation {
		c.old, c.young = c.young, make(map[key]entry)
	}
	e.until = c.now().Add(keep)
	c.young[k] = e
}

// Names are the names as one user may see them.
type Names struct {
	cache  *Cache
	reader record.Reader
	owner  porta.Owner
}

func (n Names) key(w what, r *catalog.RecordType, id int64) key {
	return key{n.owner, w, r.Service, r.Name, id}
}

// Known returns a record's name, at once. It says no when the name is still to be asked for; one that cannot be had is known to be "".
func (n Names) Known(r *catalog.RecordType, id int64) (string, bool) {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	e, ok := n.cache.look(n.key(nameKnown, r, id))
	return e.name, ok || !n.canGet(r) && !n.canList(r)
}

// Learn takes the name out of a record that was read for another reason.
func (n Names) Learn(r *catalog.RecordType, v attr.Value) {
	if id, ok := v.Get(r.IDField).Int(); ok {
		n.LearnName(r, id, record.Title(r, v))
	}
}

// LearnName takes a name that another record told.
func (n Names) LearnName(r *catalog.RecordType, id int64, title string) {
	n.put(n.key(nameKnown, r, id), entry{name: record.ShortTitle(title)}, keptFor)
}

func (n Names) put(k key, e entry, keep time.Duration) {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	n.cache.put(k, e, keep)
}

// canGet says that single records can be asked for, as far as is known. The caller holds the lock.
func (n Names) canGet(r *catalog.RecordType) bool {
	_, refused := n.cache.look(n.key(getsRefused, r, 0))
	return isGot(r) && !refused
}

// canList says that the list can be asked for and was not, for a while. The caller holds the lock.
func (n Names) canList(r *catalog.RecordType) bool {
	_, tried := n.cache.look(n.key(listTried, r, 0))
	return isListed(r) && !tried
}

// isGot says that an operation that is sure to exist reads a record by its key alone.
func isGot(r *catalog.RecordType) bool {
	op, at := r.Reading()
	return op != nil && op.Kind == catalog.Get && op.Key != nil && op.Method.Certainty != catalog.NameGuessed && !r.GetInsists(at[0])
}

// isListed says that a list that is sure to exist can be asked for as a whole.
func isListed(r *catalog.RecordType) bool {
	op := r.Operation(catalog.List)
	return op != nil && op.Method.Certainty != catalog.NameGuessed && !r.ListInsists()
}
