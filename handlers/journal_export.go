package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/porta/journal"
)

func exportURL(f journal.Format) string { return journalURL + "/export." + string(f) }

var exportTypes = map[journal.Format]string{
	journal.CSV:       "text/csv; charset=utf-8",
	journal.JSONLines: "application/jsonl; charset=utf-8",
}

// writeTime is how long a browser may take for the next piece of a file.
const writeTime = 30 * time.Second

// journalExport sends all entries that the filters of the address leave, as a file. It may take longer than other requests,
// as long as the browser keeps reading.
func (a *app) journalExport(c echo.Context) error {
	format := journal.Format(c.Param("format"))
	q := readJournalQuery(c.QueryParams()).first()
	kind, ok := exportTypes[format]
	if !ok {
		return notFound("The journal can be exported as csv and as jsonl.")
	}
	if len(q.mistakes) > 0 {
		return redirect(c, q.url(journalURL)) // which says what is wrong
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, kind)
	h.Set(echo.HeaderContentDisposition, `attachment; filename="journal-`+time.Now().UTC().Format("20060102-150405")+`.`+string(format)+`"`)
	ctx := context.WithoutCancel(c.Request().Context()) // it ends when nobody reads
	err := journal.Export(patientWriterTo(c), format, a.Journal.All(ctx, journal.ReaderOf(a.user(c).Client), q.filter))
	switch {
	case err == nil:
		return nil
	case !c.Response().Committed:
		h.Del(echo.HeaderContentDisposition) // what follows is a page
		h.Del(echo.HeaderContentType)
		return err
	}
	a.Log.LogAttrs(ctx, slog.LevelWarn, "an export was cut off", slog.String("id", requestID(c)), slog.Any("err", err))
	panic(http.ErrAbortHandler) // so that half a file is no file
}

// patientWriter gives the browser some time for each piece.
type patientWriter struct {
	to      http.ResponseWriter
	control *http.ResponseController
}

func patientWriterTo(c echo.Context) *patientWriter {
	return &patientWriter{to: c.Response(), control: http.NewResponseController(c.Response())}
}

func (w *patientWriter) Write(p []byte) (int, error) {
	if err := w.control.SetWriteDeadline(time.Now().Add(writeTime)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	return w.to.Write(p)
}
