package sandbox

import (
	"sync"

	"portaconsole/porta/catalog"
)

// data is everything that calls change.
type data struct {
	operators map[string]*operator

	customers, accounts, aliases, extensions, huntgroups, numbers *records
	products, plans, lineFees, customFields, envs                 *records
	calls, accountCalls                                           *records // one table, listed in two ways

	// general are the records of all other types, recordsOf those of every type of the catalogue.
	general   []*records
	recordsOf map[*catalog.RecordType]*records

	fieldsSet    map[fieldOf]string // values of custom fields that were changed
	mails        map[string]mail    // what was done with mailbox messages, by message_uid
	codes        map[string]bool    // sessions that asked for a one-time password
	payments     int64
	transactions map[string]bool // the transaction_ids that were used
	authorized   map[string]bool // those of authorizations that were not captured yet
}

// seed makes the data. The large indexes are made side by side.
func (s *Server) seed() {
	s.data = data{
		operators: newOperators(), fieldsSet: make(map[fieldOf]string), mails: make(map[string]mail), codes: make(map[string]bool),
		transactions: make(map[string]bool), authorized: make(map[string]bool),
	}
	var wg sync.WaitGroup
	wg.Go(func() { s.accounts = s.newAccounts() })
	wg.Go(func() {
		s.customers = s.newCustomers()
		s.aliases, s.extensions, s.huntgroups, s.numbers = s.newAliases(), s.newExtensions(), s.newHuntgroups(), s.newNumbers()
		s.products, s.plans, s.lineFees, s.customFields = s.newProducts(), s.newPlans(), s.newLineFees(), s.newCustomFields()
		s.accountCalls, s.calls = s.newCalls()
		s.envs = s.newEnvs()
	})
	wg.Wait()
	// an alias is an account, so both have their keys from one series
	next := s.world.firstAlias() + int64(s.world.aliases()) - 1
	s.accounts.rows.nextKey = func() int64 { next++; return next }
	s.aliases.rows.nextKey = s.accounts.rows.nextKey
}

// ownKind is a record type that has rules of its own: as the document in use describes it, or as it is known when that has it not.
func (s *Server) ownKind(service, record string) *catalog.RecordType {
	if kind := s.catalog.Record(service, record); kind != nil {
		return kind
	}
	return catalog.Builtin().Record(service, record)
}

// recordTypes are those with rules of their own.
func (s *Server) recordTypes() []*records {
	return []*records{
		s.customers, s.accounts, s.aliases, s.extensions, s.huntgroups, s.numbers,
		s.products, s.plans, s.lineFees, s.customFields, s.envs, s.calls, s.accountCalls,
	}
}
