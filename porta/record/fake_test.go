package record_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
	"portaconsole/porta/sandbox"
)

const xdrList = "Account/get_xdr_list"

var (
	xdr      = catalog.Builtin().Record("Account", "xdr")
	account  = catalog.Builtin().Record("Account", "account")
	customer = catalog.Builtin().Record("Customer", "customer")
)

// fake is a web server that answers as a test tells it to, for what a PortaBilling (and so the sandbox) would never do.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	methods map[string]http.HandlerFunc
}

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{methods: map[string]http.HandlerFunc{"Session/login": answer(200, `{"access_token":"a","refresh_token":"r","expires_in":3600}`)}}
	f.Server = httptest.NewTLSServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fake) on(method string, h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.methods[method] = h
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	h := f.methods[strings.TrimPrefix(r.URL.Path, "/rest/")]
	f.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

// reader reads what the fake answers.
func (f *fake) reader(t testing.TB) record.Reader {
	t.Helper()
	sum := sha256.Sum256(f.Certificate().RawSubjectPublicKeyInfo)
	pin := "sha256:" + base64.StdEncoding.EncodeToString(sum[:])
	return record.Of(signIn(t, porta.Rule{Name: "fake", Host: "127.0.0.1", Pin: pin}, f.Listener.Addr().(*net.TCPAddr).Port, porta.Credentials{Login: "anna", Token: "secret-api-token"}))
}

func newBox(t testing.TB, o sandbox.Options) (*sandbox.Server, record.Reader) {
	t.Helper()
	box, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	_, port := box.Addr(sandbox.AdminRealm)
	rule := porta.Rule{Name: "sandbox", Host: "127.0.0.1", Pin: box.Fingerprint(), Realms: map[string]int{"admin": port}}
	return box, record.Of(signIn(t, rule, port, porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken}))
}

func signIn(t testing.TB, rule porta.Rule, port int, who porta.Credentials) *porta.Client {
	t.Helper()
	d, err := porta.NewDirectory([]porta.Rule{rule}, porta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	s, err := d.Server(rule.Name, port)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Login(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func fault(code string) http.HandlerFunc {
	return answer(500, fmt.Sprintf(`{"faultcode":%q,"faultstring":"Text of the fault."}`, code))
}

// inTurn answers the first request with the first handler and so on; the last one stays.
func inTurn(hs ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := hs[0]
		if len(hs) > 1 {
			hs = hs[1:]
		}
		mu.Unlock()
		h(w, r)
	}
}

func params(t testing.TB, s string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(s), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// bodyParams reads the parameters of a request that a fake got.
func bodyParams(r *http.Request) attr.Value {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return attr.Value{}
	}
	v, err := attr.Parse(data, attr.Limits{})
	if err != nil {
		return attr.Value{}
	}
	return v.Get("params")
}

// thing is the record type of a server that describes it as a test says: the attributes that its list takes and those that its Get takes, each as
// quoted names with commas between; without any there is no Get. A name with an exclamation mark is required.
func thing(t testing.TB, list, get string) *catalog.RecordType {
	t.Helper()
	const rows = `{"type":"object","properties":{"thing_list":{"type":"array","items":{"type":"object","properties":{"i_thing":{"type":"integer"},"name":{"type":"string"}}}}}}`
	const one = `{"type":"object","properties":{"thing_info":{"type":"object","properties":{"i_thing":{"type":"integer"},"name":{"type":"string"}}}}}`
	paths := fmt.Sprintf(`"/Thing/get_thing_list":{"post":{"requestBody":%s,"responses":{"200":{"content":{"application/json":{"schema":%s}}}}}}`, request(list), rows)
	if get != "" {
		paths += fmt.Sprintf(`,"/Thing/get_thing_info":{"post":{"requestBody":%s,"responses":{"200":{"content":{"application/json":{"schema":%s}}}}}}`, request(get), one)
	}
	c, err := catalog.Read([]byte(`{"openapi":"3.0.3","info":{"title":"Things","version":"1"},"paths":{`+paths+`}}`), catalog.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r := c.Record("Thing", "thing")
	if r == nil || r.IDField != "i_thing" {
		t.Fatalf("there is no such record type: %+v", r)
	}
	return r
}

func request(takes string) string {
	var properties, required []string
	for name := range strings.SplitSeq(takes, ",") {
		if name == "" {
			continue
		}
		bare := strings.ReplaceAll(name, "!", "")
		if bare != name {
			required = append(required, bare)
		}
		kind := "string"
		if strings.HasPrefix(bare, `"i_`) || bare == `"limit"` || bare == `"offset"` || bare == `"get_total"` {
			kind = "integer"
		}
		properties = append(properties, bare+`:{"type":"`+kind+`"}`)
	}
	return `{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"type":"object","required":[` + strings.Join(required, ",") +
		`],"properties":{` + strings.Join(properties, ",") + `}}}}}}}`
}
