package handlers

import (
	"math/big"
	"slices"
	"strings"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
	"portaconsole/views/ui"
)

// comparison says which of the attributes that were sent a record has. Those that it does not show, secrets above all, are in neither list.
type comparison struct{ equal, different []string }

// compare holds what was sent against the record, attribute by attribute.
func (l looker) compare(r *catalog.RecordType, kind catalog.OperationKind, sent, record attr.Value) (c comparison) {
	op := r.Operation(kind)
	secret := l.masking.Of(l.method.Request)
	for _, m := range sent.Members() {
		at := append(attr.ParsePath(op.Wrapper), m.Name)
		shown := record.Has(m.Name) || m.Value.IsEmpty()
		if m.Name == r.IDField || slices.Equal(at, op.Key) || secret(at) || !shown {
			continue
		}
		if sameValue(m.Value, record.Get(m.Name)) {
			c.equal = append(c.equal, m.Name)
		} else {
			c.different = append(c.different, m.Name)
		}
	}
	return c
}

// sameValue says whether a record has the value that was sent. PortaBilling writes numbers as text at times, treats absent, null
// and empty alike, and adds attributes to objects.
func sameValue(sent, have attr.Value) bool {
	switch {
	case sent.IsEmpty() || have.IsEmpty():
		return sent.IsEmpty() && have.IsEmpty()
	case sent.Kind() == attr.Object:
		return have.Kind() == attr.Object && !slices.ContainsFunc(sent.Members(), func(m attr.Member) bool { return !sameValue(m.Value, have.Get(m.Name)) })
	case sent.Kind() == attr.Array:
		return have.Kind() == attr.Array && slices.EqualFunc(sent.Members(), have.Members(), func(a, b attr.Member) bool { return sameValue(a.Value, b.Value) })
	case isNested(have):
		return false
	}
	return sent.Text() == have.Text() || (sent.Kind() == attr.Number || have.Kind() == attr.Number) && sameNumber(sent.Text(), have.Text())
}

// sameNumber compares numbers whatever way they are written: 5, 5.00, 0.5e1.
func sameNumber(a, b string) bool {
	if a == b {
		return a != ""
	}
	if len(a) > 40 || len(b) > 40 || strings.ContainsAny(a+b, "eE/_xX") { // no number of PortaBilling's, and perhaps a huge one
		return false
	}
	x, ok1 := new(big.Rat).SetString(a)
	y, ok2 := new(big.Rat).SetString(b)
	return ok1 && ok2 && x.Cmp(y) == 0
}

// statusAttributes tell in which state a record is, the usual ones first.
var statusAttributes = []string{"bill_status", "status", "int_status", "state"}

// statusOf is the state of a record in words; "" when it does not tell.
func statusOf(r *catalog.RecordType, record attr.Value) string {
	a, ok := statusAttribute(r, record)
	if !ok {
		return ""
	}
	return a.text
}

// isOver says that the record's state is an end.
func isOver(r *catalog.RecordType, record attr.Value) bool {
	a, ok := statusAttribute(r, record)
	return ok && a.tone == ui.Bad
}

type status struct {
	text string
	tone ui.Tone
}

func statusAttribute(r *catalog.RecordType, record attr.Value) (status, bool) {
	for _, name := range statusAttributes {
		if v := record.Get(name); !v.IsEmpty() {
			a := records.Attribute{Value: v.Text()}
			showMeaning(&a, r.Info().Property(name))
			return status{a.Value, a.Tone}, true
		}
	}
	return status{}, false
}

// inWords lists things: "a, b and c". Of many only the first are named.
func inWords(list []string) string {
	const named = 8
	if len(list) == 0 {
		return ""
	}
	if len(list) > named {
		return strings.Join(list[:named], ", ") + " and " + words.Grouped(int64(len(list)-named)) + " more"
	}
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}
