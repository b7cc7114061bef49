// Package porta is the client of PortaBilling's JSON API: the servers an operator allows, sessions that are
// kept alive, calls with typed faults, files and long lists.
//
// Its rule above all others: a write is never sent twice. What could not be delivered is *not sent*, what got no
// answer is *unknown*, and only the caller, who can look at the record, may send it again.
package porta

import (
	"strings"

	"portaconsole/porta/attr"
)

// methods of Session that this package calls itself.
const (
	methodLogin          = "Session/login"
	methodRefresh        = "Session/refresh_access_token"
	methodPing           = "Session/ping"
	methodLogout         = "Session/logout"
	methodChangePassword = "Session/change_password"
)

// ReadOnly says whether a method, "Service/method", changes nothing and may therefore be repeated when its answer
// was lost. It goes by name: get_…, validate_… and Session/ping. Anything else counts as a write. Who knows more of a method
// than its name may take one of these for a write all the same, and calls it by [Client.CallAfter]; never the other way round.
func ReadOnly(method string) bool {
	_, name, _ := strings.Cut(method, "/")
	return strings.HasPrefix(name, "get_") || strings.HasPrefix(name, "validate_") || method == methodPing
}

// checkRequest refuses what cannot become a request. Names may come from an API document, so they must not be
// able to leave the path they are put in.
func checkRequest(method string, params attr.Value) *Error {
	service, name, ok := strings.Cut(method, "/")
	if !ok || !isWord(service) || !isWord(name) {
		return &Error{Kind: Invalid, Delivery: NotSent, Message: "not the name of a method"}
	}
	if k := params.Kind(); k != attr.Object && k != attr.Absent {
		return &Error{Method: method, Kind: Invalid, Delivery: NotSent, Message: "parameters must be an object"}
	}
	return nil
}

func isWord(s string) bool {
	return s != "" && len(s) <= 100 && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}
