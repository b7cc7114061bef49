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

// changes says whether a method changes something. Its name says so, by the rule that the client of a server has too: get_…, validate_… and
// Session/ping read, and whatever else there is counts as a change. To repeat such a method by itself may do harm, not to repeat it never does.
// So nothing that a description says makes it reading; it can only make a change of what reads by its name.
func changes(m *Method, said bool) bool {
	reads := strings.HasPrefix(m.Name, "get_") || strings.HasPrefix(m.Name, "validate_") || m.Path() == "Session/ping"
	return said || !reads
}
