package porta_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// silent is a server that takes a request and says nothing, or not the end of it.
func silent(begin string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the hang-up would not be noticed
		if begin != "" {
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = io.WriteString(w, begin)
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
}

// That a call has its own time limit is never told as its caller's leaving, and the other way round.
func TestWhoseTimeWasUp(t *testing.T) {
	f := newFake(t)
	f.on("Session/login", answer(200, loginReply("token-1")))
	impatient := porta.Options{ConnectTimeout: 100 * time.Millisecond, ReadTimeout: 100 * time.Millisecond}
	patient := porta.Options{}
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		call   func(context.Context, *porta.Client) error
	}{
		{"a call without an answer", silent(""), calls("Account/add_account")},
		{"a call with half an answer", silent(`{"i_account"`), calls("Account/add_account")},
		{"a file without a beginning", silent(""), downloadWhole},
		{"a file without an end", silent("RIFF"), downloadWhole},
		{"a description without a beginning", silent(""), describes},
		{"a description without an end", silent(`{"paths"`), describes},
	} {
		for _, what := range []string{"Account/add_account", "CDR/get_call_recording", "/doc/api/AdminInterface.json"} {
			f.on(what, tt.answer)
		}
		t.Run(tt.name, func(t *testing.T) {
			err := tt.call(t.Context(), f.login(t, impatient))
			if e := failed(t, err); e.Trouble != porta.TimedOut || errors.Is(err, context.Canceled) {
				t.Errorf("of the call's own time: %v", err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			err = tt.call(ctx, f.login(t, patient))
			if e := failed(t, err); e.Trouble != porta.TimedOut || errors.Is(err, context.Canceled) {
				t.Errorf("of the caller's time: %v", err)
			}
			timed, end := context.WithCancelCause(t.Context())
			time.AfterFunc(200*time.Millisecond, func() { end(context.DeadlineExceeded) })
			err = tt.call(timed, f.login(t, patient))
			if e := failed(t, err); e.Trouble != porta.TimedOut || errors.Is(err, context.Canceled) {
				t.Errorf("of the caller's timer: %v", err)
			}
			ctx, leave := context.WithCancel(t.Context())
			time.AfterFunc(200*time.Millisecond, leave)
			err = tt.call(ctx, f.login(t, patient))
			if e := failed(t, err); e.Trouble != porta.Canceled || !errors.Is(err, context.Canceled) {
				t.Errorf("when the caller leaves: %v", err)
			}
		})
	}
}

func calls(method string) func(context.Context, *porta.Client) error {
	return func(ctx context.Context, c *porta.Client) error {
		_, err := c.Call(ctx, method, attr.Value{})
		return err
	}
}

func downloadWhole(ctx context.Context, c *porta.Client) error {
	f, err := c.Download(ctx, "CDR/get_call_recording", attr.ObjectValue(attr.M("i_xdr", attr.IntValue(1))))
	if err != nil {
		return err
	}
	defer f.Body.Close()
	_, err = io.Copy(io.Discard, f.Body)
	return err
}

func describes(ctx context.Context, c *porta.Client) error {
	_, err := c.Document(ctx, "AdminInterface.json", "")
	return err
}
