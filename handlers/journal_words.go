package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/views/ui"
)

// recordName is how the journal names a record type.
func recordName(r *catalog.RecordType) string { return r.Service + "/" + r.Name }

// subjectOf is what people know the record by that a request is about; "" when the request does not say, or may not be quoted.
func (a *app) subjectOf(r *catalog.RecordType, op *catalog.Operation, params attr.Value) string {
	at := append(attr.ParsePath(op.Wrapper), r.Title)
	if r.Title == "" || a.Masking.Of(op.Method.Request)(at) {
		return ""
	}
	return strings.TrimSpace(params.At(at).Text())
}

// idText is the id of a record in an answer, as the journal keeps it; "" when there is none.
func idText(r *catalog.RecordType, answer attr.Value) string {
	if id, ok := answer.Get(r.IDField).Int(); ok {
		return strconv.FormatInt(id, 10)
	}
	return ""
}

// actedOn is the type of the record that a method is called for, where the request names one by its key; nil when it does not.
func actedOn(cat *catalog.Catalog, m *catalog.Method, params attr.Value) *catalog.RecordType {
	s := cat.Service(m.Service)
	if s == nil {
		return nil
	}
	for _, r := range s.Records {
		known := slices.ContainsFunc(r.Actions, func(action *catalog.Method) bool { return action.Path() == m.Path() })
		if known && idText(r, params) != "" {
			return r
		}
	}
	return nil
}

// idOf reads it back.
func idOf(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil
}

// whatText says in words what a write does: "create account 15550100".
func whatText(cat *catalog.Catalog, e *journal.Entry) string {
	if e.Method == journal.SignIn {
		return "sign in"
	}
	service, verb, _ := strings.Cut(e.Method, "/")
	verb = strings.ReplaceAll(verb, "_", " ")
	_, record, _ := strings.Cut(e.Record, "/")
	subject := cmp.Or(e.Subject, e.RecordID)
	m := cat.Method(e.Method)
	if m == nil {
		return strings.TrimSpace(verb + " " + subject)
	}
	r, kind, ok := roleOf(cat, m)
	if !ok {
		return strings.TrimSpace(verb + " " + cmp.Or(record, service) + " " + subject)
	}
	switch kind {
	case catalog.Create:
		verb = "create"
	case catalog.Update:
		verb = "change"
	default:
		verb = r.Operation(kind).Verb()
	}
	return strings.TrimSpace(verb + " " + r.Name + " " + subject)
}

// sentence begins a text with a capital.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// stateView is a state for people.
func stateView(s journal.State) (text string, tone ui.Tone) {
	switch s {
	case journal.Done, journal.Arrived:
		return string(s), ui.Good
	case journal.Refused:
		return string(s), ui.Bad
	case journal.Unknown:
		return string(s), ui.Warn
	case journal.Planned, journal.Sent:
		return "under way", ui.Neutral
	}
	return string(s), ui.Neutral
}
