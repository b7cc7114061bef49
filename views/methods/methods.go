// Package methods is the search over all methods, and the page that documents one.
package methods

import "github.com/a-h/templ"

// Search is the search page.
type Search struct {
	Query  string
	Hits   []Hit
	Result string // "12 methods", or why there are none
	// Services are all methods by service, when nothing is searched for.
	Services []Service
}

// Hit is one method that was found.
type Hit struct {
	Path, Summary string
	URL           templ.SafeURL
	Record        string // "Account/account: create"
	RecordURL     templ.SafeURL
	Attribute     string // where the attribute stands that was searched for
	Marks         []string
}

// Service is a service with its methods.
type Service struct {
	Name    string
	Open    bool // the only one that is shown
	Methods []Hit
}

// Method is the page of one method.
type Method struct {
	Path, Summary, Description string
	Marks                      []string
	Operation                  string // what it is for a record type
	OperationURL               templ.SafeURL
	Request, Reply             []Attribute
	NoForm                     string // why it cannot be called from here
}

// Attribute is one attribute of a request or reply.
type Attribute struct {
	Name, Type, Note string
	Required         bool
	ReadOnly         bool
	Choices          []string
	More             string // why what is below it is not shown
	Kids             []Attribute
}
