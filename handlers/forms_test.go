package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/PuerkitoBio/goquery"
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

var forms atomic.Int64

// anotherForm is form with an id that no other has.
func anotherForm(op string, rows ...string) string {
	body := form(op, rows...)
	return fmt.Sprintf("form=other%d", forms.Add(1)) + body[strings.IndexByte(body+"&", '&'):]
}

// calledOtherwise is what a form with another id posts. Its seal is written anew when it is posted.
func calledOtherwise(body, id string) string {
	var pairs []string
	for pair := range strings.SplitSeq(body, "&") {
		switch name, _, _ := strings.Cut(pair, "="); name {
		case "seal":
		case "form":
			pairs = append(pairs, "form="+id)
		default:
			pairs = append(pairs, pair)
		}
	}
	return strings.Join(pairs, "&")
}

// posted is what the form on a page posts when a button is pressed, with further pairs, "name=value", in the end.
func posted(a *answer, op string, more ...string) string {
	var pairs []string
	add := func(name, value string) { pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(value)) }
	a.doc.Find("form#builder").Find("input[name], select[name], textarea[name]").Each(func(_ int, field *goquery.Selection) {
		name := field.AttrOr("name", "")
		switch goquery.NodeName(field) {
		case "select":
			add(name, field.Find("option[selected]").AttrOr("value", field.Find("option").First().AttrOr("value", "")))
		case "textarea":
			add(name, strings.TrimPrefix(field.Text(), "\n"))
		default:
			add(name, field.AttrOr("value", ""))
		}
	})
	for _, pair := range more {
		name, value, _ := strings.Cut(pair, "=")
		add(name, value)
	}
	add("op", op)
	return strings.Join(pairs, "&")
}
