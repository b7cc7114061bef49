package handlers_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"portaconsole/handlers"
	"portaconsole/handlers/drafts"
	"portaconsole/handlers/seal"
	"portaconsole/porta/sandbox"
)

// serve measures a request through the real router, without the network between browser and console.
func serve(b *testing.B, method, path, body string) {
	b.Helper()
	serveWith(b, newBenchConsole(b, nil), method, path, body)
}

func serveWith(b *testing.B, c benchConsole, method, path, body string) {
	b.Helper()
	cookie := c.cookie
	if method == http.MethodPost {
		body = c.sealed(path, body)
	}
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		r.Header.Set("Hx-Request", "true")
		r.Header.Set(seal.Header, c.sealOfPage())
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("status %d\n%s", w.Code, w.Body)
		}
	}
}

// The list asks the sandbox over TLS: its time, and decoding the answer, are part of the figure.
func BenchmarkList100(b *testing.B) { serve(b, http.MethodGet, customers+"?limit=100", "") }

func BenchmarkForm500(b *testing.B) {
	serve(b, http.MethodPost, newAccount, form("update", wide(25, 20)...))
}

// Without the draft's commit, whose time is the disk's.
func BenchmarkAddRowTo1000(b *testing.B) {
	serveWith(b, newBenchConsole(b, func(o *handlers.Options) { o.Drafts = noDrafts{o.Drafts} }), http.MethodPost, newAccount, form("add:r0", wide(50, 20)...))
}

// noDrafts keeps nothing, and says that it did.
type noDrafts struct{ drafts.Keeper }

func (noDrafts) SaveDraft(_ context.Context, d drafts.Draft, steps []drafts.Step) (drafts.Draft, error) {
	d.Revision, d.State = d.Revision+1, steps[len(steps)-1].State
	return d, nil
}

// wide is a form of objects with attributes each.
func wide(objects, attributes int) (rows []string) {
	for i := range objects {
		rows = append(rows, fmt.Sprintf("object_%d:object", i))
		for j := range attributes {
			rows = append(rows, fmt.Sprintf(" attribute_%d:text=value %d", j, j))
		}
	}
	return rows
}

type benchConsole struct {
	*console
	handler http.Handler
	cookie  *http.Cookie
}

// newBenchConsole is a console with options that are changed, or as usual.
func newBenchConsole(b *testing.B, change func(*handlers.Options)) benchConsole {
	b.Helper()
	c := newConsole(b, sandbox.Options{Customers: 1000})
	if change != nil {
		change(&c.options)
		c.serve(c.options)
	}
	c.signIn()
	for _, cookie := range c.client.Jar.Cookies(mustParse(b, c.server.URL)) {
		return benchConsole{c, c.server.Config.Handler, cookie}
	}
	b.Fatal("no cookie")
	return benchConsole{}
}
