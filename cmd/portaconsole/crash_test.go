package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/attr"
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

// writing is a kind of write: the form that makes it, and how the request is known again in the sandbox's log.
type writing struct {
	path, method string
	rows         func(mark string, n int) string
	mark         func(params attr.Value) string // what rows put in: the mark, or the number
	done         string                         // how an answer begins that says that it was carried out
}

var writings = []writing{
	{
		"/records/Customer/customer/new", "Customer/add_customer",
		func(form string, _ int) string {
			return "&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=name&t=text&v=" + form + "&n=r2.r0&k=iso_4217&t=text&v=USD"
		},
		func(p attr.Value) string { return p.Get("customer_info").Get("name").Text() }, "303 /records/Customer/customer/",
	},
	{
		"/methods/Customer/update_customer", "Customer/update_customer",
		func(form string, _ int) string {
			return "&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=i_customer&t=integer&v=1001&n=r2.r0&k=note&t=text&v=" + form
		},
		func(p attr.Value) string { return p.Get("customer_info").Get("note").Text() }, "200 ",
	},
	{
		"/methods/Account/terminate_account", "Account/terminate_account",
		func(_ string, n int) string {
			return fmt.Sprintf("&n=r0&k=i_account&t=integer&v=%[1]d&confirm=%[1]d", firstAccount+n)
		},
		func(p attr.Value) string { return p.Get("i_account").Text() }, "200 ",
	},
	{
		"/methods/Account/make_transaction", "Account/make_transaction",
		func(form string, _ int) string {
			return "&n=r0&k=i_account&t=integer&v=10001&n=r1&k=action&t=text&v=Manual+payment&n=r2&k=amount&t=decimal&v=0.01&n=r3&k=visible_comment&t=text&v=" + form
		},
		func(p attr.Value) string { return p.Get("visible_comment").Text() }, "200 ",
	},
}

// firstAccount is the first of those that are ended, each once.
const firstAccount = 10002

// attempts are the forms that were posted, by their ids.
type attempts struct {
	mu       sync.Mutex
	accounts int // how many were ended, or may have been
	posted   map[string]*attempt
}

// attempt is one form, and how it was answered: "" when it was not.
type attempt struct {
	of             writing
	mark, answered string
}

// post posts forms of one kind, one after the other until the program is gone.
func (a *attempts) post(base, prefix string, of writing, cookie *http.Cookie) {
	for n := 0; ; n++ {
		mark := fmt.Sprintf("%sn%d", prefix, n)
		form, own, err := openForm(base+of.path, cookie)
		if err != nil {
			return
		}
		one := &attempt{of: of, mark: mark}
		a.mu.Lock()
		if of.method == "Account/terminate_account" {
			one.mark = strconv.Itoa(firstAccount + a.accounts)
		}
		body := own + of.rows(mark, a.accounts) + "&op=send"
		if one.mark != mark {
			a.accounts++
		}
		a.posted[form] = one
		a.mu.Unlock()
		r, err := http.NewRequest(http.MethodPost, base+of.path, strings.NewReader(body))
		if err != nil {
			panic(err)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.AddCookie(cookie)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			return
		}
		res.Body.Close()
		a.mu.Lock()
		one.answered = fmt.Sprint(res.StatusCode) + " " + res.Header.Get("Location")
		a.mu.Unlock()
		if !strings.HasPrefix(one.answered, of.done) {
			return
		}
	}
}

// openForm opens a form, and returns its id and what it posts beside its rows.
func openForm(address string, cookie *http.Cookie) (id, own string, err error) {
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", "", err
	}
	r.AddCookie(cookie)
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return "", "", err
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		return "", "", err
	}
	pairs := hiddenFields(string(page))
	return pairs.Get("form"), pairs.Encode(), nil
}

// arrivals is how many of the writes arrived.
func arrivals(box *sandbox.Server) (n int) {
	for _, of := range writings {
		n += box.Count(of.method)
	}
	return n
}

// The program is killed at random points of a run of writes, again and again. Afterwards the journal knows of every write that
// PortaBilling saw, and of none that it did not see says that it was done. The session outlives it all.
func TestKills(t *testing.T) {
	program := filepath.Join(t.TempDir(), "portaconsole")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	box, dir := startBox(t, sandbox.Options{Customers: 1000, Accounts: 10}), t.TempDir()
	_, port := box.Addr("admin")
	v := &visitor{t: t}
	a := &attempts{posted: map[string]*attempt{}}
	killed := 0
	for begin := time.Now(); killed < kills && time.Since(begin) < killTime; killed++ {
		p := startProcess(t, program, "--servers", serverOf(box), "--data", dir)
		if v.base = p.url; len(v.cookies) == 0 {
			v.signIn("127.0.0.1", port)
		}
		var wg sync.WaitGroup
		for w, of := range writings {
			wg.Go(func() { a.post(p.url, fmt.Sprintf("k%dw%d", killed, w), of, v.cookies[0]) })
		}
		// By what has arrived and not by time alone, which on a slow machine may be too short for any write.
		wanted := arrivals(box) + rand.N(8)
		waitFor(t, "more writes", func() bool { return arrivals(box) >= wanted })
		<-time.After(rand.N(20 * time.Millisecond))
		p.kill()
		wg.Wait()
	}
	checkJournal(t, box, dir, a.posted, killed)
}

func checkJournal(t *testing.T, box *sandbox.Server, dir string, posted map[string]*attempt, killed int) {
	kept, err := store.Open(t.Context(), dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	writes, err := journal.New(t.Context(), kept, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	arrived := map[string]int{} // by method and mark
	for _, r := range box.Requests() {
		for _, of := range writings {
			if r.Method == of.method {
				arrived[of.method+" "+of.mark(r.Params)]++
			}
		}
	}
	owner := porta.Owner{Server: "127.0.0.1", Realm: "admin", Login: sandbox.DemoLogin}
	states, done := map[journal.State]int{}, map[string]int{}
	for form, one := range posted {
		led, key := one.answered, one.of.method+" "+one.mark
		e, err := writes.OfForm(t.Context(), owner, form)
		if err != nil {
			t.Fatal(err)
		}
		state := journal.NotSent
		if e != nil {
			state = e.State
		}
		states[state]++
		made := strings.HasPrefix(led, one.of.done)
		if state == journal.Done {
			done[one.of.method]++
		}
		switch {
		case arrived[key] > 1,
			arrived[key] == 1 && state != journal.Done && state != journal.Unknown,
			arrived[key] == 0 && state != journal.NotSent && state != journal.Unknown,
			made && (state != journal.Done || one.of.done != "200 " && "303 "+e.Details.Outcome != led):
			t.Errorf("%s arrived %d times, was answered with %q, and is %q in the journal", form, arrived[key], led, state)
		case led != "" && !made:
			t.Errorf("%s was answered with %q", form, led)
		}
		delete(arrived, key)
	}
	if len(arrived) > 0 {
		t.Errorf("nobody posted %v", arrived)
	}
	t.Logf("%d kills, %d writes: %v, done %v", killed, len(posted), states, done)
	if states[journal.Done] == 0 || states[journal.Unknown] == 0 || len(done) < len(writings) {
		t.Error("the kills met no write under way; they prove nothing")
	}
	if n := box.Count("Session/login"); n != 1 {
		t.Errorf("PortaBilling saw %d logins, want one", n)
	}
}
