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
