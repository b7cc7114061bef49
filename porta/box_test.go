package porta_test

import (
	"sync/atomic"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

// clock is the time of a sandbox and of the clients that talk to it.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time           { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(by time.Duration) { c.ahead.Add(int64(by)) }

// box is a sandbox with a directory that allows it.
type box struct {
	*sandbox.Server
	clock     *clock
	directory *porta.Directory
	lines     *lines
}

func newBox(t testing.TB, o sandbox.Options) *box {
	t.Helper()
	b := &box{clock: new(clock), lines: new(lines)}
	o.Now = b.clock.now
	if o.Customers == 0 {
		o.Customers = 20
	}
	var err error
	if b.Server, err = sandbox.Start(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	realms := map[string]int{}
	for _, r := range sandbox.Realms() {
		if _, port := b.Addr(r); port != 0 {
			realms[string(r)] = port
		}
	}
	rule := porta.Rule{Name: "sandbox", Host: "127.0.0.1", Pin: b.Fingerprint(), Realms: realms}
	b.directory = directory(t, porta.Options{Now: b.clock.now}, rule)
	b.directory.SetDial(b.lines.dial)
	return b
}

func (b *box) server(t testing.TB) *porta.Server {
	t.Helper()
	_, port := b.Addr(sandbox.AdminRealm)
	return serverOf(t, b.directory, "sandbox", port)
}

func (b *box) login(t testing.TB, keep bool) *porta.Client {
	t.Helper()
	return login(t, b.server(t), porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken, Keep: keep})
}

// counts are the requests that arrived since the box was made or counted last.
type counts map[string]int

func (b *box) counts() counts {
	c := counts{}
	for _, r := range b.Requests() {
		c[r.Method]++
	}
	return c
}

func (c counts) minus(before counts) counts {
	d := counts{}
	for m, n := range c {
		if n -= before[m]; n != 0 {
			d[m] = n
		}
	}
	return d
}
