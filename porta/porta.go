// Package porta is the client of PortaBilling's JSON API: the servers an operator allows, sessions that are
// kept alive, calls with typed faults, files and long lists.
//
// Its rule above all others: a write is never sent twice. What could not be delivered is *not sent*, what got no
// answer is *unknown*, and only the caller, who can look at the record, may send it again.
package porta

import "strings"

func isWord(s string) bool {
	return s != "" && len(s) <= 100 && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}
