// Package discovery finds out what the connected servers can do: it reads the description that a server publishes, in the
// background, and keeps it for all sessions there. Until then, and where there is none, the built-in one serves.
package discovery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

const (
	// maxKept bounds what is kept of all servers' descriptions together, in bytes as the catalogues count themselves.
	maxKept = 40 << 20
	// freshFor is how long what a server has said of itself is believed before it is asked again: its description, or that it has none.
	freshFor = time.Hour
	// firstPause is how long it takes until a server is asked again that could not be asked; each further time it takes twice as long, up to freshFor.
	firstPause = 15 * time.Second
	// fetchTimeout bounds one look for a description.
	fetchTimeout = 2 * time.Minute
)

// files are the names that a realm's description may have, tried in order. Those of administrators and customers are seen with
// real servers; the others are by analogy.
var files = map[string][]string{
	"admin":    {"AdminInterface.json"},
	"reseller": {"ResellerInterface.json", "AdminInterface.json"},
	"customer": {"CustomerInterface.json"},
	"account":  {"AccountInterface.json", "CustomerInterface.json"},
}

// Description is what is known of a server's API, and where from. It does not change.
type Description struct {
	Catalog *catalog.Catalog
	Release string // of the server, "MR118"; "" when it is not known
	Live    bool   // the server's own description, not the built-in one
	// Reason is why it is not the server's own, in a sentence; "" while that is being found out.
	Reason string

	file, etag string
}

// Cache keeps the descriptions. It is safe for concurrent use.
type Cache struct {
	log *slog.Logger
	now func() time.Time

	looking context.Context // ends with the cache
	stop    context.CancelFunc

	mu      sync.Mutex
	closed  bool
	entries map[where]*entry
	work    sync.WaitGroup
}

// where is whose description it is: a realm's of a server.
type where struct {
	domain string
	port   int
	realm  string
}

type entry struct {
	current *Description
	asking  bool
	used    time.Time
	due     time.Time // when the server is to be asked again
	failed  int       // how often in a row it could not be asked
}

// New returns an empty cache. now may be nil.
func New(log *slog.Logger, now func() time.Time) *Cache {
	if now == nil {
		now = time.Now
	}
	c := &Cache{log: log, now: now, entries: make(map[where]*entry)}
	c.looking, c.stop = context.WithCancel(context.Background())
	return c
}

// builtin is what serves until a server has answered.
func builtin(reason string) *Description {
	return &Description{Catalog: catalog.Builtin(), Reason: reason}
}

// Of returns the description of the client's server and realm, and looks for a newer one in the background when the present one is
// old. It never waits and never returns nil.
func (c *Cache) Of(client *porta.Client) *Description {
	at := where{client.Server().Domain(), client.Server().Port(), client.Realm()}
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[at]
	if e == nil {
		e = &entry{current: builtin("")}
		c.entries[at] = e
	}
	e.used = c.now()
	if !e.asking && !c.closed && !e.used.Before(e.due) {
		e.asking = true
		before := e.current
		c.work.Go(func() { c.ask(at, client, before) })
	}
	return e.current
}

// Close ends the looks that are under way, and waits for that. No further ones begin.
func (c *Cache) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.stop()
	c.work.Wait()
}

// ask looks for the server's description, and puts in place what is to serve from now on.
func (c *Cache) ask(at where, client *porta.Client, before *Description) {
	ctx, cancel := context.WithTimeout(c.looking, fetchTimeout)
	defer cancel()
	release := c.release(ctx, client, before.Release)
	found, err := c.look(ctx, at, client, before, release)
	if c.looking.Err() != nil {
		return // the program ends
	}
	if err == nil {
		c.log.Info("methods of the server are known", "server", at.domain, "realm", at.realm, "release", found.Release, "methods", found.Catalog.MethodCount(), "notes", found.Catalog.Notes)
		c.keep(at, found, true)
		return
	}
	c.log.Info("methods of the server are not known", "server", at.domain, "realm", at.realm, "err", err)
	unusable := errors.Is(err, errUnusable)
	if before.Live && !unusable {
		found = before // the server may be away for a moment
	} else {
		found = builtin(reasonOf(err))
		found.Release = release
	}
	c.keep(at, found, unusable || hasNone(err))
}

// errUnusable says that the server has a description, and that nothing of it can be used.
var errUnusable = errors.New("the server's description cannot be used")

// hasNone says that the server was asked and has no description. Any other failure says nothing about it.
func hasNone(err error) bool { return porta.KindOf(err) == porta.NotFound }

// look asks the server for its description; one that is the same as before is not read again.
func (c *Cache) look(ctx context.Context, at where, client *porta.Client, before *Description, release string) (*Description, error) {
	names := files[at.realm]
	if names == nil {
		names = files["admin"]
	}
	var last error
	for _, name := range names {
		etag := ""
		if before.Live && before.file == name && before.Release == release {
			etag = before.etag
		}
		doc, err := client.Document(ctx, name, etag)
		if hasNone(err) {
			last = err
			continue
		}
		if err != nil {
			return nil, err
		}
		if doc.Body == nil {
			return before, nil
		}
		cat, err := catalog.Read(doc.Body, catalog.Limits{})
		if err == nil && cat.Size() > maxKept {
			err = fmt.Errorf("it would take %d MB of memory", cat.Size()>>20)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", errUnusable, name, err)
		}
		return &Description{Catalog: cat, Release: release, Live: true, file: name, etag: doc.ETag}, nil
	}
	return nil, last
}

// release asks for the server's release; where it does not say, that is the one that was known before, or "".
func (c *Cache) release(ctx context.Context, client *porta.Client, before string) string {
	answer, err := client.Call(ctx, "Generic/get_version", attr.ObjectValue())
	if err != nil {
		return before
	}
	return answer.Get("version").Text()
}

// keep puts a description in place, and drops the ones that were used longest ago while all together are too large. said: it is what the server says of
// itself, and not what serves because the server could not be asked.
func (c *Cache) keep(at where, d *Description, said bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.entries[at]
	if e == nil {
		e = &entry{used: c.now()}
		c.entries[at] = e
	}
	e.current, e.asking = d, false
	if said {
		e.failed, e.due = 0, c.now().Add(freshFor)
	} else {
		e.due = c.now().Add(min(firstPause<<min(e.failed, 20), freshFor))
		e.failed++
	}
	for {
		kept, oldest := 0, where{}
		for w, other := range c.entries {
			if !other.current.Live {
				continue
			}
			kept += other.current.Catalog.Size()
			if w != at && (oldest == where{} || other.used.Before(c.entries[oldest].used)) {
				oldest = w
			}
		}
		if kept <= maxKept || (oldest == where{}) {
			return
		}
		delete(c.entries, oldest)
	}
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, errUnusable):
		return err.Error()
	case hasNone(err):
		return "the server publishes none"
	}
	return "the server's own could not be fetched so far"
}
