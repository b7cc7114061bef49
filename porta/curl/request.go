package curl

import (
	"regexp"
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Request is what a pasted text asks for.
type Request struct {
	Method string     // "Service/method"; "" when the text does not say
	Params attr.Value // an object
}

// Parse reads a request: a curl command, or its JSON alone, {"params":{…}} or {…}. JSON is read as [attr.ParseLoose] does.
// Who the sender is (headers, cookies, auth_info, tokens) is left out. Errors are of type *[Error].
func Parse(text string) (Request, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF"))
	text = strings.ReplaceAll(text, "\r\n", "\n") // as a browser sends the lines of a field
	if text == "" {
		return Request{}, refuse("There is nothing to read: paste a curl command or a JSON object.")
	}
	if beginsJSON.MatchString(text) {
		params, err := fromJSON("The JSON", text, "")
		return Request{Params: params}, err
	}
	words, err := split(text)
	begin := slices.IndexFunc(words, isCurl)
	if begin < 0 || slices.ContainsFunc(words[:begin], isNoPrelude) {
		return Request{}, refuse("This is neither a curl command nor a JSON object: one begins with curl, the other with {.")
	}
	if err != nil {
		return Request{}, err
	}
	return parseCommand(words[begin+1:])
}

// beginsJSON also knows a comment before it. Lines with # may stand before both.
var beginsJSON = regexp.MustCompile(`^(?:#[^\n]*\n\s*)*(?:[{[]|//|/\*)`)

var (
	curlName = regexp.MustCompile(`^(?:.*[/\\])?curl(?:\.exe)?$`)
	prelude  = regexp.MustCompile(`^(?:[$%]|export|sudo|time|[A-Za-z_]\w*=.*)$`)
)

func isCurl(w word) bool { return curlName.MatchString(w.text) }

// isNoPrelude says that a word cannot stand before curl, as a prompt and a variable can.
func isNoPrelude(w word) bool { return !prelude.MatchString(w.text) }

func parseCommand(options []word) (Request, error) {
	call, err := readOptions(options)
	if err != nil {
		return Request{}, err
	}
	method := call.method()
	params, err := call.params(method)
	if err != nil {
		return Request{}, err
	}
	return Request{Method: method, Params: params}, nil
}
