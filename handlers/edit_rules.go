package handlers

import (
	"slices"

	"portaconsole/porta/attr"
)

// What is known of single attributes and stands in no description.

// companions are sent along, as they are, when another attribute changes: a change of the product takes the add-ons away
// that are not named in the same request.
var companions = map[string]string{"i_product": "assigned_addons"}

// withCompanions adds to what changed of a record what has to be sent along.
func withCompanions(before, changed attr.Value) attr.Value {
	for _, m := range changed.Members() {
		if along := before.Get(companions[m.Name]); along.Len() > 0 && !changed.Has(companions[m.Name]) {
			changed, _ = changed.With(attr.Path{companions[m.Name]}, along)
		}
	}
	return changed
}

// itemNames are, by list, the attribute by which its items are known. Of two versions of such a list the items are put together: a service
// feature that only the other one changed goes back as it is there.
var itemNames = map[string]string{"service_features": "name"}

// merge puts what changed from before to mine into theirs. name is the attribute's.
func merge(name string, before, mine, theirs attr.Value) attr.Value {
	switch key := itemNames[name]; {
	case len(attr.Diff(before, mine)) == 0:
		return theirs
	case mine.Kind() == attr.Object && before.Kind() == attr.Object && theirs.Kind() == attr.Object:
		return attr.ObjectValue(mergeMembers(before.Members(), mine.Members(), theirs.Members())...)
	case key != "" && mine.Kind() == attr.Array && before.Kind() == attr.Array && theirs.Kind() == attr.Array:
		merged := mergeMembers(byName(before, key), byName(mine, key), byName(theirs, key))
		items := make([]attr.Value, len(merged))
		for i, m := range merged {
			items[i] = m.Value
		}
		return attr.ArrayValue(items...)
	}
	return mine
}

// mergeMembers has the order of theirs, what only I have last.
func mergeMembers(before, mine, theirs []attr.Member) (merged []attr.Member) {
	was, own := attr.ObjectValue(before...), attr.ObjectValue(mine...)
	add := func(name string, theirs attr.Value) {
		if v := merge(name, was.Get(name), own.Get(name), theirs); !v.IsAbsent() {
			merged = append(merged, attr.M(name, v))
		}
	}
	for _, m := range theirs {
		add(m.Name, m.Value)
	}
	for _, m := range mine {
		if !slices.ContainsFunc(theirs, func(other attr.Member) bool { return other.Name == m.Name }) {
			add(m.Name, attr.Value{})
		}
	}
	return merged
}

// byName are the items of a list as members under their names.
func byName(list attr.Value, key string) []attr.Member {
	members := make([]attr.Member, list.Len())
	for i, m := range list.Members() {
		members[i] = attr.M(m.Value.Get(key).Text(), m.Value)
	}
	return members
}
