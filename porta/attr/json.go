package attr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// Limits bound what [Parse] accepts. Zero means the default.
type Limits struct {
	Depth int // nesting, 64 by default
	Nodes int // members and items altogether, 2 million by default
	// UniqueNames refuses an object that has a name twice. Answers are read without it:
	// there the last one wins.
	UniqueNames bool
}

// SyntaxError says where a JSON text is broken. Line and Column count from 1, Column in characters. Path is the value that
// was being read there. Reason is in words for people.
type SyntaxError struct {
	Line, Column int
	Path         Path
	Reason       string
	TooMany      bool // the text may be right: it has more values than [Limits] allow
}

// Error leaves out the path: it may be as long as the text, and this goes into logs.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// Place says for people where it is: "line 3, column 5, in account_info.id".
func (e *SyntaxError) Place() string {
	place := fmt.Sprintf("line %d, column %d", e.Line, e.Column)
	if len(e.Path) > 0 {
		place += ", in " + e.Path.String()
	}
	return place
}

// Parse reads one JSON text without loss: order, digits of numbers, null and empty are kept.
// A run of bytes that are no UTF-8 becomes one U+FFFD. Errors are of type *[SyntaxError].
func Parse(data []byte, lim Limits) (Value, error) {
	return parse(string(data), lim)
}

// ParseOwned is [Parse] of bytes that nobody changes any more: the texts of the tree are cut out of them, and not out of a copy.
func ParseOwned(data []byte, lim Limits) (Value, error) {
	return parse(unsafe.String(unsafe.SliceData(data), len(data)), lim)
}

func parse(text string, lim Limits) (Value, error) {
	p := parser{in: strings.ToValidUTF8(text, "\uFFFD"), lim: lim}
	return p.parse()
}

// parser is a recursive-descent reader. Texts without escapes are cut out of the input, and
// members are gathered on one stack and copied to slabs, so a page of records costs few allocations.
type parser struct {
	in    string
	at    int
	lim   Limits
	nodes int
	stack []Member
	slab  []Member
	err   *SyntaxError
	loose bool // see [ParseLoose]
}

func (p *parser) parse() (Value, error) {
	if p.lim.Depth == 0 {
		p.lim.Depth = 64
	}
	if p.lim.Nodes == 0 {
		p.lim.Nodes = 2_000_000
	}
	v, ok := p.value(0)
	if ok {
		if p.next(); p.at < len(p.in) {
			p.fail("unexpected text after the value")
		}
	}
	if p.err != nil { // also when the value is whole: a comment that is not closed may follow it
		slices.Reverse(p.err.Path)
		return Value{}, p.err
	}
	return v, nil
}

func (p *parser) fail(reason string) bool {
	if p.err == nil {
		done := p.in[:min(p.at, len(p.in))]
		lineStart := strings.LastIndexByte(done, '\n') + 1
		p.err = &SyntaxError{
			Line:   1 + strings.Count(done, "\n"),
			Column: 1 + utf8.RuneCountInString(done[lineStart:]),
			Reason: reason,
		}
	}
	return false
}

// failIn adds the step to the value that was being read, from the innermost outwards.
func (p *parser) failIn(kind Kind, name string, index int) bool {
	if kind == Array {
		name = strconv.Itoa(index)
	}
	if name != "" { // the name itself may be what is broken
		p.err.Path = append(p.err.Path, name)
	}
	return false
}

func (p *parser) space() {
	for p.at < len(p.in) {
		switch p.in[p.at] {
		case ' ', '\n', '\r', '\t':
			p.at++
		default:
			return
		}
	}
}

// next skips space and returns the byte there, 0 at the end.
func (p *parser) next() byte {
	p.space()
	if p.loose {
		p.looseSpace()
	}
	if p.at == len(p.in) {
		return 0
	}
	return p.in[p.at]
}

func (p *parser) value(depth int) (Value, bool) {
	switch c := p.next(); {
	case c == '{':
		return p.container(Object, '}', depth)
	case c == '[':
		return p.container(Array, ']', depth)
	case c == '"':
		s, ok := p.text()
		return Value{kind: Text, text: s}, ok
	case c == '-' || '0' <= c && c <= '9':
		n := numberLen(p.in[p.at:])
		if n == 0 {
			return Value{}, p.fail("not a number")
		}
		p.at += n
		return Value{kind: Number, text: p.in[p.at-n : p.at]}, true
	case c == 0 && p.at == len(p.in):
		return Value{}, p.fail("the text ends too early")
	default:
		return p.word()
	}
}

var words = [...]Member{M("null", NullValue()), M("true", BoolValue(true)), M("false", BoolValue(false))}

func (p *parser) word() (Value, bool) {
	for _, w := range words {
		if strings.HasPrefix(p.in[p.at:], w.Name) {
			p.at += len(w.Name)
			return w.Value, true
		}
	}
	return Value{}, p.fail("a value is expected here")
}

func (p *parser) container(kind Kind, end byte, depth int) (Value, bool) {
	if depth == p.lim.Depth {
		return Value{}, p.fail(fmt.Sprintf("nested deeper than %d levels", p.lim.Depth))
	}
	base := len(p.stack)
	var names map[string]bool
	if p.lim.UniqueNames && kind == Object {
		names = make(map[string]bool)
	}
	p.at++
	for c := p.next(); c != end; c = p.next() {
		if len(p.stack) > base {
			if c != ',' {
				return Value{}, p.fail(fmt.Sprintf("a comma or %q is expected here", end))
			}
			p.at++
			if p.loose && p.next() == end {
				break
			}
		}
		m, ok := p.member(kind, depth, names)
		if !ok {
			return Value{}, p.failIn(kind, m.Name, len(p.stack)-base)
		}
		if p.nodes++; p.nodes > p.lim.Nodes {
			p.fail(fmt.Sprintf("more than %d values", p.lim.Nodes))
			p.err.TooMany = true
			return Value{}, false
		}
		if len(p.stack) == cap(p.stack) { // twice as much: append alone would leave four times of a long list behind
			p.stack = slices.Grow(p.stack, max(len(p.stack), 64))
		}
		p.stack = append(p.stack, m)
	}
	p.at++
	kids := p.keep(base)
	return Value{kind: kind, kids: kids}, true
}

func (p *parser) member(kind Kind, depth int, names map[string]bool) (m Member, ok bool) {
	if kind == Object {
		if p.next() != '"' {
			return m, p.fail("a name in quotes is expected here")
		}
		start := p.at
		if m.Name, ok = p.text(); !ok {
			return m, false
		}
		if names[m.Name] {
			p.at = start
			return m, p.fail(fmt.Sprintf("the name %q is there twice", m.Name))
		}
		if names != nil {
			names[m.Name] = true
		}
		if p.next() != ':' {
			return m, p.fail("a colon is expected here")
		}
		p.at++
	}
	m.Value, ok = p.value(depth + 1)
	return m, ok
}

// takenOver is the length, in members, from which on a container that fills most of the stack takes that over as it is.
const takenOver = 4096

// keep takes members off the stack, into a slab that many containers share.
func (p *parser) keep(base int) []Member {
	ms := p.stack[base:len(p.stack):len(p.stack)]
	if len(ms) >= takenOver && base < len(ms)/16 && cap(p.stack) < len(p.stack)*3/2 {
		p.stack = slices.Clone(p.stack[:base])
		return ms
	}
	p.stack = p.stack[:base]
	if len(ms) == 0 {
		return nil
	}
	if cap(p.slab)-len(p.slab) < len(ms) {
		p.slab = make([]Member, 0, max(len(ms), min(512, 2*cap(p.slab)), 16))
	}
	start := len(p.slab)
	p.slab = append(p.slab, ms...)
	return p.slab[start:len(p.slab):len(p.slab)]
}

func (p *parser) text() (string, bool) {
	p.at++
	start := p.at
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '"':
			p.at++
			return p.in[start : p.at-1], true
		case c == '\\':
			return p.escapedText(start)
		case c < ' ':
			return "", p.fail("a control character must be written as an escape")
		}
		p.at++
	}
	return "", p.fail("the text is not closed")
}

func (p *parser) escapedText(start int) (string, bool) {
	var b strings.Builder
	b.WriteString(p.in[start:p.at])
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '"':
			p.at++
			return b.String(), true
		case c == '\\':
			r, ok := p.escape()
			if !ok {
				return "", p.fail("not an escape")
			}
			b.WriteRune(r)
		case c < ' ':
			return "", p.fail("a control character must be written as an escape")
		default:
			b.WriteByte(c)
			p.at++
		}
	}
	return "", p.fail("the text is not closed")
}

const escapes = `"\/bfnrt`

func (p *parser) escape() (rune, bool) {
	if p.at+1 == len(p.in) {
		return 0, false
	}
	c := p.in[p.at+1]
	if c == 'u' {
		r, ok := p.hex4(p.at + 2)
		if !ok {
			return 0, false
		}
		p.at += 6
		if utf16.IsSurrogate(r) {
			low, ok := p.hex4(p.at + 2)
			if ok && strings.HasPrefix(p.in[p.at:], `\u`) {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					p.at += 6
					return both, true
				}
			}
			return utf8.RuneError, true
		}
		return r, true
	}
	i := strings.IndexByte(escapes, c)
	if i < 0 {
		return 0, false
	}
	p.at += 2
	return rune("\"\\/\b\f\n\r\t"[i]), true
}

func (p *parser) hex4(at int) (rune, bool) {
	if at+4 > len(p.in) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.in[at:at+4], 16, 16)
	return rune(n), err == nil
}

// numberLen returns how many bytes at the start of s are a JSON number; 0 for none.
func numberLen(s string) int {
	digits := func(i int) int {
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i
	}
	i := 0
	if strings.HasPrefix(s, "-") {
		i = 1
	}
	end := digits(i)
	if end == i || s[i] == '0' && end > i+1 {
		return 0
	}
	i = end
	if i < len(s) && s[i] == '.' {
		if end = digits(i + 1); end == i+1 {
			return 0
		}
		i = end
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		if end = digits(j); end == j {
			return 0
		}
		i = end
	}
	return i
}
