package sandbox

import (
	"net/http"
	"sync"
	"time"

	"portaconsole/porta/attr"
)

// Carrier says where a call had its credentials.
type Carrier string

// The carriers, in the order in which they are looked at.
const (
	CarrierBearer      Carrier = "bearer"       // Authorization: Bearer
	CarrierAccessToken Carrier = "access_token" // auth_info.access_token
	CarrierSessionID   Carrier = "session_id"   // auth_info.session_id
	CarrierLogin       Carrier = "login"        // auth_info.login with password or token
	CarrierNone        Carrier = ""
)

// Request is an API call that arrived. Params are as they were sent, secrets included.
type Request struct {
	Realm   Realm
	Method  string // "Account/add_account"
	Params  attr.Value
	Header  http.Header // without the values of Authorization and Cookie
	Carrier Carrier
	// Session is the number of the session that the credentials belonged to, counted from 1 in the order of the logins; 0 when they
	// were refused, or when there was none.
	Session int
	At      time.Time
}

// The log keeps the newest calls and forgets the oldest beyond these.
const (
	maxRequests     = 20_000
	maxRequestBytes = 64 << 20
)

type requestLog struct {
	mu     sync.Mutex
	list   []*loggedRequest
	bytes  int
	counts map[string]int
}

type loggedRequest struct {
	Request
	size int
}

func (l *requestLog) add(r Request, size int) *loggedRequest {
	entry := &loggedRequest{r, size + 512}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, entry)
	l.bytes += entry.size
	for len(l.list) > maxRequests || l.bytes > maxRequestBytes && len(l.list) > 1 {
		l.bytes -= l.list[0].size
		l.list[0] = nil
		l.list = l.list[1:]
	}
	if l.counts == nil {
		l.counts = make(map[string]int)
	}
	if len(l.counts) < maxRequests || l.counts[r.Method] > 0 {
		l.counts[r.Method]++
	}
	return entry
}

func (l *requestLog) setSession(entry *loggedRequest, number int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	entry.Session = number
}

// Requests returns the API calls that arrived, oldest first: the last 20,000, or fewer when they were large.
func (s *Server) Requests() []Request {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	list := make([]Request, len(s.requests.list))
	for i, r := range s.requests.list {
		list[i] = r.Request
	}
	return list
}

// Count returns how often a method, "Account/add_account", was called, refused calls included.
func (s *Server) Count(method string) int {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	return s.requests.counts[method]
}

func cleanHeader(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range []string{"Authorization", "Cookie"} {
		if h.Get(name) != "" {
			h.Set(name, "[redacted]")
		}
	}
	return h
}
