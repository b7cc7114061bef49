package sandbox

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is a filter text as SQL's LIKE reads it: "%" stands for any run, "_" for one character, a backslash takes
// the next character as it is, and case does not matter. Without a wildcard it means the whole text.
// (The wildcards are documented; that case is ignored is our choice.)
type pattern struct {
	tokens []rune // folded; anyRun and anyOne stand for the wildcards
	prefix string // the folded text before the first wildcard
	// plain says that there is no wildcard; start that there is just one, a "%" at the end.
	plain, start bool
}

const (
	anyRun rune = -1
	anyOne rune = -2
)

func newPattern(s string) *pattern {
	p := &pattern{plain: true}
	escaped := false
	for _, r := range s {
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case !escaped && r == '%':
			r = anyRun
		case !escaped && r == '_':
			r = anyOne
		default:
			r = unicode.ToLower(r)
		}
		escaped = false
		if r < 0 && p.plain {
			p.plain, p.prefix = false, string(p.tokens)
		}
		p.tokens = append(p.tokens, r)
	}
	if escaped {
		p.tokens = append(p.tokens, '\\')
	}
	if p.plain {
		p.prefix = string(p.tokens)
	} else {
		p.start = strings.ContainsRune(s, '%') && len(p.tokens) == utf8.RuneCountInString(p.prefix)+1 && p.tokens[len(p.tokens)-1] == anyRun
	}
	return p
}

// match says whether a text fits. On a mismatch it returns to the last "%" and lets that take one character more, so
// the work is at most the product of both lengths.
func (p *pattern) match(s string) bool {
	at, back, backAt := 0, -1, 0
	for i := 0; i < len(s) || at < len(p.tokens); {
		if at < len(p.tokens) {
			if p.tokens[at] == anyRun {
				back, backAt = at, i
				at++
				continue
			}
			if i < len(s) {
				r, size := utf8.DecodeRuneInString(s[i:])
				if t := p.tokens[at]; t == anyOne || t == unicode.ToLower(r) {
					at, i = at+1, i+size
					continue
				}
			}
		}
		if back < 0 || backAt >= len(s) {
			return false
		}
		_, size := utf8.DecodeRuneInString(s[backAt:])
		backAt += size
		at, i = back+1, backAt
	}
	return true
}

// fold makes texts comparable without case, in the way of [pattern].
func fold(s string) string { return strings.Map(unicode.ToLower, s) }
