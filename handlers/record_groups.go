package handlers

import (
	"slices"
	"strconv"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
)

// topic is what an attribute is about, in the order in which topics are shown.
type topic uint8

const (
	identity topic = iota
	state
	money
	contact
	belongs // to which other records
	dates
	service
	access
	technical
	further // described, and about none of these
	unknown // not described
	topics
)

var topicTitles = [topics]string{"Identity", "State", "Money", "Contact", "Belongs to", "Dates", "Services", "Access", "Technical", "Further", "Not in this server's description"}

// topicWords say by a whole name, or else by a word of it, what an attribute is about. What is asked first wins: the name, then the words in
// their order.
var topicWords = map[string]topic{
	"billing_model": money, "iso_4217": money, "activation_cost": money, "bp_charge_cc": money, "i_billing_period": money,
	"h323_password": access, "i_lang": technical, "iso_639_1": technical, "batch_name": technical, "control_number": technical, "i_account_role": further,
	"number": identity, "name": identity, "description": identity, "refnum": identity, "type": identity,
	"email": contact, "state": contact, "note": contact, "notepad": contact, "follow_me_enabled": service,

	"status": state, "blocked": state, "active": state, "frozen": state, "lock": state, "suspended": state, "suspend": state, "suspension": state,
	"balance": money, "credit": money, "fee": money, "fees": money, "cost": money, "revenue": money, "amount": money, "discount": money, "charge": money,
	"payments": money, "tax": money, "taxes": money, "taxation": money, "invoice": money, "invoices": money, "tariff": money, "tariffs": money,
	"currency": money, "rate": money, "commission": money, "profitability": money, "recharge": money,
	"companyname": contact, "salutation": contact, "firstname": contact, "midinit": contact, "lastname": contact, "cont1": contact, "cont2": contact,
	"phone1": contact, "phone2": contact, "faxnum": contact, "bcc": contact, "baddr1": contact, "baddr2": contact, "baddr3": contact, "baddr4": contact,
	"baddr5": contact, "address": contact, "city": contact, "zip": contact, "country": contact,
	"login": access, "password": access, "token": access, "role": access, "acl": access,
	"pin": access, "puk1": access, "puk2": access, "ki": access, "opc": access,
	"format": technical, "zone": technical, "template": technical, "env": technical, "mac": technical, "version": technical, "moh": technical,
	"timer": technical, "u": technical, "batch": technical, "flags": technical,
	"service": service, "services": service, "ecommerce": service, "redirect": service, "extension": service, "sip": service, "routing": service, "dialing": service,
}

// topicOf says what a described attribute is about.
func topicOf(r *catalog.RecordType, p *catalog.Property) topic {
	name := p.Name
	if name == r.IDField || name == r.Title || slices.Contains(r.Keys, name) && name != "login" {
		return identity
	}
	if t, ok := topicWords[name]; ok {
		return t
	}
	if p.Schema.Type == catalog.Date || p.Schema.Type == catalog.DateTime {
		return dates
	}
	for word := range strings.SplitSeq(name, "_") {
		if t, ok := topicWords[word]; ok && t != identity && word != "state" {
			return t
		}
	}
	owner, _, _ := strings.Cut(name, "_")
	if owner == "i" || strings.HasSuffix(name, "_name") && r.Info().Property("i_"+owner) != nil {
		return belongs
	}
	return further
}

// fewRows is how many attributes an object may have to stand beside others.
const fewRows = 12

// groups shows the attributes of a masked record that have a value by what they are about, each object and array as a group of its own. empty are
// those without a value.
func (l *linker) groups(r *catalog.RecordType, v attr.Value) (groups []records.Group, empty []records.Attribute) {
	info := r.Info()
	var byTopic [topics][]records.Attribute
	var nested []records.Group
	for _, m := range v.Members() {
		prop := info.Property(m.Name)
		a := l.attributeView(m.Name, prop, m.Value)
		switch {
		case m.Value.IsEmpty() || isHollow(m.Value):
			empty = append(empty, a)
		case isNested(m.Value) && !isPlainArray(m.Value):
			nested = append(nested, records.Group{
				ID: "nested-" + strconv.Itoa(len(nested)), Title: a.Label, Name: m.Name, Note: a.Note, Attributes: a.Kids, Table: a.Table, Wide: a.Table != nil || countOf(a.Kids) > fewRows,
			})
		default:
			if m.Name != r.IDField { // that is this record itself
				a.Reference = l.reference(prop, v, m.Value)
			}
			t := unknown
			if prop != nil {
				t = topicOf(r, prop)
			}
			byTopic[t] = append(byTopic[t], a)
		}
	}
	add := func(from, to topic) {
		for t := from; t < to; t++ {
			if len(byTopic[t]) == 0 {
				continue
			}
			title := topicTitles[t]
			if info == nil || len(info.Properties) == 0 { // nothing is described, so that is not worth a word
				title = "Attributes"
			}
			groups = append(groups, records.Group{ID: "topic-" + strconv.Itoa(int(t)), Title: title, Attributes: byTopic[t]})
		}
	}
	add(identity, unknown)
	groups = append(groups, nested...)
	add(unknown, topics)
	return groups, empty
}

func isNested(v attr.Value) bool { return v.Kind() == attr.Object || v.Kind() == attr.Array }

// countOf counts attributes with those below them.
func countOf(list []records.Attribute) (n int) {
	for _, a := range list {
		n += 1 + countOf(a.Kids)
	}
	return n
}
