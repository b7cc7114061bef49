package curl

import (
	"cmp"
	"strings"

	"portaconsole/porta/attr"
)

// expansionLen is the length of what the shell would replace at the start of rest, as far as it is short enough to be named.
func expansionLen(rest string) int {
	rest = rest[:min(len(rest), 100)]
	switch {
	case rest[0] == '`':
		return max(1, 2+strings.IndexByte(rest[1:], '`'))
	case strings.HasPrefix(rest, "${"):
		return max(2, 1+strings.IndexByte(rest, '}'))
	case strings.HasPrefix(rest, "$("):
		return max(2, 1+strings.IndexByte(rest, ')'))
	case len(rest) > 1 && strings.IndexByte("@*#?!$-", rest[1]) >= 0:
		return 2
	}
	if name := len(rest[1:]) - len(strings.TrimLeft(rest[1:], nameCharacters)); name > 0 {
		return 1 + name
	}
	return 0
}

const nameCharacters = "_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// variableIn returns the first of the variables that stands in a text of the tree, or "".
func variableIn(v attr.Value, variables []string) string {
	known := make(map[string]bool, len(variables))
	for _, variable := range variables {
		known[variable] = true
	}
	return findVariable(v, known)
}

func findVariable(v attr.Value, known map[string]bool) string {
	text := v.Text()
	for i := strings.IndexAny(text, "$`"); i >= 0; i = strings.IndexAny(text, "$`") {
		text = text[i:]
		if found := text[:expansionLen(text)]; known[found] {
			return found
		}
		text = text[1:]
	}
	for _, m := range v.Members() {
		if found := cmp.Or(findVariable(attr.TextValue(m.Name), known), findVariable(m.Value, known)); found != "" {
			return found
		}
	}
	return ""
}
