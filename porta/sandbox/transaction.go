package sandbox

import (
	"fmt"
	"strings"

	"portaconsole/porta/attr"
)

var transactionRules = map[string]rule{
	"Account/make_transaction":  changing(func(c *call) (reply, error) { return c.makeTransaction(c.accounts) }),
	"Customer/make_transaction": changing(func(c *call) (reply, error) { return c.makeTransaction(c.customers) }),
}

// effect is what an action does to what is owed.
type effect int

const (
	owesLess effect = iota
	owesMore
	owesTheSame
)

// actions by their names in lower case: clients differ in the second word's.
var actions = map[string]effect{
	"manual charge":      owesMore,
	"manual credit":      owesLess,
	"manual payment":     owesLess,
	"promotional credit": owesLess,
	"e-commerce payment": owesLess,
	"e-commerce refund":  owesMore,
	"refund":             owesMore,
	"authorization only": owesTheSame,
	"capture payment":    owesLess,
}

// makeTransaction books money on an account or a customer. Nothing guards against doing it twice but transaction_id.
func (c *call) makeTransaction(r *records) (reply, error) {
	key, err := r.named(c)
	if err != nil {
		return reply{}, err
	}
	action := c.params.Get("action").Text()
	does, ok := actions[strings.ToLower(action)]
	if !ok {
		return reply{}, errOutOfRange(c.service, "action", "is not an action that is known")
	}
	amount, ok := parseMoney(c.params.Get("amount").Text())
	if !ok || amount <= 0 {
		return reply{}, errOutOfRange(c.service, "amount", "must be above 0")
	}
	id := c.params.Get("transaction_id").Text()
	if strings.EqualFold(action, "capture payment") {
		if !c.authorized[id] {
			return reply{}, &fault{"Server." + c.service + ".transaction_not_found", "There is no authorization with this transaction_id"}
		}
		delete(c.authorized, id)
	} else if id != "" && c.transactions[id] {
		return reply{}, errDuplicate(c.service, "duplicate_transaction_id", "A transaction with this transaction_id exists already")
	}
	c.payments++
	if id == "" {
		id = fmt.Sprintf("SBX%09d", c.payments)
	}
	c.transactions[id] = true
	var xdr attr.Value = null
	switch does {
	case owesTheSame:
		c.authorized[id] = true
	case owesLess:
		amount = -amount
		fallthrough
	default:
		comment := c.params.Get("visible_comment").Text()
		if comment == "" {
			comment = action
		}
		xdr = number(c.book(r, key, amount, comment))
	}
	return done(
		attr.M("i_payment_transaction", number(c.payments)),
		attr.M("balance", r.rows.cell(key, "balance")),
		attr.M("transaction_id", text(id)),
		attr.M("authorization", text(fmt.Sprintf("A%06d", c.payments))),
		attr.M("result_code", text("A01")),
		attr.M("i_xdr", xdr),
	), nil
}

// book lets an account or customer owe so much more, and leaves an xDR of it. The balance of a debit account is its
// funds, so it goes the other way.
func (c *call) book(r *records, key int64, amount money, comment string) (xdr int64) {
	now := dateTime(c.now().UTC())
	row := attr.ObjectValue(
		attr.M("charged_amount", amount.value()), attr.M("charged_quantity", number(0)), attr.M("description", text(comment)),
		attr.M("connect_time", now), attr.M("disconnect_time", now), attr.M("bill_time", now),
		attr.M("unix_connect_time", number(c.now().Unix())), attr.M("unix_disconnect_time", number(c.now().Unix())),
		attr.M("failed", number(0)), attr.M("bit_flags", number(0)), attr.M("i_service", number(1)), attr.M("i_service_type", number(1)),
	)
	balance := moneyOf(r.rows.cell(key, "balance"))
	owner := number(key)
	if r == c.accounts {
		owner = r.rows.cell(key, "i_customer")
		row, _ = row.With(attr.Path{"i_account"}, number(key))
		row, _ = row.With(attr.Path{"account_id"}, r.rows.cell(key, "id"))
		if model, _ := r.rows.cell(key, "billing_model").Int(); model == modelDebit || model == modelVoucher {
			amount = -amount
		}
	}
	row, _ = row.With(attr.Path{"i_customer"}, owner)
	r.rows.update(key, set("balance", (balance+amount).value()))
	return c.calls.rows.insert(row)
}
