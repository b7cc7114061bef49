package sandbox

import "portaconsole/porta/attr"

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
