package porta_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

func TestDownload(t *testing.T) {
	type file struct {
		Name, Type, Body string
		Size             int64
	}
	notFound := refusal(porta.NotFound)
	noFile := noUse(porta.NoAnswer, porta.Malformed)
	long := "{" + strings.Repeat("x", 100_000)
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		want   file
		err    outcome
	}{
		{name: "attachment", answer: typed("audio/x-wav; charset=binary", `attachment; filename="a b.wav"`, "RIFF..."),
			want: file{"a b.wav", "audio/x-wav", "RIFF...", 7}},
		{name: "JSON as attachment", answer: typed("application/json", `Attachment; filename="r.json"`, `{"a":1}`),
			want: file{"r.json", "application/json", `{"a":1}`, 7}},
		{name: "page as attachment", answer: typed("text/html", `attachment`, `<p>`), want: file{"", "text/html", "<p>", 3}},
		{name: "empty attachment", answer: typed("text/csv", `attachment; filename="e.csv"`, ""), want: file{"e.csv", "text/csv", "", 0}},
		{name: "no disposition", answer: typed("application/pdf", "", "%PDF"), want: file{"", "application/pdf", "%PDF", 4}},
		{name: "begins like JSON", answer: typed("text/csv", "", "[a],[b]"), want: file{"", "text/csv", "[a],[b]", 7}},
		{name: "long and begins like JSON", answer: typed("text/rtf", "", long), want: file{"", "text/rtf", long, -1}},
		{name: "name with a path", answer: typed("text/csv", `attachment; filename="..\\..\\etc/passwd.csv"`, "x"),
			want: file{"passwd.csv", "text/csv", "x", 1}},
		{name: "encoded name", answer: typed("text/csv", `attachment; filename*=UTF-8''%E2%80%AEr%C3%A9sum%C3%A9%0A.csv`, "x"),
			want: file{"résumé.csv", "text/csv", "x", 1}},
		{name: "name of dots", answer: typed("text/csv", `attachment; filename=".."`, "x"), want: file{"", "text/csv", "x", 1}},
		{name: "broken disposition", answer: typed("text/csv", `attachment; filename="a`, "x"), want: file{"", "text/csv", "x", 1}},
		{name: "empty answer", answer: typed("application/json", "", ""), err: notFound},
		{name: "empty object", answer: answer(200, "{}"), err: notFound},
		{name: "empty body of a file's type", answer: typed("audio/x-wav", "", ""), err: notFound},
		{name: "JSON", answer: answer(200, `{"i_account":1}`), err: noFile},
		{name: "JSON under a file's type", answer: typed("text/plain", "", `{"i_account":1}`), err: noFile},
		{name: "soft failure", answer: answer(200, `{"success":0}`), err: refusal(porta.Invalid)},
		{name: "fault", answer: fault("Server.CDR.invalid_call_recording_id"), err: notFound},
		{name: "page", answer: html(200), err: noUse(porta.NoAnswer, porta.NotPortaBilling)},
		{name: "proxy's page", answer: html(500), err: noUse(porta.NoAnswer, porta.Unreachable)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			f.on("CDR/get_call_recording", tt.answer)
			got, err := f.login(t, porta.Options{}).Download(t.Context(), "CDR/get_call_recording", params(t, `{"i_xdr":1}`))
			if tt.err != (outcome{}) {
				if o := outcomeOf(t, err); o != tt.err || got != nil {
					t.Errorf("%v, want %v", o, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(got.Body)
			if err != nil {
				t.Fatal(err)
			}
			if err := got.Body.Close(); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(tt.want, file{got.Name, got.Type, string(body), got.Size}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The file is handed on while the server still writes it, and a session that is over is renewed before.
func TestDownloadStreams(t *testing.T) {
	f := newFake(t)
	next := make(chan struct{})
	f.on("Session/refresh_access_token", answer(200, loginReply("token-2")))
	f.on("CDR/get_call_recording", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer token-2" {
			fault("Server.Session.check_auth.auth_failed")(w, r)
			return
		}
		w.Header().Set("Content-Disposition", "attachment")
		_, _ = io.WriteString(w, "first")
		_ = http.NewResponseController(w).Flush()
		<-next
		_, _ = io.WriteString(w, " second")
	})
	file, err := f.login(t, porta.Options{}).Download(t.Context(), "CDR/get_call_recording", attr.Value{})
	if err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 5)
	if _, err := io.ReadFull(file.Body, head); err != nil || string(head) != "first" {
		t.Fatalf("%q, %v", head, err)
	}
	close(next)
	if rest, err := io.ReadAll(file.Body); err != nil || string(rest) != " second" {
		t.Errorf("%q, %v", rest, err)
	}
	_ = file.Body.Close()
	if n := f.count("CDR/get_call_recording"); n != 2 {
		t.Errorf("%d requests arrived, want 2", n)
	}
}

// What can end a file early; a short file must never look complete.
func TestDownloadBreaks(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after func(w http.ResponseWriter, r *http.Request, giveUp func())
		want  porta.Trouble
	}{
		{"cut", func(http.ResponseWriter, *http.Request, func()) { panic(http.ErrAbortHandler) }, porta.Cut},
		{"server falls silent", func(_ http.ResponseWriter, r *http.Request, _ func()) { <-r.Context().Done() }, porta.TimedOut},
		{"caller gives up", func(_ http.ResponseWriter, r *http.Request, giveUp func()) { giveUp(); <-r.Context().Done() }, porta.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			ctx, cancel := context.WithCancel(t.Context())
			f.on("CDR/get_call_recording", func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Content-Disposition", "attachment")
				_, _ = io.WriteString(w, "first")
				_ = http.NewResponseController(w).Flush()
				tt.after(w, r, cancel)
			})
			o := porta.Options{}
			if tt.want == porta.TimedOut {
				o.ReadTimeout = time.Second
			}
			c := f.login(t, o)
			file, err := c.Download(ctx, "CDR/get_call_recording", attr.Value{})
			if err != nil && tt.want != porta.Canceled {
				t.Fatal(err)
			}
			if err == nil {
				_, err = io.ReadAll(file.Body)
				_ = file.Body.Close()
			}
			var e *porta.Error
			if !errors.As(err, &e) || e.Trouble != tt.want || e.Delivery != porta.NoAnswer || e.Method != "CDR/get_call_recording" {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

// An open file is one of the calls at once, and closing it makes room, once.
func TestDownloadHoldsItsSlot(t *testing.T) {
	f := newFake(t)
	f.on("CDR/get_call_recording", typed("audio/x-wav", "attachment", "RIFF"))
	f.on("Customer/get_customer_info", answer(200, `{}`))
	c := f.login(t, porta.Options{CallsPerSession: 1, CallsPerServer: 1})
	for range 3 {
		file, err := c.Download(t.Context(), "CDR/get_call_recording", attr.Value{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = c.Call(ctx, "Customer/get_customer_info", attr.Value{})
		if got, want := outcomeOf(t, err), noUse(porta.NotSent, porta.Canceled); got != want {
			t.Errorf("a call beside the file: %v, want %v", got, want)
		}
		_ = file.Body.Close()
		_ = file.Body.Close()
		if _, err := c.Call(t.Context(), "Customer/get_customer_info", attr.Value{}); err != nil {
			t.Error(err)
		}
	}
	f.on("CDR/get_call_recording", fault("Server.CDR.xdr_not_found"))
	for range 3 {
		if _, err := c.Download(t.Context(), "CDR/get_call_recording", attr.Value{}); porta.KindOf(err) != porta.NotFound {
			t.Error(err)
		}
	}
}
