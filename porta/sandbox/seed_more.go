package sandbox

import (
	"fmt"
	"strings"
	"time"

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

// callRows are the xDRs: calls of the last two months before the epoch.
func (w *world) callRows() seedRows {
	r := seedRows{n: w.accounts * callsPerLine}
	add := r.adder()
	line := func(i int) int { return i / callsPerLine }
	began := func(i int) time.Time {
		return epoch.Add(-time.Duration(i%callsPerLine)*5*day - time.Duration(w.roll(i, saltCall)%(5*86400))*time.Second) //nolint:gosec // 5 days
	}
	seconds := func(i int) int64 {
		if w.callFailed(i) {
			return 0
		}
		return int64(5 + w.roll(i, saltCall+1)%1800) //nolint:gosec // half an hour
	}
	ended := func(i int) time.Time { return began(i).Add(time.Duration(seconds(i)) * time.Second) }
	incoming := func(i int) bool { return w.chance(i, saltCall+2, 35) }
	other := func(i int) string {
		return strings.NewReplacer("+", "", " ", "").Replace(pick(locales, w.roll(i, saltCall+3)).fictitiousPhone(w.roll(i, saltCall+4)))
	}
	end := func(i int, own bool) attr.Value {
		if own {
			return text(accountNumber(line(i)))
		}
		return text(other(i))
	}
	add("i_account", func(i int) attr.Value { return number(int64(firstAccount + line(i))) })
	add("i_customer", func(i int) attr.Value { return number(int64(firstCustomer + w.ownerOf(line(i)))) })
	add("account_id", func(i int) attr.Value { return text(w.accountID(line(i))) })
	add("CLI", func(i int) attr.Value { return end(i, !incoming(i)) })
	add("CLD", func(i int) attr.Value { return end(i, incoming(i)) })
	add("call_id", func(i int) attr.Value {
		if w.chance(i, saltCall+5, 10) {
			return attr.Value{}
		}
		return text(w.token(i, saltCall+5)[:18] + "@sample")
	})
	add("h323_conf_id", func(i int) attr.Value { return text(w.conferenceID(i)) })
	add("connect_time", func(i int) attr.Value { return dateTime(began(i)) })
	add("disconnect_time", func(i int) attr.Value { return dateTime(ended(i)) })
	add("unix_connect_time", func(i int) attr.Value { return number(began(i).Unix()) })
	add("unix_disconnect_time", func(i int) attr.Value { // seen as a number and as a text
		if i%2 == 0 {
			return number(ended(i).Unix())
		}
		return text(fmt.Sprint(ended(i).Unix()))
	})
	add("bill_time", func(i int) attr.Value { return dateTime(ended(i)) })
	add("charged_quantity", func(i int) attr.Value { return number(seconds(i)) })
	add("charged_amount", func(i int) attr.Value {
		if incoming(i) {
			return number(0)
		}
		return money(seconds(i) * int64(150+w.roll(i, saltCall+3)%40) / 3).value() //nolint:gosec // small
	})
	add("disconnect_cause", func(i int) attr.Value {
		if w.callFailed(i) {
			return number(19)
		}
		return number(16)
	})
	add("disconnect_reason", func(i int) attr.Value {
		if w.callFailed(i) {
			return text("No answer")
		}
		return text("Normal call clearing")
	})
	add("failed", func(i int) attr.Value { return attr.SwitchValue(w.callFailed(i)) })
	add("bit_flags", func(i int) attr.Value {
		flags := int64(4)
		if incoming(i) {
			flags = 8
		}
		if w.callRecorded(i) {
			flags |= 64
		}
		return number(flags)
	})
	add("country", func(i int) attr.Value { return text(countryNames[pick(locales, w.roll(i, saltCall+3)).country]) })
	add("description", func(i int) attr.Value {
		return text(strings.ToUpper(countryNames[pick(locales, w.roll(i, saltCall+3)).country]))
	})
	add("i_service", func(int) attr.Value { return number(3) })
	add("i_service_type", func(int) attr.Value { return number(3) })
	return r
}

func (w *world) callFailed(row int) bool { return w.chance(row, saltCall+6, 10) }

func (w *world) callRecorded(row int) bool {
	return !w.callFailed(row) && w.roll(row, saltCall+7)%4 == 0
}

// conferenceID names a call's recordings, four groups of eight hexadecimal digits.
func (w *world) conferenceID(row int) string {
	a, b := w.roll(row, saltCall+8), w.roll(row, saltCall+9)
	return fmt.Sprintf("%08X %08X %08X %08X", uint32(row), uint32(a), uint32(a>>32), uint32(b)) //nolint:gosec // cut on purpose
}
