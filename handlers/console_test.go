package handlers_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"portaconsole/handlers"
	"portaconsole/handlers/discovery"
	"portaconsole/handlers/names"
	"portaconsole/handlers/places"
	"portaconsole/handlers/seal"
	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// console is the real router in front of a sandbox, with a browser's manners: cookies, and the header that says where
// a request comes from.
type console struct {
	t        testing.TB
	server   *httptest.Server
	client   *http.Client
	box      *sandbox.Server
	sessions *session.Store

	options   handlers.Options
	kept      *store.Store
	directory *porta.Directory
	catalogs  *discovery.Cache
	clock     *clock
	log       *buffer
	header    http.Header // sent with every request
	owner     porta.Owner // who was signed in last: whose the pages are
}

// clock is the sessions' time: the machine's, and what was added.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) add(d time.Duration) { c.ahead.Add(int64(d)) }

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// publicURL is where the console of the tests is reached, beside the loopback addresses.
var publicURL = &url.URL{Scheme: "https", Host: "console.example.com"}

// newConsole starts a console that may sign in to the sandbox, called "sandbox", and to the servers of further rules.
func newConsole(t testing.TB, o sandbox.Options, further ...porta.Rule) *console {
	t.Helper()
	if o.Customers == 0 {
		o.Customers = 100
	}
	box, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	c := &console{t: t, box: box, log: &buffer{}, header: http.Header{"Sec-Fetch-Site": {"same-origin"}}}
	log := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: level(t)}))
	host, port := box.Addr("admin")
	rule := porta.Rule{Name: "sandbox", Host: host, Label: "Sandbox", Realms: map[string]int{"admin": port}, Pin: box.Fingerprint()}
	directory, err := porta.NewDirectory(append([]porta.Rule{rule}, further...), porta.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(directory.Close)
	c.directory = directory
	c.clock = &clock{}
	c.catalogs = discovery.New(log, c.clock.now)
	t.Cleanup(c.catalogs.Close)
	c.kept = openStore(t, t.TempDir())
	c.sessions = session.NewStore(session.Options{Keeper: c.kept, Directory: directory, Log: log, Secure: true, Now: c.clock.now})
	writes, err := journal.New(t.Context(), c.kept, journal.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	visited := places.New(places.Options{Keeper: c.kept, Log: log, Now: c.clock.now})
	t.Cleanup(visited.Close)
	c.serve(handlers.Options{
		Log: log, Directory: directory, Sessions: c.sessions, Catalogs: c.catalogs, Journal: writes, Drafts: c.kept, Seals: c.kept, Places: visited, Names: names.New(c.clock.now), PublicURL: publicURL,
	})
	return c
}

// serve makes the router of the options, and a browser without cookies in front of it.
func (c *console) serve(o handlers.Options) {
	c.options = o
	c.server = httptest.NewTLSServer(handlers.New(o))
	c.t.Cleanup(c.server.Close)
	c.client = c.server.Client()
	c.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.client.Jar, _ = cookiejar.New(nil)
}

func openStore(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// port is the sandbox's, as it is typed on the sign-in page.
func (c *console) port() string {
	_, port := c.box.Addr("admin")
	return strconv.Itoa(port)
}

// signedIn starts a console and signs in.
func signedIn(t testing.TB, o sandbox.Options) *console {
	t.Helper()
	c := newConsole(t, o)
	c.signIn()
	return c
}

func (c *console) signIn() {
	c.t.Helper()
	a := c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.DemoLogin}, "token": {sandbox.DemoToken}}.Encode())
	a.is(http.StatusSeeOther)
}

// answer is what came back, read as HTML.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   string
	doc    *goquery.Document
}

func (c *console) get(path string) *answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", nil)
}

// part asks as htmx does.
func (c *console) part(path string) *answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, "", http.Header{"Hx-Request": {"true"}})
}

func (c *console) post(path, body string) *answer {
	c.t.Helper()
	return c.do(http.MethodPost, path, body, nil)
}

func (c *console) postPart(path, body string) *answer {
	c.t.Helper()
	return c.do(http.MethodPost, path, body, http.Header{"Hx-Request": {"true"}})
}

func (c *console) do(method, path, body string, header http.Header) *answer {
	c.t.Helper()
	if method == http.MethodPost && !unsealed[path] && !strings.Contains("&"+body, "&seal=") {
		body = c.sealed(path, body)
	}
	r, err := http.NewRequest(method, c.server.URL+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set(seal.Header, c.sealOfPage())
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, h := range []http.Header{c.header, header} {
		for name, values := range h {
			r.Header[name] = values
		}
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	res, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		c.t.Fatal(err)
	}
	return &answer{c.t, method + " " + path, res.StatusCode, res.Header, string(data), doc}
}

// unsealed are the forms that are of nobody, or do the same for everybody.
var unsealed = map[string]bool{"/login": true, "/password": true, "/logout": true, "/session": true}

// sealed is a form's body with the seal that its page has.
func (c *console) sealed(path, body string) string {
	return "seal=" + url.QueryEscape(c.sealFor(path, body)) + "&" + body
}

// sealFor is the seal of a form that posts to the path, as a page of who is signed in has it, or of who was last.
func (c *console) sealFor(path, body string) string {
	id := ""
	for pair := range strings.SplitSeq(body, "&") {
		if form, ok := strings.CutPrefix(pair, "form="); ok {
			id = form
		}
	}
	return seal.Write(c.kept, seal.Form{Owner: c.whoIsIn(), Path: path, ID: id, Drawn: time.Now()})
}

func (c *console) sealOfPage() string {
	return seal.Write(c.kept, seal.Form{Owner: c.whoIsIn(), Drawn: time.Now()})
}

// ownerMu guards who was signed in last: one browser may send several requests at once.
var ownerMu sync.Mutex

// whoIsIn is who is signed in in this browser, or was last.
func (c *console) whoIsIn() porta.Owner {
	r, err := http.NewRequest(http.MethodGet, c.server.URL, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if c.client.Jar != nil {
		for _, cookie := range c.client.Jar.Cookies(r.URL) {
			r.AddCookie(cookie)
		}
	}
	_, owner, err := c.sessions.Peek(r)
	ownerMu.Lock()
	defer ownerMu.Unlock()
	if err == nil && owner != (porta.Owner{}) {
		c.owner = owner
	}
	return c.owner
}

// is checks the status.
func (a *answer) is(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: status %d, want %d\n%s", a.what, a.status, status, a.text("main"))
	}
	return a
}

// leadsTo checks a redirect.
func (a *answer) leadsTo(url string) *answer {
	a.t.Helper()
	a.is(http.StatusSeeOther)
	if got := a.header.Get("Location"); got != url {
		a.t.Fatalf("%s leads to %q, want %q", a.what, got, url)
	}
	return a
}

// text is what a part of the page says, white space folded.
func (a *answer) text(selector string) string {
	return strings.Join(strings.Fields(a.doc.Find(selector).Text()), " ")
}

// has checks that the part is there and says the text.
func (a *answer) has(selector, text string) *answer {
	a.t.Helper()
	if a.doc.Find(selector).Length() == 0 {
		a.t.Errorf("%s has no %s\n%s", a.what, selector, a.text("main"))
	} else if got := a.text(selector); !strings.Contains(got, text) {
		a.t.Errorf("%s: %s says %q, want %q in it", a.what, selector, got, text)
	}
	return a
}

// hasNo checks that the part is not there.
func (a *answer) hasNo(selector string) *answer {
	a.t.Helper()
	if n := a.doc.Find(selector).Length(); n > 0 {
		a.t.Errorf("%s has %d of %s", a.what, n, selector)
	}
	return a
}

// attr is an attribute of the one element that the selector finds.
func (a *answer) attr(selector, name string) string {
	a.t.Helper()
	s := a.doc.Find(selector)
	if s.Length() != 1 {
		a.t.Fatalf("%s has %d of %s\n%s", a.what, s.Length(), selector, a.text("main"))
	}
	return s.AttrOr(name, "")
}

// sent are the parameters of the calls of a method that reached the sandbox, as JSON.
func (c *console) sent(method string) (sent []string) {
	for _, r := range c.box.Requests() {
		if r.Method == method {
			sent = append(sent, r.Params.JSON())
		}
	}
	return sent
}

func mustParse(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// level of the log: tests read all of it, benchmarks as much as in use.
func level(t testing.TB) slog.Level {
	if _, bench := t.(*testing.B); bench {
		return slog.LevelInfo
	}
	return slog.LevelDebug
}
