package sandbox

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"portaconsole/porta/attr"
)

// Handler returns the API of one realm, for use without a listener.
func (s *Server) Handler(r Realm) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !s.enter() {
			panic(http.ErrAbortHandler)
		}
		defer s.inFlight.Done()
		s.serve(r, w, req)
	})
}

func (s *Server) serve(realm Realm, w http.ResponseWriter, req *http.Request) {
	if isDocumentPath(req.URL.Path) {
		s.serveDocument(realm, w, req)
		return
	}
	to, ok := readPath(req.URL)
	if !ok {
		writeNotFound(w)
		return
	}
	if req.Method != http.MethodPost && (req.Method != http.MethodGet || to.fields == nil) {
		writeNotAllowed(w, http.MethodPost)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxBody))
	if err != nil {
		s.refuseBody(w, err)
		return
	}
	started := time.Now()
	c := s.newCall(realm, to, req, body)
	entry := s.requests.add(Request{
		Realm: realm, Method: c.path(), Params: c.params, Header: cleanHeader(req.Header), Carrier: c.carrier, At: s.now(),
	}, len(body))
	if !s.wait(req, s.opt.Latency) {
		panic(http.ErrAbortHandler)
	}
	injected := s.faults.hit(c.path())
	if s.before(injected, c, w, req) {
		return
	}
	rep, err := c.answer()
	if c.session != nil {
		s.requests.setSession(entry, c.session.number)
	}
	status, head, out := render(rep, err)
	s.log.LogAttrs(req.Context(), slog.LevelDebug, "call",
		slog.String("realm", string(realm)), slog.String("method", c.path()), slog.Int("status", status),
		slog.String("fault", faultCode(err)), slog.Duration("took", time.Since(started)))
	if _, isLogin := sessionMethods[c.path()]; isLogin && err == nil {
		s.setCookies(w, rep.body)
	}
	s.write(injected, w, req, status, head, out)
}

// target is what an address names. Fields are auth_info and params where these stand in the address itself.
type target struct {
	service, method string
	fields          map[string]string
}

// readPath reads /rest/{Service}/{method}; a doubled slash and one at the end are accepted (seen). Scripts for old releases
// have all in the path, /rest/{Service}/{method}/{auth_info}/{params}, either of which may be missing.
func readPath(u *url.URL) (to target, ok bool) {
	var parts []string
	for part := range strings.SplitSeq(u.EscapedPath(), "/") {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return to, false
		}
		if plain != "" {
			parts = append(parts, plain)
		}
	}
	if len(parts) < 3 || len(parts) > 5 || parts[0] != "rest" || !isName(parts[1]) || !isName(parts[2]) {
		return to, false
	}
	to.service, to.method = parts[1], parts[2]
	for _, s := range parts[3:] {
		if !strings.HasPrefix(s, "{") {
			return to, false
		}
	}
	switch {
	case len(parts) == 5:
		to.fields = map[string]string{"auth_info": parts[3], "params": parts[4]}
	case len(parts) == 4 && to.service == "Session":
		to.fields = map[string]string{"params": parts[3]}
	case len(parts) == 4:
		to.fields = map[string]string{"auth_info": parts[3]}
	}
	return to, true
}

func isName(s string) bool {
	return len(s) <= 80 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '_' || '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z')
	})
}

func (s *Server) newCall(realm Realm, to target, req *http.Request, body []byte) *call {
	c := &call{Server: s, realm: realm, service: to.service, name: to.method, method: s.catalog.Method(to.service + "/" + to.method)}
	var err error
	if to.fields != nil {
		c.auth, c.params, err = fieldValues(to.fields)
	} else {
		c.auth, c.params, err = readBody(req, body)
	}
	if err != nil {
		c.bodyFault = errMalformed(to.service, err.Error())
	}
	if scheme, token, _ := strings.Cut(req.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		c.bearer = strings.TrimSpace(token)
	}
	switch {
	case c.bearer != "":
		c.carrier = CarrierBearer
	case !c.auth.Get("access_token").IsEmpty():
		c.carrier = CarrierAccessToken
	case !c.auth.Get("session_id").IsEmpty():
		c.carrier = CarrierSessionID
	case !c.auth.Get("login").IsEmpty() || !c.auth.Get("user").IsEmpty():
		c.carrier = CarrierLogin
	}
	return c
}

func (s *Server) refuseBody(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		writePage(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large", "The request is larger than this server accepts.")
		return
	}
	panic(http.ErrAbortHandler) // the client went away
}

// render turns a reply, or the fault in its place, into a status, headers and bytes.
func render(rep reply, err error) (status int, head http.Header, body []byte) {
	head = make(http.Header)
	if err != nil {
		head.Set("Content-Type", jsonType)
		var f *fault
		if !errors.As(err, &f) {
			f = &fault{"Server.internal_error", "Internal error"}
		}
		return http.StatusInternalServerError, head, f.body().AppendJSON(nil)
	}
	switch {
	case rep.file != nil:
		head.Set("Content-Type", rep.file.contentType)
		head.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", rep.file.name))
		return http.StatusOK, head, rep.file.data
	case rep.body.IsAbsent():
		return http.StatusOK, head, nil
	}
	head.Set("Content-Type", jsonType)
	return http.StatusOK, head, rep.body.AppendJSON(nil)
}

const jsonType = "application/json; charset=UTF-8"

func faultCode(err error) string {
	var f *fault
	if errors.As(err, &f) {
		return f.code
	}
	return ""
}

// setCookies sets what a login is documented to set beside its reply. The names are our choice. They are no credential
// here: with cookies come checks against forged requests, of which nothing is known.
func (s *Server) setCookies(w http.ResponseWriter, body attr.Value) {
	for _, name := range []string{"access_token", "session_id"} {
		if v := body.Get(name).Text(); v != "" {
			http.SetCookie(w, &http.Cookie{
				Name: name, Value: v, Path: "/", HttpOnly: true, Secure: !s.opt.Plain, SameSite: http.SameSiteStrictMode,
			})
		}
	}
}

// writePage answers as a web server does, in HTML, where the API is not reached.
func writePage(w http.ResponseWriter, status int, title, text string) {
	page := fmt.Sprintf("<!DOCTYPE HTML>\n<html><head><title>%d %s</title></head><body>\n<h1>%s</h1>\n<p>%s</p>\n</body></html>\n",
		status, title, title, text)
	w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
	w.Header().Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, page) // a client that went away is no matter of ours
}

func writeNotFound(w http.ResponseWriter) {
	writePage(w, http.StatusNotFound, "Not Found", "The requested URL was not found on this server.")
}

func writeNotAllowed(w http.ResponseWriter, allowed string) {
	w.Header().Set("Allow", allowed)
	writePage(w, http.StatusMethodNotAllowed, "Method Not Allowed", "The requested method is not allowed for this URL.")
}

// wait pauses; false when the client or the server went away meanwhile.
func (s *Server) wait(req *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-req.Context().Done():
	case <-s.closing.Done():
	}
	return false
}
