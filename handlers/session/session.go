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

// fresh are the addresses of records that were just made, each until its page was shown.
type fresh struct {
	mu   sync.Mutex
	urls []string
}

// Created remembers that the record at the address was just made.
func (u *User) Created(url string) {
	u.fresh.mu.Lock()
	defer u.fresh.mu.Unlock()
	u.fresh.urls = append(u.fresh.urls, url)
	if len(u.fresh.urls) > 100 {
		u.fresh.urls = u.fresh.urls[1:]
	}
}

// TakeCreated says whether the record at the address was just made, once.
func (u *User) TakeCreated(url string) bool {
	u.fresh.mu.Lock()
	defer u.fresh.mu.Unlock()
	before := len(u.fresh.urls)
	u.fresh.urls = slices.DeleteFunc(u.fresh.urls, func(other string) bool { return other == url })
	return len(u.fresh.urls) < before
}

// Owner is whose everything is that is remembered.
type Owner = porta.Owner

// Owner returns whose the user's things are.
func (u *User) Owner() Owner { return u.Client.Owner() }
