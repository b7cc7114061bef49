// Package home is the start page.
package home

import "portaconsole/views/ui"

// Model is the start page: three pickers.
type Model struct {
	Services   []ui.Option
	Records    []Group
	Operations []ui.Option
	Error      string
}

// Group is the record types of one service.
type Group struct {
	Service string
	Records []ui.Option
}
