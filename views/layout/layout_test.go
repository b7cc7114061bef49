package layout_test

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"testing"

	"github.com/a-h/templ"

	"portaconsole/static"
	"portaconsole/views/home"
	"portaconsole/views/layout"
	"portaconsole/views/problem"
	"portaconsole/views/ui"
	"portaconsole/views/viewtest"
)

const hostile = `"><script>alert(1)</script>&'`

func TestShell(t *testing.T) {
	nav := []layout.NavGroup{{Name: "Account", Links: []layout.NavLink{{Label: "account", URL: "/a", Current: true}, {Label: "alias", URL: "/b"}}}}
	for name, p := range map[string]layout.Page{
		"nobody":   {Title: "Sign in"},
		"signedin": {Title: "Start", User: &layout.User{Server: "Production", Realm: "admin", Login: "anna", Production: true}, Nav: nav},
		"hostile":  {Title: hostile, User: &layout.User{Server: hostile, Realm: hostile, Login: hostile}, Nav: []layout.NavGroup{{Name: hostile, Links: []layout.NavLink{{Label: hostile, URL: "/"}}}}},
	} {
		t.Run(name, func(t *testing.T) { viewtest.Golden(t, named(layout.Shell(p, templ.NopComponent))) })
	}
}

func TestSent(t *testing.T) {
	calls := []layout.Call{
		{Method: "Customer/get_customer_list", Summary: "10:42:00 UTC, 3 ms", URL: "/methods/Customer/get_customer_list", Params: "{}", Curl: "curl"},
		{Method: hostile, Summary: hostile, Params: hostile, Curl: hostile},
		{Method: "A/b"},
	}
	t.Run("page", func(t *testing.T) {
		viewtest.Golden(t, layout.Sent(layout.Calls{Count: "3 calls", List: calls}, false))
	})
	t.Run("part", func(t *testing.T) {
		viewtest.Golden(t, layout.Sent(layout.Calls{Count: "1 call", List: calls[:1]}, true))
	})
	t.Run("nothing", func(t *testing.T) { viewtest.Golden(t, layout.Sent(layout.Calls{}, false)) })
}

func TestHome(t *testing.T) {
	viewtest.Golden(t, home.Page(home.Model{
		Services:   []ui.Option{{Value: "Account", Label: "Account", Selected: true}},
		Records:    []home.Group{{Service: "Account", Records: []home.Record{{Option: ui.Option{Value: hostile, Label: hostile}, Operations: "create list"}}}},
		Operations: []ui.Option{{Value: "create", Label: "Create"}},
		Error:      &ui.FaultLine{Target: "record", Text: hostile},
		Drafts:     []home.Entry{{URL: "/drafts/1", Text: hostile}},
		Saved:      []home.Entry{{URL: "/views/1", Text: hostile, Note: hostile, EditURL: "/views/1/edit"}},
	}))
}

func TestProblem(t *testing.T) {
	viewtest.Golden(t, problem.Page(problem.Model{Title: hostile, Text: hostile, Method: hostile, Code: hostile, Fault: hostile, Ref: "abc", Back: "/", BackLabel: "Back"}))
}

var hash = regexp.MustCompile(static.Prefix + `(\w+)\.[0-9a-f]{12}\.`)

// named takes the hashes out of the addresses of static files: the golden files are not about their content.
func named(c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b bytes.Buffer
		if err := c.Render(ctx, &b); err != nil {
			return err
		}
		_, err := w.Write(hash.ReplaceAll(b.Bytes(), []byte(static.Prefix+"$1.HASH.")))
		return err
	})
}
