package curl_test

import (
	"os/exec"
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/curl"
)

const address = "https://billing.example.com/rest/Customer/get_customer_list"

func tree(t *testing.T, s string) attr.Value {
	t.Helper()
	v, err := attr.Parse([]byte(s), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCommand(t *testing.T) {
	const want = `curl --max-time 35 \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  --data-raw '{"params":{"name":"O'\''Hara $x ` + "`y`" + ` \\ \"q\"","limit":25}}' \
  'https://billing.example.com/rest/Customer/get_customer_list'`
	if got := curl.Command(address, tree(t, "{\"name\":\"O'Hara $x `y` \\\\ \\\"q\\\"\",\"limit\":25}")); got != want {
		t.Errorf("Command() is\n%s\nwant\n%s", got, want)
	}
	if got := curl.Command(address, attr.Value{}); !strings.Contains(got, `--data-raw '{"params":{}}'`) {
		t.Errorf("without parameters: %s", got)
	}
}

// TestCommandInShell runs the command in a shell, with printf in place of curl: what the shell makes of it is what was meant.
func TestCommandInShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	for _, params := range []string{
		`{}`, `{"a":"'"}`, `{"a":"''\\''"}`, `{"a":"$HOME ${x} $(id) !! # ; & | < > * ? ~ ^ % [a]"}`, `{"a":"one\ntwo\t\\n"}`, `{"é😀":"\u0001 \\ \\\\"}`,
	} {
		url := address + `?it's="$1"`
		script := strings.Replace(curl.Command(url, tree(t, params)), "curl", `printf '%s\0'`, 1)
		command := exec.Command(sh, "-c", script)
		command.Env = []string{"TOKEN=t0ken"}
		got, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v", script, err)
		}
		want := strings.Join([]string{"--max-time", "35", "-H", "Authorization: Bearer t0ken", "-H", "Content-Type: application/json",
			"--data-raw", `{"params":` + tree(t, params).JSON() + `}`, url, ""}, "\x00")
		if string(got) != want {
			t.Errorf("sh makes %q of it, want %q", got, want)
		}
	}
}

func TestParse(t *testing.T) {
	const rest = "https://h:8444/rest/"
	tests := []struct{ name, in, method, params string }{
		{"bare object", ` {"limit": 1.50,} // loose`, "", `{"limit":1.50}`},
		{"envelope", "# one\n/* two */{\"params\":{\"a\":null}}", "", `{"a":null}`},
		{"line with # before an object", "# one\n\n# two\n{}", "", `{}`},
		{"no parameters as a list", `{"params":[]}`, "", `{}`},
		{"no parameters as null", `{"params":null}`, "", `{}`},
		{"nothing but credentials", `{"auth_info":{"session_id":"s3cret"}}`, "", `{}`},
		{"no body", "curl " + rest + "Generic/get_version", "Generic/get_version", `{}`},
		{"separate", `curl -X POST -H 'A: b' -d '{"params":{"a":1}}' ` + rest + "Account/add_account", "Account/add_account", `{"a":1}`},
		{"joined", `curl -XPOST -H'A: b' -d'{"a":1}' --url=` + rest + "Account/add_account/", "Account/add_account", `{"a":1}`},
		{"cluster", `curl -sSkd '{"a":1}' ` + rest + "/Account/add_account", "Account/add_account", `{"a":1}`},
		{"cluster joined", `curl -sSkd{\"a\":1} ` + rest + "Account/add_account?x=1#y", "Account/add_account", `{"a":1}`},
		{"long joined", `curl --data-raw='{"a":"b=c"}' --url ` + rest + "Account/add_account", "Account/add_account", `{"a":"b=c"}`},
		{"after --", `curl -d '{}' -- ` + rest + "Account/add_account", "Account/add_account", `{}`},
		{"quotes", `curl -d "{\"a\":\"x\\\\y\"}" ` + rest + `'Account'"/"add\_account`, "Account/add_account", `{"a":"x\\y"}`},
		{"quote in single quotes", `curl -d '{"a":"O'\''Hara"}' x`, "", `{"a":"O'Hara"}`},
		{"lines", "curl -d '{\"a\":\n1}' \\\r\n  -H 'A: b' \\  \n " + rest + "Account/add_account \\", "Account/add_account", `{"a":1}`},
		{"line that lost its backslash", "curl " + rest + "Account/add_account\n -d '{\"a\":1}'\n", "Account/add_account", `{"a":1}`},
		{"line joined in double quotes", "curl -d \"{\\\"a\\\":\\\n1}\" x", "", `{"a":1}`},
		{"browser's quotes", `curl --data-raw $'{"a":"\u0041\'\\n\ud83d\ude00\x21\041"}' x`, "", `{"a":"A'\n😀!!"}`},
		{"all bytes", `curl --data-raw $'{"a":"\303\251\xC3\xA9\U0001F600"}' x`, "", `{"a":"éé😀"}`},
		{"data twice", `curl -d params={} -d auth_info={} x`, "", `{}`},
		{"json", `curl --json '{"a":' --json '1}' x`, "", `{"a":1}`},
		{"raw with @", `curl --data-raw 'params={"a":"@b"}' x`, "", `{"a":"@b"}`},
		{"form", `curl -d 'auth_info=%7B%22session_id%22%3A%22s3cret%22%7D&params=%7B%22limit%22%3A25%7D' ` + rest + "Customer/get_customer_list", "Customer/get_customer_list", `{"limit":25}`},
		{"form encoded by curl", `curl --data-urlencode 'params={"name":"%50 & +1=é"}' --data-urlencode 'auth_info={}' x`, "", `{"name":"%50 & +1=é"}`},
		{"encoded whole", `curl --data-urlencode =x=1 x`, "", ""},
		{"form without params", `curl -d 'auth_info={}' x`, "", `{}`},
		{"multipart", `curl -F 'auth_info={"login":"s3cret"}' -F 'params={"a":"x;type=y"};type=application/json' x`, "", `{"a":"x;type=y"}`},
		{"multipart text", `curl --form-string 'params={"a":"@x"}' x`, "", `{"a":"@x"}`},
		{"credentials", `curl -u s3cret:s3cret -b s3cret -H "Authorization: Bearer s3cret" --oauth2-bearer s3cret --json '{"auth_info":{"token":"s3cret"},"session_id":"s3cret","params":{"access_token":"s3cret","a":1,"auth_info":1}}' x`, "", `{"a":1}`},
		{"credentials of Session", `curl -d '{"params":{"login":"a","password":"s3cret","token":"s3cret"}}' ` + rest + "Session/login", "Session/login", `{"login":"a"}`},
		{"a session id that is no credential", `curl -d '{"session_id":"1"}' ` + rest + "CDR/get_session_log_info", "CDR/get_session_log_info", `{"session_id":"1"}`},
		{"unknown options", `curl --flag --odd value -k --proxy http://p/rest/No/no ` + rest + `A/a -d '{"a":1}'`, "A/a", `{"a":1}`},
		{"options with addresses", `curl -e http://p/rest/No/no -x http://p/rest/No/no -o /rest/No/no ` + rest + "A/a", "A/a", `{}`},
		{"script", `$ TOKEN=$(get "token") curl -H "A: $TOKEN" "$BASE/Customer/get_customer_list" -d '{}' 2>/dev/null >> out.json | jq .x; echo`, "Customer/get_customer_list", `{}`},
		{"variable set before", "export TOKEN='a b'\n/usr/bin/curl ${URL}/A/a &> out ; # end\n", "A/a", `{}`},
		{"comment behind", "curl https://h/rest/A/a#x # y\n", "A/a", `{}`},
		{"variable for a credential", `curl -d "{\"auth_info\":{\"session_id\":\"$SID\"},\"params\":{\"a\":1}}" x`, "", `{"a":1}`},
		{"variable for a credential in a form", `curl -d "auth_info={\"session_id\":\"${SID}\"}" -d 'params={"a":"$5"}' x`, "", `{"a":"$5"}`},
		{"other address", `curl https://h/espf/v1/x -d '{}'`, "", `{}`},
		{"dollar signs that are none", `curl -d "{\"a\":\"5$ $ \$x\"}" x`, "", `{"a":"5$ $ $x"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := curl.Parse(tt.in)
			if tt.params == "" {
				if err == nil {
					t.Errorf("%s is read as %+v", tt.in, r)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if r.Method != tt.method || r.Params.JSON() != tt.params {
				t.Errorf("%s\nis %q %s\nwant %q %s", tt.in, r.Method, r.Params.JSON(), tt.method, tt.params)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	const neither = "This is neither a curl command nor a JSON object: one begins with curl, the other with {."
	for in, want := range map[string]string{
		" \n":                           "There is nothing to read: paste a curl command or a JSON object.",
		"it's text":                     neither,
		"please use curl":               neither,
		"# only a comment":              neither,
		`"a"`:                           neither,
		"[1]":                           "The JSON must be an object: it begins with { and ends with }.",
		`{"params":"x"}`:                "The value of params must be an object: it begins with { and ends with }.",
		`{"params":{},"limit":1}`:       `Beside params there is "limit", which PortaBilling does not read: move it into params, or remove it.`,
		"{\n\"a\":{\"b\":1,\n\"b\":2}}": `The JSON cannot be read at line 3, column 1, in a.b: the name "b" is there twice.`,
		`curl -d '{"a" 1}' x`:           "The JSON of the body cannot be read at line 1, column 6, in a: a colon is expected here.",
		`curl -d '{}' -d '{}' x`:        "The JSON of the body cannot be read at line 1, column 3: unexpected text after the value.",
		`curl -d 'params={x}' x`:        "The JSON in params cannot be read at line 1, column 2: a name in quotes is expected here.",
		`curl -d 'params=%7' x`:         "The field params is not encoded as a form: a percent sign is written %25 there, and --data-urlencode does it.",
		`curl -d 'limit=1' x`:           `The form has a field "limit", which PortaBilling does not read: parameters stand in params, as JSON.`,
		"curl x \\\n  -d '{\"a\":1}":    "Line 2, column 6: this quote is not closed.",
		`curl -d "{\"é\"":"x`:           "Line 1, column 18: this quote is not closed.",
		`curl -d $'\'`:                  "Line 1, column 9: this quote is not closed.",
		"curl x; curl y":                "Line 1, column 9: here begins another command; paste one at a time.",
		"curl x &&\necho":               "Line 2, column 1: here begins another command; paste one at a time.",
		"curl x --next y":               "After --next there is a second request; paste one at a time.",
		"curl x -d":                     "Nothing stands after the option -d.",
		"curl x --data":                 "Nothing stands after the option --data.",
		"curl -d @body.json x":          "The option -d reads the file body.json, which is not here: paste what is in it.",
		"curl --data-urlencode a@b x":   "The option --data-urlencode reads the file b, which is not here: paste what is in it.",
		"curl --json @- x <<E\n{}\nE":   "The option --json reads the file -, which is not here: paste what is in it.",
		"curl -F params=@b x":           "The option -F reads the file b, which is not here: paste what is in it.",
		"curl -T b x":                   "The option -T reads the file b, which is not here: paste what is in it.",
		"curl -K b x":                   "The option -K reads the file b, which is not here: paste what is in it.",
		`curl -d "{\"a\":$ID}" x`:       "Only the shell knows what $ID stands for: write its value in its place.",
		`curl -d "{\"a\":[1,\"b $ $A ${ID}\"]}" x`:                      "Only the shell knows what $A stands for: write its value in its place.",
		`curl -F "auth_info=$A" -F "params={\"$B\":1}" x`:               "Only the shell knows what $B stands for: write its value in its place.",
		"curl -d \"`cat x`\" y":                                         "Only the shell knows what `cat x` stands for: write its value in its place.",
		`curl -d "$(cat "x")" y`:                                        `Only the shell knows what $(cat "x") stands for: write its value in its place.`,
		`curl 'https://h/rest/A/a/{"session_id":"s3cret"}/{"limit":1}'`: "The parameters stand in the address, as old scripts have them: paste their JSON alone.",
	} {
		r, err := curl.Parse(in)
		if err == nil {
			t.Errorf("%q is read as %+v", in, r)
		} else if err.Error() != want {
			t.Errorf("%q: %s\nwant %s", in, err, want)
		}
	}
}
