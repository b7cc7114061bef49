package porta

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"portaconsole/porta/attr"
)

const (
	maxCode    = 256
	maxMessage = 4 << 10
)

// readFault makes an error of an answer that holds a faultcode; nil for any other. The status does not matter: it
// is 500 for every fault, and the code alone tells faults apart.
func readFault(v, params attr.Value) *Error {
	code := v.Get("faultcode")
	if code.Kind() != attr.Text || code.Text() == "" {
		return nil
	}
	c := shorten(code.Text(), maxCode)
	return &Error{
		Code:    c,
		Message: v.Get("faultstring").Text(),
		Kind:    kindOfCode(c),
		Path:    faultPath(c, params),
	}
}

// refuses says that a fault proves that nothing was done: it is PortaBilling's own, by its status and by the form of its code,
// and tells of a refusal. One that tells of a breakdown, or that something in between worded in its own way, leaves open
// how far the work had come.
func refuses(e *Error, status int) bool {
	return (status == http.StatusInternalServerError || status == http.StatusOK) && isOwnCode(e.Code) && !brokeDown(e.Code)
}

// isOwnCode tells PortaBilling's codes from those of gateways, which fill the same attribute with words like "SOAP-ENV:Server" or
// "504": they begin with who is to blame, and go on with a service, a check or a method, and a reason. The modes of a site
// come as a bare word.
func isOwnCode(code string) bool {
	bare, _ := splitCode(code)
	if bare == code {
		return knownCodes[code] == ReadOnlyMode
	}
	segments := strings.Split(bare, ".")
	return len(segments) > 1 && !slices.ContainsFunc(segments, func(s string) bool { return !isWord(s) })
}

// brokeDown says that a code tells of a failure inside PortaBilling, in the midst of the work for all that is known. Only
// the lost connection was seen; the others are the usual words.
func brokeDown(code string) bool {
	for word := range strings.SplitSeq(code, ".") {
		switch {
		case strings.HasSuffix(word, "connection_failed"), strings.HasSuffix(word, "timeout"), strings.HasSuffix(word, "timed_out"),
			word == "internal_error", word == "internal_server_error":
			return true
		}
	}
	return false
}

// readSoftFailure makes an error of {"success":0} in an answer with status 200. Its "errors", where there are any,
// have an attribute's name and a text each.
func readSoftFailure(v attr.Value) *Error {
	if ok, known := v.Get("success").Bool(); ok || !known {
		return nil
	}
	e := &Error{Kind: Invalid}
	var texts []string
	for _, m := range v.Get("errors").Members() {
		if m.Value.Kind() != attr.Text || len(e.Fields) == 100 {
			continue
		}
		f := Field{Path: attr.ParsePath(shorten(m.Name, maxCode)), Message: m.Value.Text()}
		e.Fields = append(e.Fields, f)
		texts = append(texts, f.Message)
	}
	if len(e.Fields) > 0 {
		e.Path = e.Fields[0].Path
	}
	e.Message = strings.Join(texts, " ")
	return e
}

// faultPath finds the attribute that a code names. Codes have no fixed number of segments, so the path begins where
// a segment is one of the request's own parameters, or after the name of a check.
func faultPath(code string, params attr.Value) attr.Path {
	bare, _ := splitCode(code)
	segments := strings.Split(bare, ".")[1:] // the first is the service
	for i, s := range segments {
		if params.Has(s) {
			return attr.Path(segments[i:])
		}
	}
	for i, s := range segments {
		if checks[s] && i+1 < len(segments) {
			return attr.Path(segments[i+1:])
		}
		if name, ok := strings.CutPrefix(s, "duplicate_"); ok && i+1 == len(segments) {
			return duplicatePath(name, params)
		}
	}
	return nil
}

// duplicatePath finds the attribute behind duplicate_id and duplicate_login. A customer's id is its name: nobody
// calls it id in a request.
func duplicatePath(name string, params attr.Value) attr.Path {
	for _, m := range params.Members() {
		if m.Value.Kind() == attr.Object && strings.HasSuffix(m.Name, "_info") {
			if name == "id" && !m.Value.Has("id") {
				name = "name"
			}
			return attr.Path{m.Name, name}
		}
	}
	if params.Has(name) {
		return attr.Path{name}
	}
	return nil
}

// shorten cuts s to at most n bytes, between characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
