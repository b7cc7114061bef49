package sandbox

import "portaconsole/porta/attr"

// newAliases: an alias is an account of its own, so its key is from the accounts' numbers and its ID from their names.
func (s *Server) newAliases() *records {
	return &records{
		kind: s.ownKind("Account", "alias"),
		rows: newTable("i_account", s.world.firstAlias(), s.world.aliasRows(),
			indexed{column: "id"}, indexed{"i_master_account", byAccount(s.world.aliasesOf)}),
		unique: []uniqueColumn{{"id", "duplicate_id", "An account with this ID exists already"}},
		scope:  func(c *call) []filter { return c.accountScope("i_master_account") },
		show:   (*call).showAlias,
		check:  (*call).checkAlias,
	}
}

var aliasRules = map[string]rule{
	"Account/delete_alias": changing((*call).deleteAlias),
}

func (c *call) showAlias(key int64, row attr.Value) attr.Value {
	if !c.is("check_did") {
		return row
	}
	if v := c.numberOfAlias(key); !v.IsAbsent() {
		row, _ = row.With(attr.Path{"i_did_number"}, v.Get("i_did_number"))
	}
	return row
}

// numberOfAlias returns the DID number behind an alias, absent when there is none.
func (c *call) numberOfAlias(alias int64) attr.Value {
	id := c.aliases.rows.cell(alias, "id")
	for _, key := range c.numbers.rows.lookup("number", id.Text()) {
		if used, _ := c.numbers.rows.cell(key, "i_account").Int(); used == alias {
			return attr.ObjectValue(attr.M("did_number", id), attr.M("i_did_number", number(key)))
		}
	}
	return attr.Value{}
}

func (c *call) checkAlias(key int64, info attr.Value) (attr.Value, error) {
	for _, name := range []string{"i_master_account", "id"} {
		if info.Get(name).IsEmpty() && (key == 0 || info.Has(name)) {
			return info, errMissing(c.service, "alias_info."+name)
		}
	}
	if master, named := info.Get("i_master_account").Int(); named {
		if !c.accounts.visible(c, master) {
			return info, errNotFound(c.service, "i_master_account")
		}
		if c.accounts.rows.cell(master, "bill_status").Text() == statusClosed {
			return info, &fault{"Server.Account.wrong_status", "Failed to add Account: its master account is terminated"}
		}
	}
	if id := info.Get("id").Text(); id != "" && len(c.accounts.rows.lookup("id", id)) > 0 {
		return info, errDuplicate(c.service, "duplicate_id", "An account with this ID exists already")
	}
	info = info.Without(attr.Path{"i_account"}).Without(attr.Path{"i_did_number"})
	if key != 0 {
		return info, nil
	}
	return withDefaults(info, attr.M("blocked", text("N")), attr.M("i_account_role", number(1)), attr.M("billing_model", number(modelAlias))), nil
}

// deleteAlias names the alias inside alias_info, by its key or its ID. Nothing is answered.
func (c *call) deleteAlias() (reply, error) {
	info := c.params.Get("alias_info")
	key, ok := info.Get("i_account").Int()
	if keys := c.aliases.rows.lookup("id", info.Get("id").Text()); !ok && len(keys) > 0 {
		key, ok = keys[0], true
	}
	switch {
	case !ok && info.Get("id").IsEmpty():
		return reply{}, errMissing(c.service, "alias_info.i_account")
	case !ok || !c.aliases.visible(c, key):
		return reply{}, errNotFound(c.service, "i_account")
	}
	c.endAlias(key, c.is("release_assigned_did"))
	return reply{}, nil
}

// endAlias removes an alias; a DID number behind it is free again, in the pool or still the customer's.
func (c *call) endAlias(key int64, toPool bool) {
	if v := c.numberOfAlias(key); !v.IsAbsent() {
		n, _ := v.Get("i_did_number").Int()
		changes := attr.ObjectValue(attr.M("i_account", null), attr.M("i_master_account", null), attr.M("is_used", number(0)))
		if toPool {
			changes, _ = changes.With(attr.Path{"i_customer"}, null)
		}
		c.numbers.rows.update(n, changes)
	}
	c.aliases.rows.remove(key)
}
