package catalog

import (
	"slices"
	"strings"
)

// snake turns a service's name into the form of a record type's: "SIMCard" is "sim_card", "CustomFields" "custom_fields".
func snake(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		upper := 'A' <= c && c <= 'Z'
		if upper && i > 0 && (isLower(s[i-1]) || i+1 < len(s) && isLower(s[i+1]) && s[i-1] != '_') {
			b.WriteByte('_')
		}
		if upper {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// singular is the singular of a name's last word; the name itself when it has none of another form.
func singular(name string) string {
	for _, end := range []struct{ plural, singular string }{
		{"aliases", "alias"}, {"statuses", "status"}, {"series", "series"}, {"news", "news"},
		{"ies", "y"}, {"sses", "ss"}, {"xes", "x"}, {"ches", "ch"}, {"shes", "sh"},
		{"ss", "ss"}, {"us", "us"}, {"is", "is"}, {"alias", "alias"}, {"sms", "sms"}, {"dns", "dns"}, {"gps", "gps"}, {"s", ""},
	} {
		if stem, ok := strings.CutSuffix(name, end.plural); ok && stem != "" || ok && end.singular != "" {
			return stem + end.singular
		}
	}
	return name
}

// likeReading begin the names of methods that sound as if they read, beside the ones of which that is known.
var likeReading = []string{"list_", "search_", "find_", "check_", "count_", "estimate_"}

// SoundsLikeReading says that nobody knows whether the method changes anything: it counts as a change, and its name sounds like reading.
func (m *Method) SoundsLikeReading() bool {
	return m.Changes && slices.ContainsFunc(likeReading, func(verb string) bool { return strings.HasPrefix(m.Name, verb) })
}

// changes says whether a method changes something. Its name says so, by the rule that the client of a server has too: get_…, validate_… and
// Session/ping read, and whatever else there is counts as a change. To repeat such a method by itself may do harm, not to repeat it never does.
// So nothing that a description says makes it reading; it can only make a change of what reads by its name.
func changes(m *Method, said bool) bool {
	reads := strings.HasPrefix(m.Name, "get_") || strings.HasPrefix(m.Name, "validate_") || m.Path() == "Session/ping"
	return said || !reads
}
