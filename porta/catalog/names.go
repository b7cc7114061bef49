package catalog

import "strings"

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

// readingVerbs begin the names of methods that change nothing. Whatever begins otherwise is taken to change something: to
// repeat such a method by itself may do harm, not to repeat it never does.
var readingVerbs = []string{"get_", "list_", "search_", "validate_", "check_", "find_", "count_"}

// changes says whether a method changes something, going by its name.
func changes(m *Method) bool {
	if m.Name == "ping" {
		return false
	}
	for _, verb := range readingVerbs {
		if strings.HasPrefix(m.Name, verb) {
			return false
		}
	}
	return true
}
