package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// valueList is a list of values as it was found in a description, with what the description says besides.
type valueList struct {
	choices []Choice
	rest    string
}

var (
	// leadIn announces a list of values.
	leadIn = regexp.MustCompile(`(?i)(?:\b(?:possible|allowed|available|valid|accepted|supported)\s+(?:values|options)(?:\s+(?:are|is))?|\bvalues|\bone of the following(?:\s+values)?|\bone of|\bcan be(?: one of)?)\s*:\s*`)
	// separators stand between two values, bullets before one.
	separators = regexp.MustCompile(`\s*(?:;|\n|,|\|)\s*`)
	bullets    = regexp.MustCompile(`^(?:[-*•·]\s+|(?:or|and)\s+)`)
	// strongPair is "O=open", "'O' - open", "O: open"; weakPair is "O open".
	strongPair = regexp.MustCompile("^[\"'`“‘«]?(-?[A-Za-z0-9_.+~^/#*-]{1,60}?)[\"'`”’»]?(?:\\s*=>?\\s*|\\s+[-–—]\\s+|\\s*[–—]\\s*|\\s*:\\s+)(\\S.*)$")
	weakPair   = regexp.MustCompile("^[\"'`“‘«]?(-?[A-Za-z0-9_.+~^/#*-]{1,60}?)[\"'`”’»]?\\s+\\(?([^\\s(].*?)\\)?$")
	quotedOnly = regexp.MustCompile("^(?:\"([^\"]{1,60})\"|'([^']{1,60})'|`([^`]{1,60})`|“([^”]{1,60})”|‘([^’]{1,60})’)$")
	bareOnly   = regexp.MustCompile(`^-?[A-Za-z0-9_.+-]{1,60}$`)
	// codeLike is what stands for something else: a number, or one to three capitals or signs.
	codeLike = regexp.MustCompile(`^(?:-?\d{1,4}|[A-Z]{1,3}|[~^/#*+-])$`)
	// measures make "6-16 characters, 1 digit" no list of values.
	measures = regexp.MustCompile(`(?i)^(?:characters?|chars?|digits?|symbols?|bytes?|bits?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|by default|max|min|or more|or less|of|to|is|at|in|times|items|rows)\b`)
)

// findValues looks for a list of values in a description. With codes only those count; without, the text must announce a list or
// consist of nothing but pairs whose codes look like codes. There are always at least two, or all of the codes.
func findValues(text string, codes []string, t Type) (valueList, bool) {
	for _, candidate := range candidates(text) {
		choices, ok := readList(candidate.list, codes, t, candidate.announced)
		if !ok {
			continue
		}
		rest := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(candidate.before), ";,") + " " + candidate.after)
		return valueList{choices, strings.TrimSpace(rest)}, true
	}
	return valueList{}, false
}

// candidate is a part of a text that may be a list of values.
type candidate struct {
	before, list, after string
	announced           bool
}

// candidates are, best first: what an announcement is followed by, what a colon is followed by, each sentence, and all lines together.
func candidates(text string) (all []candidate) {
	if at := leadInAt(text); at != nil {
		list, after := upToSentenceEnd(text[at[1]:])
		all = append(all, candidate{text[:at[0]], list, after, true}, candidate{text[:at[0]], strings.TrimSuffix(text[at[1]:], "."), "", true})
	}
	if strings.Contains(text, "\n") {
		first, lines, _ := strings.Cut(text, "\n")
		all = append(all, candidate{"", text, "", false}, candidate{first, lines, "", false})
	}
	before := ""
	for rest := text; rest != ""; {
		sentence, after := upToSentenceEnd(rest)
		all = append(all, candidate{before, sentence, after, false})
		if colon := strings.Index(sentence, ": "); colon >= 0 {
			all = append(all, candidate{before + sentence[:colon], sentence[colon+2:], after, false})
		}
		before, rest = text[:len(text)-len(after)], after
	}
	return all
}

func leadInAt(text string) []int {
	if !strings.Contains(text, ":") {
		return nil
	}
	return leadIn.FindStringIndex(text)
}

func upToSentenceEnd(s string) (sentence, after string) {
	for at := 0; ; at++ {
		dot := strings.IndexByte(s[at:], '.')
		if dot < 0 {
			return s, ""
		}
		if at += dot; at+1 == len(s) || s[at+1] == ' ' || s[at+1] == '\n' {
			return s[:at], strings.TrimLeft(s[at+1:], " \n")
		}
	}
}

// readList reads "O open, S suspended", "O=open; S=suspended", "open, suspended".
func readList(list string, codes []string, t Type, announced bool) ([]Choice, bool) {
	if !strings.ContainsAny(list, ";,|\n") {
		return nil, false
	}
	parts := separators.Split(strings.TrimSpace(list), maxChoices)
	var choices []Choice
	bare := 0
	for _, part := range parts {
		part = strings.TrimSpace(bullets.ReplaceAllString(strings.TrimSpace(part), ""))
		if part == "" {
			continue
		}
		c, ok := readValue(part, codes, t, announced)
		switch {
		case ok && slices.ContainsFunc(choices, func(have Choice) bool { return have.Code == c.Code }):
			return nil, false
		case ok:
			choices = append(choices, c)
			if c.Meaning == "" {
				bare++
			}
		case len(choices) > 0 && choices[len(choices)-1].Meaning != "" && (announced || len(codes) > 0):
			// A separator inside a meaning: "O open, in use; S suspended".
			choices[len(choices)-1].Meaning += ", " + part
		default:
			return nil, false
		}
	}
	switch {
	case len(choices) < 2, bare > 0 && bare < len(choices) && len(codes) == 0:
		return nil, false
	case bare == len(choices) && !announced:
		return nil, false
	case len(codes) > 0 && len(choices) < len(codes) && !announced && len(choices)*2 < len(codes):
		return nil, false
	}
	return choices, true
}

func readValue(part string, codes []string, t Type, announced bool) (Choice, bool) {
	if len(codes) == 0 && !announced && !beginsShort(part) {
		return Choice{}, false
	}
	if m := strongPair.FindStringSubmatch(part); m != nil && plausible(m[1], codes, t, announced, true) {
		return Choice{m[1], trimMeaning(m[2])}, true
	}
	code := part
	if m := quotedOnly.FindStringSubmatch(part); m != nil {
		code = strings.Join(m[1:], "")
	}
	if slices.Contains(codes, code) || len(codes) == 0 && announced && (code != part || bareOnly.MatchString(part)) && fitsCode(code, t) {
		return Choice{Code: code}, true
	}
	if m := weakPair.FindStringSubmatch(part); m != nil && plausible(m[1], codes, t, announced, false) && !measures.MatchString(m[2]) {
		return Choice{m[1], trimMeaning(m[2])}, true
	}
	return Choice{}, false
}

// beginsShort says that a text begins with a word as short as a code is, in quotes or not.
func beginsShort(s string) bool {
	const longest = 5 + len("“”") // "-1234" in quotes
	end := strings.IndexAny(s, " =:–—")
	return end > 0 && end <= longest
}

// plausible says that a word may be a code: one of the enum, or what looks like one.
func plausible(code string, codes []string, t Type, announced, strong bool) bool {
	switch {
	case len(codes) > 0:
		return slices.Contains(codes, code)
	case !fitsCode(code, t):
		return false
	case codeLike.MatchString(code):
		return t != Text || announced || !strings.ContainsAny(code, "0123456789") || strong
	}
	return announced && strong
}

// fitsCode says that a value of the type can be written so.
func fitsCode(code string, t Type) bool { return t == Array || t == Any || FitsText(t, code) }

func trimMeaning(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ".")
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = s[1 : len(s)-1]
	}
	return strings.TrimSpace(s)
}
