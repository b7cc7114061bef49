package attr

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseLoose reads JSON as people write it. Beyond what [Parse] accepts there may be comments (//, /* */, and # at the start of a
// line), a comma after the last member or item, a byte order mark, and any kind of white space. All else is as strict:
// numbers are exact, and a name that is there twice is always refused, since one of the two would be lost.
func ParseLoose(data []byte, lim Limits) (Value, error) {
	lim.UniqueNames = true
	in := strings.TrimPrefix(strings.ToValidUTF8(string(data), "\uFFFD"), "\uFEFF")
	p := parser{in: in, lim: lim, loose: true}
	return p.parse()
}

// looseSpace skips comments, and white space that is none in JSON.
func (p *parser) looseSpace() {
	for p.at < len(p.in) {
		rest := p.in[p.at:]
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case unicode.IsSpace(r):
			p.at += size
		case strings.HasPrefix(rest, "//"), r == '#' && p.atLineStart():
			p.skipPast("\n", 0)
		case strings.HasPrefix(rest, "/*"):
			if !strings.Contains(rest[2:], "*/") {
				p.fail("the comment is not closed")
			}
			p.skipPast("*/", 2)
		default:
			return
		}
	}
}

// skipPast moves behind the next end, looked for from the given distance on; where there is none, to the end of the text.
func (p *parser) skipPast(end string, from int) {
	if i := strings.Index(p.in[p.at+from:], end); i >= 0 {
		p.at += from + i + len(end)
	} else {
		p.at = len(p.in)
	}
}

// atLineStart says that only blanks stand before on the line.
func (p *parser) atLineStart() bool {
	before := strings.TrimRight(p.in[:p.at], " \t")
	return before == "" || strings.HasSuffix(before, "\n")
}
