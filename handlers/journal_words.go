package handlers

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/views/ui"
)

// subjectOf is what people know a record by that a request makes; "" when the request does not say, or may not be quoted.
func (a *app) subjectOf(r *catalog.RecordType, m *catalog.Method, params attr.Value) string {
	at := attr.Path{r.Title}
	if op := r.Operation(catalog.Create); op != nil && op.Method.Path() == m.Path() {
		at = append(attr.ParsePath(op.Wrapper), r.Title)
	}
	if r.Title == "" || a.Masking.Of(m.Request)(at) {
		return ""
	}
	return inCell(strings.TrimSpace(params.At(at).Text()))
}

// idText is the id of a record in an answer, as the journal keeps it; "" when there is none.
func idText(r *catalog.RecordType, answer attr.Value) string {
	return keyText(answer.Get(r.IDField))
}

// keyText is a record's key as the journal keeps it; "" when it is none.
func keyText(key attr.Value) string {
	if id, ok := key.Int(); ok {
		return strconv.FormatInt(id, 10)
	}
	return ""
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
	subject := cmp.Or(inCell(e.Subject), e.RecordID)
	if cat.Method(e.Method) == nil {
		return strings.TrimSpace(verb + " " + subject)
	}
	role, ok := cat.Role(e.Method)
	if !ok {
		return strings.TrimSpace(verb + " " + cmp.Or(record, service) + " " + subject)
	}
	switch role.Kind {
	case catalog.Create:
		verb = "create"
	case catalog.Update:
		verb = "change"
	default:
		verb = role.Record.Operation(role.Kind).Verb()
	}
	return strings.TrimSpace(verb + " " + role.Record.Name + " " + subject)
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
