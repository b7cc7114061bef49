package catalog

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
)

// Writable is what of a masked record, as it was read, a request with this schema takes: without read-only attributes, those that the
// schema does not have, and secrets. A list that holds a secret is left out as a whole, since it could only be sent without it.
func (s *Schema) Writable(v attr.Value) attr.Value {
	switch v.Kind() {
	case attr.Object:
		closed := s != nil && len(s.Properties) > 0 && !s.Open
		members := make([]attr.Member, 0, v.Len())
		for _, m := range v.Members() {
			p := s.Property(m.Name)
			if p == nil && closed || p != nil && p.ReadOnly || isMasked(m.Value) || m.Value.Kind() == attr.Array && holdsMasked(m.Value) {
				continue
			}
			members = append(members, attr.M(m.Name, p.schema().Writable(m.Value)))
		}
		return attr.ObjectValue(members...)
	case attr.Array:
		items := make([]attr.Value, v.Len())
		for i, m := range v.Members() {
			items[i] = s.items().Writable(m.Value)
		}
		return attr.ArrayValue(items...)
	}
	return v
}

// items is the schema of an array's items; nil when nothing is known of them.
func (s *Schema) items() *Schema {
	if s == nil {
		return nil
	}
	return s.Items
}

func isMasked(v attr.Value) bool { return v.Kind() == attr.Text && v.Text() == Masked }

func holdsMasked(v attr.Value) bool {
	return isMasked(v) || slices.ContainsFunc(v.Members(), func(m attr.Member) bool { return holdsMasked(m.Value) })
}

// Align returns what a form makes of a record with the record's own spelling wherever PortaBilling sees no difference. What has no value in the record
// and no row in the form is put back too. After that the two differ only in what a person has changed.
func (s *Schema) Align(before, after attr.Value) attr.Value {
	switch {
	case before.Kind() == attr.Object && after.Kind() == attr.Object:
		return s.alignObject(before, after)
	case before.Kind() == attr.Array && after.Kind() == attr.Array && before.Len() == after.Len():
		items := make([]attr.Value, after.Len())
		for i, m := range after.Members() {
			items[i] = s.items().Align(before.Index(i), m.Value)
		}
		return attr.ArrayValue(items...)
	case s.same(before, after):
		return before
	}
	return unixLines(after)
}

func (s *Schema) alignObject(before, after attr.Value) attr.Value {
	members := make([]attr.Member, 0, max(before.Len(), after.Len()))
	for _, m := range after.Members() {
		members = append(members, attr.M(m.Name, s.Property(m.Name).schema().Align(before.Get(m.Name), m.Value)))
	}
	for _, m := range before.Members() {
		if Hollow(m.Value) && !after.Has(m.Name) {
			members = append(members, m)
		}
	}
	return attr.ObjectValue(members...)
}

// Hollow says that there is nothing in a value: it is empty, or an object or array of nothing.
func Hollow(v attr.Value) bool {
	if v.Kind() != attr.Object {
		return v.IsEmpty() || v.Kind() == attr.Array && v.Len() == 0
	}
	return !slices.ContainsFunc(v.Members(), func(m attr.Member) bool { return !Hollow(m.Value) })
}

// same says whether PortaBilling sees the same in two scalars: a number may be text, its zeros do not count, and a browser writes
// the ends of lines in its own way.
func (s *Schema) same(a, b attr.Value) bool {
	switch {
	case a.IsAbsent() || b.IsAbsent() || a.Len() > 0 || b.Len() > 0:
		return false
	case a.IsEmpty() || b.IsEmpty():
		return a.IsEmpty() && b.IsEmpty()
	case a.Kind() >= attr.Array || b.Kind() >= attr.Array:
		return false
	case lineEnds.Replace(a.Text()) == lineEnds.Replace(b.Text()):
		return true
	}
	on, isTruth := a.Bool()
	if other, ok := b.Bool(); ok && isTruth && (a.Kind() == attr.Bool || b.Kind() == attr.Bool || s.isTruth()) {
		return on == other
	}
	if a.Kind() == attr.Number && b.Kind() == attr.Number || s != nil && (s.Type == Integer || s.Type == Decimal) {
		x, ok := plainDecimal(a.Text())
		y, okay := plainDecimal(b.Text())
		return ok && okay && x == y
	}
	return false
}

func (s *Schema) isTruth() bool { return s != nil && (s.Type == Switch || s.Type == Flag) }

// plainDecimal is a number without the zeros that mean nothing. One with an exponent is taken as it is written.
func plainDecimal(text string) (string, bool) {
	if _, ok := attr.NumberValue(text); !ok || strings.ContainsAny(text, "eE") {
		return text, ok
	}
	digits, negative := strings.CutPrefix(text, "-")
	if strings.Contains(digits, ".") {
		digits = strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
	}
	if negative && digits != "0" {
		return "-" + digits, true
	}
	return digits, true
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// unixLines undoes what browsers do to the ends of lines.
func unixLines(v attr.Value) attr.Value {
	switch v.Kind() {
	case attr.Text:
		if strings.Contains(v.Text(), "\r") {
			return attr.TextValue(lineEnds.Replace(v.Text()))
		}
	case attr.Object:
		members := make([]attr.Member, v.Len())
		for i, m := range v.Members() {
			members[i] = attr.M(m.Name, unixLines(m.Value))
		}
		return attr.ObjectValue(members...)
	case attr.Array:
		items := make([]attr.Value, v.Len())
		for i, m := range v.Members() {
			items[i] = unixLines(m.Value)
		}
		return attr.ArrayValue(items...)
	}
	return v
}

// drifting are attributes that change by themselves, by calls, payments and time, though they are not marked read-only.
var drifting = map[string]bool{
	"balance": true, "last_recharge": true, "password_timestamp": true, "zero_balance": true, "zero_balance_date": true, "profitability": true,
	"customer_status": true, "customer_credit_exceed": true, "billing_lock": true, "first_usage": true, "last_usage": true, "idle_days": true,
	"unallocated_payments": true, "credit_exceed": true, "sip_status": true,
}

// Drifts says whether an attribute of that name changes by itself. That it did is nobody's work, and it is no part of a copy.
func Drifts(name string) bool { return drifting[name] }
