package handlers

import (
	"github.com/a-h/templ"

	"portaconsole/handlers/session"
	"portaconsole/porta/catalog"
	"portaconsole/views/layout"
)

func userView(u *session.User) *layout.User {
	rule := u.Client.Server().Rule()
	label := rule.Label
	if label == "" {
		label = u.Client.Server().Domain()
	}
	return &layout.User{Server: label, Realm: u.Client.Realm(), Login: u.Client.Login(), Production: rule.Production}
}

// navView lists the record types that can be listed.
func navView(c *catalog.Catalog, current *catalog.RecordType) []layout.NavGroup {
	var nav []layout.NavGroup
	for _, s := range c.Services {
		g := layout.NavGroup{Name: s.Name}
		for _, r := range s.Records {
			if r.Operation(catalog.List) != nil {
				isCurrent := current != nil && r.Path() == current.Path()
				g.Open = g.Open || isCurrent
				g.Links = append(g.Links, layout.NavLink{Label: r.Name, URL: templ.URL(listURL(r)), Current: isCurrent})
			}
		}
		if len(g.Links) > 0 {
			nav = append(nav, g)
		}
	}
	if len(nav) <= fewGroups {
		for i := range nav {
			nav[i].Open = true
		}
	}
	return nav
}

// fewGroups are shown open all together.
const fewGroups = 6
