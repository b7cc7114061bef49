package curl

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func (s *splitter) single() {
	n := strings.IndexByte(s.in[s.at+1:], '\'')
	if n < 0 {
		s.fail(s.at, "this quote is not closed.")
		return
	}
	s.add(s.in[s.at+1:s.at+1+n], n+2)
}

func (s *splitter) double() {
	start := s.at
	s.add("", 1)
	for s.at < len(s.in) {
		switch c := s.in[s.at]; c {
		case '"':
			s.at++
			return
		case '\\':
			rest := s.in[s.at+1:]
			switch {
			case strings.HasPrefix(rest, "\n"):
				s.at += 2
			case rest != "" && strings.ContainsAny(rest[:1], "\"\\$`"):
				s.add(rest[:1], 2)
			default:
				s.add(`\`, 1)
			}
		case '$', '`':
			s.expansion()
		default:
			s.add(s.in[s.at:s.at+1], 1)
		}
	}
	s.fail(start, "this quote is not closed.")
}

// backslash takes the next character as it is. One that ends a line joins it to the next, also with blanks between, which
// come in with copying and cannot be seen.
func (s *splitter) backslash() {
	rest := s.in[s.at+1:]
	blanks := len(rest) - len(strings.TrimLeft(rest, " \t\r"))
	switch {
	case strings.HasPrefix(rest[blanks:], "\n"):
		s.at += 1 + blanks + 1
	case rest == "":
		s.at++
	default:
		s.add(rest[:1], 2)
	}
}

// ansi reads $'…', as browsers write it when they copy a request.
func (s *splitter) ansi() {
	start := s.at
	s.add("", 2)
	for s.at < len(s.in) {
		switch c := s.in[s.at]; c {
		case '\'':
			s.at++
			return
		case '\\':
			text, n := ansiEscape(s.in[s.at:])
			s.add(text, n)
		default:
			s.add(s.in[s.at:s.at+1], 1)
		}
	}
	s.fail(start, "this quote is not closed.")
}

var ansiCode = regexp.MustCompile(`^\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8}))`)

// ansiEscape returns what the escape at the start of rest stands for, and its length. A backslash before anything unknown is itself.
func ansiEscape(rest string) (text string, n int) {
	const letters, meanings = `abeEfnrtv\'"?`, "\a\b\x1b\x1b\f\n\r\t\v\\'\"?"
	if len(rest) > 1 {
		if i := strings.IndexByte(letters, rest[1]); i >= 0 {
			return meanings[i : i+1], 2
		}
	}
	code := ansiCode.FindStringSubmatch(rest)
	switch {
	case code == nil:
		return `\`, 1
	case code[1]+code[2] != "":
		return string([]byte{byte(number(code[1], 8) + number(code[2], 16))}), len(code[0])
	}
	r := number(code[3]+code[4], 16)
	if low := ansiCode.FindStringSubmatch(rest[len(code[0]):]); utf16.IsSurrogate(r) && low != nil {
		if both := utf16.DecodeRune(r, number(low[3], 16)); both != utf8.RuneError { // written as two halves
			return string(both), len(code[0]) + len(low[0])
		}
	}
	return string(r), len(code[0])
}

// number reads digits; "" is 0, and what is too large for a character is none.
func number(digits string, base int) rune {
	n, err := strconv.ParseInt("0"+digits, base, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}
