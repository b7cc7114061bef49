package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"portaconsole/handlers"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

// boundless answers each method as it is told, whatever it is asked for.
type boundless struct {
	mu      sync.Mutex
	answers map[string]string
}

func (b *boundless) answer(method, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answers[method] = text
}

// odd starts a console that is signed in to such a server.
func odd(t testing.TB) (*console, *boundless) {
	t.Helper()
	b := &boundless{answers: make(map[string]string)}
	rule := answering(t, func(method string) (int, string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if text := b.answers[method]; text != "" {
			return http.StatusOK, text
		}
		return http.StatusOK, `{"success":1}`
	})
	c := newConsole(t, sandbox.Options{}, rule)
	c.signInTo(rule)
	return c, b
}

// times is a list of so many items.
func times(n int, item func(i int) string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(item(i))
	}
	return b.String()
}

func customerRow(i int) string {
	return fmt.Sprintf(`{"i_customer":%d,"name":"N%d","bill_status":"O","balance":1.5,"iso_4217":"EUR","companyname":"C","email":"e"}`, i+1, i+1)
}

// most is how large a page may be, in bytes.
func (a *answer) most(bytes int) *answer {
	a.t.Helper()
	if len(a.body) > bytes {
		a.t.Errorf("%s has %d bytes", a.what, len(a.body))
	}
	return a
}

// A server that gives more rows than it was asked for: no more are drawn, and the page says what it knows of the others.
func TestListOfAServerThatIgnoresItsLimit(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	rows := times(8_000, customerRow)
	for _, tt := range []struct {
		name, total, query, first, last, says, note string
		rows                                        int
		next                                        bool
	}{
		{"all of them", `,"total":8000`, "", "N1", "N25", "1–25 of 8,000", "", 25, true},
		{"a later page", `,"total":8000`, "?offset=7990", "N7991", "N8000", "7,991–8,000 of 8,000", "", 10, false},
		{"beyond the end", `,"total":8000`, "?offset=50000", "", "", "Nothing on this page; 8,000 altogether", "", 0, false},
		{"more rows", "", "?limit=1000", "N1", "N1000", "1–1,000", "PortaBilling sent 8,000 rows where this page has room for 1,000.", 1000, false},
		{"not known whether all", "", "", "N1", "N25", "1–25", "PortaBilling sent 8,000 rows where this page has room for 25.", 25, false},
	} {
		o.answer("Customer/get_customer_list", `{"customer_list":[`+rows+`]`+tt.total+`}`)
		a := c.get(customers+tt.query).is(http.StatusOK).most(2 << 20)
		if got := a.text(".range"); got != tt.says {
			t.Errorf("%s: the range is %q, want %q", tt.name, got, tt.says)
		}
		names := a.doc.Find("tbody td:nth-child(2)")
		if got := names.Length(); got != tt.rows || tt.rows > 0 && (names.First().Text() != tt.first || names.Last().Text() != tt.last) {
			t.Errorf("%s: %d rows, %q to %q", tt.name, got, names.First().Text(), names.Last().Text())
		}
		if got := a.doc.Find("a#page-Next").Length() == 1; got != tt.next {
			t.Errorf("%s: a next page is %v", tt.name, got)
		}
		if got := a.text(".notice"); !strings.HasPrefix(got, tt.note) || tt.note == "" && got != "" {
			t.Errorf("%s: the note is %q", tt.name, got)
		}
	}
}

// What is long in a row is cut, in lists, in what is offered to pick from, in a record's name and in what is remembered of it.
func TestLongTextsInLists(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	long := strings.Repeat("é", 1<<20)
	record := `{"i_customer":7,"name":"` + long + `","email":"` + long + `","companyname":[` + times(30_000, strconv.Itoa) + `],"bill_status":{"x":[` + times(30_000, strconv.Itoa) + `]},"iso_4217":"EUR"}`
	o.answer("Customer/get_customer_list", `{"customer_list":[`+record+`,`+record+`],"total":2}`)
	o.answer("Customer/get_customer_info", `{"customer_info":`+record+`}`)
	cut := strings.Repeat("é", 200) + "…"
	c.get(customers).is(http.StatusOK).has("tbody tr:first-child td", cut).has("tbody td", "0, 1, 2, ").has("tbody td", "1 attribute").most(300 << 10)
	c.get(customers+"/pick?for=f.x&q=%25").is(http.StatusOK).has("main", cut).most(200 << 10)
	c.get(customers+"/7").is(http.StatusOK).has("h1", cut).has("dd", "… (the first 4 KB of 2.0 MB)").has("pre", "é").most(3 << 20)
	c.get("/").is(http.StatusOK).has("main", "é…").most(200 << 10)
}

// Records of a shape that no description has, each large in another way: the page is of a bounded size, says that it is not all, and
// has the beginning of each thing.
func TestRecordOfAnySize(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	odd := func(i int) string { return fmt.Sprintf(`{"a%d":%d,"b%d":"x"}`, i, i, i) }
	for _, tt := range []struct{ name, member, selector, says string }{
		{"odd objects", `"odd":[` + times(20_000, odd) + `]`, "dd", "and 19,750 more"},
		{"many rows", `"rows":[` + times(15_000, customerRow) + `]`, "p", "The first 250 of 15,000 rows. The JSON shows more of them."},
		{"wide rows", `"wide":[` + times(100, func(int) string {
			return `{` + times(45, func(i int) string { return fmt.Sprintf(`"c%d":1`, i) }) + `}`
		}) + `]`, "p", "The first 40 of 45 attributes."},
		{"tables in tables", `"t":[` + times(260, func(int) string { return `{"x":[` + times(60, customerRow) + `]}` }) + `]`, "p", "rows"},
		{"many texts", `"list":[` + times(100_000, strconv.Itoa) + `]`, "dd", "… (100,000 items)"},
		{"many attributes", times(100_000, func(i int) string { return fmt.Sprintf(`"n%d":%d`, i, i) }), ".notice", "Not shown at all: 9"},
		{"empty objects", times(100_000, func(i int) string { return fmt.Sprintf(`"n%d":{}`, i) }), ".notice", "Not shown at all: 9"},
		{"deep", strings.Repeat(`"d":{`, 60) + times(10_000, func(i int) string { return fmt.Sprintf(`"n%d":%d`, i, i) }) + strings.Repeat("}", 60), "dd", "more"},
		{"long names", `"` + strings.Repeat("x", 1<<20) + `":1`, ".notice", "Not shown at all: 1 attribute."},
	} {
		o.answer("Customer/get_customer_info", `{"customer_info":{"i_customer":7,"name":"Own",`+tt.member+`,"email":"last@example.com"}}`)
		a := c.get(customers+"/7").is(http.StatusOK).has("h1", "Own").most(5 << 20)
		if !strings.Contains(a.text(tt.selector), tt.says) {
			t.Errorf("%s: says %q", tt.name, cutTo(a.text(tt.selector), 300))
		}
		if strings.HasPrefix(tt.name, "odd") || strings.HasPrefix(tt.name, "many rows") {
			a.has("dd", "last@example.com") // nothing hides its neighbours
		}
		if n := len(a.doc.Find("details.raw pre").Text()); n > 256<<10 {
			t.Errorf("%s: %d bytes of JSON", tt.name, n)
		}
	}
	a := c.get(customers + "/7").is(http.StatusOK)
	a.has("details.raw .hint", "Only the first 256 KB are shown, of 1.0 MB without blanks. The curl command under “What it sent” brings all of it.").has("#sent pre", "curl")
}

// An answer with more values than are read is said to be too large, not to be broken.
func TestAnswerOfTooManyValues(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	o.answer("Customer/get_customer_info", `{"customer_info":{"i_customer":7,"name":"Own","list":[`+times(150_001, strconv.Itoa)+`]}}`)
	c.get(customers+"/7").is(http.StatusBadGateway).has("main", "PortaBilling's answer is larger than the console takes.")
}

func cutTo(s string, n int) string { return s[:min(len(s), n)] }

// The tab of a record shows no more rows than it asked for.
func TestTabOfAServerThatIgnoresItsLimit(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	o.answer("Customer/get_customer_info", `{"customer_info":{"i_customer":7,"name":"Own"}}`)
	o.answer("Account/get_account_list", `{"account_list":[`+times(20_000, func(i int) string { return fmt.Sprintf(`{"i_account":%d,"id":"A%d"}`, i, i) })+`]}`)
	a := c.get(customers+"/7?tab=account").is(http.StatusOK).has(".notice", "PortaBilling sent 20,000 rows where this page has room for 20.").most(200 << 10)
	if n := a.doc.Find("tbody tr").Length(); n != 20 {
		t.Errorf("%d rows", n)
	}
}

// Names come of lists too; a server that gives all of it does not fill the memory with them, nor the choices of a search.
func TestNamesOfAServerThatIgnoresItsLimit(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	o.answer("Customer/get_customer_list", `{"customer_list":[`+times(15_000, customerRow)+`]}`)
	a := c.get(customers + "/pick?for=f.x&q=N").is(http.StatusOK).most(200 << 10)
	if n := a.doc.Find("button[name=set]").Length(); n != 20 {
		t.Errorf("%d choices", n)
	}
}

// One address must not build a tree as deep as it is long.
func TestPathsInAddressesAreBounded(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	dots := strings.Repeat(".", 2_500)
	for _, tt := range []struct {
		path   string
		status int
		says   string
	}{
		{customers + "?f." + dots + "=x", http.StatusUnprocessableEntity, "The name of a filter can have at most 256 characters and 32 levels."},
		{customers + "?f." + strings.Repeat("a.", 32) + "a=x", http.StatusUnprocessableEntity, "at most 256 characters"},
		{customers + "?f.name~" + dots + "=x", http.StatusUnprocessableEntity, "at most 256 characters"},
		{customers + "/new?set." + dots + "=x", http.StatusOK, "New customer"},
		{customers + "/find?by." + dots + "=x", http.StatusUnprocessableEntity, "Fill in one of the fields."},
		{customers + "?by." + dots + "=x", http.StatusSeeOther, ""},
		{"/views/new?list=" + url.QueryEscape(customers+"?f."+dots+"=x"), http.StatusOK, "all"},
		{"/journal?record=" + dots, http.StatusUnprocessableEntity, "Write a record type"},
	} {
		var a *answer
		if grown := grownBy(func() { a = c.get(tt.path) }); grown > 64<<20 {
			t.Errorf("%.60s takes %d MB", tt.path, grown>>20)
		}
		a.is(tt.status)
		if !strings.Contains(a.text("main"), tt.says) {
			t.Errorf("%.60s says %q", tt.path, cutTo(a.text("main"), 300))
		}
	}
	if n := len(c.sent("Customer/get_customer_list")); n != 0 {
		t.Errorf("the list was asked for %d times", n)
	}
}

// grownBy is how much memory is taken while something is done, freed or not.
func grownBy(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// worst are the answers that are the most work, each of up to so many MB; at 15 they are just below the bytes, or the values, that an answer may have.
func worst(mb int) []struct{ name, method, answer, path string } {
	const info = "Customer/get_customer_info"
	size := mb << 20
	record := func(members string) string { return `{"customer_info":{"i_customer":7,"name":"Own",` + members + `}}` }
	odd := func(i int) string {
		return fmt.Sprintf(`{"attribute_%d":"value %d of very many that are all alike, and go on"}`, i, i)
	}
	return []struct{ name, method, answer, path string }{
		{"list of rows", "Customer/get_customer_list", `{"customer_list":[` + times(1200*mb, customerRow) + `]}`, customers + "?limit=1000"},
		{"list of long texts", "Customer/get_customer_list", `{"customer_list":[` + times(1000, func(i int) string {
			return fmt.Sprintf(`{"i_customer":%d,"name":"%s","email":"%[2]s","companyname":"%[2]s"}`, i, strings.Repeat("'", 333*mb))
		}) + `]}`, customers + "?limit=1000"},
		{"record of odd objects", info, record(`"odd":[` + times(4900*mb, odd) + `]`), customers + "/7"},
		{"record of odd attributes", info, record(times(9800*mb, func(i int) string { return fmt.Sprintf(`"attribute_%d":"value %d"`, i, i) })), customers + "/7"},
		{"record of rows", info, record(`"rows":[` + times(1200*mb, customerRow) + `]`), customers + "/7"},
		{"record of numbers", info, record(`"list":[` + times(9800*mb, func(int) string { return "123456789012345678901234567890" }) + `]`), customers + "/7"},
		{"one long text", info, record(`"note":"` + strings.Repeat("<", size) + `"`), customers + "/7"},
		{"method's answer", "Customer/get_customer_list", `{"customer_list":[` + times(4900*mb, odd) + `],"x":[[` + times(1000, strconv.Itoa) + `]]}`, "/methods/Customer/get_customer_list"},
	}
}

func BenchmarkWorst(b *testing.B) {
	for _, w := range worst(15) {
		b.Run(w.name, func(b *testing.B) {
			c, o := odd(b)
			o.answer(w.method, w.answer)
			b.ReportAllocs()
			var size, peak uint64
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, w.path, nil)
				if strings.HasPrefix(w.path, "/methods/") {
					r = httptest.NewRequest(http.MethodPost, w.path, strings.NewReader(c.sealed(w.path, anotherForm("send"))))
				}
				r.Host = "localhost"
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				for _, cookie := range c.client.Jar.Cookies(mustParse(b, c.server.URL)) {
					r.AddCookie(cookie)
				}
				page := &counted{header: make(http.Header)}
				stop := watch(&peak)
				c.server.Config.Handler.ServeHTTP(page, r) // without a browser, whose memory is its own
				stop()
				if page.status != http.StatusOK {
					b.Fatalf("status %d", page.status)
				}
				size = max(size, page.size)
			}
			b.ReportMetric(float64(size)/1024, "KB/page")
			b.ReportMetric(float64(peak)/(1<<20), "MB-peak")
		})
	}
}

// counted is an answer of which the status and the size are kept.
type counted struct {
	header http.Header
	status int
	size   uint64
}

func (c *counted) Header() http.Header { return c.header }

func (c *counted) WriteHeader(status int) { c.status = status }

func (c *counted) Write(p []byte) (int, error) {
	c.size += uint64(len(p))
	return len(p), nil
}

// watch keeps the most memory that is in use beyond what was in the beginning.
func watch(peak *uint64) (stop func()) {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	start, done, ended := sample[0].Value.Uint64(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for tick := time.NewTicker(time.Millisecond); ; {
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
				metrics.Read(sample)
				if now := sample[0].Value.Uint64(); now > start+*peak {
					*peak = now - start
				}
			}
		}
	}()
	return func() { close(done); <-ended }
}

// Whatever is called a token, a cookie or a session stays hidden in the answers of methods that are called by hand, in tables, trees and JSON, and also
// where the answer is cut.
func TestTokensInAnswersAreMasked(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	const secret = "eyJ-secret"
	long := strings.Repeat(secret, 10_000)
	inside := `{"api_token":"` + secret + `","plain":"shown","list":[1,{"refresh_token":"` + secret + `","JWT":["` + secret + `"]}],"session_id":7654321}`
	for _, tt := range []struct{ name, answer string }{
		{"short", `{"access_token":"` + secret + `","customer_list":[{"i_customer":1,"name":"shown","session_id":"` + secret + `","login_cookie":"` + secret + `","token":{"a":"` + secret + `"}}],"inside":` + inside + `}`},
		{"long", `{"access_token":"` + long + `","customer_list":[` + times(2000, func(int) string { return `{"name":"shown","own_token":"` + secret + `"}` }) + `],"inside":` + inside + `,"tokens":["` + long + `"]}`},
	} {
		o.answer("Customer/get_customer_list", tt.answer)
		a := c.post("/methods/Customer/get_customer_list", anotherForm("send")).is(http.StatusOK)
		a.has(".answer td", "shown").has(".answer dd", catalog.Masked).has(".answer pre", catalog.Masked)
		for _, hidden := range []string{secret, "eyJ", "7654321"} {
			if strings.Contains(a.body, hidden) {
				t.Errorf("%s: the page shows %s", tt.name, hidden)
			}
		}
	}
}

// Making a view of an answer must not cost what the answer costs, whatever its shape.
func TestViewsOfAnswersAreCheap(t *testing.T) {
	m := catalog.Builtin().Method("Customer/get_customer_list")
	for _, w := range worst(3) {
		v := parsed(t, w.answer)
		a := handlers.AnswerView(m, v)
		if grown := grownBy(func() { handlers.AnswerView(m, v) }); grown > 24<<20 {
			t.Errorf("%s takes %d MB", w.name, grown>>20)
		}
		if len(a.JSON) > 256<<10 || a.Note == "" && a.JSONNote == "" {
			t.Errorf("%s: %d bytes of JSON, %q, %q", w.name, len(a.JSON), a.Note, a.JSONNote)
		}
	}
}

// What a form shows beside its rows is bounded too.
func TestFormIsBounded(t *testing.T) {
	t.Parallel()
	c := signedIn(t, sandbox.Options{})
	const newCustomer = customers + "/new"
	long := strings.Repeat("x", 300<<10)
	a := c.post(newCustomer, anotherForm("show", "customer_info:object", " note:text="+long, " h323_password:text=secret")+"&preview=1").is(http.StatusOK)
	a.has("#preview .hint", "Only the first 256 KB are shown, of 300 KB without blanks. All of it is sent").has("#preview .hint", "too long for a curl command").hasNo("#preview pre[aria-label=curl]")
	if n := len(a.doc.Find("#preview pre").Text()); n > 256<<10 {
		t.Errorf("%d bytes of JSON", n)
	}
	c.post(newCustomer, anotherForm("show", "customer_info:object", " note:text=short")+"&preview=1").is(http.StatusOK).has("#preview pre[aria-label=curl]", "short")
}

// A record that could not be posted back is not opened in a form.
func TestRecordTooLongForAForm(t *testing.T) {
	t.Parallel()
	c, o := odd(t)
	o.answer("Customer/get_customer_info", `{"customer_info":{"i_customer":7,"name":"Own","note":"`+strings.Repeat("x", 3<<20)+`"}}`)
	c.get(customers+"/7/edit").is(http.StatusUnprocessableEntity).has("main", "A form can hold at most 2 MB.").most(200 << 10)
}
