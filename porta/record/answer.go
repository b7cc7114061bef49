package record

import (
	"slices"
	"strings"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// mostDeep is how deep in an answer a record or a list is looked for, where it does not stand at the place that the description says.
const mostDeep = 4

// inAnswer finds the record in the answer of a Get: where the description says, or wherever else it stands with its key. id is the one that was asked
// for, absent when it was asked for by something else. An answer with nothing in it means that there is no such record; one with another record, or
// with several, means nothing.
func inAnswer(op *catalog.Operation, idField string, answer, id attr.Value) (attr.Value, error) {
	fits := func(v attr.Value) bool {
		key := v.Get(idField)
		return !key.IsEmpty() && (id.IsAbsent() || same(key, id))
	}
	described := answer.At(attr.ParsePath(op.Wrapper))
	switch {
	case described.Kind() != attr.Object || catalog.Hollow(described):
	case fits(described):
		return described, nil
	case !described.Get(idField).IsEmpty(): // another record
		return attr.Value{}, ErrAnswer
	}
	switch found := objects(answer, fits); {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return attr.Value{}, ErrAnswer
	}
	beside := answer // what is not in the record itself, which may refer to others of its kind
	if op.Wrapper != "" {
		beside = answer.Without(attr.ParsePath(op.Wrapper))
	}
	others := objects(beside, func(v attr.Value) bool { return !v.Get(idField).IsEmpty() })
	switch {
	case len(others) > 0:
	case described.Kind() == attr.Object && !catalog.Hollow(described): // a record that does not tell its key
		return described, nil
	case isNothing(op, answer):
		return attr.Value{}, ErrNone
	}
	return attr.Value{}, ErrAnswer
}

// isNothing says that an answer is the one that PortaBilling gives for a record that is not there: an empty object, or one whose …_info is
// empty.
func isNothing(op *catalog.Operation, answer attr.Value) bool {
	if answer.Len() == 0 {
		return true
	}
	for _, m := range answer.Members() {
		if named := m.Name == op.Wrapper || op.Wrapper == "" && strings.HasSuffix(m.Name, "_info"); named && catalog.Hollow(m.Value) {
			return true
		}
	}
	only := answer.Members()[0]
	return answer.Len() == 1 && strings.HasSuffix(only.Name, "_info") && catalog.Hollow(only.Value)
}

// objects are the objects of an answer that a test takes, of the level that has the first of them.
func objects(answer attr.Value, takes func(attr.Value) bool) (found []attr.Value) {
	level := []attr.Value{answer}
	for range mostDeep {
		var next []attr.Value
		for _, v := range level {
			if v.Kind() == attr.Object && takes(v) {
				found = append(found, v)
			}
			for _, m := range v.Members() {
				if m.Value.Len() > 0 {
					next = append(next, m.Value)
				}
			}
		}
		if len(found) > 0 {
			break
		}
		level = next
	}
	return found
}

// rowsIn finds the rows in the answer of a List: where the description says; where that has nothing, in the only array whose items have the key, or
// in the answer's only array. An answer without an array is no empty list, unless it says so at the place of the list.
func rowsIn(op *catalog.Operation, idField string, answer attr.Value) ([]attr.Value, error) {
	described := answer.Get(op.ListKey)
	switch described.Kind() {
	case attr.Array:
		return items(described), nil
	case attr.Absent, attr.Null:
	default:
		return nil, ErrAnswer
	}
	var arrays, keyed []attr.Value
	for _, m := range answer.Members() {
		if m.Value.Kind() == attr.Array {
			arrays = append(arrays, m.Value)
		}
	}
	for _, v := range objects(answer, func(v attr.Value) bool {
		return slices.ContainsFunc(v.Members(), func(m attr.Member) bool { return hasRows(m.Value, idField) })
	}) {
		for _, m := range v.Members() {
			if hasRows(m.Value, idField) {
				keyed = append(keyed, m.Value)
			}
		}
	}
	switch {
	case len(keyed) == 1:
		return items(keyed[0]), nil
	case len(keyed) == 0 && described.Kind() == attr.Null:
		return nil, nil
	case len(keyed) == 0 && len(arrays) == 1:
		return items(arrays[0]), nil
	}
	return nil, ErrAnswer
}

// hasRows says that a value is a list of records with that key.
func hasRows(v attr.Value, idField string) bool {
	return v.Kind() == attr.Array && !v.Index(0).Get(idField).IsEmpty()
}

func items(list attr.Value) []attr.Value {
	rows := make([]attr.Value, list.Len())
	for i, m := range list.Members() {
		rows[i] = m.Value
	}
	return rows
}
