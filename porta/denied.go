package porta

import (
	"strings"
	"sync"
	"time"
)

// refusals are what the server lately refused whoever asks: methods that the user may not call, and writing at all. They wear off, since
// rights are given and sites come back without anybody telling the client.
type refusals struct {
	mu       sync.Mutex
	methods  map[string]refusal
	readOnly time.Time // until when; zero when the server writes
}

type refusal struct {
	fault *Error
	until time.Time
}

// How long a refusal is believed.
const (
	deniedFor   = 5 * time.Minute
	readOnlyFor = time.Minute
)

// note learns from what became of a call; e is nil when it was answered.
func (r *refusals) note(method string, reads bool, e *Error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case e == nil:
		delete(r.methods, method)
		if !reads {
			r.readOnly = time.Time{}
		}
	case e.Delivery != Answered: // who said so is not known
	case e.Kind == ReadOnlyMode:
		r.readOnly = time.Now().Add(readOnlyFor)
	case e.Kind == Denied && deniesMethod(reads, e):
		if r.methods == nil {
			r.methods = make(map[string]refusal)
		}
		r.methods[method] = refusal{e, time.Now().Add(deniedFor)}
	}
}

// anyColumn is how the server words a denial of a whole table, "Write Customers.*any* denied".
const anyColumn = ".*any* "

// deniesMethod tells a permission that the user lacks from a refusal that is about one record or one attribute. A read says at each call that it is
// denied; a write may be denied for one of the attributes that it had, which the text alone tells.
func deniesMethod(reads bool, e *Error) bool {
	if !strings.HasSuffix(e.Code, ".access_denied") && !strings.HasSuffix(e.Code, ".permission_denied") {
		return false
	}
	return reads || strings.Contains(e.Message, anyColumn)
}

// Denied returns the fault by which the server said, within the last minutes, that the user may not call the method; nil when it did
// not.
func (c *Client) Denied(method string) *Error {
	c.refusals.mu.Lock()
	defer c.refusals.mu.Unlock()
	if r := c.refusals.methods[method]; time.Now().Before(r.until) {
		return r.fault
	}
	return nil
}

// ReadOnlySite says that the server refused a write a moment ago because its site takes none for now.
func (c *Client) ReadOnlySite() bool {
	c.refusals.mu.Lock()
	defer c.refusals.mu.Unlock()
	return time.Now().Before(c.refusals.readOnly)
}
