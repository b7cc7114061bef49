// Package about is the page that says what this console is connected to.
package about

// Model is the page.
type Model struct {
	Version              string
	Server, Realm, Login string
	Description          string // "Methods of this server, MR118" or "Built-in description"
	Reason               string // why it is not the server's own; "" for none
	Counts               string // "912 methods of 98 services"
	Notes                []string
}
