package sandbox_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is one realm of a sandbox, spoken to with net/http alone.
type wire struct {
	t     testing.TB
	box   *sandbox.Server
	http  *http.Client
	base  string
	token string
}

// start serves a sandbox over HTTPS in all realms and returns its administrator realm, nobody logged in.
func start(t testing.TB, o sandbox.Options) *wire {
	t.Helper()
	if o.Addrs == nil {
		o.Addrs = make(map[sandbox.Realm]string)
		for _, realm := range sandbox.Realms() {
			o.Addrs[realm] = "127.0.0.1:0"
		}
	}
	box, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // the command's test checks the key
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		if err := box.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &wire{t: t, box: box, http: client, base: box.URL(sandbox.AdminRealm)}
}

// at is the same sandbox in another realm, nobody logged in.
func (w *wire) at(realm sandbox.Realm) *wire {
	return &wire{t: w.t, box: w.box, http: w.http, base: w.box.URL(realm)}
}

// as logs in and returns a wire whose calls carry the token.
func (w *wire) as(login, password string) *wire {
	w.t.Helper()
	got := w.ok("Session/login", `{"login":"`+login+`","password":"`+password+`"}`)
	in := *w
	in.token = got.Get("access_token").Text()
	return &in
}

func (w *wire) demo() *wire { w.t.Helper(); return w.as(sandbox.DemoLogin, sandbox.DemoPassword) }

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// post sends one request as it is.
func (w *wire) post(path, contentType, body string, header ...string) answer {
	w.t.Helper()
	a, err := w.tryPost(path, contentType, body, header...)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *wire) tryPost(path, contentType, body string, header ...string) (answer, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.base+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, data}, err
}

// call sends {"params":…} as JSON.
func (w *wire) call(method, params string) answer {
	w.t.Helper()
	return w.post("/rest/"+method, "application/json", `{"params":`+params+`}`)
}

// ok calls and returns the answer's tree; any refusal ends the test.
func (w *wire) ok(method, params string) attr.Value {
	w.t.Helper()
	a := w.call(method, params)
	if a.status != http.StatusOK {
		w.t.Fatalf("%s %s: status %d, %s", method, params, a.status, a.body)
	}
	return a.tree(w.t)
}

func (a answer) tree(t testing.TB) attr.Value {
	t.Helper()
	if len(a.body) == 0 {
		return attr.Value{}
	}
	if !json.Valid(a.body) {
		t.Fatalf("not JSON: %.200s", a.body)
	}
	v, err := attr.Parse(a.body, attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// code returns the fault code of an answer, after a look at the form of the fault; "" for a success.
func (a answer) code(t testing.TB) string {
	t.Helper()
	if a.status == http.StatusOK {
		return ""
	}
	v := a.tree(t)
	if a.status != http.StatusInternalServerError || a.header.Get("Content-Type") != jsonType ||
		v.Len() != 2 || v.Get("faultcode").Text() == "" || v.Get("faultstring").Text() == "" {
		t.Fatalf("not a fault: status %d, %s, %s", a.status, a.header.Get("Content-Type"), a.body)
	}
	return v.Get("faultcode").Text()
}

const jsonType = "application/json; charset=UTF-8"

// clock is a time that only tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time       { return c.at }
func (c *clock) pass(d time.Duration) { c.at = c.at.Add(d) }
func newClock() *clock                { return &clock{time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)} }

// column reads one attribute of all rows of a list.
func column(list attr.Value, name string) (texts []string) {
	for _, m := range list.Members() {
		texts = append(texts, m.Value.Get(name).Text())
	}
	return texts
}
