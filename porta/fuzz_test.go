package porta

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"portaconsole/porta/attr"
)

// FuzzFault: any code gives an error that keeps it, whose path is a tail of it or an attribute of the request, and
// whose log text is one line.
func FuzzFault(f *testing.F) {
	for code := range knownCodes {
		f.Add("Server."+code, "Text.", `{"account_info":{"id":"1"}}`)
	}
	f.Add("Client.Account.missing.account_info.billing_model", "\n", `{"account_info":{}}`)
	f.Add("...", "", `[]`)
	f.Fuzz(func(t *testing.T, code, message, asked string) {
		params, err := attr.Parse([]byte(asked), attr.Limits{})
		if err != nil {
			params = attr.Value{}
		}
		v := attr.ObjectValue(attr.M("faultcode", attr.TextValue(code)), attr.M("faultstring", attr.TextValue(message)))
		e := readFault(v, params)
		if (e == nil) != (code == "") {
			t.Fatalf("code %q gives %v", code, e)
		}
		if e == nil {
			return
		}
		request{}.answered(e, 500)
		if !strings.HasPrefix(code, e.Code) || len(e.Code) > maxCode || !strings.HasPrefix(message, e.Message) || len(e.Message) > maxMessage {
			t.Fatalf("code %q, message %q of %q, %q", e.Code, e.Message, code, message)
		}
		p := e.Path.String()
		if p != "" && !strings.HasSuffix(e.Code, p) && e.Kind != Duplicate {
			t.Fatalf("path %q of %q", p, code)
		}
		if utf8.ValidString(code) && !utf8.ValidString(e.Code) {
			t.Fatalf("the code was cut inside a character: %q", e.Code)
		}
		if strings.ContainsAny(e.Error(), "\r\n\x1b") {
			t.Fatalf("log text %q", e.Error())
		}
	})
}

// FuzzClaims: any token gives claims that are safe to compute with.
func FuzzClaims(f *testing.F) {
	f.Add("e30.eyJleHAiOjE3NzI2MTkzMDAsInJlYWxtIjoiYWRtaW4ifQ.c2ln")
	f.Add("a.b.c")
	f.Add("..")
	f.Add("e30.eyJyZWFsbSI6ImFjY291bnRzIn0=.+/")
	f.Fuzz(func(t *testing.T, token string) {
		c := readClaims(token)
		if y := c.expires.Year(); !c.expires.IsZero() && (y < 1970 || y > 9999) {
			t.Fatalf("expires %v", c.expires)
		}
		if c.realm != "" && !isWord(c.realm) {
			t.Fatalf("realm %q", c.realm)
		}
		if c != (claims{}) && strings.Count(token, ".") != 2 {
			t.Fatalf("%q is no JWT and has claims %+v", token, c)
		}
	})
}

// FuzzAnswer: any answer is either an object or an error with status and kind; an answer to a write that is no
// PortaBilling's is never said to be refused, but for a 4xx.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "application/json", "", `{"customer_list":[{"i_customer":1}]}`)
	f.Add(200, "", "", "")
	f.Add(200, "application/pdf", `attachment; filename="a.pdf"`, "%PDF")
	f.Add(200, "application/json", "", `{"success":0,"errors":{"a":"b"}}`)
	f.Add(500, "application/json", "", `{"faultcode":"Client.Account.too_short.account_info.login","faultstring":"x"}`)
	f.Add(502, "text/html", "", "<html>\xff")
	f.Add(302, "text/html", "", "")
	f.Fuzz(func(t *testing.T, status int, contentType, disposition, body string) {
		if status < 200 || status > 599 {
			return
		}
		h := http.Header{"Content-Type": {contentType}, "Content-Disposition": {disposition}}
		r := request{method: "Account/add_account", bearer: "secret-bearer"}
		v, e := decode(r, status, h, []byte(body))
		if e == nil {
			if v.Kind() != attr.Object || status != http.StatusOK {
				t.Fatalf("status %d, answer %s", status, v.JSON())
			}
			return
		}
		if e.Status != status || e.Method != r.method || !v.IsAbsent() {
			t.Fatalf("error %+v with answer %s", e, v.JSON())
		}
		if foreign := e.Trouble != NoTrouble; foreign != (e.Kind == Unavailable && e.Code == "") ||
			e.Delivery == Answered && (foreign || status != http.StatusOK && status != http.StatusInternalServerError) {
			t.Fatalf("status %d: %v", status, e)
		}
		fileName(h)
		if len(e.excerpt) > 2000 || strings.Contains(e.Message+e.excerpt, r.bearer) {
			t.Fatalf("excerpt %q", e.excerpt)
		}
	})
}
