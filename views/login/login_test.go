package login_test

import (
	"testing"

	"portaconsole/views/login"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

var forms = map[string]login.Form{
	"demo": {
		Domain: "sandbox", Port: "9443", Login: "demo", DemoToken: "demo-api-token", Next: "/",
		Servers: []login.Server{{Domain: "sandbox", Port: "9443", Label: "Sandbox (demo data)"}},
	},
	"refused": {Domain: "billing.example.com", Port: "443", Login: "anna", Error: "Nothing answers.", UsePassword: true, Servers: []login.Server{{Domain: "a", Label: "a"}, {Domain: "b", Label: "B"}}},
	"ended":   {Port: "443", Notice: "PortaBilling has ended your session.", Next: "/records"},
	"hostile": {Domain: hostile, Port: hostile, Login: hostile, Next: hostile, Error: hostile, Servers: []login.Server{{Domain: hostile, Port: hostile, Label: hostile}}},
}

func TestPage(t *testing.T) {
	for name, f := range forms {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, login.Page(f)) })
	}
}

func TestPasswordPage(t *testing.T) {
	for name, f := range map[string]login.PasswordForm{
		"expired": {Domain: "sandbox", Port: "443", Login: "anna", Next: "/"},
		"hostile": {Domain: hostile, Port: hostile, Login: hostile, Next: hostile, Error: hostile, ErrorField: hostile},
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, login.PasswordPage(f)) })
	}
}
