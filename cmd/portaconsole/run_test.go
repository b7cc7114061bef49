package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"portaconsole/porta/sandbox"
)

// visitor is a browser without pages. Go's cookie jar sends Secure cookies over TLS alone, so it keeps them itself.
type visitor struct {
	t       *testing.T
	base    string
	cookies []*http.Cookie
}

func (v *visitor) do(method, path, body string) *http.Response {
	v.t.Helper()
	r, err := http.NewRequest(method, v.base+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range v.cookies {
		r.AddCookie(c)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		v.t.Fatal(err)
	}
	if set := res.Cookies(); len(set) > 0 {
		v.cookies = set
	}
	return res
}

func (v *visitor) signIn(domain string, port int) {
	v.t.Helper()
	res := v.do(http.MethodPost, "/login", url.Values{
		"domain": {domain}, "port": {fmt.Sprint(port)}, "login": {sandbox.DemoLogin}, "token": {sandbox.DemoToken},
	}.Encode())
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		body, _ := io.ReadAll(res.Body)
		v.t.Fatalf("signing in: %s\n%s", res.Status, body)
	}
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(seal|form)" value="([^"]*)"`)

// hiddenFields are a form's own id and its seal.
func hiddenFields(page string) url.Values {
	pairs := url.Values{}
	for _, field := range hiddenField.FindAllStringSubmatch(page, -1) {
		pairs.Set(field[1], html.UnescapeString(field[2]))
	}
	return pairs
}

// open opens a form, and returns the id that it has and what it posts beside its rows.
func (v *visitor) open(path string) (id, own string) {
	v.t.Helper()
	pairs := hiddenFields(v.page(path))
	if len(pairs) != 2 {
		v.t.Fatalf("the form at %s has %v", path, pairs)
	}
	return pairs.Get("form"), pairs.Encode()
}

func (v *visitor) page(path string) string {
	v.t.Helper()
	res := v.do(http.MethodGet, path, "")
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		v.t.Fatalf("%s: %s, %v\n%s", path, res.Status, err, body)
	}
	return string(body)
}

func TestDemo(t *testing.T) {
	c := startConsole(t)
	v := &visitor{t: t, base: c.url}
	page := v.page("/login")
	for _, want := range []string{`value="sandbox"`, `value="demo"`, `value="demo-api-token"`, "Sandbox (demo data)"} {
		if !strings.Contains(page, want) {
			t.Errorf("the sign-in page does not have %s", want)
		}
	}
	v.signIn("sandbox", 443) // the sandbox's own port is a free one; 443 means its administrators too
	if page := v.page("/records/Customer/customer"); !strings.Contains(page, "1–25 of 1,000") {
		t.Errorf("the list of customers:\n%s", page)
	}
}

func TestSettingsFile(t *testing.T) {
	box, err := sandbox.Start(sandbox.Options{Customers: 50})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	_, port := box.Addr("admin")
	file := filepath.Join(t.TempDir(), "settings.toml")
	settings := fmt.Sprintf("[[server]]\nhost = \"localhost\"\nlabel = \"Billing\"\nproduction = true\nrealms = { admin = %d }\npin = %q\n", port, box.Fingerprint())
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	c := startConsole(t, "--config", file, "--data", t.TempDir())
	v := &visitor{t: t, base: c.url}
	if page := v.page("/login"); !strings.Contains(page, fmt.Sprintf(`value="%d"`, port)) || strings.Contains(page, "demo") {
		t.Errorf("the sign-in page:\n%s", page)
	}
	v.signIn("localhost", port)
	page := v.page("/")
	for _, want := range []string{"<strong>Billing</strong>", "admin · demo", `<body class="production">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the start page does not have %s", want)
		}
	}
}

// A signal ends the program: what runs is answered. The sessions go on, as nobody is to be signed out by a restart.
func TestShutdown(t *testing.T) {
	c, box := startBoth(t, sandbox.Options{})
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	const slow = "Customer/get_customer_list"
	until := make(chan struct{})
	box.Inject(sandbox.Rule{Method: slow, Kind: sandbox.Delay, Until: until})
	status := make(chan int, 1)
	go func() {
		res := v.do(http.MethodGet, "/records/Customer/customer", "")
		defer res.Body.Close()
		status <- res.StatusCode
	}()
	waitFor(t, "the call", func() bool { return box.Count(slow) == 1 })
	ended := make(chan error, 1)
	go func() { ended <- c.end() }()
	waitFor(t, "that nobody new is let in", func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
	select {
	case err := <-ended:
		t.Fatalf("it ended under a request: %v", err)
	default:
	}
	close(until)
	if err := <-ended; err != nil {
		t.Errorf("the console ended with %v", err)
	}
	if got := <-status; got != http.StatusOK {
		t.Errorf("the request under way was answered with %d", got)
	}
	if n := box.Count("Session/logout"); n != 0 {
		t.Errorf("PortaBilling heard of %d ends", n)
	}
}

// With a data directory that goes with the program nobody could come back, so PortaBilling hears of the end of each session.
func TestShutdownOfADemo(t *testing.T) {
	box := startBox(t, sandbox.Options{})
	c := startConsole(t, "--servers", serverOf(box), "--demo", "on")
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	if err := c.end(); err != nil {
		t.Errorf("the console ended with %v", err)
	}
	if n := box.Count("Session/logout"); n != 1 {
		t.Errorf("PortaBilling heard of %d ends", n)
	}
}

// waitFor polls until the condition holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("never happened: %s", what)
		case <-tick.C:
		}
	}
}

func TestStartIsRefusedInASentence(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	startConsole(t, "--data", data)
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"data directory in use", []string{"--data", data}, "another portaconsole is using " + data},
		{"read-only data directory", []string{"--data", "/proc/self"}, "data directory: "},
		{"setting", []string{"--addr", "x"}, "addr: want host:port"},
		{"address", []string{"--addr", taken.Addr().String()}, "address already in use"},
		{"data directory", []string{"--data", filepath.Join(file, "below")}, "data directory: "},
	} {
		err := run(context.Background(), tt.args, nil, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestPlainHTTPElsewhereIsWarnedOf(t *testing.T) {
	c := startConsole(t, "--public-url", "http://console.example.com")
	if !strings.Contains(c.log.String(), "the console is reached over plain HTTP") {
		t.Errorf("no warning:\n%s", c.log)
	}
}

// A console without a file or flag for it makes no data directory that stays.
func TestDemoLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	c := startConsole(t)
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
