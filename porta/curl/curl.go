// Package curl writes a PortaBilling call as a curl command, and reads one that somebody pastes.
package curl

import (
	"strings"

	"portaconsole/porta/attr"
)

// Command is the call as a command for a POSIX shell. The token is never in it: whoever runs it has it in $TOKEN. It
// waits as long as the console itself does.
func Command(url string, params attr.Value) string {
	return `curl --max-time 35 \
  -H "Authorization: Bearer $TOKEN" \
  -H 'Content-Type: application/json' \
  --data-raw ` + quote(string(body(params))) + ` \
  ` + quote(url)
}

func body(params attr.Value) []byte {
	if params.IsAbsent() {
		params = attr.ObjectValue() // an object, never null
	}
	return append(params.AppendJSON([]byte(`{"params":`)), '}')
}

// quote makes one word of a POSIX shell of any text.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
