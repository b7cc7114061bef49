package builder

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
)

// What can be sent. Go's own form reading stops at 10,000 pairs and forgets the order between names.
const (
	MaxBody  = 2 << 20 // bytes
	MaxNodes = 5_000
	MaxDepth = 32
)

// What is read at all. A form between these and the limits above is shown again, with what is wrong about it.
const (
	HardMaxBody = 4 * MaxBody
	maxPairs    = 100_000
)

// ErrTooLarge says that the body is beyond what is read.
var ErrTooLarge = errors.New("the form is too large")

// ErrForged says that the body is none that this program's pages send.
var ErrForged = errors.New("the form was not made by this console")

type pair struct{ name, value string }

// readPairs reads an urlencoded body in its order.
func readPairs(body []byte) (pairs []pair, err error) {
	if len(body) > HardMaxBody || bytes.Count(body, []byte{'&'}) >= maxPairs {
		return nil, ErrTooLarge
	}
	for part := range strings.SplitSeq(string(body), "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if name, err = url.QueryUnescape(name); err != nil {
			return nil, ErrForged
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, ErrForged
		}
		// A browser sends the line ends of a text as CRLF, whatever was typed.
		pairs = append(pairs, pair{name, strings.ToValidUTF8(strings.ReplaceAll(value, "\r\n", "\n"), "\uFFFD")})
	}
	return pairs, nil
}
