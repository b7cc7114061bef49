package handlers

import (
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/builder"
)

// readBody reads a posted form whole. The middleware bounds it.
func readBody(c echo.Context) ([]byte, error) {
	body, err := io.ReadAll(c.Request().Body)
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
