package handlers

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
)

const bodyKey = "body"

// readBody reads a posted form whole. The middleware bounds it. It can be read again, in any way.
func readBody(c echo.Context) ([]byte, error) {
	body, known := c.Get(bodyKey).([]byte)
	if known {
		return body, nil
	}
	body, err := io.ReadAll(c.Request().Body)
	c.Set(bodyKey, body)
	c.Request().Body = io.NopCloser(bytes.NewReader(body))
	if isTooLarge(err) {
		return nil, builder.ErrTooLarge
	}
	return body, err
}

// isTooLarge says that a body went on beyond its bounds.
func isTooLarge(err error) bool {
	_, is := errors.AsType[*http.MaxBytesError](err)
	return is
}

// peekBody is the beginning of a posted form, where its seal stands. All of it can still be read.
func peekBody(c echo.Context) []byte {
	r := c.Request()
	ahead := bufio.NewReaderSize(r.Body, 16<<10)
	r.Body = struct {
		io.Reader
		io.Closer
	}{ahead, r.Body}
	start, _ := ahead.Peek(ahead.Size()) // a shorter form, or one that cannot be read, is told of when it is read
	return start
}
