package sandbox

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// before lets strike what strikes before the call is handled; true when the answer is given.
func (s *Server) before(rules []Rule, c *call, w http.ResponseWriter, req *http.Request) (answered bool) {
	for _, r := range rules {
		switch {
		case r.Kind == Delay:
			if !s.hold(req, r) {
				panic(http.ErrAbortHandler)
			}
		case r.Kind == Drop:
			panic(http.ErrAbortHandler)
		case r.Kind == DeadSession:
			c.endNamedSession()
		case r.Kind == HTML502:
			writePage(w, http.StatusBadGateway, "Proxy Error", "The proxy server received an invalid response from an upstream server.")
			return true
		case r.Kind == Redirect:
			w.Header().Set("Location", "https://elsewhere.example.com"+req.URL.EscapedPath())
			writePage(w, http.StatusFound, "Found", "The document has moved.")
			return true
		case r.Kind == Answer:
			writeInstead(w, r)
			return true
		case r.isFault():
			f := &fault{strings.TrimPrefix(string(r.Kind), faultPrefix), "This fault was asked for"}
			status, head, body := render(reply{}, f)
			s.write(nil, w, req, status, head, body)
			return true
		}
	}
	return false
}

// hold is what a rule of the kind Delay does; false when there is nobody to answer any more.
func (s *Server) hold(req *http.Request, r Rule) bool {
	if r.Until == nil {
		return s.wait(req, cmp.Or(r.Delay, 2*time.Second))
	}
	select {
	case <-r.Until:
		return true
	case <-req.Context().Done():
	case <-s.closing.Done():
	}
	return false
}

// endNamedSession closes the session whose credentials come with the call.
func (c *call) endNamedSession() {
	for _, token := range []string{c.bearer, c.auth.Get("access_token").Text()} {
		if s, err := c.sessions.ofToken(token); err == nil {
			c.sessions.close(s)
		}
	}
	if s := c.sessions.ofID(c.auth.Get("session_id").Text()); s != nil {
		c.sessions.close(s)
	}
}

// write sends the answer, or what the rules put in its place.
func (s *Server) write(rules []Rule, w http.ResponseWriter, req *http.Request, status int, head http.Header, body []byte) {
	for name, values := range head {
		w.Header()[name] = values
	}
	for _, r := range rules {
		switch r.Kind {
		case Lost:
			panic(http.ErrAbortHandler)
		case Cut:
			w.Header().Set("Content-Length", strconv.Itoa(len(body)+1))
			w.WriteHeader(status)
			flush(w, body[:len(body)/2])
			panic(http.ErrAbortHandler)
		case Drip:
			s.drip(w, req, status, body, cmp.Or(r.Delay, 100*time.Millisecond))
			return
		case AnswerAfter:
			writeInstead(w, r)
			return
		case Oversized:
			writeOversized(w)
			return
		case Deep:
			w.WriteHeader(http.StatusOK)
			flush(w, []byte(strings.Repeat(`{"a":[`, deepLevels/2)+strings.Repeat(`]}`, deepLevels/2)))
			return
		case GzipBomb:
			writeBomb(w)
			return
		case WrongType:
			w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away is no matter of ours
}

// writeInstead sends what a rule has in place of the answer. A status that has no body gets none.
func writeInstead(w http.ResponseWriter, r Rule) {
	status := cmp.Or(r.Status, http.StatusGatewayTimeout)
	if r.Body == nil {
		writePage(w, status, cmp.Or(http.StatusText(status), "Unknown"), "This page stands in place of the answer.")
		return
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, *r.Body) // refused where the status has no body
}

func flush(w http.ResponseWriter, b []byte) {
	_, _ = w.Write(b)
	_ = http.NewResponseController(w).Flush()
}

// drip sends a few bytes at a time and moves the server's own deadline along.
func (s *Server) drip(w http.ResponseWriter, req *http.Request, status int, body []byte, pause time.Duration) {
	const piece = 8
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	for len(body) > 0 {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(pause + writeTimeout)) // not every writer has one
		n := min(piece, len(body))
		flush(w, body[:n])
		if body = body[n:]; len(body) > 0 && !s.wait(req, pause) {
			panic(http.ErrAbortHandler)
		}
	}
}

const (
	deepLevels     = 100_000
	oversizedBytes = 48 << 20
	bombParts      = 64
	bombPart       = 16 << 20
)

func writeOversized(w http.ResponseWriter) {
	w.WriteHeader(http.StatusOK)
	filler := []byte(strings.Repeat("x", 1<<20))
	_, _ = io.WriteString(w, `{"filler":"`)
	for range oversizedBytes / len(filler) {
		if _, err := w.Write(filler); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, `"}`)
}

// bomb is one part of the gzip bomb; parts may follow each other.
var bomb = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(bytes.Repeat([]byte(" "), bombPart)) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
})

func writeBomb(w http.ResponseWriter) {
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(http.StatusOK)
	for range bombParts {
		if _, err := w.Write(bomb()); err != nil {
			return
		}
	}
}
