package handlers

import (
	"iter"
	"net/url"
	"strings"
)

// queryPairs yields the parameters of a query, or of a posted form, in their order. What cannot be read is left out.
func queryPairs(query string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for part := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(part, "=")
			name, err1 := url.QueryUnescape(name)
			value, err2 := url.QueryUnescape(value)
			if part != "" && err1 == nil && err2 == nil && !yield(name, value) {
				return
			}
		}
	}
}

// withPrefix yields those parameters whose names begin so and go on: the rest of the name, and the value.
func withPrefix(query, prefix string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for name, value := range queryPairs(query) {
			if rest, ok := strings.CutPrefix(name, prefix); ok && rest != "" && !yield(rest, value) {
				return
			}
		}
	}
}
