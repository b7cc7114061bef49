package sandbox

import (
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func (s *Server) newNumbers() *records {
	return &records{
		kind: s.ownKind("DID", "number"),
		rows: newTable("i_did_number", firstNumber, s.world.numberRows(),
			indexed{column: "number"}, indexed{"i_customer", byCustomer(s.world.numbersOf)}),
		unique: []uniqueColumn{{"number", "duplicate_number", "This DID number exists already"}},
		scope:  func(c *call) []filter { return c.customerScope() },
		filters: map[string]func(*call, attr.Value) []filter{
			"usage": usageFilter,
			"available_to_customer": func(_ *call, _ attr.Value) []filter {
				return []filter{emptyFilter("i_customer"), idFilter("is_used", 0)}
			},
			"number_list": keysFilter,
		},
		check: (*call).checkNumber,
	}
}

var numberRules = map[string]rule{
	"DID/delete_number":             changing((*call).deleteNumber),
	"DID/assign_did_to_customer":    changing((*call).assignToCustomer),
	"DID/release_did_from_customer": changing((*call).releaseFromCustomer),
	"DID/assign_did_to_account":     changing((*call).assignToAccount),
	"DID/get_customer_numbers":      reading((*call).customerNumbers),
}

// usageFilter: A all, I idle, U used by an account, F not on an account, Z frozen, R reserved for a customer.
func usageFilter(_ *call, v attr.Value) []filter {
	switch v.Text() {
	case "I":
		return []filter{emptyFilter("i_customer"), idFilter("is_used", 0), notFilter("frozen", "Y")}
	case "U":
		return []filter{idFilter("is_used", 1)}
	case "F":
		return []filter{idFilter("is_used", 0)}
	case "Z":
		return []filter{likeFilter("frozen", "Y")}
	case "R":
		return []filter{idFilter("is_used", 0), {column: "i_customer", accept: func(v attr.Value) bool { return !v.IsEmpty() }}}
	}
	return nil
}

func keysFilter(_ *call, v attr.Value) []filter {
	var keys []int64
	for _, m := range v.Members() {
		if n, ok := m.Value.Get("i_did_number").Int(); ok {
			keys = append(keys, n)
		}
	}
	return []filter{idFilter("i_did_number", keys...)}
}

// checkNumber: a client sends the number as an integer, it is kept as text all the same.
func (c *call) checkNumber(key int64, info attr.Value) (attr.Value, error) {
	if s := info.Get("number").Text(); s != "" && strings.Trim(s, "0123456789") != "" {
		return info, errOutOfRange(c.service, "number_info.number", "must be digits in E.164 form")
	}
	if err := c.reference(c.customers, "i_customer", info); err != nil {
		return info, err
	}
	if key != 0 {
		return info, nil
	}
	return withDefaults(info, attr.M("country_iso", text("--")), attr.M("is_used", number(0)), attr.M("frozen", text("N")),
		attr.M("free_of_charge", text("N")), attr.M("external", number(0))), nil
}

func (c *call) deleteNumber() (reply, error) {
	key, err := c.numbers.named(c)
	if err != nil {
		return reply{}, err
	}
	if c.numbers.rows.cell(key, "is_used").Text() == "1" {
		return reply{}, &fault{"Server.DID.number_is_used", "Failed to delete the number: an account uses it"}
	}
	c.numbers.rows.remove(key)
	return reply{}, nil
}

func (c *call) assignToCustomer() (reply, error) {
	key, err := c.numbers.named(c)
	if err != nil {
		return reply{}, err
	}
	if err := c.reference(c.customers, "i_customer", c.params); err != nil {
		return reply{}, err
	}
	owner, _ := c.params.Get("i_customer").Int()
	if have := c.numbers.rows.cell(key, "i_customer"); !have.IsEmpty() && have.Text() != number(owner).Text() {
		return reply{}, &fault{"Server.DID.number_is_used", "Failed to assign the number: it belongs to another customer"}
	}
	c.numbers.rows.update(key, set("i_customer", number(owner)))
	return success(), nil
}

func (c *call) releaseFromCustomer() (reply, error) {
	key, err := c.numbers.named(c)
	if err != nil {
		return reply{}, err
	}
	if alias, ok := c.numbers.rows.cell(key, "i_account").Int(); ok {
		c.endAlias(alias, true)
	}
	c.numbers.rows.update(key, set("i_customer", null))
	return success(), nil
}

// assignToAccount makes an alias of the number for the account, and the number its customer's.
func (c *call) assignToAccount() (reply, error) {
	key, err := c.numbers.named(c)
	if err != nil {
		return reply{}, err
	}
	master, _ := c.params.Get("i_master_account").Int()
	if !c.accounts.visible(c, master) {
		return reply{}, errNotFound(c.service, "i_master_account")
	}
	id, owner := c.numbers.rows.cell(key, "number"), c.accounts.rows.cell(master, "i_customer")
	have := c.numbers.rows.cell(key, "i_customer")
	if c.numbers.rows.cell(key, "is_used").Text() == "1" || !have.IsEmpty() && have.Text() != owner.Text() {
		return reply{}, &fault{"Server.DID.number_is_used", "Failed to assign the number: it is in use"}
	}
	if len(c.accounts.rows.lookup("id", id.Text())) > 0 || len(c.aliases.rows.lookup("id", id.Text())) > 0 {
		return reply{}, errDuplicate("Account", "duplicate_id", "An account with this ID exists already")
	}
	alias := c.aliases.rows.insert(attr.ObjectValue(attr.M("id", id), attr.M("i_master_account", number(master)),
		attr.M("blocked", text("N")), attr.M("i_account_role", number(1)), attr.M("billing_model", number(modelAlias))))
	c.numbers.rows.update(key, attr.ObjectValue(attr.M("i_customer", owner), attr.M("i_account", number(alias)),
		attr.M("i_master_account", number(master)), attr.M("is_used", number(1))))
	return success(), nil
}

// customerNumbers are a customer's numbers under other names of the attributes.
func (c *call) customerNumbers() (reply, error) {
	customer, ok := c.params.Get("i_customer").Int()
	if !ok {
		if customer = c.ownCustomer(); customer == 0 {
			return reply{}, errMissing(c.service, "i_customer")
		}
	}
	offset, limit, err := c.page()
	if err != nil {
		return reply{}, err
	}
	filters := append(c.customerScope(), idFilter("i_customer", customer))
	if s := c.params.Get("number").Text(); s != "" {
		filters = append(filters, likeFilter("number", s))
	}
	keys, total := c.numbers.rows.find(filters, offset, limit)
	items := make([]attr.Value, len(keys))
	for i, key := range keys {
		row := c.numbers.rows.row(key, nil)
		items[i] = attr.ObjectValue(
			attr.M("i_did_number", number(key)), attr.M("did_number", row.Get("number")), attr.M("i_customer", row.Get("i_customer")),
			attr.M("i_account", row.Get("i_account")), attr.M("i_master_account", row.Get("i_master_account")),
			attr.M("country_name", row.Get("country_name")),
			attr.M("pricing", attr.ObjectValue(
				attr.M("iso_4217", row.Get("iso_4217")), attr.M("activation_fee", row.Get("activation_fee")), attr.M("periodic_fee", row.Get("periodic_fee")))))
	}
	return c.listed(c.numbers.operation(catalog.List).ListKey, items, total), nil
}
