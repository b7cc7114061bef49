package handlers

import (
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/words"
	"portaconsole/views/about"
)

// about says what the console is connected to, and where it knows the methods from.
func (a *app) about(c echo.Context) error {
	u := a.user(c)
	who := userView(u)
	d := a.description(c)
	m := about.Model{
		Version: version(), Server: who.Server, Realm: who.Realm, Login: who.Login,
		Description: "Built-in description", Reason: d.Reason,
		Counts: words.Count(d.Catalog.MethodCount(), "method") + " of " + words.Count(len(d.Catalog.Services), "service"),
		Notes:  d.Catalog.Notes,
	}
	if d.Live {
		m.Description = "Methods of this server"
	}
	if d.Release != "" {
		m.Description += ", " + d.Release
	}
	page := about.Page(m)
	return render(c, http.StatusOK, a.shell(c, "About", nil, page), page)
}

// version is what the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return info.Main.Version
}
