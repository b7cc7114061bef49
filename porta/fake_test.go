package porta_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// fake is a web server that answers as a test tells it to, for what a PortaBilling (and so the sandbox) would
// never do, and for the byte-exact.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	methods map[string]http.HandlerFunc
	seen    map[string]int // requests that arrived, by method
}

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{methods: map[string]http.HandlerFunc{}, seen: map[string]int{}}
	f.Server = httptest.NewUnstartedServer(f)
	f.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.StartTLS()
	t.Cleanup(f.Close)
	f.on("Session/login", answer(200, loginReply("token-1")))
	return f
}

func (f *fake) on(method string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.methods[method] = h
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method := strings.TrimPrefix(r.URL.Path, "/rest/")
	f.mu.Lock()
	f.seen[method]++
	h := f.methods[method]
	f.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

func (f *fake) count(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[method]
}

func (f *fake) port() int { return f.Listener.Addr().(*net.TCPAddr).Port }

func (f *fake) pin() string {
	sum := sha256.Sum256(f.Certificate().RawSubjectPublicKeyInfo)
	return "sha256:" + base64.StdEncoding.EncodeToString(sum[:])
}

// rule pins the fake's certificate on its literal address.
func (f *fake) rule() porta.Rule { return porta.Rule{Host: "127.0.0.1", Pin: f.pin()} }

func (f *fake) server(t testing.TB, o porta.Options) *porta.Server {
	t.Helper()
	return serverOf(t, directory(t, o, f.rule()), "127.0.0.1", f.port())
}

func (f *fake) login(t testing.TB, o porta.Options) *porta.Client {
	t.Helper()
	return login(t, f.server(t, o), porta.Credentials{Login: "anna", Token: "secret-api-token"})
}

func directory(t testing.TB, o porta.Options, rules ...porta.Rule) *porta.Directory {
	t.Helper()
	d, err := porta.NewDirectory(rules, o)
	if err != nil {
		t.Fatal(err)
	}
	d.SetPause(func(context.Context, time.Duration) error { return nil })
	t.Cleanup(d.Close)
	return d
}

func serverOf(t testing.TB, d *porta.Directory, domain string, port int) *porta.Server {
	t.Helper()
	s, err := d.Server(domain, port)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func login(t testing.TB, s *porta.Server, c porta.Credentials) *porta.Client {
	t.Helper()
	client, err := s.Login(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func html(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<html>Bad gateway</html>")
	}
}

func fault(code string) http.HandlerFunc {
	return answer(500, fmt.Sprintf(`{"faultcode":%q,"faultstring":"Text of the fault."}`, code))
}

// cut closes the connection without a word, after the request was read.
func cut(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	panic(http.ErrAbortHandler)
}

// inTurn answers the first request with the first handler and so on; the last one stays.
func inTurn(hs ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := hs[0]
		if len(hs) > 1 {
			hs = hs[1:]
		}
		mu.Unlock()
		h(w, r)
	}
}

func loginReply(token string) string {
	return `{"session_id":"5f0e","access_token":"` + token + `","refresh_token":"refresh-of-` + token + `","expires_in":172800}`
}

// bearerIs answers well for one token and with an auth fault for every other.
func bearerIs(token func() string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+token() {
			fault("Server.Session.check_auth.auth_failed")(w, r)
			return
		}
		answer(200, `{"i_customer":7}`)(w, r)
	}
}

func params(t testing.TB, s string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(s), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// bodyParams reads the parameters of a request that a fake got.
func bodyParams(r *http.Request) attr.Value {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return attr.Value{}
	}
	v, err := attr.Parse(data, attr.Limits{})
	if err != nil {
		return attr.Value{}
	}
	return v.Get("params")
}

// failed returns the *porta.Error that err must be.
func failed(t *testing.T, err error) *porta.Error {
	t.Helper()
	e, ok := err.(*porta.Error)
	if !ok || e == nil {
		t.Fatalf("error is %T %v, want a *porta.Error", err, err)
	}
	return e
}

// outcome is what a caller acts on.
type outcome struct {
	Kind     porta.Kind
	Delivery porta.Delivery
	Trouble  porta.Trouble
}

// noUse is the outcome of a call without a usable answer.
func noUse(d porta.Delivery, t porta.Trouble) outcome { return outcome{porta.Unavailable, d, t} }

// refusal is the outcome of a call that PortaBilling answered with a fault.
func refusal(k porta.Kind) outcome { return outcome{k, porta.Answered, porta.NoTrouble} }

func outcomeOf(t *testing.T, err error) outcome {
	t.Helper()
	e := failed(t, err)
	return outcome{e.Kind, e.Delivery, e.Trouble}
}

func (o outcome) String() string { return fmt.Sprintf("%v, %v, %v", o.Kind, o.Delivery, o.Trouble) }

// closedPort returns a loopback port that nothing listens on.
func closedPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// names is a resolver that knows some names, with an answer for each look-up in turn.
type names map[string][][]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	turns := n[host]
	if len(turns) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(turns) > 1 {
		n[host] = turns[1:]
	}
	var found []netip.Addr
	for _, a := range turns[0] {
		found = append(found, netip.MustParseAddr(a))
	}
	return found, nil
}

func hostPort(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
