package sandbox

import (
	"fmt"

	"portaconsole/porta/attr"
)

// The first keys of further seeded records. Aliases are accounts, so their keys follow those of the accounts.
const (
	firstExtension    = 301
	firstHuntgroup    = 901
	firstNumber       = 7001
	firstSubscription = 1
	firstLineFee      = 20001
	firstCall         = 100000001
)

func (w *world) firstAlias() int64 { return int64(firstAccount + w.accounts) }

// didNumber: numbers with area code 555, which is not given to anyone.
func didNumber(row int) string { return fmt.Sprintf("1555%07d", 5_000_000+row) }

func (w *world) aliasRows() seedRows {
	r := seedRows{n: w.aliases()}
	add := r.adder()
	add("id", func(i int) attr.Value { return text(didNumber(i)) })
	add("i_master_account", func(i int) attr.Value { return number(int64(firstAccount + w.masterOf(i))) })
	add("blocked", func(int) attr.Value { return text("N") })
	add("i_account_role", func(int) attr.Value { return number(1) })
	add("billing_model", func(int) attr.Value { return number(modelAlias) })
	return r
}

// adder returns the function that adds columns, for the tables of columns.
func (r *seedRows) adder() func(string, func(int) attr.Value) {
	return func(name string, at func(int) attr.Value) { r.columns = append(r.columns, seedColumn{name, at}) }
}

func (w *world) extensionRows() seedRows {
	r := seedRows{n: w.extensions()}
	add := r.adder()
	add("id", func(i int) attr.Value { return text(fmt.Sprint(101 + w.placeOf(w.lineOf(i)))) })
	add("name", func(i int) attr.Value {
		first, last := w.accountName(w.lineOf(i))
		return text(first + " " + last)
	})
	add("i_customer", func(i int) attr.Value { return number(int64(firstCustomer + w.ownerOf(w.lineOf(i)))) })
	add("i_account", func(i int) attr.Value { return number(int64(firstAccount + w.lineOf(i))) })
	add("published", func(i int) attr.Value { return attr.FlagValue(w.chance(i, saltField+1, 80)) })
	return r
}

func (w *world) huntgroupRows() seedRows {
	r := seedRows{n: w.huntgroups()}
	add := r.adder()
	add("id", func(i int) attr.Value { return text(fmt.Sprint(7000 + i%100)) })
	add("name", func(i int) attr.Value {
		return text(pick([]string{"Sales", "Support", "Reception", "Accounts"}, w.roll(i, saltNote+2)))
	})
	add("i_customer", func(i int) attr.Value { return number(int64(firstCustomer + w.customerOfGroup(i))) })
	add("hunt_sequence", func(int) attr.Value { return text("Simultaneous") })
	add("hunt_keep_original_cli", func(int) attr.Value { return text("Y") })
	add("pickup_allowed", func(i int) attr.Value { return attr.FlagValue(i%2 == 0) })
	add("call_wrap_up_time", func(int) attr.Value { return number(0) })
	return r
}

func (w *world) numberRows() seedRows {
	r := seedRows{n: w.numbers()}
	add := r.adder()
	used := func(i int) bool { return i < w.aliases() }
	loc := func(i int) *locale {
		if customer, ok := w.customerOfNumber(i); ok {
			return w.localeOf(customer)
		}
		return pick(locales, w.roll(i, saltCity+2))
	}
	add("number", func(i int) attr.Value { return text(didNumber(i)) })
	add("description", func(i int) attr.Value { return w.hollow(i, saltNote+3) })
	add("country_iso", func(i int) attr.Value { return text(loc(i).country) })
	add("country_name", func(i int) attr.Value { return text(countryNames[loc(i).country]) })
	add("i_dv_batch", func(i int) attr.Value { return number(int64(1 + i%3)) })
	add("vendor_batch_name", func(i int) attr.Value { return text(fmt.Sprintf("Vendor batch %d", 1+i%3)) })
	add("i_do_batch", func(int) attr.Value { return null })
	add("i_group", func(i int) attr.Value { return number(int64(1 + i%4)) })
	add("i_vendor", func(i int) attr.Value { return number(int64(1 + i%2)) })
	add("i_customer", func(i int) attr.Value {
		if customer, ok := w.customerOfNumber(i); ok {
			return number(int64(firstCustomer + customer))
		}
		return null
	})
	add("i_account", func(i int) attr.Value {
		if used(i) {
			return number(w.firstAlias() + int64(i))
		}
		return null
	})
	add("i_master_account", func(i int) attr.Value {
		if used(i) {
			return number(int64(firstAccount + w.masterOf(i)))
		}
		return null
	})
	add("iso_4217", func(i int) attr.Value { return text(loc(i).currency) })
	add("activation_cost", func(int) attr.Value { return money(50_000).value() })
	add("activation_fee", func(int) attr.Value { return money(100_000).value() })
	add("periodic_fee", func(i int) attr.Value { return money(99_000 + 25_000*(i%5)).value() })
	add("recurring_cost", func(int) attr.Value { return money(35_125).value() })
	add("external", func(int) attr.Value { return number(0) })
	add("free_of_charge", func(int) attr.Value { return text("N") })
	add("frozen", func(i int) attr.Value { return attr.FlagValue(!used(i) && i%10 == 7) })
	add("is_used", func(i int) attr.Value { return attr.SwitchValue(used(i)) })
	return r
}

var countryNames = map[string]string{
	"US": "United States", "GB": "United Kingdom", "DE": "Germany", "FR": "France", "CA": "Canada", "SE": "Sweden", "AU": "Australia", "IE": "Ireland",
}

// subscriptionRows are the plans: one of each product.
func subscriptionRows() seedRows {
	r := seedRows{n: len(seededProducts)}
	add := r.adder()
	add("name", func(i int) attr.Value { return text(seededProducts[i].name + " monthly") })
	add("description", func(i int) attr.Value { return text("Monthly fee of " + seededProducts[i].name) })
	add("invoice_description", func(i int) attr.Value { return text(seededProducts[i].visible) })
	add("iso_4217", func(i int) attr.Value { return text(seededProducts[i].currency) })
	add("activation_mode", func(int) attr.Value { return number(1) })
	add("charge_model", func(i int) attr.Value { return number(int64(i % 3)) })
	add("generate_daily_charge", func(int) attr.Value { return text("N") })
	add("activation_fee", func(i int) attr.Value { return money(i % 4 * moneyUnit).value() })
	add("multiple", func(int) attr.Value { return number(0) })
	add("rounding", func(int) attr.Value { return null })
	add("advance_periods", func(int) attr.Value { return number(1) })
	add("periodic_fees", func(i int) attr.Value {
		fee := attr.ObjectValue(
			attr.M("i_subscription", number(int64(firstSubscription+i))), attr.M("i_billing_period", number(4)),
			attr.M("periods", number(0)), attr.M("fee", seededProducts[i].fee.value()),
		)
		return attr.ArrayValue(attr.ArrayValue(fee))
	})
	return r
}

// lineFeeRows are the subscriptions of the accounts: each has the one that comes with its product.
func (w *world) lineFeeRows() seedRows {
	r := seedRows{n: w.accounts}
	add := r.adder()
	closed := func(i int) bool { return w.accountStatus(i) == statusClosed }
	add("i_account", func(i int) attr.Value { return number(int64(firstAccount + i)) })
	add("i_subscription", func(i int) attr.Value { return number(int64(firstSubscription + w.accountProduct(i))) })
	add("i_product", func(i int) attr.Value { return number(int64(firstProduct + w.accountProduct(i))) })
	add("invoice_description", func(i int) attr.Value { return text(seededProducts[w.accountProduct(i)].visible) })
	add("int_status", func(i int) attr.Value {
		switch {
		case closed(i):
			return number(2)
		case w.accountStatus(i) == "I":
			return number(0)
		}
		return number(1)
	})
	add("is_finished", func(i int) attr.Value { return attr.FlagValue(closed(i)) })
	add("start_date", func(i int) attr.Value { return date(w.accountSince(i)) })
	add("activation_date", func(i int) attr.Value {
		if w.accountStatus(i) == "I" {
			return attr.Value{}
		}
		return date(w.accountSince(i))
	})
	add("finish_date", func(i int) attr.Value {
		if closed(i) {
			return date(epoch.Add(-30 * day))
		}
		return null
	})
	add("billed_to", func(int) attr.Value { return date(epoch) })
	add("generate_daily_charge", func(int) attr.Value { return text("N") })
	add("multiple", func(int) attr.Value { return number(0) })
	add("obligatory", func(int) attr.Value { return text("Y") })
	add("has_discount", func(int) attr.Value { return number(0) })
	add("i_discount_next", func(int) attr.Value { return null })
	add("discount_list", func(int) attr.Value { return attr.ArrayValue() })
	return r
}
