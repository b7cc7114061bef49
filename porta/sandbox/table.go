package sandbox

import (
	"maps"
	"slices"

	"portaconsole/porta/attr"
)

// seedRows makes the rows that a table starts with. No row is stored: each attribute is computed from the row's number
// when it is asked for, so that a million rows cost nothing but their indexes.
type seedRows struct {
	n       int
	columns []seedColumn
}

// seedColumn is one attribute. An absent value leaves the attribute out of that row.
type seedColumn struct {
	name string
	at   func(row int) attr.Value
}

// table is the records of one type: seeded rows, and over them what was changed, added and removed since. Its
// key column numbers the seeded rows from first on. It is guarded by the server's lock; reading is safe in parallel.
type table struct {
	key     string
	first   int64
	seed    seedRows
	column  map[string]func(int) attr.Value
	nextKey func() int64

	// over holds, of a seeded row, the attributes that were changed; of an added row, all of it; absent: removed.
	over    map[int64]attr.Value
	added   []int64 // keys of added rows that are there, ascending
	changed rowSet  // seeded rows that are in over

	index map[string]*columnIndex
	coded codedColumns
}

// newTable makes a table and the indexes on the given columns.
func newTable(key string, first int64, seed seedRows, indexes ...indexed) *table {
	t := &table{
		key: key, first: first, seed: seed,
		column:  make(map[string]func(int) attr.Value),
		over:    make(map[int64]attr.Value),
		changed: newRowSet(seed.n),
		index:   make(map[string]*columnIndex),
	}
	next := first + int64(seed.n) - 1
	t.nextKey = func() int64 { next++; return next }
	for _, c := range seed.columns {
		t.column[c.name] = c.at
	}
	t.column[key] = func(i int) attr.Value { return attr.IntValue(first + int64(i)) }
	for _, x := range indexes {
		t.index[x.column] = newColumnIndex(seed.n, t.column[x.column], x.rowsOf)
	}
	return t
}

// warm makes the codes of columns that lists are often filtered by before the first one is.
func (t *table) warm(columns ...string) *table {
	if t.seed.n >= codedFrom {
		for _, name := range columns {
			t.coded.get(name, t.seed.n, t.column[name])
		}
	}
	return t
}

// seedIndex returns the number of the seeded row that has the key.
func (t *table) seedIndex(key int64) (i int, ok bool) {
	i = int(key - t.first)
	return i, i >= 0 && i < t.seed.n
}

// size is how many rows there can be.
func (t *table) size() int { return t.seed.n + len(t.added) }

// has says whether there is a row with the key.
func (t *table) has(key int64) bool {
	if v, ok := t.over[key]; ok {
		return !v.IsAbsent()
	}
	_, ok := t.seedIndex(key)
	return ok
}

// knows says whether a row may have the column.
func (t *table) knows(column string) bool {
	if t.column[column] != nil {
		return true
	}
	for _, over := range t.over {
		if over.Has(column) {
			return true
		}
	}
	return false
}

// cell returns one attribute of a row, absent when the row has it not.
func (t *table) cell(key int64, column string) attr.Value {
	over := t.over[key]
	if over.Has(column) {
		return over.Get(column)
	}
	if i, ok := t.seedIndex(key); ok {
		return t.seedCell(i, column)
	}
	if column == t.key && t.has(key) {
		return attr.IntValue(key)
	}
	return attr.Value{}
}

func (t *table) seedCell(i int, column string) attr.Value {
	if at := t.column[column]; at != nil {
		return at(i)
	}
	return attr.Value{}
}

// row returns a whole record without the columns to skip, or an absent value. The key comes first.
func (t *table) row(key int64, skip map[string]bool) attr.Value {
	over, isOver := t.over[key]
	i, isSeed := t.seedIndex(key)
	if isOver && over.IsAbsent() || !isOver && !isSeed {
		return attr.Value{}
	}
	members := make([]attr.Member, 1, 1+len(t.seed.columns)+over.Len())
	members[0] = attr.M(t.key, attr.IntValue(key))
	put := func(name string, v attr.Value) {
		if !v.IsAbsent() && !skip[name] && name != t.key {
			members = append(members, attr.M(name, v))
		}
	}
	if isSeed {
		for _, c := range t.seed.columns {
			if !over.Has(c.name) && !skip[c.name] {
				put(c.name, c.at(i))
			}
		}
	}
	for _, m := range over.Members() {
		put(m.Name, m.Value)
	}
	return attr.ObjectValue(members...)
}

// insert adds a row and returns its key.
func (t *table) insert(row attr.Value) int64 {
	key := t.nextKey()
	t.added = append(t.added, key)
	t.put(key, row.Without(attr.Path{t.key}))
	return key
}

// update lays attributes over a row that is there.
func (t *table) update(key int64, changes attr.Value) {
	over := t.over[key]
	if over.IsAbsent() {
		over = attr.ObjectValue()
	}
	for _, m := range changes.Members() {
		if m.Name != t.key {
			over, _ = over.With(attr.Path{m.Name}, m.Value)
		}
	}
	t.put(key, over)
}

// remove takes a row away for good.
func (t *table) remove(key int64) {
	if i, ok := slices.BinarySearch(t.added, key); ok {
		t.added = slices.Delete(t.added, i, i+1)
	}
	t.put(key, attr.Value{})
}

// put stores what lies over a row and keeps the indexes true.
func (t *table) put(key int64, over attr.Value) {
	for _, c := range t.index {
		c.release(key)
	}
	i, isSeed := t.seedIndex(key)
	if isSeed {
		t.changed.add(i)
	}
	if over.IsAbsent() && !isSeed {
		delete(t.over, key)
		return
	}
	t.over[key] = over
	if over.IsAbsent() {
		return
	}
	for name, c := range t.index {
		c.hold(key, t.cell(key, name))
	}
}

// lookup returns the keys of the rows whose column has the text, case aside. The column must be an indexed one.
func (t *table) lookup(column, text string) []int64 {
	c := t.index[column]
	folded := fold(text)
	keys := slices.Clone(c.held[folded])
	for _, i := range c.equal(folded) {
		if !t.changed.has(int(i)) {
			keys = append(keys, t.first+int64(i))
		}
	}
	slices.Sort(keys)
	return keys
}

// filter is one condition on a row.
type filter struct {
	column string
	accept func(attr.Value) bool
	like   *pattern // set when accept is this pattern, so that an index can narrow the search
	keys   []int64  // set when accept means: one of these numbers
}

// find returns the keys of the rows that pass all filters, in the order of their keys: at most limit of them
// after the first offset; and how many there are in all.
func (t *table) find(filters []filter, offset, limit int) (keys []int64, total int) {
	set := t.findSeeded(filters)
	var added []int64
	for key := range maps.Keys(t.over) {
		if i, ok := t.seedIndex(key); ok && t.passes(key, filters) {
			set.add(i)
		}
	}
	for _, key := range t.added {
		if t.passes(key, filters) {
			added = append(added, key)
		}
	}
	seeded := set.count()
	if offset < seeded {
		set.each(offset, func(i int) bool {
			if len(keys) == limit {
				return false
			}
			keys = append(keys, t.first+int64(i))
			return true
		})
	}
	if from := max(0, offset-seeded); from < len(added) {
		keys = append(keys, added[from:min(len(added), from+limit-len(keys))]...)
	}
	return keys, seeded + len(added)
}

func (t *table) passes(key int64, filters []filter) bool {
	if !t.has(key) {
		return false
	}
	for _, f := range filters {
		if !f.accept(t.cell(key, f.column)) {
			return false
		}
	}
	return true
}

// findSeeded returns the seeded and never changed rows that pass. Indexes go first. Where many rows are left, the other
// conditions are tried on columns that are held as codes; where few, or when codes do not help, on each row.
func (t *table) findSeeded(filters []filter) rowSet {
	set := allRows(t.seed.n)
	for i := range set {
		set[i] &^= t.changed[i]
	}
	var rest, slow []filter
	for _, f := range filters {
		if narrowed, done := t.narrow(f); narrowed != nil {
			set.keep(narrowed)
			if done {
				continue
			}
		}
		rest = append(rest, f)
	}
	for _, f := range rest {
		if coded := t.codes(set, f); coded != nil {
			set.keep(coded)
		} else {
			slow = append(slow, f)
		}
	}
	if len(slow) == 0 {
		return set
	}
	set.each(0, func(i int) bool {
		for _, f := range slow {
			if !f.accept(t.seedCell(i, f.column)) {
				set.drop(i)
				break
			}
		}
		return true
	})
	return set
}

// narrow returns the rows that an index allows for a filter, nil when none helps; done says that they all pass.
func (t *table) narrow(f filter) (set rowSet, done bool) {
	if f.column == t.key && f.keys != nil {
		set = newRowSet(t.seed.n)
		for _, key := range f.keys {
			if i, ok := t.seedIndex(key); ok {
				set.add(i)
			}
		}
		return set, true
	}
	c := t.index[f.column]
	if c == nil {
		return nil, false
	}
	rows, done, ok := c.narrow(f)
	if !ok {
		return nil, false
	}
	set = newRowSet(t.seed.n)
	for _, i := range rows {
		set.add(int(i))
	}
	return set, done
}

// codes returns the rows that pass by their column's codes; nil when the column has none or too few rows are left for it.
func (t *table) codes(set rowSet, f filter) rowSet {
	at := t.column[f.column]
	if at == nil || t.seed.n < codedFrom || f.column == t.key || set.count() < codedFrom {
		return nil
	}
	if c := t.coded.get(f.column, t.seed.n, at); c != nil {
		return c.rows(f)
	}
	return nil
}
