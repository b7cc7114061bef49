// Package answer is what a method that was called by hand has answered.
package answer

import "portaconsole/views/records"

// ID is the id of the region.
const ID = "answered"

// Answer is what came back, ready to print. Secrets are masked in all of it.
type Answer struct {
	Result     string  // "0.12 s, 34 KB"
	Tables     []Table // the lists of records in it
	Attributes []records.Attribute
	Empty      []string // the attributes without a value
	Note       string   // what is left out, and where it is
	JSON       string
	JSONNote   string // "The first 256 KB of 3.4 MB"; "" when it is all of it
	Autofocus  bool   // it takes the focus when the page loads
}

// Table is a list of records.
type Table struct {
	Name, Range string // "account_list", "first 250 of 1,204 rows"
	Columns     []records.Column
	Rows        []records.Row
}
