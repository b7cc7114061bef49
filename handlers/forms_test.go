package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
)

// form is the body that a builder posts: the operation, and rows as "name:type=value", indented by one blank a level.
// The rows have the ids r0, r1, …
func form(op string, rows ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "form=test%d", len(rows))
	parents := []string{""}
	for i, row := range rows {
		level := len(row) - len(strings.TrimLeft(row, " "))
		head, value, _ := strings.Cut(strings.TrimLeft(row, " "), "=")
		name, typ, _ := strings.Cut(head, ":")
		id := fmt.Sprintf("r%d", i)
		place := id
		if parents[level] != "" {
			place += "." + parents[level]
		}
		parents = append(parents[:level+1], id)
		for _, p := range [][2]string{{"n", place}, {"k", name}, {"t", typ}, {"v", value}} {
			b.WriteString("&" + p[0] + "=" + url.QueryEscape(p[1]))
		}
	}
	return b.String() + "&op=" + url.QueryEscape(op)
}
