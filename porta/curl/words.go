package curl

import (
	"fmt"
	"regexp"
	"strings"
)

// word is one word of the command.
type word struct {
	text string
	// variables are what the shell would replace by something that is not known here, "$ID". They stand in the text as
	// they were written.
	variables []string
}

// split cuts a command into words as a POSIX shell does, and knows $'…' of other shells. It expands nothing. What is piped
// or redirected is left out; a further command is refused.
func split(text string) ([]word, error) {
	s := splitter{in: text}
	for s.at < len(s.in) && s.err == nil {
		s.step()
	}
	s.end()
	return s.words, s.err
}

type splitter struct {
	in        string
	at        int
	word      strings.Builder
	open      bool // a word has begun; it may be empty, as '' is
	variables []string
	skip      bool // the next word is a file that output goes to
	words     []word
	begun     bool // curl is among the words
	err       error
}

func (s *splitter) fail(at int, format string, args ...any) {
	before := s.in[:at]
	line := 1 + strings.Count(before, "\n")
	column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
	s.err = refuse("Line %d, column %d: %s", line, column, fmt.Sprintf(format, args...))
}

// end closes the word that is open.
func (s *splitter) end() {
	if s.open && !s.skip {
		w := word{s.word.String(), s.variables}
		s.words = append(s.words, w)
		s.begun = s.begun || isCurl(w)
	}
	s.skip = s.skip && !s.open
	s.word.Reset()
	s.open, s.variables = false, nil
}

// add appends to the word and moves n bytes on.
func (s *splitter) add(text string, n int) {
	s.word.WriteString(text)
	s.open = true
	s.at += n
}

// step reads one thing outside quotes.
func (s *splitter) step() {
	switch c := s.in[s.at]; c {
	case ' ', '\t', '\r':
		s.end()
		s.at++
	case '\'':
		s.single()
	case '"':
		s.double()
	case '\\':
		s.backslash()
	case '$', '`':
		if strings.HasPrefix(s.in[s.at:], "$'") {
			s.ansi()
		} else {
			s.expansion()
		}
	case '\n', ';', '&':
		if strings.HasPrefix(s.in[s.at:], "&>") {
			s.redirect()
		} else {
			s.end()
			s.separator()
		}
	case '|': // what reads the answer is no part of the request
		s.end()
		s.at = len(s.in)
	case '<', '>':
		s.redirect()
	default:
		if c == '#' && !s.open {
			s.comment()
		} else {
			s.add(s.in[s.at:s.at+1], 1)
		}
	}
}

// expansion keeps a variable as it is written, and remembers it. A dollar sign before anything else is itself.
func (s *splitter) expansion() {
	n := expansionLen(s.in[s.at:])
	if n > 0 {
		s.variables = append(s.variables, s.in[s.at:s.at+n])
	}
	n = max(n, 1)
	s.add(s.in[s.at:s.at+n], n)
}

var redirection = regexp.MustCompile(`^&?[<>]+[&|]?`)

// redirect leaves out where output goes, "2>/dev/null".
func (s *splitter) redirect() {
	if strings.Trim(s.word.String(), "0123456789") == "" {
		s.open = false
	}
	s.end()
	operator := redirection.FindString(s.in[s.at:])
	if strings.HasPrefix(operator, "<<") { // the lines that follow are a file
		s.at = len(s.in)
		return
	}
	s.at += len(operator)
	s.skip = true
}

var betweenCommands = regexp.MustCompile(`^(?:[\s;&]|#[^\n]*)+`)

// separator ends the command, of which variables may be set before. A line that begins with an option is taken for its continuation: the backslash was lost.
func (s *splitter) separator() {
	lineEnd := s.in[s.at] == '\n'
	s.at += len(betweenCommands.FindString(s.in[s.at:]))
	if s.at < len(s.in) && s.begun && (!lineEnd || s.in[s.at] != '-') {
		s.fail(s.at, "here begins another command; paste one at a time.")
	}
}

func (s *splitter) comment() {
	if n := strings.IndexByte(s.in[s.at:], '\n'); n >= 0 {
		s.at += n
	} else {
		s.at = len(s.in)
	}
}
