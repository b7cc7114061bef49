package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
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
