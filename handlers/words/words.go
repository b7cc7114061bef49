// Package words puts articles, plurals and numbers into the console's sentences. The nouns are often names of the API: sim_card, UA, xdr.
package words

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Article puts "a" or "an" before a noun, as it is spoken: "an account", "a user", "an xdr".
func Article(noun string) string {
	if beginsWithVowel(noun) {
		return "an " + noun
	}
	return "a " + noun
}

// spoken say of first words whether they begin with a vowel, where their letters do not tell.
var spoken = map[string]bool{
	"ua": false, "uri": false, "url": false, "uuid": false, "ussd": false, "usd": false, "ui": false, "usage": false, "use": false, "used": false,
	"user": false, "users": false, "usual": false, "unit": false, "unique": false, "union": false, "universal": false, "uniform": false,
	"unified": false, "euro": false, "european": false, "one": false, "once": false,
	"hour": true, "hourly": true, "honest": true, "heir": true, "msisdn": true, "mvno": true, "nas": false, "rsvp": true,
}

func beginsWithVowel(noun string) bool {
	first := strings.ToLower(strings.TrimLeftFunc(noun, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	if end := strings.IndexFunc(first, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); end >= 0 {
		first = first[:end]
	}
	if vowel, known := spoken[first]; known || first == "" {
		return vowel
	}
	switch {
	case unicode.IsDigit(rune(first[0])):
		return first[0] == '8' || first == "11" || first == "18" // eight, eleven, eighteen
	case !strings.ContainsAny(first, "aeiouy"): // it is spelled: xdr, sms
		return strings.ContainsRune("fhlmnrsx", rune(first[0]))
	}
	return strings.ContainsRune("aeiou", rune(first[0]))
}

// uncounted are nouns that have no plural, or are one already.
var uncounted = []string{"history", "usage", "information", "details", "data", "staff", "equipment", "traffic", "taxation", "series", "news", "media"}

// irregular are the plurals that no rule finds.
var irregular = map[string]string{"person": "people", "child": "children", "index": "indexes", "quiz": "quizzes"}

// Plural is several of what a noun names: "accounts", "keys", "entries", "aliases". Of several words the last one changes. What is a plural already
// stays, and so does what cannot be counted.
func Plural(noun string) string {
	before := strings.TrimRightFunc(noun, unicode.IsLetter)
	last := noun[len(before):]
	lower := strings.ToLower(last)
	switch {
	case last == "" || slices.Contains(uncounted, lower):
		return noun
	case irregular[lower] != "":
		return before + last[:1] + irregular[lower][1:]
	case strings.HasSuffix(lower, "sis"): // analysis
		return before + last[:len(last)-2] + "es"
	case hasSuffix(lower, "ss", "us", "ias", "x", "z", "ch", "sh"):
		return before + last + "es"
	case strings.HasSuffix(lower, "s"):
		return noun
	case strings.HasSuffix(lower, "y") && len(lower) > 1 && !strings.ContainsRune("aeiou", rune(lower[len(lower)-2])):
		return before + last[:len(last)-1] + "ies"
	}
	return before + last + "s"
}

func hasSuffix(word string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(word, end) })
}

// Count says how many there are of what a noun names: "1 service", "0 entries", "1,234 keys".
func Count[N int | int64](n N, noun string) string {
	if n != 1 {
		noun = Plural(noun)
	}
	return Grouped(int64(n)) + " " + noun
}

// Grouped writes a number with commas between thousands.
func Grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
