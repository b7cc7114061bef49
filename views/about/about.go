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

// shortcuts are what static/js/console.js and the data-keys attributes make of keys.
var shortcuts = []struct{ Keys, Does string }{
	{"/", "search"}, {"n", "new record, where a list is shown"}, {"e", "edit the record that is shown"},
	{"g s", "start page"}, {"g m", "all methods"}, {"g j", "journal"}, {"g a", "about"}, {"?", "this list"},
	{"Ctrl Enter", "send the form"}, {"↓ ↑ Enter", "choose an attribute while its name is typed"},
	{"F2", "open the menu of the attribute that has the focus: Remove, type, order"}, {"Esc", "close what is open beside a field"},
}
