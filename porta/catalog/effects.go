package catalog

import (
	"slices"
	"strings"
)

// endingVerbs begin the names of methods that end a record for good: it is deleted, terminated or voided. What is only taken from somebody,
// such as a number by release_number, can be given back.
var endingVerbs = []string{"delete", "terminate", "close", "void", "cancel", "remove", "purge", "erase"}

// Ends says that the method ends the record that it is called for. It goes by the name: that all methods of these verbs do so is not documented.
func (m *Method) Ends() bool {
	return m.Changes && slices.Contains(endingVerbs, m.Verb())
}

// MovesMoney says that the method books an amount: its request has one at its top, or its name says that it charges, tops up or makes a
// transaction, also where nothing is known of what it takes.
func (m *Method) MovesMoney() bool {
	verb := m.Verb()
	named := verb == "charge" || verb == "topup" || strings.HasSuffix(m.Name, "_topup") || strings.HasSuffix(m.Name, "_transaction")
	return m.Changes && (named || m.Request.Property("amount") != nil)
}
