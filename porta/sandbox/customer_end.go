package sandbox

import "portaconsole/porta/attr"

// named returns the record that the parameters name by its key and that the caller may change.
func (r *records) named(c *call) (int64, error) {
	key, ok := c.params.Get(r.rows.key).Int()
	if !ok {
		if key = r.ownKey(c); key == 0 {
			return 0, errMissing(c.service, r.rows.key)
		}
	}
	if !r.visible(c, key) {
		return 0, errNotFound(c.service, r.rows.key)
	}
	return key, nil
}

func set(name string, v attr.Value) attr.Value { return attr.ObjectValue(attr.M(name, v)) }

// terminateCustomer closes a customer with all his accounts for good. The record stays. A reseller with customers that are
// not closed is refused; what else a real server does with him is not known. Terminating twice changes nothing.
func (c *call) terminateCustomer() (reply, error) {
	key, err := c.customers.named(c)
	if err != nil {
		return reply{}, err
	}
	customers, accounts := c.customers.rows, c.accounts.rows
	_, open := customers.find([]filter{idFilter("i_parent", key), notFilter("bill_status", statusClosed)}, 0, 0)
	if open > 0 {
		return reply{}, &fault{"Server.Customer.has_sub_customers", "Failed to terminate the customer: it has customers that are not closed"}
	}
	keys, _ := accounts.find([]filter{idFilter("i_customer", key), notFilter("bill_status", statusClosed)}, 0, accounts.size())
	for _, account := range keys {
		c.endAccount(account, true)
	}
	customers.update(key, attr.ObjectValue(attr.M("bill_status", text(statusClosed)), attr.M("login", null)))
	return success(), nil
}

// deleteCustomer is for customers that nothing hangs on (seen); all others are terminated.
func (c *call) deleteCustomer() (reply, error) {
	key, err := c.customers.named(c)
	if err != nil {
		return reply{}, err
	}
	if c.isUsed(key) {
		return reply{}, &fault{"Server.Customer.customer_is_used", "Failed to delete the customer: it has accounts, customers or xDRs"}
	}
	c.customers.rows.remove(key)
	return reply{}, nil
}

func (c *call) suspendCustomer() (reply, error) { return c.switchCustomer(statusOpen, statusSuspended) }

func (c *call) unsuspendCustomer() (reply, error) {
	return c.switchCustomer(statusSuspended, statusOpen)
}

// switchCustomer changes a customer from one status to another; one that is there already stays as it is.
func (c *call) switchCustomer(from, to string) (reply, error) {
	key, err := c.customers.named(c)
	if err != nil {
		return reply{}, err
	}
	switch c.customers.rows.cell(key, "bill_status").Text() {
	case from:
		c.customers.rows.update(key, set("bill_status", text(to)))
	case to:
	default:
		return reply{}, &fault{"Server.Customer.wrong_status", "Failed: the customer's status does not allow this"}
	}
	return success(), nil
}

// validateCustomer and validateAccount are dry runs: the completed record, or the fault that the creation or change would give.
func (c *call) validateCustomer() (reply, error) { return c.customers.validate(c, "customer_info") }

func (c *call) validateAccount() (reply, error) { return c.accounts.validate(c, "account_info") }

func (r *records) validate(c *call, wrapper string) (reply, error) {
	given := c.params.Get(wrapper)
	key, _ := given.Get(r.rows.key).Int()
	if key != 0 && !r.visible(c, key) {
		return reply{}, errNotFound(c.service, r.rows.key)
	}
	info, err := r.acceptInfo(c, c.method.Request.At(attr.Path{wrapper}), attr.Path{wrapper}, key)
	if err != nil {
		return reply{}, err
	}
	if key != 0 {
		whole := r.present(c, key)
		for _, m := range info.Members() {
			whole, _ = whole.With(attr.Path{m.Name}, m.Value)
		}
		info = whole
	}
	for name := range secretColumns {
		info = info.Without(attr.Path{name})
	}
	return done(attr.M(wrapper, info)), nil
}

// changePassword changes a self-care password. A wrong old or a bad new one is no fault but success 0 with the reasons (seen
// for customers). Administrators and resellers need not know the old one (our choice).
func (r *records) changePassword(c *call) (reply, error) {
	key, err := r.named(c)
	if err != nil {
		return reply{}, err
	}
	old, next := c.params.Get("old_password").Text(), c.params.Get("new_password").Text()
	mustKnow := c.realm == CustomerRealm || c.realm == AccountRealm || old != ""
	if mustKnow && !same(r.rows.cell(key, "password").Text(), old) {
		return softFailure("old_password", "The old password is wrong"), nil
	}
	if err := checkPassword(c.service, "new_password", next); err != nil {
		return softFailure("new_password", err.(*fault).text), nil //nolint:errorlint // made there, never wrapped
	}
	r.rows.update(key, attr.ObjectValue(attr.M("password", text(next))))
	return success(), nil
}

func softFailure(attribute, why string) reply {
	return done(attr.M("success", number(0)), attr.M("errors", set(attribute, text(why))))
}
