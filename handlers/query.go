package handlers

import (
	"iter"
	"net/url"
	"strings"
)

// withPrefix yields the parameters of a query whose names begin so and go on, in their order: the rest of the name, and the value.
func withPrefix(query, prefix string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for part := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(part, "=")
			name, err1 := url.QueryUnescape(name)
			value, err2 := url.QueryUnescape(value)
			rest, ok := strings.CutPrefix(name, prefix)
			if ok && rest != "" && err1 == nil && err2 == nil && !yield(rest, value) {
				return
			}
		}
	}
}
