package sandbox

import (
	"portaconsole/porta/attr"
)

func (s *Server) newAccounts() *records {
	return &records{
		kind: s.catalog.Record("Account", "account"),
		rows: newTable("i_account", firstAccount, s.world.accountRows(), "id", "login").warm("i_customer", "bill_status", "billing_model", "i_product"),
		unique: []uniqueColumn{
			{"id", "duplicate_id", "An account with this ID exists already"},
			{"login", "duplicate_login", "This login is used already"},
		},
		filters: map[string]func(*call, attr.Value) []filter{
			"get_not_closed_accounts": (*call).notClosedFilter,
		},
		hide:  (*call).hiddenOfAccount,
		show:  (*call).showAccount,
		check: (*call).checkAccount,
	}
}

// notClosedFilter: terminated accounts stay listed unless this switch is on (both seen).
func (c *call) notClosedFilter(v attr.Value) []filter {
	if on, _ := v.Bool(); !on {
		return nil
	}
	return []filter{{column: "bill_status", accept: func(have attr.Value) bool { return have.Text() != statusClosed }}}
}

var accountSecrets = map[string]bool{"password": true, "h323_password": true, "api_token": true}

// hiddenOfAccount: passwords come only when they are asked for.
func (c *call) hiddenOfAccount() map[string]bool {
	if c.is("get_auth_info") {
		return nil
	}
	return accountSecrets
}

// showAccount adds what an account's record holds of its customer and its product.
func (c *call) showAccount(_ int64, row attr.Value) attr.Value {
	owner, _ := row.Get("i_customer").Int()
	product, _ := row.Get("i_product").Int()
	customer := c.customers.rows
	status := customer.cell(owner, "bill_status")
	members := append(row.Members()[:row.Len():row.Len()],
		attr.M("iso_4217", customer.cell(owner, "iso_4217")),
		attr.M("customer_name", customer.cell(owner, "name")),
		attr.M("customer_bill_status", status),
		attr.M("customer_blocked", customer.cell(owner, "blocked")),
		attr.M("is_active", attr.SwitchValue(row.Get("bill_status").Text() == statusOpen && status.Text() == statusOpen)),
		attr.M("product_name", c.products.cell(product, "name")),
		attr.M("product_visible_name", c.products.cell(product, "end_user_name")),
	)
	return attr.ObjectValue(members...)
}

// checkAccount holds the rules for an account beside those of the schema.
func (c *call) checkAccount(key int64, info attr.Value) (attr.Value, error) {
	const wrapper = "account_info"
	if err := c.checkLogin(wrapper, info); err != nil {
		return info, err
	}
	if err := c.reference(c.customers, wrapper, "i_customer", info); err != nil {
		return info, err
	}
	if product, ok := info.Get("i_product").Int(); ok && !c.products.has(product) {
		return info, errNotFound(c.service, "i_product")
	}
	info = info.Without(attr.Path{"iso_4217"}) // always the customer's
	if key != 0 {
		return info.Without(attr.Path{"opening_balance"}), nil
	}
	today := date(c.now().UTC())
	info = withDefaults(info,
		attr.M("bill_status", text(statusOpen)),
		attr.M("blocked", text("N")),
		attr.M("i_account_role", number(1)),
		attr.M("activation_date", today),
		attr.M("opening_balance", number(0)),
	)
	return c.withPassword(withDefaults(info, attr.M("balance", info.Get("opening_balance")), attr.M("issue_date", today))), nil
}
