package porta_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

func TestKindOf(t *testing.T) {
	for want, err := range map[porta.Kind]error{
		porta.Unknown: errors.New("x"),
		porta.Denied:  fmt.Errorf("list: %w", &porta.Error{Kind: porta.Denied}),
	} {
		if got := porta.KindOf(err); got != want {
			t.Errorf("%v: %v, want %v", err, got, want)
		}
	}
	if got := porta.KindOf(nil); got != porta.Unknown {
		t.Errorf("nil: %v", got)
	}
}

func TestErrorText(t *testing.T) {
	for want, e := range map[string]*porta.Error{
		"porta: A/b: fault Server.A.c, status 500":                  {Method: "A/b", Code: "Server.A.c", Kind: porta.Denied, Status: 500, Message: "text"},
		`porta: A/b: fault "x\ny", status 500`:                      {Method: "A/b", Code: "x\ny", Status: 500},
		"porta: unavailable, timed out, no answer":                  {Kind: porta.Unavailable, Trouble: porta.TimedOut, Delivery: porta.NoAnswer},
		"porta: A/b: auth, not sent":                                {Method: "A/b", Kind: porta.Auth, Delivery: porta.NotSent},
		"porta: A/b: unavailable, status 302, not PortaBilling":     {Method: "A/b", Kind: porta.Unavailable, Status: 302, Trouble: porta.NotPortaBilling},
		"porta: A/b: read-only mode":                                {Method: "A/b", Kind: porta.ReadOnlyMode},
		"porta: A/b: unavailable, address forbidden, not sent":      {Method: "A/b", Kind: porta.Unavailable, Trouble: porta.AddressForbidden, Delivery: porta.NotSent},
		"porta: A/b: unavailable, canceled, not sent":               {Method: "A/b", Kind: porta.Unavailable, Trouble: porta.Canceled, Delivery: porta.NotSent},
		"porta: A/b: unavailable, status 200, malformed, no answer": {Method: "A/b", Kind: porta.Unavailable, Status: 200, Trouble: porta.Malformed, Delivery: porta.NoAnswer},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Callers may look for the cause.
func TestCauses(t *testing.T) {
	f := newFake(t)
	c := f.login(t, porta.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Call(ctx, "Account/get_account_list", attr.Value{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	d := directory(t, porta.Options{}, porta.Rule{Host: "127.0.0.1"})
	_, err = serverOf(t, d, "127.0.0.1", closedPort(t)).Login(t.Context(), porta.Credentials{Login: "anna", Token: "t"})
	if op, ok := errors.AsType[*net.OpError](err); !ok || op.Op != "dial" || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("refused: %v", err)
	}
	f.on(create, fault("Server.Account.odd"))
	if _, err = c.Call(t.Context(), create, attr.Value{}); errors.Unwrap(err) != nil {
		t.Errorf("a fault has the cause %v", errors.Unwrap(err))
	}
}

// A call that gives up while it waits for its turn has sent nothing, whichever limit it waits for.
func TestGivingUpInTheQueue(t *testing.T) {
	for name, o := range map[string]porta.Options{"session": {CallsPerSession: 1}, "server": {CallsPerServer: 1}} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			arrived, goOn := make(chan struct{}), make(chan struct{})
			f.on("Account/get_account_list", func(w http.ResponseWriter, r *http.Request) {
				close(arrived)
				<-goOn
				answer(200, "{}")(w, r)
			})
			c := f.login(t, o)
			first := make(chan error, 1)
			go func() { _, err := c.Call(t.Context(), "Account/get_account_list", attr.Value{}); first <- err }()
			<-arrived
			for trouble, ctx := range map[porta.Trouble]context.Context{
				porta.Canceled: ended(t, context.Canceled), porta.TimedOut: ended(t, context.DeadlineExceeded),
			} {
				_, err := c.Call(ctx, create, attr.Value{})
				if got, want := outcomeOf(t, err), noUse(porta.NotSent, trouble); got != want {
					t.Errorf("call: %v, want %v", got, want)
				}
				_, err = c.Download(ctx, "CDR/get_call_recording", attr.Value{})
				if got, want := outcomeOf(t, err), noUse(porta.NotSent, trouble); got != want {
					t.Errorf("download: %v, want %v", got, want)
				}
			}
			close(goOn)
			if err := <-first; err != nil {
				t.Error(err)
			}
			if f.count(create)+f.count("CDR/get_call_recording") != 0 {
				t.Errorf("requests: %v", f.seen)
			}
		})
	}
}

// ended returns a context that ended in the given way.
func ended(t *testing.T, how error) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	if how == context.DeadlineExceeded {
		ctx, cancel = context.WithDeadline(t.Context(), time.Unix(0, 0))
	}
	cancel()
	return ctx
}

func TestDownloadRefusesBadNames(t *testing.T) {
	f := newFake(t)
	_, err := f.login(t, porta.Options{}).Download(t.Context(), "CDR/../x", attr.Value{})
	if got, want := outcomeOf(t, err), (outcome{porta.Invalid, porta.NotSent, porta.NoTrouble}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// A refresh that is answered without a token is refused: the session is over.
func TestRefreshWithoutToken(t *testing.T) {
	f := newFake(t)
	f.on("Session/refresh_access_token", answer(200, `{"session_id":"x"}`))
	f.on(create, fault("Server.Session.check_auth.auth_failed"))
	c := f.login(t, porta.Options{})
	for _, want := range []outcome{refusal(porta.Auth), {porta.Auth, porta.NotSent, porta.NoTrouble}} {
		_, err := c.Call(t.Context(), create, attr.Value{})
		if got := outcomeOf(t, err); got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if f.count(create) != 1 || f.count("Session/refresh_access_token") != 1 {
		t.Errorf("requests: %v", f.seen)
	}
}

// A logout that cannot wait for a refresh leaves nothing behind here: what the refresh brings is dropped.
func TestLogoutDoesNotWait(t *testing.T) {
	f := newFake(t)
	begun, goOn := make(chan struct{}), make(chan struct{})
	f.on("Session/refresh_access_token", func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-goOn
		answer(200, loginReply("token-2"))(w, r)
	})
	f.on(create, bearerIs(func() string { return "token-2" }))
	c := f.login(t, porta.Options{})
	called := make(chan error, 1)
	go func() { _, err := c.Call(t.Context(), create, attr.Value{}); called <- err }()
	<-begun
	err := c.Logout(ended(t, context.Canceled))
	if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.Canceled); got != want {
		t.Errorf("logout: %v, want %v", got, want)
	}
	close(goOn)
	if got := outcomeOf(t, <-called); got != refusal(porta.Auth) {
		t.Errorf("the call that waited: %v", got)
	}
	_, err = c.Call(t.Context(), create, attr.Value{})
	if got, want := outcomeOf(t, err), (outcome{porta.Auth, porta.NotSent, porta.NoTrouble}); got != want {
		t.Errorf("a call afterwards: %v, want %v", got, want)
	}
}

// Answers that break HTTP itself.
func TestBrokenHTTP(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	for name, tt := range map[string]struct {
		answer string
		want   porta.Trouble
	}{
		"chunk without length": {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", porta.Malformed},
		"shorter than told":    {head + "Content-Length: 100\r\n\r\n{}", porta.Cut},
		"cut in the head":      {head, porta.Cut},
		"no status":            {"HELLO\r\n\r\n", porta.NotPortaBilling},
		"endless head":         {head + "X: " + string(make([]byte, 1<<20)), porta.NotPortaBilling},
	} {
		port := listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 64<<10))
			_, _ = io.WriteString(c, tt.answer)
		})
		d := directory(t, porta.Options{}, porta.Rule{Host: "127.0.0.1", Plain: true})
		err := serverOf(t, d, "127.0.0.1", port).ChangePassword(t.Context(), "anna", "old", "new")
		if got, want := outcomeOf(t, err), noUse(porta.NoAnswer, tt.want); got != want {
			t.Errorf("%s: %v, want %v (%v)", name, got, want, err)
		}
	}
}

// Any public host means any public address, whatever the name says.
func TestAnyPublicHost(t *testing.T) {
	for address, want := range map[string]porta.Trouble{
		"192.0.3.1": porta.TimedOut, "10.0.0.1": porta.AddressForbidden, "127.0.0.1": porta.AddressForbidden,
	} {
		d := directory(t, porta.Options{AnyPublicHost: true, Resolver: names{"any.test": {{address}}}})
		d.SetDial(func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}
		})
		err := serverOf(t, d, "any.test", 443).ChangePassword(t.Context(), "anna", "old", "new")
		if got := outcomeOf(t, err); got != noUse(porta.NotSent, want) {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

// The pause waits its time and no longer, or until the caller gives up.
func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		if err := porta.Pause(t.Context(), time.Second); err != nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := porta.Pause(ctx, time.Hour); err == nil || time.Since(start) != 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// A login that the caller gives up leaves no goroutine waiting: goleak looks when the tests are done.
func TestGivingUpALogin(t *testing.T) {
	f := newFake(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.on("Session/login", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	_, err := f.server(t, porta.Options{}).Login(ctx, porta.Credentials{Login: "anna", Token: "t"})
	if got, want := outcomeOf(t, err), noUse(porta.NoAnswer, porta.Canceled); got != want || f.count("Session/login") != 1 {
		t.Errorf("%v after %d requests, want %v", got, f.count("Session/login"), want)
	}
}
