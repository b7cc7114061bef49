package handlers_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

var demo = porta.Owner{Server: "sandbox", Realm: "admin", Login: sandbox.DemoLogin}

// keep puts an entry into the journal, planned so long ago.
func (c *console) keep(owner porta.Owner, id string, state journal.State, ago time.Duration) journal.Entry {
	c.t.Helper()
	at := time.Now().Add(-ago).UTC()
	e := journal.Entry{
		ID: id, Owner: owner, Method: addAccount, Record: "Account/account", RecordID: "7", Subject: "subject-" + id, State: state, Planned: at, Sent: at, Ended: at,
		Names: []string{"account_info.id", "account_info.h323_password"},
		Details: journal.Details{Request: attr.ObjectValue(attr.M("account_info", attr.ObjectValue(
			attr.M("id", attr.TextValue("subject-"+id)), attr.M("h323_password", attr.TextValue("s3cret-Passw0rd")),
		)))},
	}
	if err := c.kept.PlanWrite(c.t.Context(), e); err != nil {
		c.t.Fatal(err)
	}
	return e
}

// as signs in as somebody else.
func (c *console) as(login, token string) {
	c.t.Helper()
	c.get("/logout")
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {login}, "token": {token}}.Encode()).leadsTo("/")
}

func TestJournalPage(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	page := c.post(newAccount, form("send", account("15550100@j")...)).is(http.StatusSeeOther).header.Get("Location")
	a := c.get("/journal").is(http.StatusOK).has("h1", "Journal").has("nav.side a[href='/journal']", "Journal").has(".range", "2 entries")
	a.has("tbody tr:nth-child(1) td:nth-child(3)", "create account 15550100@j").has("tbody tr:nth-child(1) .badge.good", "done").
		has("tbody tr:nth-child(1) td:nth-child(1)", " UTC").has("tbody tr:nth-child(1) td:nth-child(2)", "demo").has("tbody tr:nth-child(2)", "sign in")
	if got := a.attr("tbody tr:nth-child(1) td:nth-child(5) a", "href"); got != page {
		t.Errorf("the record is %q, want %q", got, page)
	}
	e := c.get(a.attr("tbody tr:nth-child(1) td:nth-child(3) a", "href")).is(http.StatusOK)
	e.has("h1", "Create account 15550100@j").has(".record", "account_info.billing_model").has(".record", "Answered").has(".raw pre", `"id": "15550100@j"`)
	if p := c.part("/journal"); p.doc.Find("title").Length() != 0 || p.doc.Find("#list").Length() != 1 {
		t.Error("htmx does not get the part alone")
	}
}

func TestJournalFilters(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.keep(demo, "DONE", journal.Done, time.Hour)
	then := c.keep(demo, "UNKNOWN", journal.Unknown, 48*time.Hour).Planned.Format("2006-01-02")
	c.keep(demo, "GOING", journal.Sent, time.Minute)
	for _, tt := range []struct{ query, want string }{
		{"", "GOING DONE UNKNOWN"},
		{"outcome=unknown", "UNKNOWN"},
		{"outcome=under+way", "GOING"},
		{"outcome=done&method=add_account", "DONE"},
		{"method=Customer/add_customer", ""},
		{"record=account", "GOING DONE UNKNOWN"},
		{"record=Account/account+7&outcome=done", "DONE"},
		{"record=Account/account/8", ""},
		{"record=7&outcome=done", "DONE"},
		{"person=demo&outcome=done&method=add_account", "DONE"},
		{"person=otto", ""},
		{"to=" + then, "UNKNOWN"},
		{"from=" + then + "&to=" + then, "UNKNOWN"},
		{"to=" + url.QueryEscape(time.Now().Add(-2*time.Hour).UTC().Format("2006-01-02 15:04:05")), "UNKNOWN"},
		{"from=" + url.QueryEscape(time.Now().Add(-2*time.Hour).UTC().Format("2006-01-02 15:04")) + "&method=add_account", "GOING DONE"},
		{"before=nonsense&nothing=x&method=add_account", "GOING DONE UNKNOWN"},
	} {
		a := c.get("/journal?" + tt.query).is(http.StatusOK)
		var got []string
		for _, s := range a.doc.Find("tbody td:nth-child(3) a").EachIter() {
			if id := strings.TrimPrefix(s.AttrOr("href", ""), "/journal/"); len(id) < 10 { // the sign-in's is longer
				got = append(got, id)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.query, got, tt.want)
		}
	}
	c.get("/journal?person=&outcome=done&from=").leadsTo("/journal?outcome=done")
	c.get("/journal?outcome=refused").has(".empty", "No entry fits these filters.")
	for query, says := range map[string]string{
		"from=soon": "From: This is not a date.", "to=2026-13-01": "To: This is not a date.", "outcome=lost": "There is no such outcome.",
		"record=%25": "Write a record type", "method=a+b": "Write a method",
	} {
		a := c.get("/journal?"+query).is(http.StatusUnprocessableEntity).has("#problem", says).hasNo("table")
		if target := a.attr("#problem li a", "href"); a.attr(target, "aria-invalid") != "true" && query != "outcome=lost" {
			t.Errorf("%s: the fault leads to %s", query, target)
		}
	}
}

func TestJournalPages(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for i := range 120 {
		c.keep(demo, fmt.Sprintf("E%03d", i), journal.Done, time.Duration(i)*time.Minute)
	}
	const all = "/journal?method=add_account"
	seen := map[string]bool{}
	read := func(a *answer, want int) *answer {
		t.Helper()
		rows := a.is(http.StatusOK).doc.Find("tbody td:nth-child(3) a")
		if rows.Length() != want {
			t.Errorf("%s has %d rows, want %d", a.what, rows.Length(), want)
		}
		for _, n := range rows.EachIter() {
			seen[n.AttrOr("href", "")] = true
		}
		return a
	}
	first := read(c.get(all).has(".range", "50 entries, older ones follow"), 50)
	if first.doc.Find("a#page-Previous").Length() != 0 {
		t.Error("there is something newer than the newest")
	}
	second := read(c.get(first.attr("#page-Next", "href")), 50)
	third := read(c.get(second.attr("#page-Next", "href")).has(".range", "20 entries"), 20)
	if len(seen) != 120 || third.doc.Find("a#page-Next").Length() != 0 {
		t.Errorf("%d entries were seen", len(seen))
	}
	back := read(c.get(third.attr("#page-Previous", "href")), 50)
	if back.text("tbody") != second.text("tbody") {
		t.Error("Previous leads elsewhere than back")
	}
	again := read(c.get(back.attr("#page-Previous", "href")), 50)
	if again.text("tbody") != first.text("tbody") || again.doc.Find("a#page-Previous").Length() != 0 {
		t.Error("the first page is another one")
	}
}

// Others' entries are for super-users alone, and there is nothing to be done to them but to say what became of them.
func TestJournalIsScoped(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	restricted := demo
	restricted.Login = sandbox.RestrictedLogin
	elsewhere := demo
	elsewhere.Server = "other.example.com"
	c.keep(demo, "MINE", journal.Unknown, 0)
	c.keep(restricted, "THEIRS", journal.Unknown, 0)
	c.keep(elsewhere, "ELSEWHERE", journal.Unknown, 0)
	c.get("/journal").has("tbody", "subject-THEIRS").has(".filters", "You are a super-user, so")
	c.get("/journal/ELSEWHERE").is(http.StatusNotFound)
	c.get("/journal/THEIRS").is(http.StatusOK).hasNo("form.explain")
	c.post("/journal/THEIRS/reason", "reason=x").is(http.StatusNotFound)
	c.get("/journal/THEIRS/look").has("#finding button[value=again]", "It did not arrive")
	c.as(sandbox.RestrictedLogin, sandbox.RestrictedToken)
	a := c.get("/journal").has("tbody", "subject-THEIRS")
	if strings.Contains(a.body, "subject-MINE") {
		t.Error("somebody else's entry is listed")
	}
	for _, path := range []string{"/journal/MINE", "/journal/MINE/look", "/journal/ELSEWHERE", "/journal/none"} {
		c.get(path).is(http.StatusNotFound)
	}
	c.post("/journal/MINE/finding", "finding=arrived").is(http.StatusNotFound)
	c.post("/journal/MINE/reason", "reason=x").is(http.StatusNotFound)
	for _, format := range []string{"csv", "jsonl"} {
		if body := c.get("/journal/export." + format).is(http.StatusOK).body; strings.Contains(body, "MINE") || !strings.Contains(body, "THEIRS") {
			t.Errorf("exported is %s", body)
		}
	}
}

func TestReason(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.keep(demo, "A", journal.Done, 0)
	c.post("/journal/A/reason", "reason=+").is(http.StatusUnprocessableEntity).has("#reason-mistake", "Write the reason first.")
	c.post("/journal/A/reason", "reason="+strings.Repeat("x", 3000)).is(http.StatusUnprocessableEntity).has("#reason-mistake", "too long").has("textarea", "xxx")
	c.post("/journal/A/reason", "reason=asked+for+<b>by+phone").leadsTo("/journal/A")
	c.post("/journal/A/reason", "reason=another").leadsTo("/journal/A")
	c.get("/journal/A").has(".said", "asked for <b>by phone").hasNo("form.explain")
}

func TestUnknownRequestIsShownMasked(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.keep(demo, "A", journal.Unknown, 0)
	for _, path := range []string{"/journal/A", "/journal/A/look", "/journal/export.csv", "/journal/export.jsonl", "/journal"} {
		if a := c.get(path).is(http.StatusOK); strings.Contains(a.body, "s3cret") {
			t.Errorf("%s shows a secret", path)
		}
	}
	c.get("/journal/A").has(".raw pre", `"h323_password": "[masked]"`).has(".notice a", "Look for it")
}

func TestSignInsAreInTheJournal(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.get("/logout")
	c.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.DemoLogin}, "token": {"a-wrong-token"}}.Encode()).is(http.StatusUnprocessableEntity)
	c.post("/login", url.Values{"domain": {"elsewhere"}, "port": {"443"}, "login": {"demo"}, "token": {"x"}}.Encode()).is(http.StatusUnprocessableEntity)
	c.signIn()
	a := c.get("/journal?method=Session/login").is(http.StatusOK).has(".range", "3 entries").has("tbody tr:nth-child(2) .badge.bad", "refused").has("tbody tr:nth-child(1)", "sign in")
	e := c.get(a.attr("tbody tr:nth-child(2) td:nth-child(3) a", "href")).has("h1", "Sign in").has("details", "Server.Session.auth_failed").hasNo(".raw").hasNo("form.explain")
	if strings.Contains(e.body+c.get("/journal/export.jsonl").body, "a-wrong-token") {
		t.Error("the journal has a token")
	}
}

func TestJournalExport(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.keep(demo, "EVIL", journal.Done, time.Minute)
	for i := range 150 {
		c.keep(demo, fmt.Sprintf("E%03d", i), journal.Refused, time.Hour)
	}
	page := c.get("/journal?outcome=refused")
	link := page.attr(".export[href*=csv]", "href")
	a := c.get(link).is(http.StatusOK)
	if got := a.header.Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="journal-2`) || a.header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Errorf("it comes as %q, %q", a.header.Get("Content-Type"), got)
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) != 151 || rows[1][4] != "admin" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	lines := strings.Split(strings.TrimSpace(c.get("/journal/export.jsonl?outcome=done&method=add_account&before=1.x").body), "\n")
	var e struct{ ID, Outcome, Subject string }
	if err := json.Unmarshal([]byte(lines[0]), &e); err != nil || len(lines) != 1 || e.ID != "EVIL" || e.Outcome != "done" || e.Subject != "subject-EVIL" {
		t.Errorf("%+v, %v\n%s", e, err, lines)
	}
	c.get("/journal/export.xml").is(http.StatusNotFound)
	c.get("/journal/export.csv?from=soon").leadsTo("/journal?from=soon")
}

func TestWhatItSent(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get("/records/Customer/customer?f.name=%25o'x%25").is(http.StatusOK)
	a.has("#sent summary", "What it sent").has("#sent li", "Customer/get_customer_list").has("#sent li p", " ms").
		has("#sent pre:first-of-type", `"limit": 25`).has("#sent pre:last-of-type", `"Authorization: Bearer $TOKEN"`).has("#sent pre:last-of-type", `%o'\''x%`)
	if got := a.attr("#sent a", "href"); got != "/methods/Customer/get_customer_list" {
		t.Errorf("the method leads to %q", got)
	}
	c.part("/records/Customer/customer").has("#sent[hx-swap-oob]", "Customer/get_customer_list")
	c.get("/methods").hasNo("#sent details")
	c.part("/methods?q=x").hasNo("#sent")

	// A fault, and a secret.
	rows := append(account("secret@x")[:4], " h323_password:text=s3cret-Passw0rd")
	a = c.post(newAccount, anotherForm("send", rows...)).is(http.StatusUnprocessableEntity).has("#sent p", "Client.Account.missing").has("#sent pre", "[masked]")
	if strings.Contains(a.doc.Find("#sent").Text(), "s3cret") {
		t.Error("a secret is shown")
	}
	c.box.Inject(sandbox.Rule{Method: "Customer/get_customer_list", Kind: sandbox.Drop, Times: 1})
	c.get("/records/Customer/customer").has("#sent p", "2 attempts")
	long := append(account("long@x")[:4], " notepad:text="+strings.Repeat("x", 20_000))
	c.post(newAccount, form("send", long...)).is(http.StatusUnprocessableEntity).has("#sent", "too long to show").hasNo("#sent pre")
}

func FuzzJournalQuery(f *testing.F) {
	for _, q := range []string{"person=a&record=account+7&method=add_account&outcome=done", "from=2026-12-31+23:59&to=2026-12-31T23:59:59", "before=1.A&after=2.B", "outcome=under+way&from=&x=%ff", "before=-9.%00&record=//7"} {
		f.Add(q)
	}
	f.Fuzz(handlers.CheckJournalQuery)
}

// brittleLog fails in the midst of what is read of it: at the first batch, or at the one after that.
type brittleLog struct {
	*store.Store
	after bool
}

var errBrittle = errors.New("the disk went away")

func (l brittleLog) Writes(ctx context.Context, r journal.Reader, f journal.Filter) ([]journal.Entry, error) {
	if f.WithDetails && l.after == !f.Before.IsZero() {
		return nil, errBrittle
	}
	return l.Store.Writes(ctx, r, f)
}

// An export that is cut off does not end as a whole one does: its transfer is broken off, at whatever row the file has ended. When it fails
// before anything was sent, there is no file but a page that says so.
func TestJournalExportThatIsCutOff(t *testing.T) {
	t.Parallel()
	c := newConsole(t, sandbox.Options{})
	for i := range 150 {
		c.keep(demo, fmt.Sprintf("E%03d", i), journal.Refused, time.Hour)
	}
	for _, after := range []bool{true, false} {
		writes, err := journal.New(t.Context(), brittleLog{c.kept, after}, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		c.options.Journal = writes
		c.serve(c.options)
		c.signIn()
		for _, format := range []string{"csv", "jsonl"} {
			const query = "?outcome=refused"
			if !after {
				a := c.get("/journal/export."+format+query).is(http.StatusInternalServerError).has("h1", "Something went wrong")
				if got := a.header.Get("Content-Disposition"); got != "" || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
					t.Errorf("%s: the page comes as %q, %q", format, a.header.Get("Content-Type"), got)
				}
				continue
			}
			res, err := c.client.Get(c.server.URL + "/journal/export." + format + query)
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if res.StatusCode != http.StatusOK || !errors.Is(err, io.ErrUnexpectedEOF) || len(data) == 0 {
				t.Errorf("%s: status %d, %d bytes, %v", format, res.StatusCode, len(data), err)
			}
		}
	}
	if !strings.Contains(c.log.String(), "an export was cut off") || !strings.Contains(c.log.String(), errBrittle.Error()) {
		t.Errorf("the log does not tell:\n%s", c.log)
	}
}
