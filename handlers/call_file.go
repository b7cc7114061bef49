package handlers

import (
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portaconsole/porta"
	"portaconsole/porta/catalog"
)

// mayDownload says that the answer of a request may be a file, which takes as long as it takes.
func mayDownload(c echo.Context) bool {
	return c.Path() == callPath && c.Request().Method == http.MethodPost
}

// handOn gives a file of PortaBilling to the browser, which must not run anything of it. When it breaks off, so does the answer: a
// short file must not look like a whole one.
func (w *work) handOn(f *porta.File) error {
	defer closeFile(f)
	h := w.c.Response().Header()
	h.Set(echo.HeaderContentType, "application/octet-stream")
	h.Set(echo.HeaderContentDisposition, disposition(f.Name, w.task.method))
	h.Set("Content-Security-Policy", "sandbox")
	if f.Size >= 0 {
		h.Set(echo.HeaderContentLength, strconv.FormatInt(f.Size, 10))
	}
	w.c.Response().WriteHeader(http.StatusOK)
	n, err := io.Copy(patientWriterTo(w.c), f.Body)
	if err != nil {
		w.Log.LogAttrs(w.c.Request().Context(), slog.LevelWarn, "a file broke off", slog.String("id", requestID(w.c)), slog.String("method", w.task.method.Path()), slog.Int64("bytes", n), slog.Any("err", err))
		panic(http.ErrAbortHandler)
	}
	return nil
}

// disposition names the file for the disk of whoever saves it.
func disposition(name string, m *catalog.Method) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*%`, r) {
			return '_'
		}
		return r
	}, name)
	if name == "" {
		name = m.Name
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
