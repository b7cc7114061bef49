package sandbox

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

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
	op := c.accounts.operation(catalog.Update)
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
