package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"portaconsole/porta/attr"
)

// FuzzPattern holds the matcher against a regular expression of the same meaning.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{"a%b_c", `100\%`, "%%a%%", "Ünï%", `\`, "_%_"} {
		f.Add(s, "aXXbYc")
		f.Add(s, "100%")
	}
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if !utf8.ValidString(pattern) || !utf8.ValidString(s) || len(pattern)*len(s) > 1<<16 {
			return
		}
		p := newPattern(pattern)
		var b strings.Builder
		b.WriteString(`(?s)\A`)
		for _, r := range p.tokens {
			switch r {
			case anyRun:
				b.WriteString(".*")
			case anyOne:
				b.WriteString(".")
			default:
				b.WriteString(regexp.QuoteMeta(string(r)))
			}
		}
		want := regexp.MustCompile(b.String() + `\z`).MatchString(fold(s))
		if got := p.match(s); got != want {
			t.Errorf("%q like %q: %v", s, pattern, got)
		}
		if want && !strings.HasPrefix(fold(s), p.prefix) || p.plain && want != (fold(s) == p.prefix) || p.start && want != strings.HasPrefix(fold(s), p.prefix) {
			t.Errorf("%q like %q: prefix %q, plain %v, start %v", s, pattern, p.prefix, p.plain, p.start)
		}
	})
}

func FuzzMoney(f *testing.F) {
	for _, s := range []string{"0", "-23.61693", "1e3", "0.000005", "99999999999999.99999", "1e-30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := parseMoney(s)
		if !ok {
			return
		}
		again, ok := parseMoney(m.value().Text())
		if !ok || again != m {
			t.Errorf("%q is %s, which reads as %s %v", s, m.value().Text(), again.value().Text(), ok)
		}
	})
}

// FuzzRequest: whatever arrives is read or refused, and what is read is made of two objects.
func FuzzRequest(f *testing.F) {
	f.Add("/rest/Session/login", "application/json", `{"params":{"login":"x"}}`)
	f.Add("/rest/Session/login//%7B%7D", "application/x-www-form-urlencoded", "auth_info=%7B%7D&params=%7B%22a%22%3A1%7D")
	f.Add("/rest/A/b", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n{}\r\n--x--\r\n")
	f.Fuzz(func(t *testing.T, path, contentType, body string) {
		if u, err := url.Parse(path); err == nil {
			if to, ok := readPath(u); ok && (!isName(to.service) || !isName(to.method)) {
				t.Errorf("%q: %+v", path, to)
			}
		}
		r := &http.Request{Header: http.Header{"Content-Type": {contentType}}}
		auth, params, err := readBody(r, []byte(body))
		if auth.Kind() != attr.Object || params.Kind() != attr.Object {
			t.Errorf("%q %q: %s, %s, %v", contentType, body, auth.Kind(), params.Kind(), err)
		}
	})
}

func FuzzToken(f *testing.F) {
	good := signJWT(attr.ObjectValue(attr.M("jti", text("x")), attr.M("login", text("müller>?~"))))
	f.Add(good)
	f.Add("a.b.c")
	f.Add(strings.Replace(good, ".", "..", 1))
	f.Fuzz(func(t *testing.T, token string) {
		claims, shaped, ok := readJWT(token)
		if ok && (!shaped || claims.Kind() == attr.Absent) {
			t.Errorf("%q: %s %v %v", token, claims.JSON(), shaped, ok)
		}
		if signed, _, _ := cutLast(token); ok && signed != good[:strings.LastIndexByte(good, '.')] {
			t.Errorf("%q has a good signature", token)
		}
	})
}

func cutLast(token string) (signed, sig string, ok bool) {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return "", "", false
	}
	return token[:i], token[i+1:], true
}

func FuzzRule(f *testing.F) {
	f.Add("Account/add_account=lost:0.1")
	f.Add("*=delay(5s):1")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := ParseRule(s); err == nil && (r.check() != nil || r.Rate < 0 || r.Rate > 1 || r.Delay < 0) {
			t.Errorf("%q: %+v", s, r)
		}
	})
}

// FuzzDocument: whatever document is accepted, each of its methods answers or refuses, whatever it is asked.
func FuzzDocument(f *testing.F) {
	widgets, err := os.ReadFile("testdata/widget.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(widgets, `{"i_gadget":2,"gadget_info":{"name":"Fuzz","colour":"R","i_gadget":2}}`, uint16(0), uint8(0))
	f.Add([]byte(`{"openapi":"3.0.3","paths":{"/A/get_b_list":{"post":{}},"/A/add_b":{"post":{}},"/A/update_b":{"post":{}},"/A/get_b_info":{"post":{}},
		"/A/delete_b":{"post":{}},"/Account/get_account_list":{"post":{}},"/Customer/add_customer":{"post":{}}}}`), `{"i_b":1,"name":"x","b_info":[]}`, uint16(9), uint8(9))
	f.Add([]byte(`{"openapi":"3.0.3","paths":{"/A/get_b_list":{"post":{"responses":{"200":{"content":{"application/json":{"schema":{"type":"object",
		"properties":{"b_list":{"type":"array","items":{"type":"array","items":{"type":"string"}}}}}}}}}}},"/A/get_c_list":{"post":{"responses":{"200":{"content":
		{"application/json":{"schema":{"properties":{"c":{"type":"array","items":{"type":"integer"}}}}}}}}}}}}`), `{"limit":3,"get_total":1}`, uint16(3), uint8(1))
	f.Fuzz(func(t *testing.T, doc []byte, asked string, place uint16, to uint8) {
		answersAll(t, retyped(doc, place, to), asked)
	})
}

// TestRetypedDocument goes through the schemas of a document and makes each of them wrong.
func TestRetypedDocument(t *testing.T) {
	doc, err := os.ReadFile("testdata/widget.json")
	if err != nil {
		t.Fatal(err)
	}
	for place := range uint16(len(typeWords.FindAllIndex(doc, -1))) { //nolint:gosec // some hundred
		for to := range uint8(len(otherTypes)) { //nolint:gosec // seven
			if !answersAll(t, retyped(doc, place, to), `{"gadget_info":{"name":"Fuzz","colour":"R","i_gadget":2}}`) {
				t.Errorf("schema %d as %s: the document is refused", place, otherTypes[to])
			}
		}
	}
}

// answersAll calls every method of a document, if that is one, with the parameters or, where these are refused, with none.
func answersAll(t *testing.T, doc []byte, asked string) (accepted bool) {
	t.Helper()
	s, err := newServer(Options{APIDoc: doc, Customers: 2, Accounts: 1})
	if err != nil {
		return false
	}
	defer s.cancel()
	params, err := objectOf("params", asked)
	if err != nil {
		params = emptyObject
	}
	for path, rule := range s.rules {
		service, name, _ := strings.Cut(path, "/")
		c := &call{
			Server: s, realm: AdminRealm, service: service, name: name, method: s.catalog.Method(path), params: params,
			who: user{realm: AdminRealm, super: true},
		}
		if c.checkParams() != nil {
			c.params = emptyObject
		}
		rep, err := rule.run(c)
		if _, _, body := render(rep, err); faultCode(err) == "" && err != nil || len(body) > 0 && rep.file == nil && !json.Valid(body) {
			t.Errorf("%s: %v, %.200s", path, err, body)
		}
	}
	return true
}

// retyped gives one of a document's schemas another type.
func retyped(doc []byte, place uint16, to uint8) []byte {
	places := typeWords.FindAllIndex(doc, -1)
	if len(places) == 0 {
		return doc
	}
	at := places[int(place)%len(places)]
	return slices.Concat(doc[:at[0]], []byte(`"type":"`+otherTypes[int(to)%len(otherTypes)]+`"`), doc[at[1]:])
}

var (
	typeWords  = regexp.MustCompile(`"type": *"[a-z]+"`)
	otherTypes = []string{"object", "array", "string", "integer", "number", "boolean", "none"}
)
