package attr

import (
	"slices"
	"strconv"
)

// Change is one place at which two trees differ. Before or After is absent when the place is in one of them only.
type Change struct {
	Path          Path
	Before, After Value
}

// Diff returns what differs, in the order of before, new members last. It goes into what both trees have: objects, and
// arrays of the same length. Other arrays, and what is new or gone, are one change as a whole. The order of members
// is no difference; of members with one name the last counts.
func Diff(before, after Value) []Change { return appendChanges(nil, nil, before, after) }

func appendChanges(list []Change, at Path, before, after Value) []Change {
	switch {
	case before.kind != after.kind || before.text != after.text,
		before.kind == Array && len(before.kids) != len(after.kids):
		return append(list, Change{slices.Clone(at), before, after})
	case before.kind == Object:
		for _, p := range pairs(before, after) {
			list = appendChanges(list, append(at, p.name), p.before, p.after)
		}
	case before.kind == Array:
		for i := range before.kids {
			list = appendChanges(list, append(at, strconv.Itoa(i)), before.kids[i].Value, after.kids[i].Value)
		}
	}
	return list
}

// Changed returns what an update has to send: the members of after that differ, each where it stands, and null for those
// that are gone. Arrays are whole, since an item cannot be named. It is absent when nothing is to be sent.
func Changed(before, after Value) Value {
	if before.kind != Object || after.kind != Object {
		if len(Diff(before, after)) == 0 {
			return Value{}
		}
		return after
	}
	var changed []Member
	for _, p := range pairs(before, after) {
		switch {
		case p.after.kind != Absent:
			if v := Changed(p.before, p.after); v.kind != Absent {
				changed = append(changed, M(p.name, v))
			}
		case p.before.kind > Null: // what is null already need not be cleared
			changed = append(changed, M(p.name, NullValue()))
		}
	}
	if changed == nil {
		return Value{}
	}
	return ObjectValue(changed...)
}

// pair is a member that at least one of two objects has.
type pair struct {
	name          string
	before, after Value
}

func pairs(before, after Value) []pair {
	list := make([]pair, 0, len(before.kids))
	place := make(map[string]int, len(before.kids))
	at := func(name string) *pair {
		i, ok := place[name]
		if !ok {
			i = len(list)
			place[name] = i
			list = append(list, pair{name: name})
		}
		return &list[i]
	}
	for _, m := range before.kids {
		at(m.Name).before = m.Value
	}
	for _, m := range after.kids {
		at(m.Name).after = m.Value
	}
	return list
}
