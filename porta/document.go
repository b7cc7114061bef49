package porta

import (
	"context"
	"net/http"
	"path"
)

// maxDocument bounds an API description, in bytes as unpacked.
const maxDocument = 32 << 20

// Document is the description of a server's API, in OpenAPI form.
type Document struct {
	Body []byte // nil when it is the same as the one whose ETag was given
	ETag string // "" when the server says none
}

// Document fetches the API description of the given file name, "AdminInterface.json" (the address /doc/api/{name} is seen in public
// clients; that it may need a session is our guess, so the session's token goes along). etag, when not "", is that of the
// description already there. A server without that file gives kind [NotFound]. It is asked once: there is a built-in description to fall back on.
func (c *Client) Document(ctx context.Context, name, etag string) (*Document, error) {
	what := "doc/api/" + path.Base(name)
	bearer, _, e := c.bearer(ctx)
	if e != nil {
		return nil, e.as(what)
	}
	d, e := c.server.document(ctx, what, bearer, etag)
	if e != nil {
		return nil, e.as(what)
	}
	return d, nil
}

func (s *Server) document(ctx context.Context, what, bearer, etag string) (*Document, *Error) {
	if e := s.site.slots.take(ctx); e != nil {
		return nil, e
	}
	defer s.site.slots.give()
	o := s.options()
	attempt, cancel := context.WithTimeoutCause(ctx, o.ConnectTimeout+2*o.ReadTimeout, errSlow)
	defer cancel()
	address := s.url("")
	address.Path = "/" + what
	req := &http.Request{
		Method: http.MethodGet, URL: address, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Accept": {"application/json"}, "User-Agent": {"portaconsole"}, "Authorization": {"Bearer " + bearer}},
	}
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	res, err := s.site.entry.transport.RoundTrip(req.WithContext(attempt))
	if err != nil {
		return nil, unavailable(troubleOf(ctx, attempt, err, &connUse{}), NotSent, err)
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusNotModified:
		return &Document{ETag: etag}, nil
	case http.StatusNotFound, http.StatusGone:
		return nil, &Error{Kind: NotFound, Status: res.StatusCode}
	case http.StatusOK:
	default:
		return nil, &Error{Kind: Unavailable, Status: res.StatusCode, Trouble: foreignTrouble(res.StatusCode, res.Header, nil)}
	}
	body, e := readBody(ctx, attempt, res, maxDocument)
	if e != nil {
		e.Status = res.StatusCode
		return nil, e
	}
	return &Document{Body: body, ETag: res.Header.Get("ETag")}, nil
}
