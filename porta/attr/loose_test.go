package attr_test

import (
	"errors"
	"strings"
	"testing"

	"portaconsole/porta/attr"
)

func TestParseLooseReads(t *testing.T) {
	for in, want := range map[string]string{
		"\xef\xbb\xbf {} ":                      `{}`,
		"\u00a0{\u2003\"a\"\v:\f1\u2028}\u00a0": `{"a":1}`,
		"[1,2,]":                                `[1,2]`,
		"{\"a\":1 , }":                          `{"a":1}`,
		"[[],{},]":                              `[[],{}]`,
		"// one\r\n{\"a\": // two\r\n1} // three": `{"a":1}`,
		"/**/[/* 1, */2/*\n*/,/***/]/* */":        `[2]`,
		"# one\n{\n \t# \"b\": 2,\n\"a\":1}\n#":   `{"a":1}`,
		`"// /* # ,]"`:                            `"// /* # ,]"`,
		`{"a":"#","#":"//"}`:                      `{"a":"#","#":"//"}`,
		"1.50 // exact":                           `1.50`,
		"[1 // last\n,]":                          `[1]`,
	} {
		v, err := attr.ParseLoose([]byte(in), attr.Limits{})
		if err != nil || v.JSON() != want {
			t.Errorf("ParseLoose(%q) = %s, %v; want %s", in, v.JSON(), err, want)
		}
	}
}

func TestParseLooseRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"":           "line 1, column 1: the text ends too early",
		"// nothing": "line 1, column 11: the text ends too early",
		"[,]":        "line 1, column 2, in 0: a value is expected here",
		"{,}":        "line 1, column 2: a name in quotes is expected here",
		"[1,,]":      "line 1, column 4, in 1: a value is expected here",
		`{"a":,}`:    "line 1, column 6, in a: a value is expected here",
		"{\n\"a\":{\"b\":1,\n  /* é */ \"b\":2}}": `line 3, column 11, in a.b: the name "b" is there twice`,
		"{\"a\":[1, /* 2]}":                       "line 1, column 10, in a.1: the comment is not closed",
		"{} /*":                                   "line 1, column 4: the comment is not closed",
		"{} /*/":                                  "line 1, column 4: the comment is not closed",
		"{} # not at the start":                   "line 1, column 4: unexpected text after the value",
		"[1 / 2]":                                 "line 1, column 4: a comma or ']' is expected here",
		"\xef\xbb\xbfx":                           "line 1, column 1: a value is expected here",
		"[1, // one\n// two\n 01]":                "line 3, column 2, in 1: not a number",
		"['a']":                                   "line 1, column 2, in 0: a value is expected here",
	} {
		_, err := attr.ParseLoose([]byte(in), attr.Limits{})
		e, ok := errors.AsType[*attr.SyntaxError](err)
		if !ok {
			t.Errorf("ParseLoose(%q): %v", in, err)
			continue
		}
		if got := e.Place() + ": " + e.Reason; got != want {
			t.Errorf("ParseLoose(%q): %s, want %s", in, got, want)
		}
	}
}

func TestParseLooseLimits(t *testing.T) {
	_, err := attr.ParseLoose([]byte("[[1]]"), attr.Limits{Depth: 1})
	if got := errText(err); got != "line 1, column 2: nested deeper than 1 levels" {
		t.Errorf("depth: %s", got)
	}
}

// FuzzParseLoose: what is strict JSON without double names is read as the same tree; a comment, a trailing comma and a
// byte order mark change nothing; and what is printed reads back the same.
func FuzzParseLoose(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.50,null],}`, "// x\n[1,/**/]", "#\n\u00a01", "\xef\xbb\xbf{}", `{"a":1,"a":2}`, "[1 /*", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := attr.ParseLoose(data, attr.Limits{})
		if strict, strictErr := attr.Parse(data, attr.Limits{UniqueNames: true}); strictErr == nil && (err != nil || !attr.Equal(strict, v)) {
			t.Fatalf("%q: strict %s, loose %s, %v", data, strict.JSON(), v.JSON(), err)
		}
		if err != nil {
			checkPlace(t, data, err)
			return
		}
		printed, _ := v.IndentedJSON(1 << 30)
		if n := v.Len(); n > 0 { // a comma after the last one
			printed = printed[:len(printed)-1] + "," + printed[len(printed)-1:]
		}
		again, err := attr.ParseLoose([]byte("\uFEFF# one\n/* two */"+printed+"// three"), attr.Limits{})
		if err != nil || !attr.Equal(v, again) {
			t.Fatalf("%s reads back as %s, %v", printed, again.JSON(), err)
		}
	})
}

// checkPlace holds that a fault is at a place that the text has.
func checkPlace(t *testing.T, data []byte, err error) {
	e, ok := errors.AsType[*attr.SyntaxError](err)
	if !ok || e.Reason == "" {
		t.Fatalf("%q: %v", data, err)
	}
	lines := strings.Split(string(data), "\n")
	if e.Line < 1 || e.Line > len(lines) || e.Column < 1 || e.Column > len([]rune(lines[e.Line-1]))+1 {
		t.Fatalf("%q: %v is outside the text", data, err)
	}
}
