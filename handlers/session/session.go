// Package session says what a signed-in user is, and keeps it between requests.
package session

import (
	"slices"
	"strings"
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

// News is what was just done, for the page that it leads to.
type News struct {
	Verb string // "created"
	What string // what it was done to, as far as that is known without reading it: "account 15550100"
	// Entry is the page that tells of it where the one that it leads to cannot be shown.
	Entry string
}

// fresh are the news, the oldest first, each until its page was shown.
type fresh struct {
	mu   sync.Mutex
	list []addressed
}

type addressed struct {
	path string
	news News
}

func pathOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path
}

// maxNews bounds the news whose pages are never shown.
const maxNews = 100

// Tell has the page at the address say the news, once. What follows a question mark does not count: it says how the page finds, or
// shows, what it is about.
func (u *User) Tell(url string, n News) {
	u.TakeNews(url)
	u.fresh.mu.Lock()
	defer u.fresh.mu.Unlock()
	u.fresh.list = append(u.fresh.list, addressed{pathOf(url), n})
	if len(u.fresh.list) > maxNews {
		u.fresh.list = u.fresh.list[1:]
	}
}

// TakeNews returns the news for the page at the address, once; none is the zero News.
func (u *User) TakeNews(url string) (n News) {
	u.fresh.mu.Lock()
	defer u.fresh.mu.Unlock()
	i := slices.IndexFunc(u.fresh.list, func(a addressed) bool { return a.path == pathOf(url) })
	if i < 0 {
		return News{}
	}
	n = u.fresh.list[i].news
	u.fresh.list = slices.Delete(u.fresh.list, i, i+1)
	return n
}

// Owner is whose everything is that is remembered.
type Owner = porta.Owner

// Owner returns whose the user's things are.
func (u *User) Owner() Owner { return u.Client.Owner() }
