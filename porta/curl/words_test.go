package curl

import (
	"os/exec"
	"strings"
	"testing"
)

// TestSplitAsTheShell compares with a shell what the words of a command are.
func TestSplitAsTheShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	for _, in := range []string{
		`a b  c`, `'a b' "c d" e\ f`, `'it'\''s' "it's" it\'s`, `"\a\"\$\\\` + "`" + `" '\'`, "a\\\nb c\\\n d", "\"a\\\nb\" 'a\\\nb'", `'' "" a''b""c`,
		`é "é" 'é' \é`, `a#b #c d`, "a # 'c\n", `"a	b" \	c`, `a >/dev/null b 2>&1 c`, `a "" | cat`, `"#" '#' \# a\#`, `a ; #`, `$ "$" \$x '$x'`, `{"a":1,"b":[]}`,
	} {
		want, err := exec.Command(sh, "-c", `printf '%s\0' `+in).Output()
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		if strings.Contains(in, "/dev/null") {
			want = []byte("a\x00b\x00c\x00") // what is redirected is not seen
		}
		words, err := split(in)
		got := ""
		for _, w := range words {
			got += w.text + "\x00"
		}
		if err != nil || got != string(want) {
			t.Errorf("%q is %q, %v; a shell makes %q of it", in, got, err, want)
		}
	}
}

func TestAnsiQuotes(t *testing.T) {
	for in, want := range map[string]string{
		`$'a'`:                      "a",
		`$'\a\b\e\f\n\r\t\v\\\'\"'`: "\a\b\x1b\f\n\r\t\v\\'\"",
		`$'\101\x41\u41\U00000041'`: "AAAA",
		`$'\ud83d\ude00'`:           "😀",
		`$'\ud83d\u0041'`:           "\uFFFDA",
		`$'\ud83dx'`:                "\uFFFDx",
		`$'\UFFFFFFFF'`:             "\uFFFD",
		`$'\q\'`:                    "",
		`$'\q'`:                     `\q`,
		`a$'b'"c"`:                  "abc",
	} {
		words, err := split(in)
		if want == "" {
			if err == nil {
				t.Errorf("%s is read as %q", in, words)
			}
			continue
		}
		if err != nil || len(words) != 1 || words[0].text != want {
			t.Errorf("%s is %q, %v; want %q", in, words, err, want)
		}
	}
}
