package sandbox

import (
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// Plans are what is for sale, line fees are the subscriptions that accounts have.
func (s *Server) newPlans() *records {
	return &records{
		kind:   s.ownKind("Subscription", "subscription"),
		rows:   newTable("i_subscription", firstSubscription, subscriptionRows(), indexed{column: "name"}),
		unique: []uniqueColumn{{"name", "duplicate_name", "A subscription with this name exists already"}},
		hide: func(c *call) map[string]bool {
			return map[string]bool{"periodic_fees": !c.is("with_fees")}
		},
		show: func(c *call, _ int64, row attr.Value) attr.Value {
			if c.is("with_discounts") {
				row, _ = row.With(attr.Path{"multi_month_discount_list"}, attr.ArrayValue())
			}
			return row
		},
	}
}

func (s *Server) newLineFees() *records {
	return &records{
		kind: s.ownKind("Account", "subscription"),
		rows: newTable("i_account_subscription", firstLineFee, s.world.lineFeeRows(), indexed{"i_account", byAccount(func(a int) []int32 {
			if a < 0 || a >= s.world.accounts {
				return nil
			}
			return []int32{int32(a)} //nolint:gosec // below the number of accounts
		})}),
		scope: func(c *call) []filter { return c.accountScope("i_account") },
		show:  (*call).showLineFee,
		check: (*call).checkLineFee,
	}
}

var subscriptionRules = map[string]rule{
	"Subscription/delete_subscription":    changing((*call).deletePlan),
	"Customer/add_subscription":           changing((*call).addSubscription),
	"Account/get_subscriptions":           reading((*call).subscriptionsOfAccount),
	"Customer/get_accounts_subscriptions": reading((*call).subscriptionsOfCustomer),
	"Account/add_subscription":            changing((*call).addSubscription),
	"Account/close_subscription":          changing((*call).closeSubscription),
	"Account/activate_subscriptions":      changing((*call).activateSubscriptions),
	"Account/charge_subscription_fees":    changing((*call).chargeFees),
}

// Statuses of an account's subscription.
const (
	subscriptionPending = 0
	subscriptionActive  = 1
	subscriptionClosed  = 2
)

// deletePlan is for plans that no account has.
func (c *call) deletePlan() (reply, error) {
	key, err := c.plans.named(c)
	if err != nil {
		return reply{}, err
	}
	if _, users := c.lineFees.rows.find([]filter{idFilter("i_subscription", key)}, 0, 0); users > 0 {
		return reply{}, &fault{"Server.Subscription.subscription_is_used", "Failed to delete the subscription: accounts have it"}
	}
	c.plans.rows.remove(key)
	return reply{}, nil
}

func (c *call) subscriptionsOfAccount() (reply, error) {
	key, err := c.accounts.named(c)
	if err != nil {
		return reply{}, err
	}
	return c.subscriptionsBy(idFilter("i_account", key))
}

func (c *call) subscriptionsOfCustomer() (reply, error) {
	key, err := c.customers.named(c)
	if err != nil {
		return reply{}, err
	}
	accounts, _ := c.accounts.rows.find([]filter{idFilter("i_customer", key)}, 0, c.accounts.rows.size())
	return c.subscriptionsBy(idFilter("i_account", accounts...))
}

func (c *call) subscriptionsBy(f filter) (reply, error) {
	offset, limit, err := c.page()
	if err != nil {
		return reply{}, err
	}
	keys, total := c.lineFees.rows.find([]filter{f}, offset, limit)
	items := make([]attr.Value, len(keys))
	for i, key := range keys {
		items[i] = c.lineFees.present(c, key)
	}
	return c.listed(c.lineFees.operation(catalog.List).ListKey, items, total), nil
}

// showLineFee: what is current may come as an empty array in the place of an object (seen).
func (c *call) showLineFee(_ int64, row attr.Value) attr.Value {
	plan, _ := row.Get("i_subscription").Int()
	fee := c.plans.rows.cell(plan, "periodic_fees").At(attr.ParsePath("0.0.fee"))
	row = withDefaults(row, attr.M("name", c.plans.rows.cell(plan, "name")), attr.M("monthly_fee", fee))
	if !c.is("with_effective_fees") {
		return row
	}
	current := attr.ArrayValue()
	if n, _ := row.Get("int_status").Int(); n == subscriptionActive {
		current = attr.ObjectValue(attr.M("amount", fee), attr.M("charged_to", row.Get("billed_to")), attr.M("included_periods", number(1)))
	}
	return withDefaults(row, attr.M("effective_fee", fee),
		attr.M("effective_fees_info", attr.ObjectValue(attr.M("current", current), attr.M("next", attr.ArrayValue()))))
}

// addSubscription has the account's key beside subscription_info or in it.
func (c *call) addSubscription() (reply, error) {
	op := c.lineFees.operation(catalog.Create)
	info, err := c.lineFees.accept(c, op, 0)
	if err != nil {
		return reply{}, err
	}
	return done(attr.M("i_account_subscription", number(c.lineFees.rows.insert(info)))), nil
}

func (c *call) checkLineFee(key int64, info attr.Value) (attr.Value, error) {
	if key != 0 { // it stays with its account
		return info.Without(attr.Path{"i_account"}), c.reference(c.plans, "i_subscription", info)
	}
	account, ok := c.params.Get("i_account").Int()
	if !ok {
		account, ok = info.Get("i_account").Int()
	}
	if !ok {
		return info, errMissing(c.service, "i_account")
	}
	if !c.accounts.visible(c, account) {
		return info, errNotFound(c.service, "i_account")
	}
	if plan, _ := info.Get("i_subscription").Int(); !c.plans.rows.has(plan) {
		return info, errNotFound(c.service, "i_subscription")
	}
	info, _ = info.With(attr.Path{"i_account"}, number(account))
	today := date(c.now().UTC())
	info = withDefaults(info, attr.M("start_date", today), attr.M("obligatory", text("N")), attr.M("is_finished", text("N")),
		attr.M("multiple", number(0)), attr.M("has_discount", number(0)))
	status := number(subscriptionActive)
	if info.Get("start_date").Text() > today.Text() {
		status = number(subscriptionPending)
	} else {
		info = withDefaults(info, attr.M("activation_date", info.Get("start_date")))
	}
	info, _ = info.With(attr.Path{"int_status"}, status)
	return info, nil
}

func (c *call) closeSubscription() (reply, error) {
	key, err := c.lineFees.named(c)
	if err != nil {
		return reply{}, err
	}
	c.endLineFee(key)
	return success(), nil
}

func (c *call) endLineFee(key int64) {
	if c.lineFees.rows.cell(key, "is_finished").Text() != "Y" {
		c.lineFees.rows.update(key, attr.ObjectValue(attr.M("int_status", number(subscriptionClosed)), attr.M("is_finished", text("Y")),
			attr.M("finish_date", date(c.now().UTC()))))
	}
}

func (c *call) activateSubscriptions() (reply, error) {
	account, err := c.accounts.named(c)
	if err != nil {
		return reply{}, err
	}
	for _, key := range c.lineFees.rows.lookup("i_account", number(account).Text()) {
		if n, _ := c.lineFees.rows.cell(key, "int_status").Int(); n == subscriptionPending {
			c.lineFees.rows.update(key, attr.ObjectValue(attr.M("int_status", number(subscriptionActive)), attr.M("activation_date", date(c.now().UTC()))))
		}
	}
	return success(), nil
}

// chargeFees charges the monthly fees of the active subscriptions that have not been charged for today's month yet.
func (c *call) chargeFees() (reply, error) {
	account, err := c.accounts.named(c)
	if err != nil {
		return reply{}, err
	}
	next := date(c.now().UTC().AddDate(0, 1, 0))
	for _, key := range c.lineFees.rows.lookup("i_account", number(account).Text()) {
		row := c.lineFees.rows.row(key, nil)
		if n, _ := row.Get("int_status").Int(); n != subscriptionActive || row.Get("billed_to").Text() >= next.Text() {
			continue
		}
		plan, _ := row.Get("i_subscription").Int()
		fee := moneyOf(c.plans.rows.cell(plan, "periodic_fees").At(attr.ParsePath("0.0.fee")))
		c.book(c.accounts, account, fee, "Subscription: "+c.plans.rows.cell(plan, "name").Text())
		c.lineFees.rows.update(key, set("billed_to", next))
	}
	return success(), nil
}
