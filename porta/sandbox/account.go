package sandbox

import (
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// Billing models; those above 0 but for aliases and internal ones are "real" beside debit.
const (
	modelDebit       = -1
	modelVoucher     = 0
	modelCredit      = 1
	modelAlias       = 2
	modelBeneficiary = 4
)

func (s *Server) newAccounts() *records {
	return &records{
		kind: s.ownKind("Account", "account"),
		rows: newTable("i_account", firstAccount, s.world.accountRows(),
			indexed{column: "id"}, indexed{column: "login"}, indexed{"i_customer", byCustomer(s.world.accountsOf)},
		).warm("bill_status", "billing_model", "i_product"),
		unique: []uniqueColumn{
			{"id", "duplicate_id", "An account with this ID exists already"},
			{"login", "duplicate_login", "This login is used already"},
		},
		scope:   func(c *call) []filter { return c.ownAccounts() },
		filters: accountFilters,
		self:    (*call).ownAccount,
		hide:    (*call).hiddenOfAccount,
		show:    (*call).showAccount,
		check:   (*call).checkAccount,
	}
}

var accountRules = map[string]rule{
	"Account/get_account_list":        reading((*call).listAccounts),
	"Account/get_account_info":        reading((*call).accountInfo),
	"Account/validate_account_info":   reading((*call).validateAccount),
	"Account/update_account":          changing((*call).updateAccount),
	"Account/terminate_account":       changing((*call).terminateAccount),
	"Account/move_account":            changing((*call).moveAccount),
	"Account/change_password":         changing(func(c *call) (reply, error) { return c.accounts.changePassword(c) }),
	"Account/get_service_features":    reading(func(c *call) (reply, error) { return c.accounts.readFeatures(c) }),
	"Account/update_service_features": changing(func(c *call) (reply, error) { return c.accounts.changeFeatures(c) }),
}

// ownAccounts is what the caller may see of the accounts themselves.
func (c *call) ownAccounts() []filter {
	if c.realm == AccountRealm {
		return []filter{idFilter("i_account", c.who.id)}
	}
	return c.customerScope()
}

func (c *call) ownAccount() int64 {
	if c.realm == AccountRealm {
		return c.who.id
	}
	return 0
}

var accountFilters = map[string]func(*call, attr.Value) []filter{
	// terminated accounts stay listed unless this switch is on (both seen)
	"get_not_closed_accounts": onSwitch(func() []filter { return []filter{notFilter("bill_status", statusClosed)} }),
	"get_only_real_accounts": onSwitch(func() []filter {
		return []filter{idFilter("billing_model", modelDebit, modelCredit, modelBeneficiary)}
	}),
	"sip_status": onSwitch(func() []filter { return []filter{idFilter("sip_status", 1)} }),
	"did_number": func(c *call, v attr.Value) []filter {
		return c.throughFilter(c.aliases, likeFilter("id", v.Text()), "i_master_account")
	},
	"extension_id": func(c *call, v attr.Value) []filter {
		return c.throughFilter(c.extensions, likeFilter("id", v.Text()), "i_account")
	},
	"extension_name": func(c *call, v attr.Value) []filter {
		return c.throughFilter(c.extensions, likeFilter("name", v.Text()), "i_account")
	},
	"custom_fields_values": func(c *call, v attr.Value) []filter { return c.fieldsFilter("account", v) },
}

// throughFilter accepts the accounts that records of another type lead to.
func (c *call) throughFilter(r *records, f filter, column string) []filter {
	keys, _ := r.rows.find([]filter{f}, 0, r.rows.size())
	accounts := make([]int64, 0, len(keys))
	for _, key := range keys {
		if n, ok := r.rows.cell(key, column).Int(); ok {
			accounts = append(accounts, n)
		}
	}
	return []filter{idFilter("i_account", accounts...)}
}

// listAccounts: aliases are accounts of billing model 2 and are listed when that is asked for.
func (c *call) listAccounts() (reply, error) {
	op := c.accounts.operation(catalog.List)
	if n, ok := c.params.Get("billing_model").Int(); !ok || n != modelAlias {
		return c.accounts.list(op)(c)
	}
	offset, limit, err := c.page()
	if err != nil {
		return reply{}, err
	}
	filters := c.accountScope("i_master_account")
	if id := c.params.Get("id").Text(); id != "" {
		filters = append(filters, likeFilter("id", id))
	}
	if owner, ok := c.params.Get("i_customer").Int(); ok {
		keys, _ := c.accounts.rows.find([]filter{idFilter("i_customer", owner)}, 0, c.accounts.rows.size())
		filters = append(filters, idFilter("i_master_account", keys...))
	}
	keys, total := c.aliases.rows.find(filters, offset, limit)
	items := make([]attr.Value, len(keys))
	for i, key := range keys {
		items[i] = c.aliasAsAccount(key)
	}
	return c.listed(op.ListKey, items, total), nil
}

// aliasAsAccount shows an alias as the account that it is.
func (c *call) aliasAsAccount(key int64) attr.Value {
	row := c.aliases.rows.row(key, nil)
	master, _ := row.Get("i_master_account").Int()
	return withDefaults(row,
		attr.M("billing_model", number(modelAlias)),
		attr.M("i_customer", c.accounts.rows.cell(master, "i_customer")),
		attr.M("i_product", c.accounts.rows.cell(master, "i_product")),
		attr.M("bill_status", c.accounts.rows.cell(master, "bill_status")),
		attr.M("master_billing_model", c.accounts.rows.cell(master, "billing_model")),
	)
}

// accountInfo answers an account, or an alias, by any of its keys; expand_alias goes on from the alias to its account.
func (c *call) accountInfo() (reply, error) {
	key, err := c.accounts.asked(c)
	if err != nil {
		return reply{}, err
	}
	if key == 0 {
		if alias := c.askedAlias(); alias != 0 && !c.is("expand_alias") {
			return done(attr.M("account_info", c.aliasAsAccount(alias))), nil
		} else if alias != 0 {
			key, _ = c.aliases.rows.cell(alias, "i_master_account").Int()
		}
	}
	if key == 0 {
		return c.accounts.get(c.accounts.operation(catalog.Get))(c) // says in its own way that there is none
	}
	body := []attr.Member{attr.M("account_info", c.accounts.present(c, key))}
	owner, _ := c.accounts.rows.cell(key, "i_customer").Int()
	if c.is("with_customer_info") {
		body = append(body, attr.M("customer_info", c.customers.rows.row(owner, hiddenBeside)))
	}
	if parent, ok := c.customers.rows.cell(owner, "i_parent").Int(); ok && c.is("with_reseller_info") && c.realm == AdminRealm {
		body = append(body, attr.M("reseller_info", c.customers.rows.row(parent, hiddenBeside)))
	}
	return done(body...), nil
}

// hiddenBeside are the columns of a customer that stands beside an account.
var hiddenBeside = map[string]bool{"password": true, "api_token": true, "service_features": true}

// askedAlias returns the alias that the parameters name and that belongs to an account that the caller may see.
func (c *call) askedAlias() int64 {
	key, ok := c.params.Get("i_account").Int()
	if !ok {
		if keys := c.aliases.rows.lookup("id", c.params.Get("id").Text()); len(keys) > 0 {
			key = keys[0]
		}
	}
	if id := c.params.Get("id").Text(); id != "" && fold(c.aliases.rows.cell(key, "id").Text()) != fold(id) {
		return 0
	}
	master, ok := c.aliases.rows.cell(key, "i_master_account").Int()
	if !ok || !c.accounts.visible(c, master) {
		return 0
	}
	return key
}
