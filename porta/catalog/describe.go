package catalog

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// description is what a document's text says of an attribute.
type description struct {
	note     string
	choices  []Choice
	loose    bool // the choices stand in the text alone
	readOnly bool
}

var (
	// tags are the HTML tags that texts of an API description may hold. Other angle brackets are text.
	tags   = regexp.MustCompile(`(?i)</?(?:p|br|ul|ol|li|b|i|u|em|strong|code|pre|tt|a|div|span|table|tbody|thead|tr|td|th|h[1-6]|script|style)(?:\s[^<>]{0,200})?/?>`)
	blanks = regexp.MustCompile(`[ \t\r\f\v\x{a0}]+`)
	lines  = regexp.MustCompile(`\s*\n\s*`)

	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&nbsp;", " ", "&amp;", "&")
)

// plainText is a description without tags, each line trimmed, at most maxText characters. It is text, never HTML: what
// shows it has to escape it.
func plainText(s string) string {
	if len(s) > 4*maxText {
		s = strings.ToValidUTF8(s[:4*maxText], "")
	}
	if strings.ContainsRune(s, '<') {
		s = tags.ReplaceAllStringFunc(s, func(tag string) string {
			switch strings.ToLower(strings.Trim(tag, "</> ")) {
			case "b", "i", "u", "em", "strong", "code", "tt", "a", "span":
				return ""
			}
			return "\n"
		})
	}
	if strings.ContainsRune(s, '&') {
		s = entities.Replace(s)
	}
	if strings.ContainsAny(s, "\n\t\r\f\v\u00a0") || strings.Contains(s, "  ") {
		s = lines.ReplaceAllString(blanks.ReplaceAllString(s, " "), "\n")
	}
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText-1]) + "…"
	}
	return s
}

// describe reads the description of an attribute with the codes of its enum, if it has one: which values mean what, and
// whether the attribute is read-only. Values are taken from the text alone only where it plainly lists them.
func describe(text string, codes []string, t Type) description {
	d := description{note: text, readOnly: saysReadOnly(text)}
	for _, code := range codes {
		d.choices = append(d.choices, Choice{Code: code})
	}
	if text == "" || t >= Date && t <= Object || len(text) > maxText {
		return d.withoutPlainFlags(t)
	}
	list, ok := findValues(text, codes, t)
	if !ok {
		return d.withoutPlainFlags(t)
	}
	d.note = list.rest
	if len(codes) == 0 {
		d.choices, d.loose = list.choices, true
		return d
	}
	for i, c := range d.choices {
		if at := slices.IndexFunc(list.choices, func(l Choice) bool { return l.Code == c.Code }); at >= 0 {
			d.choices[i].Meaning = list.choices[at].Meaning
		}
	}
	return d
}

// withoutPlainFlags leaves out values that the type says already: 1 and 0 of a switch, Y and N of a flag, without meanings.
func (d description) withoutPlainFlags(t Type) description {
	if t == Switch || t == Flag {
		d.choices = nil
	}
	return d
}

var readOnlyMark = regexp.MustCompile(`(?i)\bread[- ]?only\b(?:\s+(\w+))?`)

// saysReadOnly finds the mark, and not what a text says of read-only modes, users or rights.
func saysReadOnly(text string) bool {
	if !strings.Contains(text, "only") && !strings.Contains(text, "ONLY") && !strings.Contains(text, "Only") {
		return false
	}
	m := readOnlyMark.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	switch strings.ToLower(m[1]) {
	case "mode", "access", "user", "users", "permission", "permissions", "right", "rights", "role", "replica", "site", "database":
		return false
	}
	return true
}
