package porta_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

const create = "Account/add_account"

// A kept-alive connection that the server closes when the create has arrived: it is sent once and ends as unknown.
// The control shows that net/http itself would have sent it again, had we let it.
func TestKeptAliveConnectionClosedUnderCreate(t *testing.T) {
	f := newFake(t)
	f.on(create, cut)
	f.on("Other/control", cut)
	c := f.login(t, porta.Options{}) // leaves its connection open
	_, err := c.Call(t.Context(), create, params(t, `{"account_info":{"id":"1"}}`))
	if got, want := outcomeOf(t, err), noUse(porta.NoAnswer, porta.Cut); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if n := f.count(create); n != 1 {
		t.Errorf("the create arrived %d times, want once", n)
	}

	f.on("Other/first", answer(200, "{}"))
	plain := f.Client()
	defer plain.CloseIdleConnections()
	for _, method := range []string{"Other/first", "Other/control"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL+"/rest/"+method, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Idempotency-Key", "1")
		if res, err := plain.Do(req); err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
	}
	if n := f.count("Other/control"); n < 2 {
		t.Errorf("the control arrived %d times; the server does not provoke a replay", n)
	}
}

// line is a TCP connection that breaks when told: the next write passes some bytes and fails.
type line struct {
	net.Conn
	lines *lines
}

type lines struct {
	mu      sync.Mutex
	breaks  bool
	passing int // bytes that still get through once it breaks
	opened  int
	always  bool // new connections break too
}

func (l *lines) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.opened++
	return &line{c, l}, nil
}

func (l *lines) breakAfter(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.breaks, l.passing = true, n
}

func (c *line) Write(b []byte) (int, error) {
	c.lines.mu.Lock()
	defer c.lines.mu.Unlock()
	if !c.lines.breaks {
		return c.Conn.Write(b)
	}
	if c.lines.passing >= len(b) {
		c.lines.passing -= len(b)
		return c.Conn.Write(b)
	}
	n := 0
	if c.lines.passing > 0 {
		n, _ = c.Conn.Write(b[:c.lines.passing])
	}
	c.lines.breaks = c.lines.always
	_ = c.Conn.Close()
	return n, syscall.EPIPE
}

// Where a connection kept alive breaks under a create decides whether it may go again.
func TestBreakWhileSending(t *testing.T) {
	sent := noUse(porta.NoAnswer, porta.Cut)
	for _, tt := range []struct {
		name    string
		body    int // size of the request
		passing int // bytes that leave before the connection breaks
		arrive  int
		opened  int // connections: one from the login, and those after
		err     outcome
	}{
		{"nothing left", 10, 0, 1, 2, outcome{}},
		{"half a TLS record left", 10, 40, 1, 2, outcome{}},
		{"a part of a long request left", 200_000, 40_000, 1, 1, sent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			arrived := make(chan struct{}, 10)
			f.on(create, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				arrived <- struct{}{}
				answer(200, `{"i_account":1}`)(w, r)
			})
			d := directory(t, porta.Options{}, f.rule())
			var l lines
			d.SetDial(l.dial)
			c := login(t, serverOf(t, d, "127.0.0.1", f.port()), porta.Credentials{Login: "anna", Token: "t"})
			l.breakAfter(tt.passing)
			_, err := c.Call(t.Context(), create, attr.ObjectValue(attr.M("a", attr.TextValue(strings.Repeat("x", tt.body)))))
			if tt.err == (outcome{}) {
				if err != nil {
					t.Error(err)
				}
			} else if got := outcomeOf(t, err); got != tt.err {
				t.Errorf("%v, want %v", got, tt.err)
			}
			<-arrived // also the part of a request is seen by the server
			if n := f.count(create); n != tt.arrive || l.opened != tt.opened {
				t.Errorf("%d requests on %d connections, want %d on %d", n, l.opened, tt.arrive, tt.opened)
			}
		})
	}
}

// A create that cannot get out on a new connection either is not sent, and says so.
func TestNeverLeft(t *testing.T) {
	f := newFake(t)
	d := directory(t, porta.Options{}, f.rule())
	l := lines{}
	d.SetDial(l.dial)
	c := login(t, serverOf(t, d, "127.0.0.1", f.port()), porta.Credentials{Login: "anna", Token: "t"})
	l.always = true
	l.breakAfter(0)
	_, err := c.Call(t.Context(), create, attr.Value{})
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.Cut); got != want || f.count(create) != 0 {
		t.Errorf("%v after %d requests, want %v", got, f.count(create), want)
	}
}

// An attempt has its own deadline: a read gets another one, a write does not.
func TestSlowAnswer(t *testing.T) {
	for method, want := range map[string]struct {
		requests int
		err      outcome
	}{
		"Account/get_account_list": {3, outcome{}},
		create:                     {1, noUse(porta.NoAnswer, porta.TimedOut)},
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			silent := func(_ http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				<-r.Context().Done()
			}
			drip := func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, `{"a":`)
				_ = http.NewResponseController(w).Flush()
				silent(w, r)
			}
			f.on(method, inTurn(silent, drip, answer(200, "{}")))
			c := f.login(t, porta.Options{ReadTimeout: time.Second})
			_, err := c.Call(t.Context(), method, attr.Value{})
			var got outcome
			if err != nil {
				got = outcomeOf(t, err)
			}
			if n := f.count(method); got != want.err || n != want.requests {
				t.Errorf("%v after %d requests, want %v after %d", got, n, want.err, want.requests)
			}
		})
	}
}

// late is a context whose deadline passes at the word of a test.
type late struct {
	context.Context
	now chan struct{}
}

func (l late) Done() <-chan struct{} { return l.now }

func (l late) Err() error {
	select {
	case <-l.now:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// The caller's own deadline ends everything, repeats included.
func TestCallersDeadline(t *testing.T) {
	f := newFake(t)
	ctx := late{t.Context(), make(chan struct{})}
	f.on("Account/get_account_list", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(ctx.now)
		<-r.Context().Done()
	})
	c := f.login(t, porta.Options{})
	_, err := c.Call(ctx, "Account/get_account_list", attr.Value{})
	if got, want := outcomeOf(t, err), noUse(porta.NoAnswer, porta.TimedOut); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if n := f.count("Account/get_account_list"); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// A caller that gives up in the pause before a repeat gets the error that led there.
func TestGivingUpInThePause(t *testing.T) {
	f := newFake(t)
	f.on("Account/get_account_list", cut)
	d := directory(t, porta.Options{}, f.rule())
	ctx, cancel := context.WithCancel(t.Context())
	d.SetPause(func(ctx context.Context, d time.Duration) error {
		cancel()
		return porta.Pause(ctx, d)
	})
	c := login(t, serverOf(t, d, "127.0.0.1", f.port()), porta.Credentials{Login: "anna", Token: "t"})
	_, err := c.Call(ctx, "Account/get_account_list", attr.Value{})
	if got, want := outcomeOf(t, err), noUse(porta.NoAnswer, porta.Cut); got != want || f.count("Account/get_account_list") != 1 {
		t.Errorf("%v after %d requests, want %v", got, f.count("Account/get_account_list"), want)
	}
}

// The limits on calls at once, by session and by server.
func TestCallsAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name    string
		o       porta.Options
		clients int
		want    int
	}{
		{"session", porta.Options{CallsPerSession: 3}, 1, 3},
		{"two sessions", porta.Options{CallsPerSession: 3}, 2, 6},
		{"server", porta.Options{CallsPerSession: 3, CallsPerServer: 4}, 2, 4},
		{"defaults of a session", porta.Options{}, 1, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			var mu sync.Mutex
			now, most := 0, 0
			full := make(chan struct{})
			f.on("Account/get_account_list", func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				now++
				if most = max(most, now); now == tt.want {
					select {
					case <-full:
					default:
						close(full)
					}
				}
				mu.Unlock()
				<-full // so that as many as may come are there together once
				mu.Lock()
				now--
				mu.Unlock()
				answer(200, "{}")(w, r)
			})
			s := f.server(t, tt.o)
			var wg sync.WaitGroup
			for range tt.clients {
				c := login(t, s, porta.Credentials{Login: "anna", Token: "t"})
				for range 20 {
					wg.Go(func() {
						if _, err := c.Call(t.Context(), "Account/get_account_list", attr.Value{}); err != nil {
							t.Error(err)
						}
					})
				}
			}
			wg.Wait()
			if most != tt.want {
				t.Errorf("%d calls at once, want %d", most, tt.want)
			}
		})
	}
}
