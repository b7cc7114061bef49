package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"portaconsole/porta"
	"portaconsole/views/login"
)

func (a *app) showPassword(c echo.Context) error {
	f := a.typedPassword(c)
	if f.Login == "" {
		return redirect(c, "/login")
	}
	return a.renderPassword(c, http.StatusOK, f)
}

func (a *app) renderPassword(c echo.Context, status int, f login.PasswordForm) error {
	page := login.PasswordPage(f)
	return render(c, status, a.shell(c, "Change your password", nil, page), page)
}

// typedPassword is the form as it was typed, without its secrets: they are never sent back.
func (a *app) typedPassword(c echo.Context) login.PasswordForm {
	return login.PasswordForm{Domain: c.FormValue("domain"), Port: c.FormValue("port"), Login: c.FormValue("login"), Next: a.wayBack(c.FormValue("next"))}
}

func (a *app) refuseNewPassword(c echo.Context, m mistake) error {
	f := a.typedPassword(c)
	f.Error, f.ErrorField = m.text, m.field
	return a.renderPassword(c, http.StatusUnprocessableEntity, f)
}

// changePassword replaces an expired password, and signs in with the new one.
func (a *app) changePassword(c echo.Context) error {
	f := a.typedPassword(c)
	old, fresh := c.FormValue("old"), c.FormValue("new")
	server, m := a.serverOf(f.Domain, f.Port)
	switch {
	case m.text != "":
		m.field = "" // it is none of this page's
	case old == "":
		m = mistake{"old", "Type the old password."}
	case fresh == "":
		m = mistake{"new", "Type a new password."}
	case fresh != c.FormValue("repeat"):
		m = mistake{"repeat", "The two new passwords are not the same."}
	default:
		ctx := c.Request().Context()
		if err := server.ChangePassword(ctx, f.Login, old, fresh); err != nil {
			m = passwordMistake(err, server)
			break
		}
		client, err := server.Login(ctx, porta.Credentials{Login: f.Login, Password: fresh})
		if err == nil {
			return a.signIn(c, client, f.Next)
		}
		m = mistake{"", "The password was changed, but signing in with it did not work. " + loginMistake(err, server, true).text}
	}
	return a.refuseNewPassword(c, m)
}

func passwordMistake(err error, s *porta.Server) mistake {
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case ok && e.Delivery == porta.NoAnswer:
		return mistake{"", doubtText(e) + " The password may have been changed: try to sign in with the new one."}
	case ok && e.Kind == porta.BadLogin:
		return mistake{"old", "PortaBilling does not accept the old password."}
	case ok && e.Trouble == porta.NoTrouble && e.Kind != porta.Throttled:
		return mistake{"new", "PortaBilling refused the new password: " + e.Message}
	}
	return mistake{"", loginMistake(err, s, true).text}
}
