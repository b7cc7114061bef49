package handlers

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
)

const bodyKey = "body"

// readBody reads a posted form whole. The middleware bounds it: beyond that the error is [builder.ErrTooLarge]. A form that was read can be read
// again, in any way.
func readBody(c echo.Context) ([]byte, error) {
	if body, known := c.Get(bodyKey).([]byte); known {
		return body, nil
	}
	body, err := io.ReadAll(c.Request().Body)
	switch {
	case isTooLarge(err):
		return nil, builder.ErrTooLarge
	case err != nil:
		return nil, err
	}
	c.Set(bodyKey, body)
	c.Request().Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// isTooLarge says that a body went on beyond its bounds.
func isTooLarge(err error) bool {
	_, is := errors.AsType[*http.MaxBytesError](err)
	return is
}
