package journal

import (
	"slices"
	"strconv"

	"portaconsole/porta/attr"
)

// names are the paths of all values, without the items of arrays: how many there are may be telling, and is not needed.
func names(v attr.Value) (list []string) {
	var walk func(at attr.Path, v attr.Value)
	walk = func(at attr.Path, v attr.Value) {
		if v.Kind() != attr.Object || v.Len() == 0 {
			list = append(list, at.String())
			return
		}
		for _, m := range v.Members() {
			walk(append(slices.Clone(at), m.Name), m.Value)
		}
	}
	for _, m := range v.Members() {
		walk(attr.Path{m.Name}, m.Value)
	}
	return list
}

// mask stands in place of a secret.
const mask = "[masked]"

// Masked returns the value without its secrets; secret may be nil.
func Masked(v attr.Value, secret func(attr.Path) bool) attr.Value {
	if secret == nil {
		return v
	}
	return maskedAt(nil, v, secret)
}

func maskedAt(at attr.Path, v attr.Value, secret func(attr.Path) bool) attr.Value {
	switch {
	case len(at) > 0 && secret(at):
		return attr.TextValue(mask)
	case v.Kind() == attr.Object:
		members := make([]attr.Member, v.Len())
		for i, m := range v.Members() {
			members[i] = attr.M(m.Name, maskedAt(append(slices.Clone(at), m.Name), m.Value, secret))
		}
		return attr.ObjectValue(members...)
	case v.Kind() == attr.Array:
		items := make([]attr.Value, v.Len())
		for i, m := range v.Members() {
			items[i] = maskedAt(append(slices.Clone(at), strconv.Itoa(i)), m.Value, secret)
		}
		return attr.ArrayValue(items...)
	}
	return v
}
