package sandbox

import (
	"slices"
	"unicode/utf8"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

const (
	customerTypeRetail   = 1
	customerTypeReseller = 2

	statusOpen      = "O"
	statusSuspended = "S"
	statusInactive  = "I"
	statusExported  = "E"
	statusClosed    = "C"
)

func (s *Server) newCustomers() *records {
	return &records{
		kind: s.ownKind("Customer", "customer"),
		rows: newTable("i_customer", firstCustomer, s.world.customerRows(),
			indexed{column: "name"}, indexed{column: "login"}, indexed{column: "refnum"},
		).warm("i_parent", "bill_status", "i_customer_type"),
		unique: []uniqueColumn{
			{"name", "duplicate_id", "A customer with this name exists already"},
			{"login", "duplicate_login", "This login is used already"},
			{"refnum", "", ""},
		},
		scope:   (*call).scopeOfCustomers,
		filters: customerFilters,
		self:    (*call).ownCustomer,
		hide:    (*call).hiddenOfCustomer,
		show:    (*call).showCustomer,
		check:   (*call).checkCustomer,
	}
}

var customerRules = map[string]rule{
	"Customer/get_my_info":             reading((*call).myInfo),
	"Customer/validate_customer_info":  reading((*call).validateCustomer),
	"Customer/terminate_customer":      changing((*call).terminateCustomer),
	"Customer/delete_customer":         changing((*call).deleteCustomer),
	"Customer/suspend_customer":        changing((*call).suspendCustomer),
	"Customer/unsuspend_customer":      changing((*call).unsuspendCustomer),
	"Customer/change_password":         changing(func(c *call) (reply, error) { return c.customers.changePassword(c) }),
	"Customer/get_service_features":    reading(func(c *call) (reply, error) { return c.customers.readFeatures(c) }),
	"Customer/update_service_features": changing(func(c *call) (reply, error) { return c.customers.changeFeatures(c) }),
}

// scopeOfCustomers: a reseller sees himself too; an account sees no customers.
func (c *call) scopeOfCustomers() []filter {
	if c.realm == AccountRealm {
		return []filter{idFilter("i_customer")}
	}
	return c.customerScope()
}

func (c *call) ownCustomer() int64 {
	if c.realm == ResellerRealm || c.realm == CustomerRealm {
		return c.who.id
	}
	return 0
}

var customerFilters = map[string]func(*call, attr.Value) []filter{
	"search":                 (*call).searchFilter,
	"i_main_customer":        func(_ *call, v attr.Value) []filter { n, _ := v.Int(); return []filter{idFilter("i_main_office", n)} },
	"skip_exported":          onSwitch(func() []filter { return []filter{notFilter("bill_status", statusExported)} }),
	"with_terminated":        offSwitch(func() []filter { return []filter{notFilter("bill_status", statusClosed)} }),
	"credit_limit_exceeded":  onSwitch(func() []filter { return []filter{idFilter("credit_exceed", 1)} }),
	"spending_limit_reached": onSwitch(func() []filter { return []filter{likeFilter("status", "spending_limit_reached")} }),
	"has_invoices": onSwitch(func() []filter { // whoever has been there for a whole billing period
		first := epoch.AddDate(0, -1, 0).Format(catalog.DateTimeLayout)
		return []filter{{column: "creation_date", accept: func(v attr.Value) bool { return v.Text() < first }}}
	}),
}

// searchFilter looks for one text in several attributes, any of which may have it.
func (c *call) searchFilter(v attr.Value) []filter {
	p := newPattern(v.Get("value").Text())
	if len(p.tokens) == 0 {
		return nil
	}
	var columns []string
	for _, m := range v.Get("search_by").Members() {
		if !secretColumns[m.Value.Text()] {
			columns = append(columns, m.Value.Text())
		}
	}
	if len(columns) == 0 {
		columns = []string{"name"}
	}
	rows := c.customers.rows
	return []filter{{column: rows.key, accept: func(have attr.Value) bool {
		key, _ := have.Int()
		return slices.ContainsFunc(columns, func(column string) bool { return p.match(rows.cell(key, column).Text()) })
	}}}
}

// secretColumns come only when they are asked for, and nothing is found by them.
var secretColumns = map[string]bool{"password": true, "h323_password": true, "api_token": true}

// hiddenOfCustomer: service features come with detailed_info.
func (c *call) hiddenOfCustomer() map[string]bool {
	if c.is("detailed_info") {
		return secretColumns
	}
	return map[string]bool{"password": true, "api_token": true, "service_features": true}
}

// showCustomer adds what the call's switches ask for.
func (c *call) showCustomer(key int64, row attr.Value) attr.Value {
	members := slices.Clone(row.Members())
	add := func(name string, v attr.Value) { members = append(members, attr.M(name, v)) }
	if c.is("get_statuses") || c.name != "get_customer_list" {
		if s := customerState(row); s != "ok" {
			add("status", text(s)) // absent means ok
		}
	}
	if c.is("get_time_zone_name") {
		add("time_zone_name", zoneName(row.Get("i_time_zone")))
	}
	if c.is("check_usage") {
		add("is_used", attr.SwitchValue(c.isUsed(key)))
	}
	if c.is("with_credit_limit_warnings") {
		add("credit_limit_warning", attr.ArrayValue(attr.ObjectValue(attr.M("type", text("P")), attr.M("warning_threshold", number(80)))))
	}
	if c.is("with_commission_plan") {
		add("i_commission_plan", null)
		add("comm_plan_effective_from", null)
	}
	if c.is("detailed_info") {
		add("scheduled_status_change_list", attr.ArrayValue())
		add("ui_time_zone_name", zoneName(row.Get("i_time_zone")))
	}
	shown := attr.ObjectValue(members...)
	if c.is("effective_values") {
		return effective(shown)
	}
	return shown
}

// classSettings are what the customer class gives where the customer's own attribute is empty.
var classSettings = []attr.Member{
	attr.M("send_invoices", text("Y")), attr.M("send_statistics", text("S")), attr.M("bp_charge_cc", text("N")),
	attr.M("i_template", number(1)), attr.M("i_traffic_profile", number(1)),
}

func effective(row attr.Value) attr.Value { return withDefaults(row, classSettings...) }

func zoneName(id attr.Value) attr.Value {
	for _, l := range locales {
		if n, ok := id.Int(); ok && l.zone.id == n {
			return text(l.zone.name)
		}
	}
	return text("UTC")
}

// customerState is the one word for how a customer is.
func customerState(row attr.Value) string {
	switch {
	case row.Get("bill_status").Text() == statusClosed:
		return "closed"
	case row.Get("bill_status").Text() == statusExported:
		return "exported"
	case row.Get("blocked").Text() == "Y":
		return "blocked"
	case row.Get("bill_status").Text() == statusSuspended:
		return "suspended"
	case row.Get("bill_status").Text() == "D":
		return "provisionally_terminated"
	case row.Get("credit_exceed").Text() == "1":
		return "credit_exceeded"
	}
	return "ok"
}

func (c *call) isUsed(customer int64) bool {
	key := number(customer).Text()
	_, below := c.customers.rows.find([]filter{idFilter("i_parent", customer)}, 0, 0)
	return below+len(c.accounts.rows.lookup("i_customer", key))+len(c.calls.rows.lookup("i_customer", key)) > 0
}

// myInfo is how resellers and customers read their own record.
func (c *call) myInfo() (reply, error) {
	key := c.ownCustomer()
	if key == 0 {
		return reply{}, c.denied(false)
	}
	return done(attr.M("customer_info", c.customers.present(c, key))), nil
}

// checkCustomer holds the rules for a customer beside those of the schema.
func (c *call) checkCustomer(key int64, info attr.Value) (attr.Value, error) {
	const wrapper = "customer_info"
	if err := c.ownChange(info); err != nil {
		return info, err
	}
	if err := c.checkLogin(wrapper, info); err != nil {
		return info, err
	}
	if parent, ok := info.Get("i_parent").Int(); ok {
		if kind, _ := c.customers.rows.cell(parent, "i_customer_type").Int(); !c.customers.visible(c, parent) || kind != customerTypeReseller {
			return info, errNotFound(c.service, "i_parent")
		}
	}
	if key != 0 {
		return info.Without(attr.Path{"opening_balance"}), nil
	}
	if c.realm == ResellerRealm {
		info, _ = info.With(attr.Path{"i_parent"}, number(c.who.id))
	}
	info = withDefaults(info,
		attr.M("bill_status", text(statusOpen)),
		attr.M("i_customer_type", number(customerTypeRetail)),
		attr.M("i_balance_control_type", number(1)),
		attr.M("blocked", text("N")),
		attr.M("opening_balance", number(0)),
	)
	return c.withPassword(withDefaults(info,
		attr.M("balance", info.Get("opening_balance")),
		attr.M("creation_date", dateTime(c.now().UTC())),
	)), nil
}

// checkLogin: a self-care login has at least six characters, a password keeps the policy.
func (c *call) checkLogin(wrapper string, info attr.Value) error {
	if login := info.Get("login").Text(); login != "" && utf8.RuneCountInString(login) < 6 {
		return errTooShort(c.service, wrapper+".login", "at least 6 characters")
	}
	if password := info.Get("password").Text(); password != "" {
		return checkPassword(c.service, wrapper+".password", password)
	}
	return nil
}

// withPassword makes a self-care password when the call asks for one.
func (c *call) withPassword(info attr.Value) attr.Value {
	if !c.is("generate_web_password") {
		return info
	}
	info, _ = info.With(attr.Path{"password"}, text("A1"+randomHex()[:10]))
	return info
}

// withDefaults adds the attributes that a record has not.
func withDefaults(info attr.Value, defaults ...attr.Member) attr.Value {
	for _, d := range defaults {
		if info.Get(d.Name).IsEmpty() {
			info, _ = info.With(attr.Path{d.Name}, d.Value)
		}
	}
	return info
}

// reference checks that an attribute, when it is given, names a record that is there and the caller's to see.
func (c *call) reference(r *records, name string, info attr.Value) error {
	if v := info.Get(name); !v.IsEmpty() {
		if key, ok := v.Int(); !ok || !r.visible(c, key) {
			return errNotFound(c.service, name)
		}
	}
	return nil
}
