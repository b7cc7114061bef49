// Package session says what a signed-in user is, and keeps it between requests.
package session

import (
	"slices"
	"sync"

	"portaconsole/porta"
)

// User is who is signed in, with the client that acts for them. It lives on the server; the browser holds
// a random id and nothing else.
type User struct {
	Client *porta.Client
	Sends  Sends
	fresh  fresh
}

// fresh is what was just done with records, each until its page was shown.
type fresh struct {
	mu    sync.Mutex
	deeds []deed
}

type deed struct{ url, what string }

// Did remembers what was just done with the record at the address.
func (u *User) Did(url, what string) {
	u.fresh.mu.Lock()
	defer u.fresh.mu.Unlock()
	u.fresh.deeds = append(u.fresh.deeds, deed{url, what})
	if len(u.fresh.deeds) > 100 {
		u.fresh.deeds = u.fresh.deeds[1:]
	}
}

// TakeDeed says what was just done with the record at the address, once; "" when nothing was.
func (u *User) TakeDeed(url string) (what string) {
	u.fresh.mu.Lock()
	defer u.fresh.mu.Unlock()
	u.fresh.deeds = slices.DeleteFunc(u.fresh.deeds, func(d deed) bool {
		if d.url == url {
			what = d.what
		}
		return d.url == url
	})
	return what
}

// Owner is whose everything is that is remembered.
type Owner = porta.Owner

// Owner returns whose the user's things are.
func (u *User) Owner() Owner { return u.Client.Owner() }
