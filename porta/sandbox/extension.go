package sandbox

import (
	"portaconsole/porta/attr"
)

func (s *Server) newExtensions() *records {
	return &records{
		kind: s.ownKind("Customer", "extension"),
		rows: newTable("i_c_ext", firstExtension, s.world.extensionRows(),
			indexed{"i_account", byAccount(s.world.extensionsOf)},
			indexed{"i_customer", byCustomer(func(c int) []int32 { return s.world.ofAccounts(c, s.world.extensionsOf) })}),
		scope: func(c *call) []filter { return c.customerScope() },
		filters: map[string]func(*call, attr.Value) []filter{
			"extension":  func(_ *call, v attr.Value) []filter { return []filter{likeFilter("id", v.Text())} },
			"account_id": (*call).extensionsOfAccount,
		},
		show:  (*call).showExtension,
		check: (*call).checkExtension,
	}
}

func (s *Server) newHuntgroups() *records {
	return &records{
		kind:  s.ownKind("Customer", "huntgroup"),
		rows:  newTable("i_c_group", firstHuntgroup, s.world.huntgroupRows(), indexed{"i_customer", byCustomer(s.world.groupsOf)}),
		scope: func(c *call) []filter { return c.customerScope() },
		show:  (*call).showHuntgroup,
		check: (*call).checkHuntgroup,
	}
}

func (c *call) extensionsOfAccount(v attr.Value) []filter {
	keys, _ := c.accounts.rows.find([]filter{likeFilter("id", v.Text())}, 0, c.accounts.rows.size())
	return []filter{idFilter("i_account", keys...)}
}

// showExtension: the account's name comes with detailed_info; an extension of nobody has no account.
func (c *call) showExtension(_ int64, row attr.Value) attr.Value {
	account, ok := row.Get("i_account").Int()
	kind := "Unassigned"
	if ok {
		kind = "Account"
	}
	members := append([]attr.Member{}, row.Members()...)
	members = append(members, attr.M("type", text(kind)))
	if ok {
		accounts := c.accounts.rows
		members = append(members,
			attr.M("account_id", accounts.cell(account, "id")), attr.M("i_customer_of_account", accounts.cell(account, "i_customer")))
		if c.is("detailed_info") {
			members = append(members,
				attr.M("firstname", accounts.cell(account, "firstname")), attr.M("lastname", accounts.cell(account, "lastname")),
				attr.M("sip_status", accounts.cell(account, "sip_status")))
		}
	}
	return attr.ObjectValue(members...)
}

// ownerOfNew finds whose the new record is: in the customer realm it is the caller when nothing is said.
func (c *call) ownerOfNew(key int64, rows *table, info attr.Value) (attr.Value, int64, error) {
	owner, ok := info.Get("i_customer").Int()
	switch {
	case !ok && key != 0:
		owner, _ = rows.cell(key, "i_customer").Int()
	case !ok:
		if owner = c.ownCustomer(); owner == 0 || c.realm != CustomerRealm {
			return info, 0, errMissing(c.service, "i_customer")
		}
		info, _ = info.With(attr.Path{"i_customer"}, number(owner))
	}
	if !c.customers.visible(c, owner) {
		return info, 0, errNotFound(c.service, "i_customer")
	}
	return info, owner, nil
}

func (c *call) checkExtension(key int64, info attr.Value) (attr.Value, error) {
	info, owner, err := c.ownerOfNew(key, c.extensions.rows, info)
	if err != nil {
		return info, err
	}
	if err := c.checkShortNumber(owner, info.Get("id"), "i_c_ext", key); err != nil {
		return info, err
	}
	account, ok := info.Get("i_account").Int()
	if ok && !c.accounts.visible(c, account) {
		return info, errNotFound(c.service, "i_account")
	}
	if of, _ := c.accounts.rows.cell(account, "i_customer").Int(); ok && of != owner {
		return info, errOutOfRange(c.service, "i_account", "must be an account of the customer")
	}
	for _, used := range []string{"prompt_action", "i_product", "i_cpe", "port"} { // instructions, no part of the record
		info = info.Without(attr.Path{used})
	}
	return withDefaults(info, attr.M("published", text("N"))), nil
}

// checkShortNumber: extensions and hunt groups of a customer share one set of numbers. The code is seen.
func (c *call) checkShortNumber(customer int64, id attr.Value, ownKey string, own int64) error {
	if id.IsEmpty() {
		return nil
	}
	for _, r := range []*records{c.extensions, c.huntgroups} {
		for _, key := range r.rows.lookup("i_customer", number(customer).Text()) {
			isOwn := r.rows.key == ownKey && key == own
			if !isOwn && r.rows.cell(key, "id").Text() == id.Text() {
				return &fault{"Server.Customer.Ext_HG_number_already_in_use", "The number " + id.Text() + " is already in use by an extension or a hunt group"}
			}
		}
	}
	return nil
}

func (c *call) checkHuntgroup(key int64, info attr.Value) (attr.Value, error) {
	info, owner, err := c.ownerOfNew(key, c.huntgroups.rows, info)
	if err != nil {
		return info, err
	}
	if err := c.checkShortNumber(owner, info.Get("id"), "i_c_group", key); err != nil {
		return info, err
	}
	members := c.huntgroups.rows.cell(key, "add_extensions")
	if members.Kind() != attr.Array {
		members = attr.ArrayValue()
	}
	for i, m := range info.Get("add_extensions").Members() {
		extension, ok := m.Value.Get("i_c_ext").Int()
		if of, _ := c.extensions.rows.cell(extension, "i_customer").Int(); !ok || of != owner {
			return info, errOutOfRange(c.service, attr.Path{"add_extensions", number(int64(i)).Text(), "i_c_ext"}.String(), "must be an extension of the customer")
		}
		members, _ = members.With(attr.Path{number(int64(members.Len())).Text()}, m.Value)
	}
	if info.Has("add_extensions") {
		info, _ = info.With(attr.Path{"add_extensions"}, members)
	}
	return withDefaults(info, attr.M("hunt_sequence", text("Simultaneous"))), nil
}

func (c *call) showHuntgroup(_ int64, row attr.Value) attr.Value {
	members := row.Get("add_extensions")
	if members.Kind() != attr.Array {
		members = attr.ArrayValue()
	}
	row, _ = row.Without(attr.Path{"add_extensions"}).With(attr.Path{"assigned_extensions"}, members)
	return row
}
