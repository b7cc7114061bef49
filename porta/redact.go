package porta

import "strings"

// redacted stands where a secret was.
const redacted = "[redacted]"

// minSecret is the length from which a secret is looked for: a shorter one is in any text by chance.
const minSecret = 4

// Redact returns the text with the secrets hidden wherever they stand, also where they overlap or lie in one another. What it takes grows with the
// lengths of the text and of the secrets and no faster, whatever they are made of: a secret is what somebody typed, who need not even be signed in.
func Redact(text string, secrets ...string) string { return redactTo(text, len(text), secrets) }

// redactTo redacts the first n bytes of a text. It looks as far beyond them as a secret is long, so that the half of one does not stay at the end.
func redactTo(text string, n int, secrets []string) string {
	beyond := 0
	for _, secret := range secrets {
		beyond = max(beyond, len(secret))
	}
	text, n = shorten(text, n+beyond), len(shorten(text, n))
	ends := occurrences(text, secrets)
	if ends == nil {
		return text[:n]
	}
	var b strings.Builder
	shown := 0
	for at := 0; at < n; at++ {
		end := ends[at]
		if end == 0 {
			continue
		}
		b.WriteString(text[shown:at])
		b.WriteString(redacted)
		for ; at < end; at++ { // another one may begin in it, and end later
			end = max(end, ends[at])
		}
		shown, at = at, at-1
	}
	b.WriteString(text[min(shown, n):n])
	return b.String()
}

// occurrences returns, for each place of the text, where the longest secret that begins there ends, 0 where none does; nil when there is none at all.
func occurrences(text string, secrets []string) (ends []int) {
	for _, secret := range secrets {
		if len(secret) < minSecret || len(secret) > len(text) {
			continue
		}
		borders := bordersOf(secret)
		for at, matched := 0, 0; at < len(text); at++ {
			for matched > 0 && (matched == len(secret) || secret[matched] != text[at]) {
				matched = borders[matched-1]
			}
			if secret[matched] == text[at] {
				matched++
			}
			if matched == len(secret) {
				if ends == nil {
					ends = make([]int, len(text))
				}
				begin := at + 1 - len(secret)
				ends[begin] = max(ends[begin], at+1)
			}
		}
	}
	return ends
}

// bordersOf returns, for each beginning of a text, how much of it stands at its end as well without being all of it. A search that fails after so many
// bytes goes on from there (the method of Knuth, Morris and Pratt), and never looks at a byte of the text again.
func bordersOf(s string) []int {
	borders := make([]int, len(s))
	for at, border := 1, 0; at < len(s); at++ {
		for border > 0 && s[border] != s[at] {
			border = borders[border-1]
		}
		if s[border] == s[at] {
			border++
		}
		borders[at] = border
	}
	return borders
}
