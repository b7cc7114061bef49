package handlers_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"portaconsole/handlers/session"
	"portaconsole/porta/sandbox"
)

const ownSessions = "/sessions"

// another is another browser in front of the same console.
func (c *console) another() *console {
	other := *c
	client := *c.client
	client.Jar, _ = cookiejar.New(nil)
	other.client = &client
	return &other
}

// cookie is what the browser holds.
func (c *console) cookie() *http.Cookie {
	c.t.Helper()
	cookies := c.client.Jar.Cookies(mustParse(c.t, c.server.URL))
	if len(cookies) != 1 {
		c.t.Fatalf("%d cookies", len(cookies))
	}
	return cookies[0]
}

// with asks with a cookie of one's own making.
func (c *console) with(value string) *answer {
	c.t.Helper()
	return c.another().do(http.MethodGet, customers, "", http.Header{"Cookie": {c.sessions.CookieName() + "=" + value}})
}

// endURL is where the one session is ended that is not the browser's own.
func (c *console) endURL() string {
	c.t.Helper()
	return c.get(ownSessions).is(http.StatusOK).attr("li:not(:has(.mark)) form", "action")
}

// asksAfter is after how many seconds the page asks again how long is left.
func (a *answer) asksAfter() (seconds int) {
	a.t.Helper()
	trigger := a.attr("#session", "hx-trigger")
	if _, err := fmt.Sscanf(trigger, "load delay:%ds", &seconds); err != nil {
		a.t.Errorf("it asks at %q: %v", trigger, err)
	}
	return seconds
}

var toSignIn = "/login?next=" + url.QueryEscape(customers)

var anyTime = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC`)

func TestOwnSessions(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	a := c.get(ownSessions).is(http.StatusOK).has("h1", "Sessions").has(".sessions li .mark", "this one").hasNo("form[action='/sessions/others/end']")
	if n := a.doc.Find(".sessions li").Length(); n != 1 {
		t.Errorf("%d sessions", n)
	}
	opened := time.Now().UTC()
	c.clock.add(time.Hour)
	other := c.another()
	other.signIn()
	a = other.get(ownSessions).has("header a[href='/sessions']", "Sessions").has("form[action='/sessions/others/end'] button", "End all others")
	times := anyTime.FindAllString(a.text("li:not(:has(.mark))"), -1)
	for i, want := range []time.Time{opened, opened, opened.Add(session.Idle), opened.Add(session.Absolute)} {
		at, err := time.Parse("2006-01-02 15:04 UTC", times[i])
		if d := want.Sub(at); err != nil || d < -time.Minute || d > 2*time.Minute {
			t.Errorf("time %d is %q, want about %v", i, times[i], want)
		}
	}
	// What the page shows opens nothing, and is not what the database holds.
	for _, browser := range []*console{c, other} {
		sum := sha256.Sum256([]byte(browser.cookie().Value))
		for _, secret := range []string{browser.cookie().Value, base64.RawURLEncoding.EncodeToString(sum[:])[:16]} {
			if strings.Contains(a.body, secret) {
				t.Errorf("%q is in the page", secret)
			}
		}
	}
	c.another().get(ownSessions).leadsTo("/login?next=%2Fsessions")
}

func TestEndAnotherSession(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	other := c.another()
	other.signIn()
	copied := other.cookie().Value
	c.with(copied).is(http.StatusOK) // it lives wherever it is
	open := posted(other.get(newAccount).is(http.StatusOK), "send", "reason=planted")
	end := c.endURL()
	c.post(end, "").leadsTo("/sessions?ended=1")
	if n := c.box.Count("Session/logout"); n != 1 {
		t.Errorf("PortaBilling was told %d times", n)
	}
	c.get("/sessions?ended=1").is(http.StatusOK).has(".notice", "One session was ended.").hasNo("li:not(:has(.mark)) form")
	before := len(c.box.Requests())
	other.get(customers).leadsTo(toSignIn)
	c.with(copied).leadsTo(toSignIn)
	if got := other.part(customers).header.Get("HX-Redirect"); got != toSignIn {
		t.Errorf("htmx is led to %q", got)
	}
	// What its browser still sends is not taken as its owner's.
	other.post(newAccount, form("send", account("planted@x")...)).leadsTo("/login?next=" + url.QueryEscape(newAccount))
	other.post(newAccount, open).leadsTo("/login?next=" + url.QueryEscape(newAccount))
	c.get("/").hasNo("form[action^='/drafts/']")
	if len(c.box.Requests()) != before {
		t.Error("the ended session reaches PortaBilling")
	}
	if a := c.get(newAccount).is(http.StatusOK); strings.Contains(a.body, "planted@x") {
		t.Error("a form of the ended session is shown")
	}
	c.get(customers).is(http.StatusOK)
	c.post(end, "").is(http.StatusNotFound)
}

func TestEndAllOtherSessions(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	var others []*console
	for range 3 {
		others = append(others, c.another())
		others[len(others)-1].signIn()
	}
	c.box.Inject(sandbox.Rule{Method: "Session/logout", Kind: sandbox.HTML502, Times: 1}) // they are over here whatever PortaBilling says
	c.post("/sessions/others/end", "").leadsTo("/sessions?ended=3")
	c.get("/sessions?ended=3").has(".notice", "3 sessions were ended.")
	for _, other := range others {
		other.get(customers).leadsTo(toSignIn)
	}
	if n := c.box.Count("Session/logout"); n != 3 {
		t.Errorf("PortaBilling was told %d times", n)
	}
	c.get(customers).is(http.StatusOK)
}

func TestEndTheSessionItself(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	own := c.cookie().Value
	c.post(c.get(ownSessions).attr(".sessions form", "action"), "").leadsTo("/login")
	c.with(own).leadsTo(toSignIn)
	if n := c.box.Count("Session/logout"); n != 1 {
		t.Errorf("PortaBilling was told %d times", n)
	}
}

// Another user's session is not there at all.
func TestSessionsOfOthers(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	other := c.another()
	other.signIn()
	end := c.endURL()
	stranger := c.another()
	stranger.post("/login", url.Values{"domain": {"sandbox"}, "port": {c.port()}, "login": {sandbox.RestrictedLogin}, "token": {sandbox.RestrictedToken}}.Encode()).leadsTo("/")
	if n := stranger.get(ownSessions).doc.Find(".sessions li").Length(); n != 1 {
		t.Errorf("a stranger sees %d sessions", n)
	}
	stranger.post(end, "").is(http.StatusNotFound).has("h1", "Not found")
	stranger.post("/sessions/nosuchsession123/end", "").is(http.StatusNotFound)
	stranger.post("/sessions/others/end", "").leadsTo("/sessions?ended=0")
	c.another().post(end, "").is(http.StatusSeeOther)
	c.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
	c.post(end, "").is(http.StatusForbidden)
	c.header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	for _, browser := range []*console{c, other} {
		browser.get(customers).is(http.StatusOK)
	}
}

// A page asks for its last two minutes, which is no use of the session; staying is one.
func TestWarningOfTheIdleEnd(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	if got := c.get("/").attr("#session", "hx-trigger"); got != "load delay:14281s, look" { // 4 h less 2 min, and to be on the safe side a second
		t.Errorf("a page asks at %q", got)
	}
	c.clock.add(session.Idle - 3*time.Minute)
	for range 2 {
		a := c.part("/session").is(http.StatusOK).hasNo(".notice").hasNo("html header")
		if got := a.asksAfter(); got < 40 || got > 60 {
			t.Errorf("with three minutes left a page asks again after %d seconds", got)
		}
	}
	c.clock.add(time.Minute + time.Second)
	a := c.part("/session").has(".notice [data-announce]", "you will be signed out in 2 minutes").has("form[action='/session'][method=post] button", "Stay signed in")
	if got := a.asksAfter(); got < 100 || got > 120 || !strings.HasSuffix(a.attr("#session", "hx-trigger"), "s, focus from:window, look") {
		t.Errorf("the warning asks again after %d seconds", got)
	}
	c.clock.add(time.Minute)
	c.part("/session").has(".notice", "in less than a minute")
	if got := c.postPart("/session", "").is(http.StatusOK).hasNo(".notice").has("[data-announce]", "You stay signed in.").attr("#session", "hx-trigger"); got != "load delay:14281s, look" {
		t.Errorf("then it asks at %q", got)
	}
	c.clock.add(session.Idle - time.Minute)
	c.post("/session", "").leadsTo(ownSessions) // without script
	c.get("/session").leadsTo(ownSessions)
	c.clock.add(session.Idle - time.Minute)
	c.get(customers).is(http.StatusOK)
}

// When it is over, asking and staying say so, and what was typed stays on the page.
func TestWarningComesTooLate(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.clock.add(session.Idle)
	for range 2 {
		for _, a := range []*answer{c.part("/session"), c.postPart("/session", "")} {
			a.is(http.StatusOK).has(".notice", "You are signed out.").has("a[target=_blank]", "Sign in again").hasNo("button")
			if a.header.Get("HX-Redirect") != "" {
				t.Errorf("%s leads away from what was typed", a.what)
			}
		}
	}
	c.get("/login?why=again").is(http.StatusOK).has("h1", "Sign in to PortaBilling").has(".notice", "your other pages go on")
	c.signIn() // in another tab
	c.part("/session").hasNo(".notice")
}

// A page that saves what is typed is not led away from it, and nothing is kept twice: what is pressed next is kept, and so is what is typed when it is left.
func TestTypingAfterTheEnd(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	c.clock.add(session.Idle)
	body := form("typing", account("typed@x")...)
	for range 2 {
		a := c.do(http.MethodPost, newAccount, body, http.Header{"Hx-Request": {"true"}, "Console-Saves": {"1"}}).is(http.StatusOK)
		a.has("#session .notice", "You are signed out. What you typed stays on this page").hasNo("form")
		for _, h := range []struct{ name, want string }{{"HX-Redirect", ""}, {"HX-Retarget", "#session"}, {"HX-Trigger", "not-kept"}} {
			if got := a.header.Get(h.name); got != h.want {
				t.Errorf("%s is %q, want %q", h.name, got, h.want)
			}
		}
	}
	to := c.do(http.MethodPost, newAccount, body, http.Header{"Console-Saves": {"1"}}).is(http.StatusSeeOther).header.Get("Location") // by a whole page
	c.signIn()
	if n := c.get("/").doc.Find("section[aria-labelledby=drafts] li").Length(); n != 1 {
		t.Errorf("%d forms are kept", n)
	}
	if got := c.get(mustParse(t, to).Query().Get("next")).is(http.StatusOK).attr("[aria-label='account_info.id'] [name=v]", "value"); got != "typed@x" {
		t.Errorf("kept is %q", got)
	}
}

func TestWarningOfTheLongestTime(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	for range 4 {
		c.clock.add(session.Absolute/4 - 20*time.Second)
		c.get(customers).is(http.StatusOK)
	}
	// 80 seconds are left, and no use puts that off.
	for _, a := range []*answer{c.get("/"), c.part("/session"), c.postPart("/session", "")} {
		a.has("#session .notice", "it ends in 2 minutes").has("#session a[href='/login?why=again']", "Sign in again").hasNo("#stay")
	}
	before := c.cookie().Value
	a := c.get("/login?why=again").is(http.StatusOK).has("h1", "Sign in to PortaBilling")
	for name, want := range map[string]string{"domain": "sandbox", "port": c.port(), "login": sandbox.DemoLogin, "token": ""} {
		if got := a.attr("input[name="+name+"]", "value"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	c.signIn()
	c.with(before).leadsTo(toSignIn)
	c.part("/session").hasNo(".notice")
	if n := c.box.Count("Session/logout"); n != 0 {
		t.Errorf("the test's sessions tell nobody, and PortaBilling was told %d times", n)
	}
}

// Whatever is not the cookie of a living session leads to the sign-in page.
func TestReplayedAndForeignCookies(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	signedOut := c.another()
	signedOut.signIn()
	out := signedOut.cookie().Value
	signedOut.get("/logout").leadsTo("/login")
	foreign := signedIn(t, sandbox.Options{})
	theirs := foreign.cookie().Value
	own := c.cookie().Value
	flipped := []byte(own)
	flipped[20] ^= 1
	for name, value := range map[string]string{
		"signed out": out, "another console's": theirs, "one bit off": string(flipped), "cut": own[:len(own)-1], "twice": own + own,
		"its key on the page": strings.Split(c.get(ownSessions).attr(".sessions form", "action"), "/")[2], "escaped": url.PathEscape(own[:1]) + "%2F" + own[1:], "quoted twice": `""` + own + `""`,
	} {
		if a := c.with(value); a.status != http.StatusSeeOther || a.header.Get("Location") != toSignIn {
			t.Errorf("%s: status %d", name, a.status)
		}
	}
	c.with(own).is(http.StatusOK)
	c.clock.add(session.Idle)
	for range 2 { // also after its end was noted
		c.with(own).leadsTo(toSignIn)
	}
	foreign.get(customers).is(http.StatusOK)
}

// While the database fails nobody is told that they are signed out.
func TestSessionsWithoutDatabase(t *testing.T) {
	c := signedIn(t, sandbox.Options{})
	if err := c.kept.Close(); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*answer{c.get(ownSessions), c.part("/session"), c.postPart("/session", ""), c.post("/sessions/others/end", "")} {
		a.is(http.StatusServiceUnavailable)
	}
}
