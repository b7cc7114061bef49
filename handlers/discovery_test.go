package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"portaconsole/porta"
	"portaconsole/porta/sandbox"
)

// widgets is a description with one service that nobody here has code for, and the answers of its methods.
const widgets = `{"openapi":"3.0.3","info":{"title":"Widgets","version":"MR999"},"paths":{
"/Widget/get_gadget_list":{"post":{"summary":"List gadgets","requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"$ref":"#/components/schemas/GetGadgetListRequest"}}}}}},
 "responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"gadget_list":{"$ref":"#/components/schemas/ArrayOfGadget"},"total":{"type":"integer"}}}}}}}}},
"/Widget/get_gadget_info":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"type":"object","properties":{"i_gadget":{"type":"integer"}}}}}}}},
 "responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"gadget_info":{"$ref":"#/components/schemas/GadgetInfo"}}}}}}}}},
"/Widget/add_gadget":{"post":{"summary":"Create <b>a</b> gadget","requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"$ref":"#/components/schemas/AddGadgetRequest"}}}}}},
 "responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"i_gadget":{"type":"integer"}}}}}}}}}},
"components":{"schemas":{
"GetGadgetListRequest":{"type":"object","properties":{"limit":{"type":"integer"},"offset":{"type":"integer"},"get_total":{"type":"integer"},"name":{"type":"string"},"colour":{"type":"string","enum":["R","G"],"description":"R red, G green"}}},
"ArrayOfGadget":{"type":"array","items":{"allOf":[{"$ref":"#/components/schemas/GadgetInfo"}]}},
"AddGadgetRequest":{"type":"object","required":["gadget_info"],"properties":{"gadget_info":{"$ref":"#/components/schemas/GadgetInfo"}}},
"GadgetInfo":{"type":"object","required":["name"],"properties":{"i_gadget":{"type":"integer"},"name":{"type":"string"},"colour":{"type":"string","enum":["R","G"],"description":"R red, G green"},"sharp":{"type":"string","enum":["N","Y"]},"part_of":{"$ref":"#/components/schemas/GadgetInfo"}}}}}}`

// gadgetServer is a PortaBilling of the future: it describes itself, and has gadgets.
type gadgetServer struct {
	mu      sync.Mutex
	doc     string
	release string
	asked   map[string]int
	added   string
}

func (g *gadgetServer) set(release, doc string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.release, g.doc = release, doc
}

func (g *gadgetServer) count(path string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked[path]
}

func (g *gadgetServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked[r.URL.Path]++
	w.Header().Set("Content-Type", "application/json")
	answer := `{"success":1}`
	switch r.URL.Path {
	case "/rest/Session/login":
		answer = `{"access_token":"a","refresh_token":"r","expires_in":86400}`
	case "/rest/Generic/get_version":
		answer = fmt.Sprintf(`{"version":%q}`, g.release)
	case "/rest/Widget/get_gadget_list":
		answer = `{"gadget_list":[{"i_gadget":7,"name":"Lever","colour":"R"}],"total":1}`
	case "/rest/Widget/get_gadget_info":
		answer = `{"gadget_info":{"i_gadget":7,"name":"Lever","colour":"R"}}`
	case "/rest/Widget/add_gadget":
		var body struct{ Params json.RawMessage }
		_ = json.NewDecoder(r.Body).Decode(&body)
		g.added, answer = string(body.Params), `{"i_gadget":7}`
	case "/doc/api/AdminInterface.json":
		if g.doc == "" {
			http.NotFound(w, r)
			return
		}
		etag := strconv.Quote(g.release)
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		answer = g.doc
	}
	_, _ = w.Write([]byte(answer))
}

// gadgets starts a console that is signed in to such a server.
func gadgets(t *testing.T, release, doc string) (*console, *gadgetServer) {
	t.Helper()
	g := &gadgetServer{asked: make(map[string]int)}
	g.set(release, doc)
	s := httptest.NewTLSServer(g)
	t.Cleanup(s.Close)
	rule := porta.Rule{Name: "gadgets", Host: "127.0.0.1", Realms: map[string]int{"admin": portOf(t, s)}, Pin: pinOf(s)}
	c := newConsole(t, sandbox.Options{}, rule)
	c.post("/login", url.Values{"domain": {"gadgets"}, "port": {strconv.Itoa(portOf(t, s))}, "login": {"a"}, "token": {"b"}}.Encode()).leadsTo("/")
	return c, g
}

// eventually asks for a page until it says the text.
func (c *console) eventually(path, selector, text string) *answer {
	c.t.Helper()
	for end := time.Now().Add(20 * time.Second); ; runtime.Gosched() {
		a := c.get(path)
		if strings.Contains(a.text(selector), text) {
			return a
		}
		if time.Now().After(end) {
			c.t.Fatalf("%s never says %q, but %q", path, text, a.text(selector))
		}
	}
}

// until waits for a condition.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("there was never %s", what)
		}
	}
}

func TestUnseenServiceWithoutCodeForIt(t *testing.T) {
	c, g := gadgets(t, "MR999", widgets)
	c.eventually("/about", "dd", "Methods of this server, MR999").has("dd", "3 methods of 1 service")
	home := c.get("/").has("select#service option[value=Widget]", "Widget").hasNo("option[value=Account]")
	home.has("nav", "gadget")
	const list = "/records/Widget/gadget"
	a := c.get(list+"?f.colour=R").is(http.StatusOK).has(".range", "1–1 of 1").has("tbody", "Lever")
	a.has("select[name='f.colour'] option[selected]", "R – red").has("tbody a[href='"+list+"/7']", "7")
	c.get(list+"/7").is(http.StatusOK).has("h1", "Lever").has("dd", "R – red")
	c.get(list+"/new").has("[aria-label='gadget_info.name'] .hint", "required")
	c.post(list+"/new", form("send", "gadget_info:object", " name:text=Lever", " sharp:boolean=yes")).leadsTo(list + "/7")
	if g.added != `{"gadget_info":{"name":"Lever","sharp":"Y"}}` {
		t.Errorf("sent %s", g.added)
	}
	c.get("/records/Account/account").is(http.StatusNotFound)
}

func TestDescriptionIsRevalidated(t *testing.T) {
	const path = "/doc/api/AdminInterface.json"
	c, g := gadgets(t, "MR1", widgets)
	c.eventually("/about", "dd", "Methods of this server, MR1")
	if n := g.count(path); n != 1 {
		t.Errorf("the description was fetched %d times", n)
	}
	// An hour later it is asked for anew; the same one is not read again.
	c.clock.add(time.Hour)
	c.get("/about").has("dd", "Methods of this server, MR1")
	until(t, "a second look", func() bool { return g.count(path) == 2 })
	// A new release brings a new one.
	g.set("MR2", strings.ReplaceAll(widgets, "gadget", "gizmo"))
	c.clock.add(time.Hour)
	c.get("/")
	c.eventually("/about", "dd", "Methods of this server, MR2")
	c.get("/records/Widget/gizmo/new").is(http.StatusOK)
	// A server that has none any more: the former one goes on serving.
	g.set("MR3", "")
	c.clock.add(time.Hour)
	before := g.count(path)
	until(t, "a look for what is not there", func() bool { c.get("/about"); return g.count(path) == before+1 })
	c.catalogs.Close()
	c.get("/records/Widget/gizmo/new").is(http.StatusOK)
}

func TestBrokenDescriptionsFallBack(t *testing.T) {
	for name, tt := range map[string]struct{ doc, reason string }{
		"none":      {"", "the server publishes none"},
		"truncated": {widgets[:len(widgets)/2], "the server's description cannot be used"},
		"no JSON":   {"<html>", "the server's description cannot be used"},
		"a list":    {"[]", "the server's description cannot be used"},
		"old":       {`{"swagger":"2.0","paths":{}}`, "the server's description cannot be used"},
		"deep":      {strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000), "the server's description cannot be used"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := gadgets(t, "MR5", tt.doc)
			c.eventually("/about", "dd", tt.reason).has("dd", "Built-in description")
			c.get("/").has("select#service option[value=Account]", "Account")
			if !strings.Contains(c.log.String(), "methods of the server are not known") {
				t.Error("the reason is not in the log")
			}
		})
	}
}

func TestMarkupInDescriptionsIsText(t *testing.T) {
	doc := strings.ReplaceAll(widgets, "List gadgets", `\"><script>alert(1)</script>`)
	c, _ := gadgets(t, "MR999", doc)
	c.eventually("/about", "dd", "Methods of this server")
	for _, path := range []string{"/methods", "/methods?q=gadget", "/methods/Widget/get_gadget_list", "/methods/Widget/add_gadget"} {
		c.get(path).is(http.StatusOK).hasNo("main script").hasNo(".hits b, .hint b, .schema b")
	}
}

func TestMethods(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get("/methods").is(http.StatusOK).has("h1", "All methods").has("details summary", "Account").has("details li a[href='/methods/Account/add_account']", "Account/add_account")
	a := c.get("/methods?q=i_routing_plan").is(http.StatusOK).has(".range", "method").has(".hits", "i_routing_plan")
	if got := a.attr("input#q", "value"); got != "i_routing_plan" {
		t.Errorf("the query is %q", got)
	}
	c.get("/methods?q=add+account").has(".hits li:first-child a", "Account/add_account").has(".hits li:first-child", "Account/account: create").has(".hits li:first-child .mark", "changes data")
	c.get("/methods?q=nothinglikethis").has(".range", "No method fits.").hasNo(".hits")
	part := c.part("/methods?q=customer").is(http.StatusOK).hasNo("header").hasNo("form")
	part.has("#found .range", "methods")
	m := c.get("/methods/Account/add_account").is(http.StatusOK).has("h1", "Account/add_account").has(".button", "New account")
	m.has("section[aria-labelledby=request] li", "account_info").has("section[aria-labelledby=request]", "-1 – debit").has("section[aria-labelledby=answer]", "i_account")
	c.get("/methods/Account/none").is(http.StatusNotFound)
	c.get("/methods/None/none").is(http.StatusNotFound)
	c.get("/methods/Payment/list_processors").has("main", "This method may change data: each form is sent once.")
}

// Every method has its page, however its schemas refer to each other.
func TestEveryMethodIsDocumented(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	hrefs := c.get("/methods").doc.Find("details li a.mono").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") })
	if len(hrefs) < 100 {
		t.Fatalf("only %d methods", len(hrefs))
	}
	for _, href := range hrefs {
		if a := c.get(href).is(http.StatusOK); len(a.body) > 1_500_000 {
			t.Errorf("%s: %d bytes", href, len(a.body))
		}
	}
}
