package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"portaconsole/handlers/session"
	"portaconsole/views/login"
)

// showLogout signs out at once when the link was followed on one of our own pages; a link elsewhere only leads to the
// question, or any site could sign its visitors out.
func (a *app) showLogout(c echo.Context) error {
	if c.Request().Header.Get("Sec-Fetch-Site") == "same-origin" || a.user(c) == nil {
		return a.logout(c)
	}
	page := login.SignOutPage()
	return render(c, http.StatusOK, a.shell(c, "Sign out?", nil, page), page)
}

// logout ends the session here and at PortaBilling.
func (a *app) logout(c echo.Context) error {
	u, err := a.Sessions.SignOut(c.Response(), c.Request())
	if err != nil {
		return err
	}
	EndUpstream(c.Request().Context(), a.Log, u)
	return redirect(c, "/login")
}

// logoutTimeout bounds the wait for a server that should forget a session.
const logoutTimeout = 5 * time.Second

// EndUpstream tells PortaBilling that the sessions of these users are over; nil ones are skipped. They are gone here whatever
// PortaBilling answers.
func EndUpstream(ctx context.Context, log *slog.Logger, users ...*session.User) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logoutTimeout)
	defer cancel()
	var wg sync.WaitGroup
	for _, u := range users {
		if u == nil {
			continue
		}
		wg.Go(func() {
			if err := u.Client.Logout(ctx); err != nil {
				log.Warn("PortaBilling was not told of a sign-out", "server", u.Client.Server().Domain(), "err", err)
			}
		})
	}
	wg.Wait()
}
