package sandbox

import (
	"fmt"
	"strconv"
	"time"

	"portaconsole/porta/attr"
)

// The first keys of the seeded records.
const (
	firstCustomer = 1001
	firstAccount  = 10001
)

// blockSize: of so many customers in a row the first is a reseller, and the customers below that one are in the same block.
const blockSize = 20

// isReseller: row 0 is the demo reseller, row 1 the demo customer; a world of one customer has no reseller.
func (w *world) isReseller(row int) bool { return w.customers > 1 && row%blockSize == 0 }

// parentOf returns the row of the reseller that a customer belongs to.
func (w *world) parentOf(row int) (parent int, ok bool) {
	ok = w.customers > 1 && !w.isReseller(row) && (row == demoCustomerRow || w.chance(row, saltParent, 30))
	return row / blockSize * blockSize, ok
}

const (
	demoResellerRow = 0
	demoCustomerRow = 1
)

// isDemoCustomer says which customers belong to the demo logins; they are always open.
func (w *world) isDemoCustomer(row int) bool { return row <= demoCustomerRow }

func (w *world) localeOf(row int) *locale { return w.slots[row%slotCount].locale }

// nameOf returns the unique name of a customer, the company's name or "Last, First", and the parts of a person's name.
func (w *world) nameOf(row int) (name, first, last string, company bool) {
	s := w.slots[row%slotCount]
	l := s.locale
	first, last = pick(l.first, w.roll(row, saltFirst)), pick(l.last, w.roll(row, saltLast))
	suffix := func(round int) string {
		if round == 0 {
			return ""
		}
		return " " + strconv.Itoa(round+1)
	}
	if w.isReseller(row) {
		c, round := w.spread(row/blockSize, len(companyFirst)*len(resellerSecond), w.roll(0, saltName))
		return fmt.Sprintf("%s %s%s %s", companyFirst[c%len(companyFirst)], resellerSecond[c/len(companyFirst)], suffix(round), l.form), first, last, true
	}
	if s.company {
		c, round := w.spread(w.nthOfSlot(row), len(companyFirst)*len(companySecond), w.startOf(s))
		return fmt.Sprintf("%s %s%s %s", companyFirst[c%len(companyFirst)], companySecond[c/len(companyFirst)], suffix(round), l.form), first, last, true
	}
	c, round := w.spread(w.nthOfSlot(row), len(l.first)*len(l.last), w.startOf(s))
	first, last = l.first[c%len(l.first)], l.last[c/len(l.first)]
	return last + ", " + first + suffix(round), first, last, false
}

// customerStatus: most are open.
func (w *world) customerStatus(row int) string {
	n := w.roll(row, saltStatus) % 100
	switch {
	case w.isDemoCustomer(row) || n < 83:
		return "O"
	case n < 89:
		return "S"
	case n < 93:
		return "C"
	case n < 97:
		return "E"
	}
	return "D"
}

func (w *world) customerSince(row int) time.Time {
	n := w.roll(row, saltAge)
	return epoch.Add(-time.Duration(40+n%2000)*day - time.Duration(n/2048%86400)*time.Second)
}

func (w *world) prepaid(row int) bool { return w.chance(row, saltKind, 30) }

func (w *world) customerBalance(row int) money {
	n := w.roll(row, saltMoney)
	switch n % 10 {
	case 0:
		return 0
	case 1:
		return -money(n / 16 % 4_000_000)
	case 2:
		return money(n/16%300) * moneyUnit
	}
	return money(n / 16 % 90_000_000)
}

func (w *world) customerLimit(row int) attr.Value {
	if w.prepaid(row) || w.chance(row, saltLimit, 20) {
		return null
	}
	return number(int64(1+w.roll(row, saltLimit)%20) * 50)
}

func (w *world) customerLogin(row int) (login string, ok bool) {
	if w.isDemoCustomer(row) {
		return DemoLogin, true
	}
	name, first, last, company := w.nameOf(row)
	if !company {
		name = first + " " + last
	}
	login = slug(name)
	if company {
		login = slug(companyFirst[w.roll(row, saltLogin)%uint64(len(companyFirst))])
	}
	return login + strconv.Itoa(firstCustomer+row), w.chance(row, saltLogin, 70)
}

func (w *world) customerMail(row int) string {
	_, first, last, _ := w.nameOf(row)
	return slug(first+" "+last) + "@" + pick(mailDomains, w.roll(row, saltMail))
}

// customerRows are the attributes of the seeded customers, in the order in which a reply shows them.
func (w *world) customerRows() seedRows {
	r := seedRows{n: w.customers}
	add, same, often := w.adders(&r)
	w.customerIdentity(add, same)
	w.customerMoney(add, same)
	w.customerContact(add, often)
	w.customerSettings(add, same, often)
	return r
}

func (w *world) customerIdentity(add func(string, func(int) attr.Value), same func(attr.Value, ...string)) {
	add("name", func(i int) attr.Value { name, _, _, _ := w.nameOf(i); return text(name) })
	add("login", func(i int) attr.Value {
		if login, ok := w.customerLogin(i); ok {
			return text(login)
		}
		return w.hollow(i, saltLogin)
	})
	add("password", func(i int) attr.Value {
		if w.isDemoCustomer(i) {
			return text(DemoPassword)
		}
		return text(w.password(i, saltSecret))
	})
	add("api_token", func(i int) attr.Value {
		if w.isDemoCustomer(i) {
			return text(DemoToken)
		}
		return text(w.token(i, saltSecret+1))
	})
	add("refnum", func(i int) attr.Value {
		if w.chance(i, saltNumber, 60) {
			return text(fmt.Sprintf("REF-%06d", i+1))
		}
		return w.hollow(i, saltNumber)
	})
	add("i_customer_type", func(i int) attr.Value {
		if w.isReseller(i) {
			return number(2)
		}
		return number(1)
	})
	add("i_parent", func(i int) attr.Value {
		if parent, ok := w.parentOf(i); ok {
			return number(int64(firstCustomer + parent))
		}
		return null
	})
	add("i_customer_class", func(i int) attr.Value { return number(int64(1 + w.roll(i, saltClass)%6)) })
	add("bill_status", func(i int) attr.Value { return text(w.customerStatus(i)) })
	add("blocked", func(i int) attr.Value { return attr.FlagValue(!w.isDemoCustomer(i) && w.chance(i, saltFlag, 3)) })
	same(text("N"), "billing_lock")
	same(number(0), "bill_suspension_delayed")
	same(null, "suspension_delay_date")
	add("creation_date", func(i int) attr.Value { return dateTime(w.customerSince(i)) })
}

func (w *world) customerMoney(add func(string, func(int) attr.Value), same func(attr.Value, ...string)) {
	add("iso_4217", func(i int) attr.Value { return text(w.localeOf(i).currency) })
	add("balance", func(i int) attr.Value { return w.customerBalance(i).value() })
	same(number(0), "opening_balance")
	add("i_balance_control_type", func(i int) attr.Value {
		if w.prepaid(i) {
			return number(2)
		}
		return number(1)
	})
	add("credit_limit", w.customerLimit)
	add("perm_credit_limit", w.customerLimit)
	same(null, "credit_limit_until")
	add("credit_exceed", func(i int) attr.Value {
		limit := w.customerLimit(i)
		return attr.SwitchValue(!limit.IsEmpty() && w.customerBalance(i) > moneyOf(limit))
	})
	add("unallocated_payments", func(i int) attr.Value {
		if w.chance(i, saltLimit, 10) {
			return money(w.roll(i, saltLimit) / 128 % 5_000_000).value()
		}
		return number(0)
	})
	add("discount_rate", func(i int) attr.Value {
		if w.chance(i, saltClass, 15) {
			return money(w.roll(i, saltClass) / 128 % 80 * moneyUnit / 4).value()
		}
		return null
	})
	add("i_billing_period", func(i int) attr.Value {
		return number(pick([]int64{4, 4, 4, 4, 5, 6, 3, 2}, w.roll(i, saltKind)))
	})
	add("billed_to", func(i int) attr.Value { return dateTime(epoch) })
	add("next_billed_to", func(i int) attr.Value { return dateTime(epoch.AddDate(0, 1, 0)) })
}

func (w *world) customerContact(add func(string, func(int) attr.Value), often func(string, salt, uint64, func(int, uint64) attr.Value)) {
	add("companyname", func(i int) attr.Value {
		if name, _, _, company := w.nameOf(i); company {
			return text(name)
		}
		return w.hollow(i, saltName)
	})
	often("salutation", saltNote, 40, func(_ int, n uint64) attr.Value { return text(pick([]string{"Ms", "Mr", "Dr"}, n)) })
	add("firstname", func(i int) attr.Value { _, first, _, _ := w.nameOf(i); return text(first) })
	add("midinit", func(i int) attr.Value { return w.hollow(i, saltFirst) })
	add("lastname", func(i int) attr.Value { _, _, last, _ := w.nameOf(i); return text(last) })
	add("baddr1", func(i int) attr.Value { return text(w.localeOf(i).address(w.roll(i, saltStreet))) })
	often("address_line_2", saltStreet, 15, func(_ int, n uint64) attr.Value { return text(fmt.Sprintf("Floor %d", 1+n%9)) })
	add("city", func(i int) attr.Value { return text(w.localeOf(i).city(w.roll(i, saltCity)).name) })
	add("state", func(i int) attr.Value {
		if s := w.localeOf(i).city(w.roll(i, saltCity)).state; s != "" {
			return text(s)
		}
		return w.hollow(i, saltCity)
	})
	add("zip", func(i int) attr.Value { n := w.roll(i, saltCity); return text(w.localeOf(i).city(n).zipCode(n / 64)) })
	add("country", func(i int) attr.Value { return text(w.localeOf(i).country) })
	add("cont1", func(i int) attr.Value { _, first, last, _ := w.nameOf(i); return text(first + " " + last) })
	often("cont2", saltFirst, 20, func(i int, n uint64) attr.Value {
		l := w.localeOf(i)
		return text(pick(l.first, n/8) + " " + pick(l.last, n/512))
	})
	often("phone1", saltPhone, 90, func(i int, n uint64) attr.Value { return text(w.localeOf(i).fictitiousPhone(n)) })
	often("phone2", saltPhone2, 25, func(i int, n uint64) attr.Value { return text(w.localeOf(i).fictitiousPhone(n)) })
	add("faxnum", func(i int) attr.Value { return w.hollow(i, saltPhone) })
	add("email", func(i int) attr.Value { return text(w.customerMail(i)) })
	often("bcc", saltMail, 8, func(_ int, n uint64) attr.Value { return text("billing@" + pick(mailDomains, n)) })
	often("tax_id", saltNumber, 30, func(i int, n uint64) attr.Value {
		return text(fmt.Sprintf("%s%09d", w.localeOf(i).country, n%1_000_000_000))
	})
	often("note", saltNote, 15, func(_ int, n uint64) attr.Value {
		return text(pick([]string{"Prefers e-mail", "Call before noon", "Pays by bank transfer", "Contract renewed", "Key customer"}, n))
	})
	often("notepad", saltFlag, 6, func(i int, _ uint64) attr.Value {
		return text("Moved from the old system on " + w.customerSince(i).Format("2006-01-02") + ".\nOpen questions: none.")
	})
}

func (w *world) customerSettings(
	add func(string, func(int) attr.Value), same func(attr.Value, ...string), often func(string, salt, uint64, func(int, uint64) attr.Value),
) {
	add("i_lang", func(i int) attr.Value { return text(w.localeOf(i).language) })
	add("i_time_zone", func(i int) attr.Value { return number(w.localeOf(i).zone.id) })
	same(null, "i_ui_time_zone")
	same(text("YYYY-MM-DD"), "in_date_format", "out_date_format")
	same(text("HH24:MI:SS"), "in_time_format", "out_time_format")
	same(text("YYYY-MM-DD HH24:MI:SS"), "out_date_time_format")
	add("i_acl", func(i int) attr.Value {
		if w.isReseller(i) {
			return number(155)
		}
		return number(153)
	})
	same(null, "i_template", "ot_i_template", "i_distributor", "i_rep", "i_main_office", "i_traffic_profile", "i_do_batch")
	same(number(1), "i_office_type")
	often("i_vd_plan", saltClass, 20, func(_ int, n uint64) attr.Value { return number(int64(1 + n%5)) })
	add("i_tariff", func(i int) attr.Value {
		if w.isReseller(i) {
			return number(int64(10 + w.roll(i, saltClass)%5))
		}
		return attr.Value{}
	})
	often("send_invoices", saltFlag, 50, func(_ int, n uint64) attr.Value { return attr.FlagValue(n%2 == 0) })
	often("send_statistics", saltKind, 50, func(_ int, n uint64) attr.Value { return text(pick([]string{"F", "S", "N"}, n)) })
	same(text(""), "bp_charge_cc")
	same(number(1), "invoice_generation_enabled", "onetime_invoice_generation_enabled")
	same(text("N"), "generate_invoice_earlier", "inclusive_taxation", "override_tariffs_enabled", "balance_transfer_allowed", "callshop_enabled")
	same(number(0), "estimate_taxes", "has_custom_fields")
	same(null, "deactivate_on", "terminate_on", "restore_on", "purge_after_months")
	same(number(4), "max_abbreviated_length")
	same(text(""), "cld_translation_rule")
	add("service_features", func(i int) attr.Value { return w.features(customerFeatures, i, saltFeature, false) })
}
