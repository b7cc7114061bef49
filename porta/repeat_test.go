package porta_test

import (
	"context"
	"io"
	"net"
	"slices"
	"syscall"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// What may be repeated, cell by cell: a situation for each row, the methods of each column, and for every cell how
// many requests arrive and how the call ends.

type column struct {
	name    string
	methods []string
}

var columns = []column{
	{"reads", []string{"Customer/get_customer_list", "Account/get_account_info", "Account/validate_account_info", "Session/ping", download}},
	{"idempotent writes", []string{"Account/update_account", "Account/terminate_account", "Customer/terminate_customer", logout}},
	{"other writes", []string{create, "Customer/add_customer", "Account/make_transaction", "Customer/make_transaction", "Account/move_account",
		"Product/assign_addon", "AccessControl/create_otp"}},
}

const (
	download = "CDR/get_call_recording" // by Download
	logout   = "Session/logout"         // by Logout
)

// perform sends a method the way the console does.
func perform(t *testing.T, c *porta.Client, method string) error {
	t.Helper()
	switch method {
	case download:
		f, err := c.Download(t.Context(), method, params(t, `{"i_xdr":1}`))
		if err == nil {
			_, err = io.Copy(io.Discard, f.Body)
			_ = f.Body.Close()
		}
		return err
	case logout:
		return c.Logout(t.Context())
	}
	_, err := c.Call(t.Context(), method, attr.Value{})
	return err
}

// ending is how a call ended, as far as repeating goes: got through (answered, be it with a fault of the sandbox's
// rules for the empty parameters), refused for its session, not sent, or without an answer.
func ending(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return "answered"
	}
	e := failed(t, err)
	if e.Kind == porta.Auth {
		return "session over"
	}
	return e.Delivery.String()
}

type cell struct {
	arrived int
	ends    string
}

// checkRow runs one row of the table: the cells are for reads, idempotent writes and other writes.
func checkRow(t *testing.T, cells [3]cell, situation func(b *box, method string), except ...string) {
	t.Helper()
	for i, col := range columns {
		for _, method := range col.methods {
			if slices.Contains(except, method) {
				continue
			}
			t.Run(col.name+"/"+method, func(t *testing.T) {
				b := newBox(t, sandbox.Options{})
				c := b.login(t, false)
				situation(b, method)
				ends := ending(t, perform(t, c, method))
				if got := (cell{b.Count(method), ends}); got != cells[i] {
					t.Errorf("%+v, want %+v", got, cells[i])
				}
			})
		}
	}
}

// Row 1: after an auth fault and a new session, all are sent once more. (A logout needs no session: its auth
// fault means that it is done.)
func TestRepeatAfterAuthFault(t *testing.T) {
	again := cell{2, "answered"}
	checkRow(t, [3]cell{again, again, again}, func(b *box, method string) {
		b.Inject(sandbox.Rule{Method: method, Kind: sandbox.Fault("Server.Session.check_auth.auth_failed"), Times: 1})
	}, logout)
}

// Row 2: what did not leave may be sent again. We do so by ourselves for reads; a write ends as not sent, and
// sending it again goes well.
func TestRepeatAfterNotSent(t *testing.T) {
	for name, fail := range map[string]func(ctx context.Context, network, address string) (net.Conn, error){
		"refused": func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		},
		"TLS failed": func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() { // hears the client's first words and hangs up
				_, _ = far.Read(make([]byte, 64<<10))
				_ = far.Close()
			}()
			return near, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			notSent := cell{0, "not sent"}
			checkRow(t, [3]cell{{1, "answered"}, notSent, notSent}, func(b *box, _ string) { b.failDial(1, fail) })
			for _, col := range columns[1:] {
				for _, method := range col.methods {
					if method == logout {
						continue // the session is forgotten after one logout, sent or not
					}
					b := newBox(t, sandbox.Options{})
					c := b.login(t, false)
					b.failDial(1, fail)
					first, second := ending(t, perform(t, c, method)), ending(t, perform(t, c, method))
					if first != "not sent" || second != "answered" || b.Count(method) != 1 {
						t.Errorf("%s: %s, then %s after %d requests", method, first, second, b.Count(method))
					}
				}
			}
		})
	}
}

// failDial closes the connections that are kept and lets the next n dials fail.
func (b *box) failDial(n int, fail func(ctx context.Context, network, address string) (net.Conn, error)) {
	b.directory.Close()
	b.directory.SetDial(func(ctx context.Context, network, address string) (net.Conn, error) {
		if n--; n >= 0 {
			return fail(ctx, network, address)
		}
		return b.lines.dial(ctx, network, address)
	})
}

// A server that refuses every connection: a read gives up after three tries, a write after one.
func TestRefusedForGood(t *testing.T) {
	for method, want := range map[string]int{"Customer/get_customer_list": 3, create: 1} {
		b := newBox(t, sandbox.Options{})
		c := b.login(t, false)
		dials := 0
		b.failDial(1000, func(context.Context, string, string) (net.Conn, error) {
			dials++
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		})
		got := outcomeOf(t, perform(t, c, method))
		if got != noUse(porta.NotSent, porta.Refused) || dials != want || b.Count(method) != 0 {
			t.Errorf("%s: %v after %d dials and %d requests, want %d dials", method, got, dials, b.Count(method), want)
		}
	}
}

// Row 3: no usable answer after sending. Reads are repeated, twice at most; writes never, of either kind: only the
// caller can look at the record.
func TestRepeatAfterNoAnswer(t *testing.T) {
	for _, kind := range []sandbox.Kind{sandbox.Lost, sandbox.Cut, sandbox.HTML502} {
		t.Run(string(kind)+" once", func(t *testing.T) {
			unknown := cell{1, "no answer"}
			checkRow(t, [3]cell{{2, "answered"}, unknown, unknown}, func(b *box, method string) {
				b.Inject(sandbox.Rule{Method: method, Kind: kind, Times: 1})
			})
		})
		t.Run(string(kind)+" always", func(t *testing.T) {
			unknown := cell{1, "no answer"}
			checkRow(t, [3]cell{{3, "no answer"}, unknown, unknown}, func(b *box, method string) {
				b.Inject(sandbox.Rule{Method: method, Kind: kind})
			})
		})
	}
}

// The same for the other statuses of proxies, which the sandbox does not have; and one that is no proxy's: not
// repeated.
func TestRepeatAfterProxyStatus(t *testing.T) {
	for status, reads := range map[int]int{500: 1, 501: 1, 502: 3, 503: 3, 504: 3, 505: 1, 404: 1, 429: 1, 302: 1, 200: 1} {
		for method, want := range map[string]int{"Account/get_account_list": reads, create: 1, "Account/update_account": 1} {
			f := newFake(t)
			f.on(method, html(status))
			_, err := f.login(t, porta.Options{}).Call(t.Context(), method, attr.Value{})
			if e := failed(t, err); f.count(method) != want || e.Status != status || e.Kind != porta.Unavailable {
				t.Errorf("%s with %d: %v after %d requests, want %d", method, status, e, f.count(method), want)
			}
		}
	}
}

// Row 4: a fault with a code is an answer. No column repeats it.
func TestNoRepeatAfterFault(t *testing.T) {
	for _, tt := range []struct{ code, ends string }{
		{"Server.Account.some_rule", "answered"}, {"Client.Account.too_short.account_info.login", "answered"}, {"standalone_mode", "answered"},
		{"Server.Session.cannot_login_brute_force_activity", "answered"},
		{"pb_delta.connection_failed", "no answer"}, // which says nothing of how far the work had come
	} {
		t.Run(tt.code, func(t *testing.T) {
			code, once := tt.code, cell{1, tt.ends}
			checkRow(t, [3]cell{once, once, once}, func(b *box, method string) {
				b.Inject(sandbox.Rule{Method: method, Kind: sandbox.Fault(code)})
			})
		})
	}
}

// Answers that would come again the same are not asked for again, not even by reads.
func TestNoRepeatAfterBadAnswer(t *testing.T) {
	for kind, want := range map[sandbox.Kind]porta.Trouble{
		sandbox.Redirect: porta.NotPortaBilling, sandbox.Deep: porta.Malformed, sandbox.Oversized: porta.TooLarge, sandbox.GzipBomb: porta.TooLarge,
	} {
		for _, method := range []string{"Customer/get_customer_list", create} {
			b := newBox(t, sandbox.Options{})
			c := b.login(t, false)
			b.Inject(sandbox.Rule{Method: method, Kind: kind})
			got := outcomeOf(t, perform(t, c, method))
			if got != noUse(porta.NoAnswer, want) || b.Count(method) != 1 {
				t.Errorf("%s, %s: %v after %d requests, want %v after one", kind, method, got, b.Count(method), want)
			}
		}
	}
}

// A right answer under a wrong type is an answer.
func TestWrongType(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	c := b.login(t, false)
	b.Inject(sandbox.Rule{Method: "*", Kind: sandbox.WrongType})
	if v, err := c.Call(t.Context(), list, attr.Value{}); err != nil || v.Get("customer_list").Len() == 0 {
		t.Errorf("%v, %s", err, v.JSON())
	}
}

// A create whose answer is lost was done, and was sent once: what the caller finds when it looks.
func TestLostCreateWasDone(t *testing.T) {
	for _, kind := range []sandbox.Kind{sandbox.Lost, sandbox.Cut} {
		b := newBox(t, sandbox.Options{})
		c := b.login(t, false)
		b.Inject(sandbox.Rule{Method: create, Kind: kind, Times: 1})
		_, err := c.Call(t.Context(), create, newAccount(t, "4915100009"))
		if e := failed(t, err); e.Delivery != porta.NoAnswer || e.Kind != porta.Unavailable {
			t.Errorf("%s: %v", kind, e)
		}
		v, err := c.Call(t.Context(), "Account/get_account_list", params(t, `{"id":"4915100009"}`))
		if n := v.Get("account_list").Len(); err != nil || n != 1 || b.Count(create) != 1 {
			t.Errorf("%s: %d accounts after %d requests, %v", kind, n, b.Count(create), err)
		}
	}
}

// The pauses of a read that is repeated: two, growing, and no third after the last try.
func TestPausesBetweenRepeats(t *testing.T) {
	b := newBox(t, sandbox.Options{})
	var pauses []time.Duration
	b.directory.SetPause(func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		return nil
	})
	c := b.login(t, false)
	b.Inject(sandbox.Rule{Method: list, Kind: sandbox.HTML502})
	if err := perform(t, c, list); err == nil {
		t.Fatal("a call got through")
	}
	const first, second = 250 * time.Millisecond, 500 * time.Millisecond
	if len(pauses) != 2 || pauses[0] < first || pauses[0] >= 2*first || pauses[1] < second || pauses[1] >= 2*second {
		t.Errorf("pauses %v", pauses)
	}
}
