package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lockedBuffer is written by the program and read by the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// started runs the program until the test ends and returns its ready line and what it logs.
func started(t *testing.T, args ...string) (map[string]any, *lockedBuffer) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	status, log := make(chan int, 1), &lockedBuffer{}
	go func() {
		status <- run(ctx, args, in, log)
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	t.Cleanup(func() {
		cancel()
		if lines.Scan() {
			t.Errorf("a second line on stdout: %s", lines.Text())
		}
		if got := <-status; got != statusOK {
			t.Errorf("exit status %d: %s", got, log)
		}
	})
	if !lines.Scan() {
		t.Fatalf("no ready line: %s", log)
	}
	var ready map[string]any
	if err := json.Unmarshal(lines.Bytes(), &ready); err != nil {
		t.Fatal(err)
	}
	return ready, log
}

// pinned is a client that trusts a public key and nothing else.
func pinned(t *testing.T, fingerprint string) *http.Client {
	tr := &http.Transport{TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true, //nolint:gosec // the key is checked below
		VerifyConnection: func(state tls.ConnectionState) error {
			leaf := state.PeerCertificates[0]
			sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
			if "sha256:"+base64.StdEncoding.EncodeToString(sum[:]) != fingerprint {
				return errors.New("another key")
			}
			return leaf.VerifyHostname("127.0.0.1")
		},
	}}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func TestServesAllRealmsAndLogsIn(t *testing.T) {
	ready, log := started(t, "--addr", "127.0.0.1:0", "--reseller-addr", "127.0.0.1:0", "--customer-addr", "127.0.0.1:0",
		"--account-addr", "127.0.0.1:0", "--customers", "10", "--accounts", "1", "--verbose")
	realms, _ := ready["realms"].(map[string]any)
	client := pinned(t, ready["fingerprint"].(string))
	for _, realm := range []string{"admin", "reseller", "customer", "account"} {
		url, _ := realms[realm].(string)
		if !strings.HasPrefix(url, "https://127.0.0.1:") {
			t.Fatalf("realm %s at %q", realm, url)
		}
		for _, secret := range []string{"password", "token"} {
			body, _ := json.Marshal(map[string]any{"params": map[string]any{"login": ready["login"], secret: ready[secret]}})
			res, err := client.Post(url+"/rest/Session/login", "application/json", bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte("access_token")) {
				t.Errorf("%s by %s: %d %s %v", realm, secret, res.StatusCode, answer, err)
			}
			_ = res.Body.Close()
		}
	}
	if ready["url"] != realms["admin"] || len(ready) != 6 {
		t.Errorf("ready line: %v", ready)
	}
	if !strings.Contains(log.String(), "Session/login") {
		t.Errorf("calls are not logged:\n%s", log)
	}
	for _, secret := range []string{"demo-Passw0rd", "demo-api-token", "eyJ"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
}

func TestServesOnlyWhatIsAskedFor(t *testing.T) {
	ready, _ := started(t, "--addr", "127.0.0.1:0", "--plain", "--customers", "3")
	want := map[string]any{
		"url": ready["url"], "login": "demo", "password": "demo-Passw0rd", "token": "demo-api-token", "fingerprint": "",
		"realms": map[string]any{"admin": ready["url"]},
	}
	if diff := cmp.Diff(want, ready); diff != "" || !strings.HasPrefix(ready["url"].(string), "http://127.0.0.1:") {
		t.Errorf("ready line (-want +got):\n%s%v", diff, ready["url"])
	}
}

func TestFlagsSay(t *testing.T) {
	for _, tt := range []struct {
		args string
		want []string
	}{
		{"--customers 0 --accounts -1", []string{"--customers must be at least 1", "--accounts must not be negative"}},
		{"--customers many", []string{"many", "-customers"}},
		{"--addr nowhere", []string{`the address of the admin realm must be host:port, not "nowhere"`}},
		{"--account-addr nowhere", []string{`the address of the account realm must be host:port, not "nowhere"`}},
		{"--token-ttl 0s", []string{"--token-ttl and --session-idle must be above 0"}},
		{"--latency -1s", []string{"--latency must not be negative"}},
		{"--mode broken", []string{`--mode must be standalone, secondary or read_only, not "broken"`}},
		{"--fault nonsense", []string{"want METHOD=KIND[:RATE]"}},
		{"--fault *=melt", []string{`there is no kind "melt"`}},
		{"--colour red", []string{"-colour"}},
		{"--api-doc testdata/none.json", []string{"--api-doc: open testdata/none.json: no such file"}},
		{"--api-doc .", []string{"--api-doc: read .: is a directory"}},
		{"--plain --addr 127.0.0.1:0 --api-doc run_test.go", []string{"--api-doc run_test.go: ", "the API document cannot be used", "cannot be read"}},
		{"serve", []string{`"serve" is no flag`}},
	} {
		var out, log bytes.Buffer
		status := run(context.Background(), strings.Fields(tt.args), &out, &log)
		if status != statusUsage || out.Len() > 0 {
			t.Errorf("%s: status %d, stdout %q", tt.args, status, out.String())
		}
		for _, want := range tt.want {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%s: %q does not say %q", tt.args, log.String(), want)
			}
		}
	}
}

func TestHelp(t *testing.T) {
	var out, log bytes.Buffer
	if status := run(context.Background(), []string{"-h"}, &out, &log); status != statusOK || log.Len() > 0 {
		t.Errorf("status %d, stderr %q", status, log.String())
	}
	for _, want := range []string{
		"--addr address", "(default 127.0.0.1:9443)", "--plain", "--reseller-addr", "--customer-addr", "--account-addr", "--customers", "--accounts", "--seed",
		"--token-ttl", "--session-idle", "--strict-names", "--latency", "--fault METHOD=KIND[:RATE]", "--mode",
		"--release", "--verbose", "--api-doc FILE", "--no-api-doc", "delay", "drop", "lost", "cut", "drip", "html502", "redirect", "oversized", "deep", "dead-session", "wrong-type", "answer", "answer-after", "gzip-bomb", "fault:CODE",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the help does not say %q:\n%s", want, out.String())
		}
	}
}

func TestAddressInUse(t *testing.T) {
	ready, _ := started(t, "--addr", "127.0.0.1:0", "--customers", "3")
	var out, log bytes.Buffer
	addr := strings.TrimPrefix(ready["url"].(string), "https://")
	if status := run(context.Background(), []string{"--addr", addr, "--customers", "3"}, &out, &log); status != statusFail || out.Len() > 0 {
		t.Errorf("status %d, stdout %q", status, out.String())
	}
	if !strings.Contains(log.String(), "admin realm") || !strings.Contains(log.String(), "in use") {
		t.Errorf("stderr %q", log.String())
	}
}

// TestServesAnotherDocument creates and lists a record of a type that no code knows.
func TestServesAnotherDocument(t *testing.T) {
	const file = "../../porta/sandbox/testdata/widget.json"
	doc, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		flags  []string
		status int
	}{
		{nil, http.StatusOK},
		{[]string{"--no-api-doc"}, http.StatusNotFound},
	} {
		ready, _ := started(t, append([]string{"--addr", "127.0.0.1:0", "--plain", "--customers", "3", "--api-doc", file}, tt.flags...)...)
		url := ready["url"].(string)
		if status, body := ask(t, http.MethodGet, url+"/doc/api/AdminInterface.json", "", ""); status != tt.status || status == http.StatusOK && body != string(doc) {
			t.Errorf("%q: status %d, %.100s", tt.flags, status, body)
		}
		_, body := ask(t, http.MethodPost, url+"/rest/Session/login", "", `{"params":{"login":"demo","token":"demo-api-token"}}`)
		var login struct {
			Token string `json:"access_token"`
		}
		if err := json.Unmarshal([]byte(body), &login); err != nil {
			t.Fatal(err)
		}
		_, made := ask(t, http.MethodPost, url+"/rest/Widget/add_gadget", login.Token, `{"params":{"gadget_info":{"name":"Sprocket","colour":"B"}}}`)
		status, list := ask(t, http.MethodPost, url+"/rest/Widget/get_gadget_list", login.Token, `{"params":{"name":"sprock%"}}`)
		want := `{"gadget_list":[` + strings.TrimSuffix(made, "}") + `,"name":"Sprocket","colour":"B"}]}`
		if status != http.StatusOK || list != want || !strings.HasPrefix(made, `{"i_gadget":`) {
			t.Errorf("%q: %d %s, want %s", tt.flags, status, list, want)
		}
	}
}

func ask(t *testing.T, method, url, token, body string) (status int, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}
