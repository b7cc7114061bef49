// Package login is the pages for people who are not signed in.
package login

// Form is the sign-in page, with what was typed. Secrets are never sent back.
type Form struct {
	Domain, Port, Login string
	UsePassword         bool
	Next                string // where to go after signing in
	Notice              string // why one has to sign in, when it is not the first time
	Error               string
	ErrorField          string // id of the field that the error is about; "" for none
	Servers             []Server
	DemoToken           string // the demo's own token or password: no secret
	DemoPassword        string
}

// Server is one that can be signed in to.
type Server struct{ Domain, Port, Label string }

// PasswordForm is the page that replaces an expired password.
type PasswordForm struct {
	Domain, Port, Login, Next string
	Error                     string
	ErrorField                string // id of the field that the error is about
}

// ports explains which port belongs to which realm; installations may have others.
var ports = []struct{ Port, Realm string }{
	{"443", "Administrator"}, {"8442", "Reseller"}, {"8444", "Customer"}, {"8445", "Account"},
}
