package porta

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strconv"
	"time"

	"portaconsole/porta/attr"
)

// request is one method with its parameters and what proves who calls.
type request struct {
	method string
	params attr.Value
	reads  bool                        // it changes nothing, so that it may be repeated
	bearer string                      // "" for the methods of Session, which take their secret from the parameters
	ready  func(context.Context) error // called just before the request leaves; nil for nothing
	seen   *observation
}

// errSlow ends an attempt that outlived its own deadline.
var errSlow = errors.New("the server took too long")

// post sends a request once and reads the answer. It waits for its turn at the server; the deadline counts from there.
func (s *Server) post(ctx context.Context, r request) (attr.Value, *Error) {
	if e := s.site.slots.take(ctx); e != nil {
		e.Method = r.method
		return attr.Value{}, e
	}
	defer s.site.slots.give()
	if r.ready != nil {
		if err := r.ready(ctx); err != nil {
			return attr.Value{}, &Error{Method: r.method, Kind: Unavailable, Trouble: Canceled, Delivery: NotSent, cause: err}
		}
	}
	r.seen.left()
	o := s.options()
	start := time.Now()
	attempt, cancel := context.WithTimeoutCause(ctx, o.ConnectTimeout+o.ReadTimeout, errSlow)
	defer cancel()
	v, e := s.exchange(ctx, attempt, r)
	s.logCall(ctx, r, e, start)
	return v, e
}

func (s *Server) exchange(caller, attempt context.Context, r request) (attr.Value, *Error) {
	res, e := s.send(caller, attempt, r)
	if e != nil {
		return attr.Value{}, e
	}
	defer res.Body.Close()
	body, e := readBody(caller, attempt, res, s.options().MaxAnswer)
	if e != nil {
		e.Method, e.Status = r.method, res.StatusCode
		return attr.Value{}, e
	}
	r.seen.answered(len(body))
	return decode(r, res.StatusCode, res.Header, body)
}

// maxStale bounds how many dead kept-alive connections one request may meet before it counts as not sent.
const maxStale = 2

// send makes one round trip. Only a request of which nothing left is sent again, on another connection: that one
// had been kept alive and was closed by the server meanwhile. net/http would do the same for some requests by its
// own rules; it cannot here, because a body that cannot be rewound (no GetBody) is never replayed.
func (s *Server) send(caller, attempt context.Context, r request) (*http.Response, *Error) {
	body := append(r.params.AppendJSON([]byte(`{"params":`)), '}')
	if r.params.IsAbsent() {
		body = []byte(`{"params":{}}`) // an object, never null or a list
	}
	for stale := 0; ; stale++ {
		var use connUse
		res, err := s.site.entry.transport.RoundTrip(s.newRequest(httptrace.WithClientTrace(attempt, use.trace()), r, body))
		if err == nil {
			return res, nil
		}
		if use.stale() && stale < maxStale && attempt.Err() == nil {
			continue
		}
		e := unavailable(troubleOf(caller, attempt, err, &use), use.delivery(), err)
		e.Method = r.method
		return nil, e
	}
}

func (s *Server) newRequest(ctx context.Context, r request, body []byte) *http.Request {
	req := &http.Request{
		Method:        http.MethodPost,
		URL:           s.url(r.method),
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        http.Header{"Content-Type": {"application/json"}, "Accept": {"*/*"}, "User-Agent": {"portaconsole"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
	}
	if r.bearer != "" {
		req.Header.Set("Authorization", "Bearer "+r.bearer)
	}
	return req.WithContext(ctx)
}

// troubleOf says why a round trip failed.
func troubleOf(caller, attempt context.Context, err error, use *connUse) Trouble {
	if d, ok := errors.AsType[*dialError](err); ok && caller.Err() == nil {
		return d.trouble
	}
	if caller.Err() != nil {
		return gaveUp(caller, NoAnswer).Trouble
	}
	if attempt.Err() != nil {
		return TimedOut
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return TimedOut
	}
	if !isCut(err) && use.heard() {
		return NotPortaBilling // it speaks, but no HTTP
	}
	return Cut
}

// readBody reads an answer to its end. The limit is on what net/http has unpacked, so a small file that
// unpacks to gigabytes is cut off like any other.
func readBody(caller, attempt context.Context, res *http.Response, limit int64) ([]byte, *Error) {
	body, err := readPieces(io.LimitReader(res.Body, limit+1), res.ContentLength, limit)
	switch {
	case int64(len(body)) > limit:
		return nil, unavailable(TooLarge, NoAnswer, nil)
	case err == nil && attempt.Err() == nil: // an end that comes after we hung up may be half an answer in good order
		return body, nil
	case err == nil:
		err = context.Cause(attempt)
	}
	return nil, unavailable(bodyTrouble(caller, attempt, err), NoAnswer, err)
}

// readPieces reads to the end. A body whose length is not known, or too large to be true, is read in pieces that are joined: a buffer that grows
// takes three times its length on the way, and keeps twice.
func readPieces(r io.Reader, length, limit int64) ([]byte, error) {
	const first, largest = 32 << 10, 1 << 20
	size := first
	if 0 <= length && length <= limit {
		size = int(length) + 1 // so that the end is met in the same piece
	}
	var pieces [][]byte
	for {
		piece := make([]byte, 0, size)
		for len(piece) < cap(piece) {
			n, err := r.Read(piece[len(piece):cap(piece)])
			piece = piece[:len(piece)+n]
			switch {
			case err == nil:
				continue
			case err == io.EOF:
				err = nil
			}
			if len(pieces) == 0 {
				return piece, err
			}
			return slices.Concat(append(pieces, piece)...), err
		}
		pieces = append(pieces, piece)
		size = min(2*size, largest)
	}
}

// bodyTrouble says why an answer could not be read to its end.
func bodyTrouble(caller, attempt context.Context, err error) Trouble {
	switch {
	case caller.Err() != nil:
		return gaveUp(caller, NoAnswer).Trouble
	case attempt.Err() != nil:
		return TimedOut
	case isCut(err):
		return Cut
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		return TimedOut
	}
	return Malformed // broken chunks or broken compression
}

// logCall writes one line a request: at debug level what PortaBilling answered, as a warning what was no answer.
func (s *Server) logCall(ctx context.Context, r request, e *Error, start time.Time) {
	log := s.options().Log.With("server", s.site.domain, "port", strconv.Itoa(s.port), "took", time.Since(start))
	switch {
	case e == nil:
		log.DebugContext(ctx, "call", "method", r.method)
	case e.Trouble == NoTrouble || e.Trouble == Canceled:
		log.DebugContext(ctx, "call refused", "error", e)
	default:
		log.WarnContext(ctx, "call failed", "error", e)
	}
}

// redact is the start of a text that came from the server, at most n bytes of it, without the bearer and the secrets among the parameters.
func (r request) redact(s string, n int) string {
	secrets := []string{r.bearer}
	for _, name := range []string{"password", "new_password", "token", "access_token", "refresh_token", "session_id"} {
		secrets = append(secrets, r.params.Get(name).Text())
	}
	return redactTo(s, n, secrets)
}
