// Package session says what a signed-in user is, and keeps it between requests.
package session

import (
	"portaconsole/porta"
)

// User is who is signed in, with the client that acts for them. It lives on the server; the browser holds
// a random id and nothing else.
type User struct {
	Client *porta.Client
	Sends  Sends
}

// Owner is whose everything is that is remembered: server, realm and login.
type Owner struct{ Server, Realm, Login string }

// Owner returns whose the user's things are.
func (u *User) Owner() Owner {
	return Owner{u.Client.Server().Domain(), u.Client.Realm(), u.Client.Login()}
}
