package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portaconsole/porta/sandbox"
)

// restartable is a console that can be stopped and started again at the same address, on the same data.
type restartable struct {
	*console
	t    *testing.T
	args []string
}

func startRestartable(t *testing.T, args ...string) *restartable {
	t.Helper()
	args = append([]string{"--data", t.TempDir()}, args...)
	c := startConsole(t, args...)
	return &restartable{c, t, append(args, "--addr", strings.TrimPrefix(c.url, "http://"))}
}

func (r *restartable) restart() {
	r.t.Helper()
	if err := r.end(); err != nil {
		r.t.Fatal(err)
	}
	r.console = startConsole(r.t, r.args...)
}

// A restart in the middle of a form is not noticed: one types on and sends.
func TestRestartUnderAForm(t *testing.T) {
	t.Parallel()
	for name, noScript := range map[string]bool{"script": false, "no script": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := startBox(t, sandbox.Options{Customers: 50})
			c := startRestartable(t, "--servers", serverOf(box))
			b := newBrowser(t, c.url, look{noScript: noScript})
			b.open("/records/Customer/customer/new")
			b.signIn()
			b.find(heading("New customer"))
			b.addProperty("", "customer_info", "Object")
			b.addProperty("customer_info", "name", "Text")
			b.fillAndKeep(inGroup("customer_info.name", "Value"), "Restart Ltd")
			c.restart()
			b.addProperty("customer_info", "iso_4217", "Text")
			b.fillAndKeep(inGroup("customer_info.iso_4217", "Value"), "USD")
			c.restart()
			b.click(button("Create customer"))
			b.find(heading("Restart Ltd"))
			if n := box.Count("Session/login"); n != 1 {
				t.Errorf("PortaBilling saw %d logins, want one", n)
			}
			if sent := requests(box, "Customer/add_customer"); len(sent) != 1 || !strings.Contains(sent[0], `"name":"Restart Ltd","iso_4217":"USD"`) {
				t.Errorf("sent %s", sent)
			}
			b.click(link("Sign out"))
			b.find(heading("Sign in to PortaBilling"))
			if n := box.Count("Session/logout"); n != 1 {
				t.Errorf("PortaBilling heard of %d ends", n)
			}
			b.noMistakes()
		})
	}
}

// The sandbox in the process forgets its sessions with it; whoever was signed in signs in again, and is back.
func TestRestartOfADemo(t *testing.T) {
	c := startRestartable(t)
	v := &visitor{t: t, base: c.url}
	v.signIn("sandbox", 443)
	c.restart()
	res := v.do(http.MethodGet, "/records/Customer/customer?f.bill_status=O", "")
	res.Body.Close()
	if got := res.Header.Get("Location"); got != "/login?next=%2Frecords%2FCustomer%2Fcustomer%3Ff.bill_status%3DO&why=ended" {
		t.Errorf("%s leads to %q", res.Status, got)
	}
	v.signIn("sandbox", 443)
	v.page("/records/Customer/customer?f.bill_status=O")
}

// Tokens that were renewed shortly before the restart are the ones that are taken up.
func TestRestartAfterRenewals(t *testing.T) {
	box := startBox(t, sandbox.Options{Customers: 50, TokenTTL: time.Second})
	c := startRestartable(t, "--servers", serverOf(box))
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	for range 2 {
		before := box.Count("Session/refresh_access_token")
		waitFor(t, "a renewal", func() bool {
			v.page("/records/Customer/customer")
			return box.Count("Session/refresh_access_token") > before
		})
		c.restart()
	}
	v.page("/records/Customer/customer")
	if n := box.Count("Session/login"); n != 1 {
		t.Errorf("PortaBilling saw %d logins, want one", n)
	}
}

// Without the key nobody's session can be taken up: everybody signs in again, the log says why, and nothing else happens.
func TestRestartWithoutTheKey(t *testing.T) {
	box := startBox(t, sandbox.Options{Customers: 50})
	c := startRestartable(t, "--servers", serverOf(box))
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(c.args[1], "secret.key")); err != nil {
		t.Fatal(err)
	}
	c.console = startConsole(t, c.args...)
	for range 2 {
		res := v.do(http.MethodGet, "/", "")
		res.Body.Close()
		if got := res.Header.Get("Location"); got != "/login" {
			t.Errorf("%s leads to %q", res.Status, got)
		}
	}
	log := c.log.String()
	if n := strings.Count(log, "a session could not be taken up again, so its user has to sign in"); n != 1 || !strings.Contains(log, "sealed with a key that is not there any more") {
		t.Errorf("said %d times:\n%s", n, log)
	}
	v.signIn("127.0.0.1", port)
	v.page("/")
}

// A server that the settings do not name any more is not called, whoever was signed in there.
func TestRestartWithoutTheServer(t *testing.T) {
	box := startBox(t, sandbox.Options{Customers: 50})
	c := startRestartable(t, "--servers", serverOf(box))
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	before := len(box.Requests())
	startConsole(t, "--addr", strings.TrimPrefix(c.url, "http://"), "--data", c.args[1], "--servers", "billing.example.com")
	res := v.do(http.MethodGet, "/", "")
	res.Body.Close()
	if got := res.Header.Get("Location"); got != "/login" || len(box.Requests()) != before {
		t.Errorf("%s leads to %q", res.Status, got)
	}
}

// With the keys in the environment none is made in the data directory, and an old one still opens what it sealed.
func TestKeysOfTheEnvironment(t *testing.T) {
	a, b := fmt.Sprintf("%064x", 1), fmt.Sprintf("%064x", 2)
	box, dir := startBox(t, sandbox.Options{Customers: 50}), t.TempDir()
	c := startConsoleIn(t, []string{"PORTACONSOLE_SECRET_KEY=" + a}, "--servers", serverOf(box), "--data", dir)
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	v.base = startConsoleIn(t, []string{"PORTACONSOLE_SECRET_KEY=" + b + "," + a}, "--servers", serverOf(box), "--data", dir).url
	v.page("/")
	if _, err := os.Stat(filepath.Join(dir, "secret.key")); err == nil {
		t.Error("a key was made in the data directory")
	}
}

// A form that met the end of the session at PortaBilling waits for its owner over a restart too.
func TestParkedFormSurvivesARestart(t *testing.T) {
	box := startBox(t, sandbox.Options{Customers: 50})
	c := startRestartable(t, "--servers", serverOf(box))
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	const form = "/records/Customer/customer/new"
	id, own := v.open(form)
	box.EndSessions()
	res := v.do(http.MethodPost, form, own+"&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=name&t=text&v=Parked+Ltd&n=r2.r0&k=iso_4217&t=text&v=USD&op=send")
	res.Body.Close()
	if got := res.Header.Get("Location"); got != "/login?next=%2Fdrafts%2F"+id+"&why=ended" {
		t.Fatalf("%s leads to %q", res.Status, got)
	}
	c.restart()
	// What the ended session's browser still posts is kept as well, and takes nothing from the first.
	res = v.do(http.MethodPost, form, own+"&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=name&t=text&v=Parked+Again+Ltd&op=update")
	res.Body.Close()
	again, err := url.Parse(res.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	c.restart()
	v.signIn("127.0.0.1", port)
	for address, name := range map[string]string{"/drafts/" + id: "Parked Ltd", again.Query().Get("next"): "Parked Again Ltd"} {
		if page := v.page(address); !strings.Contains(page, `value="`+name+`"`) {
			t.Errorf("after signing in again the form at %s is\n%s", address, page)
		}
	}
}
