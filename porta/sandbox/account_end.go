package sandbox

import (
	"fmt"

	"portaconsole/porta/attr"
)

// terminateAccount ends an account for good. The record stays, closed, under an ID with a suffix. Terminating twice changes nothing.
func (c *call) terminateAccount() (reply, error) {
	key, err := c.accounts.named(c)
	if err != nil {
		return reply{}, err
	}
	if c.accounts.rows.cell(key, "bill_status").Text() == statusClosed {
		return success(), nil
	}
	c.endAccount(key, c.params.Get("release_assigned_did").IsEmpty() || c.is("release_assigned_did"))
	return success(), nil
}

// endAccount closes an account, frees its ID and login for others, and takes away its aliases, extensions and subscriptions. Its DID
// numbers go back to the pool, or stay with the customer.
func (c *call) endAccount(key int64, releaseNumbers bool) {
	rows := c.accounts.rows
	old := rows.cell(key, "id").Text()
	id := ""
	for n := 1; id == "" || len(rows.lookup("id", id)) > 0; n++ {
		id = fmt.Sprintf("%s-old%d", old, n)
	}
	rows.update(key, attr.ObjectValue(attr.M("bill_status", text(statusClosed)), attr.M("id", text(id)), attr.M("login", null)))
	own := number(key).Text()
	for _, alias := range c.aliases.rows.lookup("i_master_account", own) {
		c.endAlias(alias, releaseNumbers)
	}
	for _, extension := range c.extensions.rows.lookup("i_account", own) {
		c.extensions.rows.remove(extension)
	}
	for _, fee := range c.lineFees.rows.lookup("i_account", own) {
		c.endLineFee(fee)
	}
}

// moveAccount gives an account to another customer.
func (c *call) moveAccount() (reply, error) {
	key, err := c.accounts.named(c)
	if err != nil {
		return reply{}, err
	}
	request := c.method.Request
	changes := attr.ObjectValue()
	for _, name := range []string{"i_customer", "i_product", "batch_name", "i_routing_plan", "i_vd_plan"} {
		if v := c.params.Get(name); !v.IsEmpty() {
			kept, err := stored(c.service, request.At(attr.Path{name}), attr.Path{name}, v)
			if err != nil {
				return reply{}, err
			}
			changes, _ = changes.With(attr.Path{name}, kept)
		}
	}
	if err := c.reference(c.customers, "i_customer", changes); err != nil {
		return reply{}, err
	}
	if err := c.reference(c.products, "i_product", changes); err != nil {
		return reply{}, err
	}
	if c.accounts.rows.cell(key, "bill_status").Text() == statusClosed {
		return reply{}, &fault{"Server.Account.wrong_status", "Failed to move Account: it is terminated"}
	}
	c.accounts.rows.update(key, changes)
	for _, extension := range c.extensions.rows.lookup("i_account", number(key).Text()) {
		c.extensions.rows.remove(extension) // extensions are the old customer's
	}
	return done(attr.M("i_account", number(key))), nil
}
