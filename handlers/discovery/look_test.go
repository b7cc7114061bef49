package discovery

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"portaconsole/porta"
)

// described is a server whose description is answered as a test says.
type described struct {
	*Cache
	client *porta.Client
	now    time.Time

	mu      sync.Mutex
	version string
	answer  http.HandlerFunc
	looks   int
}

const document = "/doc/api/AdminInterface.json"

func newDescribed(t *testing.T) *described {
	t.Helper()
	d := &described{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), version: `{"version":"MR1"}`}
	d.Cache = New(slog.New(slog.NewTextHandler(io.Discard, nil)), func() time.Time { return d.now })
	server := httptest.NewTLSServer(d)
	t.Cleanup(server.Close)
	t.Cleanup(d.Close)
	pin := sha256.Sum256(server.Certificate().RawSubjectPublicKeyInfo)
	directory, err := porta.NewDirectory([]porta.Rule{{Host: "127.0.0.1", Pin: "sha256:" + base64.StdEncoding.EncodeToString(pin[:])}}, porta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(directory.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		t.Fatal(err)
	}
	at, err := directory.Server("127.0.0.1", port)
	if err != nil {
		t.Fatal(err)
	}
	if d.client, err = at.Login(t.Context(), porta.Credentials{Login: "anna", Token: "secret"}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *described) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	answer, version := d.answer, d.version
	if r.URL.Path == document {
		d.looks++
	}
	d.mu.Unlock()
	switch r.URL.Path {
	case document:
		answer(w, r)
	case "/rest/Session/login":
		_, _ = io.WriteString(w, `{"access_token":"a","expires_in":86400}`)
	case "/rest/Generic/get_version":
		if version == "" {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = io.WriteString(w, version)
	default:
		http.NotFound(w, r)
	}
}

// says has the server answer so from now on.
func (d *described) says(version string, answer http.HandlerFunc) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.version, d.answer = version, answer
}

// look asks for the description as a request does, and returns how often the server was asked so far and what serves then.
func (d *described) look() (looks int, now *Description) {
	d.Of(d.client)
	d.work.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.looks, d.Of(d.client)
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func tiny(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, `{"openapi":"3.0.3","paths":{"/Tiny/get_thing_list":{"post":{}}}}`)
}

// A server that could not be asked is asked again soon, and less and less often. What serves until then is not said to be all there is.
func TestAFailedLookIsRepeated(t *testing.T) {
	d := newDescribed(t)
	d.says(`{"version":"MR1"}`, status(http.StatusBadGateway))
	looks := 1
	for _, pause := range []time.Duration{
		15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour,
	} {
		if n, now := d.look(); n != looks || now.Live || now.Reason != "the server's own could not be fetched so far" || now.Release != "MR1" {
			t.Errorf("before a pause of %v: %d looks, want %d; %+v", pause, n, looks, now)
		}
		d.now = d.now.Add(pause - time.Second)
		if n, _ := d.look(); n != looks {
			t.Errorf("a second before the end of a pause of %v there were %d looks, want %d", pause, n, looks)
		}
		d.now = d.now.Add(time.Second)
		looks++
	}
	// Once it answers, what it says is believed for an hour, and a later failure is the first one again.
	d.says(`{"version":"MR2"}`, tiny)
	if n, now := d.look(); n != looks || !now.Live || now.Reason != "" || now.Release != "MR2" {
		t.Errorf("after it has answered: %d looks, want %d; %+v", n, looks, now)
	}
	d.now = d.now.Add(time.Hour - time.Second)
	if n, _ := d.look(); n != looks {
		t.Errorf("within the hour it was asked again")
	}
	d.now = d.now.Add(time.Second)
	d.says("", status(http.StatusBadGateway))
	if n, now := d.look(); n != looks+1 || !now.Live || now.Release != "MR2" {
		t.Errorf("after the hour: %d looks, want %d; %+v", n, looks+1, now)
	}
	d.now = d.now.Add(15 * time.Second)
	if n, now := d.look(); n != looks+2 || !now.Live || now.Release != "MR2" {
		t.Errorf("after a first failure: %d looks, want %d; %+v", n, looks+2, now)
	}
}

// What the server says of itself is believed for an hour: also that it has no description, or one of no use.
func TestWhatTheServerSaysIsBelieved(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		reason string
	}{
		{"none", status(http.StatusNotFound), "the server publishes none"},
		{"gone", status(http.StatusGone), "the server publishes none"},
		{"of no use", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `[]`) }, "the server's description cannot be used: AdminInterface.json: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDescribed(t)
			d.says(`{"version":"MR1"}`, tt.answer)
			if n, now := d.look(); n != 1 || now.Live || len(now.Reason) < len(tt.reason) || now.Reason[:len(tt.reason)] != tt.reason {
				t.Errorf("%d looks, %+v", n, now)
			}
			d.now = d.now.Add(time.Hour - time.Second)
			if n, _ := d.look(); n != 1 {
				t.Errorf("within the hour there were %d looks", n)
			}
			d.now = d.now.Add(time.Second)
			if n, _ := d.look(); n != 2 {
				t.Errorf("after the hour there were %d looks", n)
			}
		})
	}
}

// The end of the program does not wait for a server that takes its time.
func TestTheEndStopsALook(t *testing.T) {
	d := newDescribed(t)
	asked, hungUp := make(chan bool), make(chan bool)
	d.says(`{"version":"MR1"}`, func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
		close(hungUp)
	})
	d.Of(d.client)
	<-asked
	d.Close()
	<-hungUp
	if n, now := d.look(); n != 1 || now.Live || now.Reason != "" {
		t.Errorf("after the end: %d looks, %+v", n, now)
	}
}
