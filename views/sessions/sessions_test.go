package sessions_test

import (
	"testing"

	"portaconsole/views/sessions"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

func TestPage(t *testing.T) {
	one := sessions.Session{ID: "session-a", This: true, Opened: "2026-01-01 12:00 UTC", Used: "2026-01-01 12:30 UTC", Ends: "2026-01-01 16:30 UTC", Latest: "2026-01-02 00:00 UTC", EndURL: "/sessions/a/end"}
	for name, m := range map[string]sessions.Model{
		"alone":   {Sessions: []sessions.Session{one}},
		"others":  {Notice: "One session was ended.", Others: true, Sessions: []sessions.Session{one, {ID: "session-b", EndURL: "/sessions/b/end"}}},
		"hostile": {Notice: hostile, Sessions: []sessions.Session{{ID: hostile, Opened: hostile, Used: hostile, Ends: hostile, Latest: hostile, EndURL: "/"}}},
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, sessions.Page(m)) })
	}
}

func TestNotice(t *testing.T) {
	for name, w := range map[string]sessions.Watch{
		"quiet":   {Ask: "load delay:14280s"},
		"stayed":  {Ask: "load delay:14280s", Said: "You stay signed in."},
		"idle":    {Ask: "load delay:120s, focus from:window", Text: "You will be signed out in 2 minutes.", Stay: true},
		"over":    {Ask: "focus from:window", Text: "You are signed out.", SignIn: "/login?why=again"},
		"hostile": {Ask: hostile, Text: hostile},
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, sessions.Notice(w)) })
	}
}
