package sandbox

import (
	"path"
	"slices"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// modeFaults are the faults of the modes in which nothing may be changed; bare words, all seen.
var modeFaults = map[string]*fault{
	"standalone": {"standalone_mode", "The method is not available: this site works in stand-alone mode"},
	"secondary":  {"secondary_site", "The method is not available on the secondary site"},
	"read_only":  {"read_only_mode", "The method is not available: the system is in read-only mode"},
}

// realmMethods are the methods that the realms beside the administrators' may call. Which realm has which
// method is known for a part of them only.
var realmMethods = map[Realm][]string{
	ResellerRealm: {
		"Account/*", "Customer/*", "Product/get_*", "Subscription/get_*", "CustomFields/get_*", "CDR/*", "Generic/*", "Env/get_*",
		"DID/get_*", "DID/assign_*", "DID/release_*",
	},
	CustomerRealm: {
		"Account/get_*", "Account/update_*", "Account/change_password", "Account/*_alias", "Account/validate_*",
		"Customer/get_*", "Customer/update_*", "Customer/change_password", "Customer/*_customer_extension", "Customer/*_customer_huntgroup",
		"DID/get_customer_numbers", "CDR/*", "Generic/*", "Account/activate_bundle", "Account/assign_cpe_ports_list", "BillingSession/get_*",
		"CallControl/*", "DiscountPlan/get_topup_option_info", "Invoice/get_*", "UA/get_*_info",
	},
	AccountRealm: {
		"Account/get_account_info", "Account/update_account", "Account/get_alias_list", "Account/get_xdr_list", "Account/get_subscriptions",
		"Account/change_password", "Account/get_custom_fields_values", "Account/get_service_features", "Account/*_mailbox_*", "CDR/*", "Generic/*", "Account/get_phonebook_*",
		"UA/get_phone_directory_*",
	},
}

// mayCall says whether a realm has a method. Sessions have all; and as nothing is known of methods that only another document
// than the built-in one has, they are in every realm.
func mayCall(realm Realm, method string) bool {
	return realm == AdminRealm || strings.HasPrefix(method, "Session/") || catalog.Builtin().Method(method) == nil ||
		slices.ContainsFunc(realmMethods[realm], func(p string) bool { ok, _ := path.Match(p, method); return ok })
}

// permit refuses what the caller's realm or role does not allow, and changes where nothing may be changed.
func (c *call) permit(r rule) error {
	if !mayCall(c.realm, c.path()) {
		return c.denied(r.changes)
	}
	if c.who.restricted && (r.changes || c.path() == "Product/get_product_list") {
		return c.denied(r.changes)
	}
	if f := modeFaults[c.opt.Mode]; f != nil && r.changes {
		return f
	}
	return nil
}

// denied names the service's table in the plural, as the texts that were seen do.
func (c *call) denied(changes bool) error {
	access := "Read"
	if changes {
		access = "Write"
	}
	return errDenied(c.service, access, strings.TrimSuffix(c.service, "s")+"s")
}

// selfCare are the attributes that customers and accounts may change on their own record: who they are and how
// they are shown things, not what they owe.
var selfCare = []string{
	"i_customer", "i_account", "login", "password", "email", "subscriber_email", "bcc", "firstname", "lastname", "midinit", "salutation", "companyname",
	"cont1", "cont2", "phone1", "phone2", "faxnum", "baddr1", "baddr2", "baddr3", "baddr4", "baddr5", "address_line_2", "city", "state", "zip", "country",
	"i_lang", "iso_639_1", "i_time_zone", "i_ui_time_zone", "in_date_format", "in_time_format", "out_date_format", "out_time_format", "out_date_time_format",
	"service_features", "note",
}

// ownChange refuses a change of an attribute that is not for the customers and accounts themselves to change.
func (c *call) ownChange(info attr.Value) error {
	if c.realm == AdminRealm || c.realm == ResellerRealm {
		return nil
	}
	for _, m := range info.Members() {
		if !slices.Contains(selfCare, m.Name) || c.realm == AccountRealm && m.Name == "i_customer" {
			return &fault{"Server." + c.service + ".access_denied", "Write " + c.service + "s." + m.Name + " denied"}
		}
	}
	return nil
}

// customerScope is what the caller may see of a table of customers' things.
func (c *call) customerScope() []filter {
	switch c.realm {
	case AdminRealm:
		return nil
	case ResellerRealm:
		return []filter{idFilter("i_customer", c.ownCustomers()...)}
	case CustomerRealm:
		return []filter{idFilter("i_customer", c.who.id)}
	}
	owner, _ := c.accounts.rows.cell(c.who.id, "i_customer").Int()
	return []filter{idFilter("i_customer", owner)}
}

// ownCustomers are a reseller's customers and himself.
func (c *call) ownCustomers() []int64 {
	keys, _ := c.customers.rows.find([]filter{idFilter("i_parent", c.who.id)}, 0, c.customers.rows.size())
	return append(keys, c.who.id)
}

// accountScope is the same for a table of accounts' things, by the column with the account's key.
func (c *call) accountScope(column string) []filter {
	switch c.realm {
	case AdminRealm:
		return nil
	case AccountRealm:
		return []filter{idFilter(column, c.who.id)}
	}
	accounts := c.accounts.rows
	keys, _ := accounts.find(c.customerScope(), 0, accounts.size())
	return []filter{idFilter(column, keys...)}
}
