package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/porta"
	"portaconsole/views/login"
)

func (a *app) showPassword(c echo.Context) error {
	f := login.PasswordForm{Domain: c.QueryParam("domain"), Port: c.QueryParam("port"), Login: c.QueryParam("login"), Next: safeNext(c.QueryParam("next"))}
	if f.Login == "" {
		return redirect(c, "/login")
	}
	return a.renderPassword(c, http.StatusOK, f)
}

func (a *app) renderPassword(c echo.Context, status int, f login.PasswordForm) error {
	page := login.PasswordPage(f)
	return render(c, status, a.shell(c, "Change your password", nil, page), page)
}

// changePassword replaces an expired password, and signs in with the new one.
func (a *app) changePassword(c echo.Context) error {
	f := login.PasswordForm{Domain: c.FormValue("domain"), Port: c.FormValue("port"), Login: c.FormValue("login"), Next: safeNext(c.FormValue("next"))}
	old, fresh := c.FormValue("old"), c.FormValue("new")
	server, text := a.serverOf(f.Domain, f.Port)
	switch {
	case text != "":
	case old == "":
		f.ErrorField, text = "old", "Type the old password."
	case fresh == "":
		f.ErrorField, text = "new", "Type a new password."
	case fresh != c.FormValue("repeat"):
		f.ErrorField, text = "repeat", "The two new passwords are not the same."
	default:
		ctx := c.Request().Context()
		err := server.ChangePassword(ctx, f.Login, old, fresh)
		if err != nil {
			f.ErrorField, text = "new", passwordText(err, server)
			break
		}
		client, err := server.Login(ctx, porta.Credentials{Login: f.Login, Password: fresh})
		if err == nil {
			return a.signIn(c, client, f.Next)
		}
		text = "The password was changed, but signing in with it did not work: " + loginText(err, server, true)
	}
	f.Error = text
	return a.renderPassword(c, http.StatusUnprocessableEntity, f)
}

func passwordText(err error, s *porta.Server) string {
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case ok && e.Kind == porta.BadLogin:
		return "PortaBilling does not accept the old password."
	case ok && e.Trouble == porta.NoTrouble && e.Message != "":
		return "PortaBilling refused the new password: " + e.Message
	case ok && e.Delivery == porta.NoAnswer:
		return "PortaBilling did not answer. The password may have been changed: try to sign in with the new one."
	}
	return loginText(err, s, true)
}
