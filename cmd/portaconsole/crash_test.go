package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// How often the program is killed, if that is done in the time.
const (
	kills    = 100
	killTime = 45 * time.Second
)

// process is the program as a process of its own, which can be killed.
type process struct {
	cmd *exec.Cmd
	url string
}

func startProcess(t *testing.T, program string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(program, append([]string{"--addr", "127.0.0.1:0"}, args...)...)}
	log := &lockedBuffer{}
	p.cmd.Stderr = log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the console did not start: %v\n%s", err, log)
	}
	p.url = strings.TrimSpace(strings.TrimPrefix(line, "portaconsole is at "))
	return p
}

// kill ends the process as a power cut does, as far as the process can tell.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// creations are the forms that were posted, by their ids, and how each was answered: with where it led, or not at all.
type creations struct {
	mu     sync.Mutex
	posted map[string]string
}

func (c *creations) set(form, led string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.posted[form] = led
}

// create posts forms that create customers, named as their form, one after the other until the program is gone.
func (c *creations) create(base, prefix string, cookie *http.Cookie) {
	for n := 0; ; n++ {
		form := fmt.Sprintf("%sn%d", prefix, n)
		body := "form=" + form + "&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=name&t=text&v=" + form + "&n=r2.r0&k=iso_4217&t=text&v=USD&op=send"
		r, err := http.NewRequest(http.MethodPost, base+"/records/Customer/customer/new", strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(cookie)
		c.set(form, "")
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return
		}
		res.Body.Close()
		led := res.Header.Get("Location")
		c.set(form, fmt.Sprint(res.StatusCode)+" "+led)
		if !strings.HasPrefix(led, "/records/Customer/customer/") {
			return
		}
	}
}

// The program is killed at random points of a run of writes, again and again. Afterwards the journal knows of every write that
// PortaBilling saw, and of none that it did not see says that it was done. The session outlives it all.
func TestKills(t *testing.T) {
	program := filepath.Join(t.TempDir(), "portaconsole")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	box, dir := startBox(t, sandbox.Options{Customers: 20}), t.TempDir()
	_, port := box.Addr("admin")
	v := &visitor{t: t}
	c := &creations{posted: map[string]string{}}
	killed := 0
	for begin := time.Now(); killed < kills && time.Since(begin) < killTime; killed++ {
		p := startProcess(t, program, "--servers", serverOf(box), "--data", dir)
		if v.base = p.url; len(v.cookies) == 0 {
			v.signIn("127.0.0.1", port)
		}
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() { c.create(p.url, fmt.Sprintf("k%dw%d", killed, w), v.cookies[0]) })
		}
		<-time.After(rand.N(100 * time.Millisecond))
		p.kill()
		wg.Wait()
	}
	checkJournal(t, box, dir, c.posted, killed)
}

func checkJournal(t *testing.T, box *sandbox.Server, dir string, posted map[string]string, killed int) {
	kept, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	writes, err := journal.New(t.Context(), kept, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	arrived := map[string]int{}
	for _, r := range box.Requests() {
		if r.Method == "Customer/add_customer" {
			arrived[r.Params.Get("customer_info").Get("name").Text()]++
		}
	}
	owner := porta.Owner{Server: "127.0.0.1", Realm: "admin", Login: sandbox.DemoLogin}
	states := map[journal.State]int{}
	for form, led := range posted {
		e, err := writes.OfForm(t.Context(), owner, form)
		if err != nil {
			t.Fatal(err)
		}
		state := journal.NotSent
		if e != nil {
			state = e.State
		}
		states[state]++
		made := strings.HasPrefix(led, "303 /records/Customer/customer/")
		switch {
		case arrived[form] > 1,
			arrived[form] == 1 && state != journal.Done && state != journal.Unknown,
			arrived[form] == 0 && state != journal.NotSent && state != journal.Unknown,
			made && (state != journal.Done || "303 "+e.Details.Outcome != led):
			t.Errorf("%s arrived %d times, was answered with %q, and is %q in the journal", form, arrived[form], led, state)
		case led != "" && !made:
			t.Errorf("%s was answered with %q", form, led)
		}
		delete(arrived, form)
	}
	if len(arrived) > 0 {
		t.Errorf("nobody posted %v", arrived)
	}
	t.Logf("%d kills, %d writes: %v", killed, len(posted), states)
	if states[journal.Done] == 0 || states[journal.Unknown] == 0 {
		t.Error("the kills met no write under way; they prove nothing")
	}
	if n := box.Count("Session/login"); n != 1 {
		t.Errorf("PortaBilling saw %d logins, want one", n)
	}
}
