package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

// buttons are the operations on the record: Edit, Copy to new, and Delete or Terminate as the server's method calls it.
func (p *recordPage) buttons() (ways []records.Way) {
	r, query := p.record, strings.TrimPrefix(p.url(""), recordURL(p.record, p.id))
	add := func(op *catalog.Operation, label, address string) {
		ways = append(ways, records.Way{Label: label, Name: op.Method.Name, URL: safeURL(address), Denied: p.denied(op.Method)})
	}
	if op := updateOf(r); op != nil {
		add(op, "Edit", recordURL(r, p.id)+"/edit"+query)
	}
	if op := r.Operation(catalog.Create); op != nil {
		from := url.Values{"from": {strconv.FormatInt(p.id, 10)}}
		for _, l := range p.by {
			from.Add(keyPrefix+l.key, l.value)
		}
		add(op, "Copy to new", newURL(r)+"?"+from.Encode())
	}
	if op := r.Operation(catalog.Delete); op != nil && op.Key != nil {
		add(op, endWord(op), recordURL(r, p.id)+"/end"+query)
	}
	return ways
}

// mostActions bounds the menu; all methods stand in their list.
const mostActions = 100

// actions are the methods that change the record in another way, each with its number filled in.
func (p *recordPage) actions() (ways []records.Way) {
	r := p.record
	for _, m := range r.Actions {
		if m.OwnSession() {
			continue
		}
		if len(ways) == mostActions {
			break
		}
		address := methodURL(m) + "?" + url.Values{setPrefix + r.IDField: {strconv.FormatInt(p.id, 10)}}.Encode()
		ways = append(ways, records.Way{Label: catalog.Label(m.Name), Name: m.Name, URL: safeURL(address), Denied: p.denied(m)})
	}
	return ways
}
