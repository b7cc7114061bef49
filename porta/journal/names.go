package journal

import (
	"strconv"
	"strings"

	"portaconsole/porta/attr"
)

// mostNames bounds the paths that are kept of one write.
const mostNames = 1000

// names are the paths of all values, without the items of arrays: how many there are may be telling, and is not needed. Of a request with very
// many the rest is counted, and a very long one is cut.
func names(v attr.Value) (list []string) {
	more := 0
	var walk func(at string, v attr.Value)
	walk = func(at string, v attr.Value) {
		switch {
		case v.Kind() == attr.Object && v.Len() > 0:
			for _, m := range v.Members() {
				walk(below(at, m.Name), m.Value)
			}
		case len(list) < mostNames:
			list = append(list, at)
		default:
			more++
		}
	}
	for _, m := range v.Members() {
		walk(below("", m.Name), m.Value)
	}
	if more > 0 {
		list = append(list, "and "+strconv.Itoa(more)+" more")
	}
	return list
}

// below is the path of a member, cut where it is longer than any that means something.
func below(at, name string) string {
	if at != "" {
		name = at + "." + name
	}
	if len(name) > attr.MaxPath {
		return strings.ToValidUTF8(name[:attr.MaxPath], "") + "…"
	}
	return name
}

// mask stands in place of a secret.
const mask = "[masked]"

// Masked returns the value without its secrets; secret may be nil. It must not keep the path that it is given.
func Masked(v attr.Value, secret func(attr.Path) bool) attr.Value {
	if secret == nil {
		return v
	}
	return maskedAt(nil, v, secret)
}

// maskedAt goes down one path, of which each step writes over the one beside it.
func maskedAt(at attr.Path, v attr.Value, secret func(attr.Path) bool) attr.Value {
	if len(at) > 0 && secret(at) {
		return attr.TextValue(mask)
	}
	if v.Len() == 0 {
		return v
	}
	members := make([]attr.Member, v.Len())
	for i, m := range v.Members() {
		step := m.Name
		if v.Kind() == attr.Array {
			step = strconv.Itoa(i)
		}
		members[i] = attr.M(m.Name, maskedAt(append(at, step), m.Value, secret))
	}
	return v.WithMembers(members)
}
