package curl_test

import (
	"errors"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/curl"
)

// FuzzParse: any text gives a request whose parameters are an object, or a sentence.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`curl -sd '{"params":{"a":1}}' https://h/rest/A/a`, `curl --data-urlencode 'params={}' -F a=b -- x`, "curl $'\\u00e9\\'' \"$(a \"b\")\" \\\n -d@x",
		`{"params":{"a":1},"auth_info":{}}`, "# x\n[", "TOKEN=a\ncurl x 2>&1 | y", `curl -`, `curl -d params=%7B%7D&auth_info=%`, "curl <<", "curl \\", "curl ${",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := curl.Parse(text)
		if err == nil {
			if r.Params.Kind() != attr.Object || r.Method != "" && strings.Count(r.Method, "/") != 1 {
				t.Fatalf("%q is read as %+v", text, r)
			}
			return
		}
		e, ok := errors.AsType[*curl.Error](err)
		if !ok || e.Text == "" || e.Text[len(e.Text)-1] != '.' {
			t.Fatalf("%q: %q is no sentence", text, err)
		}
	})
}

// FuzzCommand: what is written reads back as the same call.
func FuzzCommand(f *testing.F) {
	f.Add("h", []byte(`{"a":"O'Hara \u0001 $x","b":[1.50,null]}`))
	f.Add("it's", []byte(`{"params":{"a":1}}`))
	f.Fuzz(func(t *testing.T, host string, data []byte) {
		v, err := attr.Parse(data, attr.Limits{UniqueNames: true, Depth: 60})
		if err != nil || v.Kind() != attr.Object || v.Has("auth_info") || v.Has("access_token") || v.Has("refresh_token") {
			return
		}
		host = strings.Map(func(r rune) rune {
			if strings.ContainsRune("?#\r\n", r) {
				return -1
			}
			return r
		}, host)
		command := curl.Command("https://"+host+"/rest/Account/add_account", v)
		r, err := curl.Parse(command)
		if err != nil || r.Method != "Account/add_account" || !attr.Equal(r.Params, v) {
			t.Fatalf("%s\nis read as %q %s, %v", command, r.Method, r.Params.JSON(), err)
		}
	})
}
