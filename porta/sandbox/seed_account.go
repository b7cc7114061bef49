package sandbox

import (
	"fmt"
	"strings"
	"time"

	"portaconsole/porta/attr"
)

// isDemoAccount: the first account belongs to the demo customer.
func (w *world) isDemoAccount(row int) bool { return row == 0 }

func (w *world) accountStatus(row int) string {
	n := w.roll(row, saltStatus+1000) % 100
	switch {
	case w.isDemoAccount(row):
		return "O"
	case w.customerStatus(w.ownerOf(row)) == "C" || n < 4:
		return "C"
	case n < 9:
		return "S"
	case n < 13:
		return "I"
	}
	return "O"
}

func (w *world) accountProduct(row int) int {
	return pick(mainProducts[w.localeOf(w.ownerOf(row)).currency], w.roll(row, saltProduct))
}

// accountModel: prepaid cards are debit accounts or vouchers, a few accounts are beneficiaries of another, the rest is billed by credit.
func (w *world) accountModel(row int) int64 {
	n := w.roll(row, saltModel) % 100
	switch {
	case w.isDemoAccount(row):
		return 1
	case seededProducts[w.accountProduct(row)].role == 4 && n < 15:
		return 0
	case seededProducts[w.accountProduct(row)].role == 4:
		return -1
	case n < 3:
		return 4
	}
	return 1
}

// accountNumber is the phone number that the account's id is made from. Area code 555 is not given to anyone.
func accountNumber(row int) string { return fmt.Sprintf("1555%07d", 100_000+row) }

// accountID: some are of the form user@domain; those that ended carry a suffix, so that the number is free again.
func (w *world) accountID(row int) string {
	id := accountNumber(row)
	if seededProducts[w.accountProduct(row)].role == 7 || w.chance(row, saltNumber+1000, 12) {
		id += "@sample"
	}
	if w.accountStatus(row) == "C" {
		id += fmt.Sprintf("-old%d", 1+w.roll(row, saltNumber+1000)%3)
	}
	return id
}

func (w *world) accountName(row int) (first, last string) {
	owner := w.ownerOf(row)
	_, first, last, company := w.nameOf(owner)
	l := w.localeOf(owner)
	if company {
		return pick(l.first, w.roll(row, saltFirst+1000)), pick(l.last, w.roll(row, saltLast+1000))
	}
	if row > 0 && w.ownerOf(row-1) == owner {
		first = pick(l.first, w.roll(row, saltFirst+1000))
	}
	return first, last
}

// accountLogin: most people log in with their number.
func (w *world) accountLogin(row int) (login string, ok bool) {
	if w.isDemoAccount(row) {
		return DemoLogin, true
	}
	return accountNumber(row), w.accountStatus(row) != "C" && w.chance(row, saltLogin+1000, 75)
}

func (w *world) accountSince(row int) time.Time {
	since := w.customerSince(w.ownerOf(row))
	return since.Add(time.Duration(w.roll(row, saltAge+1000)%90+1) * epoch.Sub(since) / 100)
}

func (w *world) accountBalance(row int) money {
	n := w.roll(row, saltMoney+1000)
	switch {
	case w.accountModel(row) <= 0 && n%3 == 0:
		return money(1+n/16%5) * 10 * moneyUnit
	case n%8 == 0:
		return 0
	case n%8 == 1:
		return -money(n / 16 % 3_000_000)
	}
	return money(n / 16 % 15_000_000)
}

// demoFeatures lets the demo account have a mailbox.
var demoFeatures = attr.ArrayValue(attr.ObjectValue(
	attr.M("name", text("unified_messaging")), attr.M("flag_value", text("Y")), attr.M("effective_flag_value", text("Y"))))

// accountAddons: some accounts have an add-on product or two.
func (w *world) accountAddons(row int) attr.Value {
	offered := addonProducts[w.localeOf(w.ownerOf(row)).currency]
	var items []attr.Value
	for k, product := range offered {
		if w.chance(row, saltAddon+salt(k), 20) {
			items = append(items, attr.ObjectValue(
				attr.M("i_product", number(int64(firstProduct+product))),
				attr.M("addon_effective_from", dateTime(w.accountSince(row).Add(day))),
			))
		}
	}
	return attr.ArrayValue(items...)
}

func (w *world) accountRows() seedRows {
	r := seedRows{n: w.accounts}
	add, same, often := w.adders(&r)
	w.accountIdentity(add, same)
	w.accountMoney(add, same)
	w.accountDates(add, often)
	w.accountContact(add, same, often)
	w.accountSettings(add, same, often)
	return r
}

func (w *world) accountIdentity(add func(string, func(int) attr.Value), same func(attr.Value, ...string)) {
	add("id", func(i int) attr.Value { return text(w.accountID(i)) })
	add("i_customer", func(i int) attr.Value { return number(int64(firstCustomer + w.ownerOf(i))) })
	add("i_product", func(i int) attr.Value { return number(int64(firstProduct + w.accountProduct(i))) })
	add("billing_model", func(i int) attr.Value { return number(w.accountModel(i)) })
	add("bill_status", func(i int) attr.Value { return text(w.accountStatus(i)) })
	add("blocked", func(i int) attr.Value { return attr.FlagValue(!w.isDemoAccount(i) && w.chance(i, saltFlag+1000, 4)) })
	add("i_account_role", func(i int) attr.Value { return number(seededProducts[w.accountProduct(i)].role) })
	add("login", func(i int) attr.Value {
		if login, ok := w.accountLogin(i); ok {
			return text(login)
		}
		return w.hollow(i, saltLogin+1000)
	})
	add("password", func(i int) attr.Value {
		if w.isDemoAccount(i) {
			return text(DemoPassword)
		}
		return text(w.password(i, saltSecret+1000))
	})
	add("h323_password", func(i int) attr.Value { return text(w.token(i, saltSecret+1001)[:13]) })
	add("api_token", func(i int) attr.Value {
		if w.isDemoAccount(i) {
			return text(DemoToken)
		}
		return text(w.token(i, saltSecret+1002))
	})
	same(null, "password_timestamp", "i_master_account", "i_customer_site", "i_distributor")
	add("sip_status", func(i int) attr.Value {
		return attr.SwitchValue(w.accountStatus(i) == "O" && w.chance(i, saltFeature+1000, 60))
	})
	add("service_features", func(i int) attr.Value {
		if w.isDemoAccount(i) {
			return mergeFeatures(w.features(accountFeatures, i, saltFeature+1001, true), demoFeatures)
		}
		return w.features(accountFeatures, i, saltFeature+1001, true)
	})
	add("assigned_addons", w.accountAddons)
}

func (w *world) accountMoney(add func(string, func(int) attr.Value), same func(attr.Value, ...string)) {
	add("balance", func(i int) attr.Value { return w.accountBalance(i).value() })
	add("opening_balance", func(i int) attr.Value {
		if w.accountModel(i) <= 0 {
			return money(50 * moneyUnit).value()
		}
		return number(0)
	})
	add("credit_limit", func(i int) attr.Value {
		if w.accountModel(i) == 1 && w.chance(i, saltLimit+1000, 40) {
			return number(int64(1+w.roll(i, saltLimit+1000)%8) * 25)
		}
		return null
	})
	add("i_account_balance_control_type", func(i int) attr.Value {
		if w.chance(i, saltLimit+1000, 40) {
			return number(2)
		}
		return number(3)
	})
	same(null, "i_vd_plan", "i_routing_plan")
	same(text("N"), "ecommerce_enabled")
}

func (w *world) accountDates(add func(string, func(int) attr.Value), often func(string, salt, uint64, func(int, uint64) attr.Value)) {
	add("activation_date", func(i int) attr.Value { return date(w.accountSince(i)) })
	add("issue_date", func(i int) attr.Value { return date(w.accountSince(i)) })
	often("expiration_date", saltAge+1001, 12, func(i int, n uint64) attr.Value {
		return date(epoch.Add(time.Duration(n%700+20) * day))
	})
	often("life_time", saltAge+1002, 5, func(_ int, n uint64) attr.Value { return number(int64(30 + n%336)) })
	often("inactivity_expire_time", saltAge+1003, 5, func(_ int, n uint64) attr.Value { return number(int64(60 + n%120)) })
	used := func(i int) bool { return w.accountStatus(i) != "I" }
	add("first_usage", func(i int) attr.Value {
		if used(i) {
			return date(w.accountSince(i).Add(day))
		}
		return null
	})
	add("last_usage", func(i int) attr.Value {
		if used(i) {
			return dateTime(epoch.Add(-time.Duration(w.roll(i, saltUse)%(20*86400)) * time.Second))
		}
		return null
	})
	add("idle_days", func(i int) attr.Value {
		if used(i) {
			return number(int64(w.roll(i, saltUse) % (20 * 86400) / 86400))
		}
		return null
	})
}

func (w *world) accountContact(
	add func(string, func(int) attr.Value), same func(attr.Value, ...string), often func(string, salt, uint64, func(int, uint64) attr.Value),
) {
	loc := func(i int) *locale { return w.localeOf(w.ownerOf(i)) }
	add("companyname", func(i int) attr.Value {
		if name, _, _, company := w.nameOf(w.ownerOf(i)); company {
			return text(name)
		}
		return w.hollow(i, saltName+1000)
	})
	often("salutation", saltNote+1000, 30, func(_ int, n uint64) attr.Value { return text(pick([]string{"Ms", "Mr", "Dr"}, n)) })
	add("firstname", func(i int) attr.Value { first, _ := w.accountName(i); return text(first) })
	add("midinit", func(i int) attr.Value { return w.hollow(i, saltFirst+1000) })
	add("lastname", func(i int) attr.Value { _, last := w.accountName(i); return text(last) })
	mail := func(i int) attr.Value {
		if !w.isDemoAccount(i) && w.chance(i, saltMail+1000, 15) {
			return w.hollow(i, saltMail+1000)
		}
		first, last := w.accountName(i)
		return text(slug(first+" "+last) + "@" + pick(mailDomains, w.roll(w.ownerOf(i), saltMail)))
	}
	add("email", mail)
	add("subscriber_email", mail)
	add("bcc", func(i int) attr.Value { return w.hollow(i, saltMail+1000) })
	add("cont1", func(i int) attr.Value {
		first, last := w.accountName(i)
		return text(strings.TrimSpace(first + " " + last))
	})
	add("cont2", func(i int) attr.Value { return w.hollow(i, saltLast+1000) })
	often("phone1", saltPhone+1000, 70, func(i int, n uint64) attr.Value { return text(loc(i).fictitiousPhone(n)) })
	add("phone2", func(i int) attr.Value { return w.hollow(i, saltPhone2+1000) })
	add("faxnum", func(i int) attr.Value { return w.hollow(i, saltPhone+1000) })
	add("baddr1", func(i int) attr.Value { return text(loc(i).address(w.roll(w.ownerOf(i), saltStreet))) })
	add("address_line_2", func(i int) attr.Value { return w.hollow(i, saltStreet+1000) })
	add("city", func(i int) attr.Value { return text(loc(i).city(w.roll(w.ownerOf(i), saltCity)).name) })
	add("state", func(i int) attr.Value {
		if s := loc(i).city(w.roll(w.ownerOf(i), saltCity)).state; s != "" {
			return text(s)
		}
		return w.hollow(i, saltCity+1000)
	})
	add("zip", func(i int) attr.Value {
		n := w.roll(w.ownerOf(i), saltCity)
		return text(loc(i).city(n).zipCode(n / 64))
	})
	add("country", func(i int) attr.Value { return text(loc(i).country) })
	often("note", saltNote+1001, 10, func(_ int, n uint64) attr.Value {
		return text(pick([]string{"Reception", "Warehouse", "Do not disturb at night", "Test line", "Door phone"}, n))
	})
	same(text(""), "notepad")
}

func (w *world) accountSettings(
	add func(string, func(int) attr.Value), same func(attr.Value, ...string), often func(string, salt, uint64, func(int, uint64) attr.Value),
) {
	loc := func(i int) *locale { return w.localeOf(w.ownerOf(i)) }
	add("i_lang", func(i int) attr.Value { return text(loc(i).language) })
	add("iso_639_1", func(i int) attr.Value { return text(loc(i).language) })
	add("i_time_zone", func(i int) attr.Value { return number(loc(i).zone.id) })
	same(text("YYYY-MM-DD"), "in_date_format", "out_date_format")
	same(text("HH24:MI:SS"), "in_time_format", "out_time_format")
	same(text("YYYY-MM-DD HH24:MI:SS"), "out_date_time_format")
	same(number(155), "i_acl")
	same(null, "i_role")
	add("i_subscriber", func(i int) attr.Value { return number(int64(50_001 + i)) })
	same(number(1), "i_env")
	often("batch_name", saltAlias+1000, 60, func(i int, _ uint64) attr.Value {
		return text(fmt.Sprintf("%d-di-pinb", firstCustomer+w.ownerOf(i)))
	})
	add("i_batch", func(i int) attr.Value { return number(int64(1 + w.ownerOf(i))) })
	add("control_number", func(i int) attr.Value { return number(int64(1 + i)) })
	same(text("N"), "follow_me_enabled", "summary_only")
	same(text(""), "redirect_number", "management_number", "service_flags")
	same(null, "mac", "timer", "i_moh")
	same(number(0), "has_custom_fields", "profitability")
}
