package porta

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"

	"portaconsole/porta/attr"
)

// answerLimits bound the tree of an answer. A page of 1000 records with 100 attributes has 100 000 values.
var answerLimits = attr.Limits{Depth: 64, Nodes: 500_000}

var errNoFileWanted = errors.New("the answer is a file")

// decode reads an answer: a fault by its faultcode, whatever the status; success from a status that says so with an object
// or with nothing, which means an empty object. Everything else is no answer of PortaBilling.
func decode(r request, status int, h http.Header, body []byte) (attr.Value, *Error) {
	good := r.succeeds(status)
	if good && isAttachment(h) {
		return attr.Value{}, r.foreign(status, h, nil, errNoFileWanted)
	}
	if good && len(bytes.TrimSpace(body)) == 0 {
		return attr.ObjectValue(), nil
	}
	v, err := attr.ParseOwned(body, answerLimits)
	if err != nil {
		return attr.Value{}, r.foreign(status, h, body, err)
	}
	if e := readFault(v, r.params); e != nil {
		if !refuses(e, status) {
			e.Delivery = NoAnswer
		}
		return attr.Value{}, r.answered(e, status)
	}
	switch {
	case !good:
		return attr.Value{}, r.foreign(status, h, body, errors.New("neither success nor a faultcode"))
	case v.Kind() == attr.Null && r.reads:
		return attr.ObjectValue(), nil
	case v.Kind() != attr.Object:
		return attr.Value{}, r.foreign(status, h, body, errors.New("the answer is no object"))
	case r.method == methodLogout || r.method == methodPing:
		return v, nil // there 0 means that the session was gone already
	}
	if e := readSoftFailure(v); e != nil {
		return attr.Value{}, r.answered(e, status)
	}
	return v, nil
}

// succeeds says that a status means success. PortaBilling knows one, 200; a reading is content with its kin, while of a write
// they say no more than that something in between accepted it.
func (r request) succeeds(status int) bool {
	return status == http.StatusOK || status >= 200 && status <= 299 && r.reads
}

// answered completes the error of an answer that PortaBilling itself gave, and brings its texts to size.
func (r request) answered(e *Error, status int) *Error {
	e.Method, e.Status = r.method, status
	e.Message = r.redact(e.Message, maxMessage)
	for i := range e.Fields {
		e.Fields[i].Message = r.redact(e.Fields[i].Message, maxMessage)
	}
	return e
}

// foreign is the error of an answer that is not PortaBilling's. Whatever its status, it does not prove that nothing was done:
// a proxy answers 408, 413, 429 or 499 also when it has passed the request on and PortaBilling is at work.
func (r request) foreign(status int, h http.Header, body []byte, cause error) *Error {
	e := unavailable(foreignTrouble(status, h, body), NoAnswer, cause)
	e.Method, e.Status = r.method, status
	e.excerpt = r.excerpt(h, body)
	return e
}

func foreignTrouble(status int, h http.Header, body []byte) Trouble {
	switch {
	case status >= 500:
		return Unreachable // a proxy, for a server that is away
	case status == http.StatusOK && (isAttachment(h) || looksLikeJSON(h, body)):
		return Malformed
	}
	return NotPortaBilling
}

const maxExcerpt = 200

// excerpt is the type and the start of a foreign body, for the operator's log alone.
func (r request) excerpt(h http.Header, body []byte) string {
	if len(body) > 2*maxToken {
		body = body[:2*maxToken]
	}
	text := r.redact(strings.Join(strings.Fields(strings.ToValidUTF8(string(body), "?")), " "), maxExcerpt)
	return printable(shorten(h.Get("Content-Type"), 100) + " " + text)
}

func looksLikeJSON(h http.Header, body []byte) bool {
	b := bytes.TrimLeft(body, " \t\r\n")
	return len(b) > 0 && (b[0] == '{' || b[0] == '[') || strings.Contains(mediaType(h), "json")
}

// isAttachment says that the body is a file, whatever its type.
func isAttachment(h http.Header) bool {
	kind, _, _ := strings.Cut(h.Get("Content-Disposition"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "attachment")
}

// mediaType is the type without its parameters, in lower case; "" when there is none to read.
func mediaType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}
