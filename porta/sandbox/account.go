package sandbox

import (
	"slices"
	"strings"

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
		kind: s.catalog.Record("Account", "account"),
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
	return c.customerScope("i_customer")
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
	op := c.accounts.kind.Operation(catalog.List)
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
	body := []attr.Member{attr.M(op.ListKey, attr.ArrayValue(items...))}
	if c.is("get_total") {
		body = append(body, attr.M("total", number(int64(total))))
	}
	return done(body...), nil
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
		return c.accounts.get(c.accounts.kind.Operation(catalog.Get))(c) // says in its own way that there is none
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

// hiddenOfAccount: passwords come only when they are asked for, though an account may see its own for SIP (both seen); lists are
// without what is large.
func (c *call) hiddenOfAccount() map[string]bool {
	hidden := make(map[string]bool)
	if !c.is("get_auth_info") || c.opt.major() >= 128 {
		hidden["password"], hidden["api_token"], hidden["h323_password"] = true, true, c.realm != AccountRealm
	}
	if c.name == "get_account_list" {
		hidden["service_features"] = c.params.Get("get_service_features").Len() == 0
		hidden["assigned_addons"] = !c.is("detailed_info")
	} else {
		hidden["service_features"] = c.is("without_service_features")
	}
	return hidden
}

// showAccount adds what an account's record holds of its customer and its product, and what the switches ask for.
func (c *call) showAccount(key int64, row attr.Value) attr.Value {
	owner, _ := row.Get("i_customer").Int()
	product, _ := row.Get("i_product").Int()
	customer, products := c.customers.rows, c.products.rows
	status := customer.cell(owner, "bill_status")
	members := make([]attr.Member, 0, row.Len()+16)
	for _, m := range row.Members() {
		switch m.Name {
		case "assigned_addons":
			m.Value = c.showAddons(m.Value)
		case "service_features":
			if names := c.params.Get("get_service_features"); names.Kind() == attr.Array {
				m.Value = onlyFeatures(m.Value, names)
			}
		}
		members = append(members, m)
	}
	members = append(members,
		attr.M("iso_4217", customer.cell(owner, "iso_4217")),
		attr.M("customer_name", customer.cell(owner, "name")),
		attr.M("customer_bill_status", status),
		attr.M("customer_blocked", customer.cell(owner, "blocked")),
		attr.M("is_active", attr.SwitchValue(row.Get("bill_status").Text() == statusOpen && status.Text() == statusOpen)),
		attr.M("product_name", products.cell(product, "name")),
		attr.M("product_visible_name", products.cell(product, "end_user_name")),
	)
	return attr.ObjectValue(c.askedOfAccount(key, row, members)...)
}

// askedOfAccount adds what the switches of the call ask for.
func (c *call) askedOfAccount(key int64, row attr.Value, members []attr.Member) []attr.Member {
	if c.is("get_statuses") {
		if s := c.accountState(row); s != "ok" {
			members = append(members, attr.M("status", text(s))) // absent means ok
		}
	}
	if c.is("detailed_info") {
		members = append(members, attr.M("time_zone_name", zoneName(row.Get("i_time_zone"))))
		if keys := c.extensions.rows.lookup("i_account", number(key).Text()); len(keys) > 0 {
			members = append(members,
				attr.M("extension_id", c.extensions.rows.cell(keys[0], "id")), attr.M("extension_name", c.extensions.rows.cell(keys[0], "name")))
		}
	}
	if c.is("get_included_services") {
		product, _ := row.Get("i_product").Int()
		members = append(members, attr.M("included_services", c.products.rows.cell(product, "included_services")))
	}
	limit, _ := c.params.Get("limit_alias_did_number_list").Int()
	if !c.is("with_aliases") && limit <= 0 {
		return members
	}
	var aliases, numbers []attr.Value
	for _, alias := range c.aliases.rows.lookup("i_master_account", number(key).Text()) {
		aliases = append(aliases, c.aliases.rows.row(alias, nil))
		if v := c.numberOfAlias(alias); !v.IsAbsent() && int64(len(numbers)) < limit {
			numbers = append(numbers, v)
		}
	}
	if c.is("with_aliases") {
		members = append(members, attr.M("alias_list", attr.ArrayValue(aliases...)))
	}
	if limit > 0 {
		members = append(members, attr.M("alias_did_number_list", attr.ArrayValue(numbers...)))
	}
	return members
}

// accountState is the one word for how an account is.
func (c *call) accountState(row attr.Value) string {
	owner, _ := row.Get("i_customer").Int()
	today := date(c.now().UTC()).Text()
	switch expires := row.Get("expiration_date").Text(); {
	case row.Get("bill_status").Text() == statusClosed:
		return "closed"
	case row.Get("bill_status").Text() == statusInactive:
		return "inactive"
	case row.Get("blocked").Text() == "Y":
		return "blocked"
	case row.Get("bill_status").Text() == statusSuspended:
		return "suspended"
	case expires != "" && expires < today:
		return "expired"
	case row.Get("activation_date").Text() > today:
		return "not_yet_active"
	}
	switch s := customerState(c.customers.rows.row(owner, nil)); s {
	case "exported", "suspended", "blocked", "provisionally_terminated":
		return "customer_" + s
	}
	if model, _ := row.Get("billing_model").Int(); model == modelDebit && moneyOf(row.Get("balance")) <= 0 {
		return "zero_balance"
	}
	return "ok"
}

// showAddons completes the add-ons of an account with what their products say.
func (c *call) showAddons(list attr.Value) attr.Value {
	items := make([]attr.Value, 0, list.Len())
	for _, m := range list.Members() {
		product, _ := m.Value.Get("i_product").Int()
		whole := m.Value
		for _, name := range []string{"name", "description", "end_user_name", "iso_4217", "addon_priority", "hidden", "managed_by_user", "shared"} {
			whole, _ = whole.With(attr.Path{name}, c.products.rows.cell(product, name))
		}
		items = append(items, whole)
	}
	return attr.ArrayValue(items...)
}

// checkAccount holds the rules for an account beside those of the schema.
func (c *call) checkAccount(key int64, info attr.Value) (attr.Value, error) {
	const wrapper = "account_info"
	if err := c.ownChange(info); err != nil {
		return info, err
	}
	if err := c.checkLogin(wrapper, info); err != nil {
		return info, err
	}
	if err := c.checkServicePassword(key, info); err != nil {
		return info, err
	}
	if err := c.reference(c.customers, "i_customer", info); err != nil && c.realm != AccountRealm {
		return info, err
	}
	if err := c.reference(c.products, "i_product", info); err != nil {
		return info, err
	}
	if err := c.checkAddons(info.Get("assigned_addons")); err != nil {
		return info, err
	}
	if id := info.Get("id").Text(); id != "" && len(c.aliases.rows.lookup("id", id)) > 0 {
		return info, errDuplicate(c.service, "duplicate_id", "An account with this ID exists already")
	}
	for _, derived := range []string{"iso_4217", "extension_id", "extension_name", "did_number", "alias_list", "included_services"} {
		info = info.Without(attr.Path{derived}) // kept elsewhere
	}
	if key != 0 {
		return info.Without(attr.Path{"opening_balance"}), nil
	}
	return c.newAccount(info), nil
}

// newAccount completes an account that is to be made.
func (c *call) newAccount(info attr.Value) attr.Value {
	today := date(c.now().UTC())
	info = withDefaults(info,
		attr.M("bill_status", text(statusOpen)),
		attr.M("blocked", text("N")),
		attr.M("i_account_role", number(1)),
		attr.M("activation_date", today),
		attr.M("opening_balance", number(0)),
		attr.M("i_env", number(1)),
	)
	return c.withPassword(withDefaults(info, attr.M("balance", info.Get("opening_balance")), attr.M("issue_date", today)))
}

// checkServicePassword refuses one that is easy to guess. The wording is seen, the code is our choice.
func (c *call) checkServicePassword(key int64, info attr.Value) error {
	password := strings.ToLower(info.Get("h323_password").Text())
	if password == "" {
		return nil
	}
	id := info.Get("id").Text()
	if id == "" {
		id = c.accounts.rows.cell(key, "id").Text()
	}
	number, _, _ := strings.Cut(strings.ToLower(id), "@")
	if password == number || strings.Count(password, password[:1]) == len(password) ||
		slices.Contains([]string{"123456", "12345678", "password", "qwerty"}, password) {
		return &fault{"Server.Account.weak_service_password", "Failed to add Account: the service password is easy to guess"}
	}
	return nil
}

func (c *call) checkAddons(list attr.Value) error {
	for i, m := range list.Members() {
		at := attr.Path{"account_info", "assigned_addons", number(int64(i)).Text(), "i_product"}.String()
		product, ok := m.Value.Get("i_product").Int()
		if !ok {
			return errMissing(c.service, at)
		}
		if priority, _ := c.products.rows.cell(product, "addon_priority").Int(); priority == 0 {
			return errOutOfRange(c.service, at, "must be an add-on product")
		}
	}
	return nil
}

// updateAccount has the documented trap: a change of the main product without assigned_addons takes the add-ons away.
func (c *call) updateAccount() (reply, error) {
	op := c.accounts.kind.Operation(catalog.Update)
	key, err := c.accounts.toChange(c, op)
	if err != nil {
		return reply{}, err
	}
	info, err := c.accounts.accept(c, op, key)
	if err != nil {
		return reply{}, err
	}
	if product := info.Get("i_product"); !product.IsEmpty() && !attr.Equal(product, c.accounts.rows.cell(key, "i_product")) {
		if !info.Has("assigned_addons") {
			info, _ = info.With(attr.Path{"assigned_addons"}, attr.ArrayValue())
		}
		c.followProduct(key, product)
	}
	c.accounts.rows.update(key, info)
	return done(attr.M("i_account", number(key))), nil
}

// followProduct lets the subscription that came with the old product be that of the new one.
func (c *call) followProduct(account int64, product attr.Value) {
	for _, fee := range c.lineFees.rows.lookup("i_account", number(account).Text()) {
		if c.lineFees.rows.cell(fee, "obligatory").Text() == "Y" {
			n, _ := product.Int()
			c.lineFees.rows.update(fee, attr.ObjectValue(
				attr.M("i_product", product), attr.M("i_subscription", number(n-firstProduct+firstSubscription)),
				attr.M("invoice_description", c.products.rows.cell(n, "end_user_name"))))
		}
	}
}
