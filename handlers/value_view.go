package handlers

import (
	"slices"
	"strconv"
	"strings"

	"portaconsole/handlers/words"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/views/records"
	"portaconsole/views/ui"
)

// attributeView is one attribute of a masked value, ready to print. prop is what is known of it, or nil.
func (l *linker) attributeView(name string, prop *catalog.Property, v attr.Value) records.Attribute {
	a := records.Attribute{Label: catalog.Label(name), Name: name}
	var schema *catalog.Schema
	if prop != nil {
		a.Note, schema = prop.Note, prop.Schema
	}
	showValue(&a, prop, v)
	if isNested(v) && !isPlainArray(v) {
		if a.Table = l.tableView(schema, v); a.Table == nil {
			a.Kids = l.kidsView(schema, v)
		}
	}
	return a
}

// showValue puts a masked value on one line.
func showValue(a *records.Attribute, prop *catalog.Property, v attr.Value) {
	switch {
	case v.IsEmpty():
	case isPlainArray(v):
		a.Value = joined(v)
	case isNested(v):
		a.Value = sizeText(v)
	default:
		a.Value = fullText(v)
		showMeaning(a, prop)
	}
}

// showMeaning adds the meaning of a code, and the badge of a state.
func showMeaning(a *records.Attribute, prop *catalog.Property) {
	if prop == nil {
		return
	}
	choices := choicesOf(prop)
	i := slices.IndexFunc(choices, func(c catalog.Choice) bool { return c.Code == a.Value })
	if i < 0 {
		return
	}
	meaning := choices[i].Meaning
	a.Value = choiceText(choices[i])
	if strings.HasSuffix(prop.Name, "status") {
		a.Badge, a.Tone = true, tones[meaning]
	}
}

// tones of the states that accounts and customers can be in.
var tones = map[string]ui.Tone{
	"open": ui.Good, "suspended": ui.Warn, "exported": ui.Neutral, "inactive": ui.Neutral,
	"closed": ui.Bad, "terminated": ui.Bad, "deactivated": ui.Bad,
}

func sizeText(v attr.Value) string {
	unit := "attribute"
	if v.Kind() == attr.Array {
		unit = "item"
	}
	return words.Count(sizeOf(v), unit)
}

// isPlainArray says that an array holds single values alone, which fit a line.
func isPlainArray(v attr.Value) bool {
	return v.Kind() == attr.Array && v.Len() > 0 && !slices.ContainsFunc(v.Members(), func(m attr.Member) bool { return isNested(m.Value) })
}

func joined(v attr.Value) string {
	var texts []string
	for _, m := range v.Members() {
		if len(texts) == mostJoined {
			return strings.Join(texts, ", ") + ", … (" + sizeText(v) + ")"
		}
		if !m.Value.IsEmpty() {
			texts = append(texts, fullText(m.Value))
		}
	}
	if v.Left() > 0 {
		texts = append(texts, "… ("+sizeText(v)+")")
	}
	return strings.Join(texts, ", ")
}

// kidsView are the attributes of an object that have a value, or the items of an array.
func (l *linker) kidsView(schema *catalog.Schema, v attr.Value) (kids []records.Attribute) {
	for i, m := range v.Members() {
		if v.Kind() == attr.Array {
			kids = append(kids, l.itemView(strconv.Itoa(i), schema, m.Value))
		} else if !m.Value.IsEmpty() {
			prop := schema.Property(m.Name)
			kid := l.attributeView(m.Name, prop, m.Value)
			kid.Reference = l.reference(prop, v, m.Value)
			kids = append(kids, kid)
		}
	}
	if v.Left() > 0 {
		kids = append(kids, records.Attribute{Name: "…", Value: "and " + words.Grouped(int64(v.Left())) + " more"})
	}
	return kids
}

func (l *linker) itemView(index string, array *catalog.Schema, v attr.Value) records.Attribute {
	var prop *catalog.Property
	if array != nil && array.Items != nil {
		prop = &catalog.Property{Schema: array.Items}
	}
	item := l.attributeView(index, prop, v)
	item.Label = v.Get("name").Text() // many arrays hold named things
	return item
}
