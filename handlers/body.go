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
	if tooLong, ok := errors.AsType[*echo.HTTPError](err); ok && tooLong.Code == http.StatusRequestEntityTooLarge {
		return nil, builder.ErrTooLarge
	}
	return body, err
}
