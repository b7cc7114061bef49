package sandbox

// Which seeded records belong together, both ways by arithmetic: no list is kept, and a million accounts with their
// aliases, numbers, extensions and calls cost no memory.
const (
	aliasEvery     = 5  // of so many accounts in a row one has an alias
	extensionEvery = 4  // and one of so many an extension
	groupEvery     = 10 // one of so many customers has a hunt group
	callsPerLine   = 12 // xDRs of each account
)

// retail counts the customers that are no resellers.
func (w *world) retail() int {
	if w.customers <= 1 {
		return w.customers
	}
	return w.customers - (w.customers+blockSize-1)/blockSize
}

// ownerOf returns the row of the customer that owns an account. Resellers own none; what would be theirs goes to the others in turn.
func (w *world) ownerOf(account int) int {
	n := account / w.perCustomer
	if retail := w.retail(); n >= retail {
		n = account % retail
	}
	if w.customers > 1 {
		n += n/(blockSize-1) + 1
	}
	return n
}

// accountsOf is the reverse: the rows of a customer's accounts.
func (w *world) accountsOf(customer int) (rows []int32) {
	if customer < 0 || customer >= w.customers || w.accounts == 0 || w.isReseller(customer) {
		return nil
	}
	n := customer
	if w.customers > 1 {
		n -= customer/blockSize + 1
	}
	for i := n * w.perCustomer; i < (n+1)*w.perCustomer; i++ {
		rows = append(rows, int32(i)) //nolint:gosec // below the number of accounts
	}
	retail := w.retail()
	first := retail * w.perCustomer
	for i := first + (n-first%retail+retail)%retail; i < w.accounts; i += retail {
		rows = append(rows, int32(i)) //nolint:gosec // below the number of accounts
	}
	return rows
}

// placeOf numbers an account among those of its customer, from 0.
func (w *world) placeOf(account int) int {
	if first := w.retail() * w.perCustomer; account >= first {
		return w.perCustomer + (account-first)/w.retail()
	}
	return account % w.perCustomer
}

// oneOf picks one account of the n-th group of so many in a row, one that has not ended where there is such.
func (w *world) oneOf(n, every int, what salt) int {
	first := n * every
	span := min(every, w.accounts-first)
	start := int(w.roll(n, what) % uint64(span)) //nolint:gosec // below span
	for k := range span {
		if a := first + (start+k)%span; w.accountStatus(a) != statusClosed {
			return a
		}
	}
	return first + start
}

func groups(n, every int) int { return (n + every - 1) / every }

func (w *world) aliases() int { return groups(w.accounts, aliasEvery) }

// masterOf returns the account that an alias belongs to.
func (w *world) masterOf(alias int) int { return w.oneOf(alias, aliasEvery, saltAlias) }

func (w *world) aliasesOf(account int) []int32 {
	if account < 0 || account >= w.accounts || w.masterOf(account/aliasEvery) != account {
		return nil
	}
	return []int32{int32(account / aliasEvery)} //nolint:gosec // below the number of accounts
}

func (w *world) extensions() int { return groups(w.accounts, extensionEvery) }

func (w *world) lineOf(extension int) int { return w.oneOf(extension, extensionEvery, saltField) }

func (w *world) extensionsOf(account int) []int32 {
	if account < 0 || account >= w.accounts || w.lineOf(account/extensionEvery) != account {
		return nil
	}
	return []int32{int32(account / extensionEvery)} //nolint:gosec // below the number of accounts
}

// hunt groups belong to every tenth customer from the third on, none of whom is a reseller.
func (w *world) huntgroups() int { return groups(max(0, w.customers-2), groupEvery) }

func (w *world) customerOfGroup(group int) int { return 2 + group*groupEvery }

func (w *world) groupsOf(customer int) []int32 {
	if customer < 2 || customer >= w.customers || (customer-2)%groupEvery != 0 {
		return nil
	}
	return []int32{int32((customer - 2) / groupEvery)} //nolint:gosec // below the number of customers
}

// DID numbers: the first are in use as aliases; of the spare ones that follow every other one is a customer's.
func (w *world) numbers() int { return w.aliases() + max(40, w.accounts/10) }

func (w *world) customerOfNumber(number int) (customer int, ok bool) {
	if number < w.aliases() {
		return w.ownerOf(w.masterOf(number)), true
	}
	spare := number - w.aliases()
	return spare / 2 % w.customers, spare%2 == 0
}

func (w *world) numbersOf(customer int) (rows []int32) {
	for _, account := range w.accountsOf(customer) {
		rows = append(rows, w.aliasesOf(int(account))...)
	}
	if customer < 0 || customer >= w.customers {
		return rows
	}
	for spare := 2 * customer; spare < w.numbers()-w.aliases(); spare += 2 * w.customers {
		rows = append(rows, int32(w.aliases()+spare)) //nolint:gosec // below the number of numbers
	}
	return rows
}

// callsOf returns the rows of an account's xDRs.
func (w *world) callsOf(account int) (rows []int32) {
	if account < 0 || account >= w.accounts {
		return nil
	}
	for k := range callsPerLine {
		rows = append(rows, int32(account*callsPerLine+k)) //nolint:gosec // at most some millions
	}
	return rows
}

// each gathers what belongs to all accounts of a customer.
func (w *world) ofAccounts(customer int, of func(account int) []int32) (rows []int32) {
	for _, account := range w.accountsOf(customer) {
		rows = append(rows, of(int(account))...)
	}
	return rows
}

// byCustomer and byAccount turn a relation between rows into one that starts from a key.
func byCustomer(of func(customer int) []int32) func(int64) []int32 {
	return func(key int64) []int32 { return of(int(key - firstCustomer)) }
}

func byAccount(of func(account int) []int32) func(int64) []int32 {
	return func(key int64) []int32 { return of(int(key - firstAccount)) }
}
