package builder

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// What a posted form may hold. Go's own form reading stops at 10,000 pairs and forgets the order between names.
const (
	MaxBody  = 2 << 20 // bytes
	MaxPairs = 50_000
	MaxNodes = 5_000
	MaxDepth = 32
)

// ErrTooLarge says that the body is over [MaxBody] or [MaxPairs].
var ErrTooLarge = errors.New("the form is too large")

// ErrForged says that the body is none that this program's pages send.
var ErrForged = errors.New("the form was not made by this console")

type pair struct{ name, value string }

// readPairs reads an urlencoded body in its order.
func readPairs(body io.Reader) ([]pair, error) {
	data, err := io.ReadAll(io.LimitReader(body, MaxBody+1))
	if err != nil {
		return nil, fmt.Errorf("read form: %w", err)
	}
	if len(data) > MaxBody || strings.Count(string(data), "&") >= MaxPairs {
		return nil, ErrTooLarge
	}
	var pairs []pair
	for part := range strings.SplitSeq(string(data), "&") {
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
