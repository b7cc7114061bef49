package sandbox

import (
	"slices"
	"unicode/utf8"

	"portaconsole/porta/attr"
)

const (
	customerTypeRetail   = 1
	customerTypeReseller = 2

	statusOpen   = "O"
	statusClosed = "C"
)

func (s *Server) newCustomers() *records {
	return &records{
		kind: s.catalog.Record("Customer", "customer"),
		rows: newTable("i_customer", firstCustomer, s.world.customerRows(), "name", "login", "refnum").
			warm("i_parent", "bill_status", "i_customer_type"),
		unique: []uniqueColumn{
			{"name", "duplicate_id", "A customer with this name exists already"},
			{"login", "duplicate_login", "This login is used already"},
			{"refnum", "", ""},
		},
		filters: map[string]func(*call, attr.Value) []filter{"search": (*call).searchFilter},
		hide:    func(*call) map[string]bool { return customerSecrets },
		check:   (*call).checkCustomer,
	}
}

var customerSecrets = map[string]bool{"password": true, "api_token": true}

// searchFilter looks for one text in several attributes, any of which may have it.
func (c *call) searchFilter(v attr.Value) []filter {
	p := newPattern(v.Get("value").Text())
	if len(p.tokens) == 0 {
		return nil
	}
	var columns []string
	for _, m := range v.Get("search_by").Members() {
		columns = append(columns, m.Value.Text())
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

// checkCustomer holds the rules for a customer beside those of the schema.
func (c *call) checkCustomer(key int64, info attr.Value) (attr.Value, error) {
	if err := c.checkLogin("customer_info", info); err != nil {
		return info, err
	}
	if key != 0 {
		return info.Without(attr.Path{"opening_balance"}), nil
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

// reference checks that an attribute, when it is given, names a record that is there.
func (c *call) reference(r *records, wrapper, name string, info attr.Value) error {
	v := info.Get(name)
	if v.IsEmpty() {
		return nil
	}
	if key, ok := v.Int(); !ok || !r.visible(c, key) {
		return errNotFound(c.service, name)
	}
	return nil
}
