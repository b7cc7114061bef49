package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"portaconsole/porta/attr"
)

// columnIndex finds rows by the text of a column. Of the seeded rows either those that have a text are kept sorted by
// it, or, where a number leads to its rows by arithmetic, nothing is kept at all; changed and added rows are held by their text.
type columnIndex struct {
	at     func(int) attr.Value
	rows   []int32 // sorted by folded text; nil with rowsOf
	rowsOf func(n int64) []int32
	held   map[string][]int64
	text   map[int64]string // the reverse of held
}

// indexed names a column that a table keeps an index of; with rowsOf the index is arithmetic.
type indexed struct {
	column string
	rowsOf func(n int64) []int32
}

func newColumnIndex(n int, at func(int) attr.Value, rowsOf func(int64) []int32) *columnIndex {
	c := &columnIndex{at: at, rowsOf: rowsOf, held: make(map[string][]int64), text: make(map[int64]string)}
	if rowsOf != nil {
		return c
	}
	type entry struct {
		text string
		row  int32
	}
	entries := make([]entry, 0, n)
	for i := range n {
		if s := fold(at(i).Text()); s != "" {
			entries = append(entries, entry{s, int32(i)})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.row, b.row))
	})
	c.rows = make([]int32, len(entries))
	for i, e := range entries {
		c.rows[i] = e.row
	}
	return c
}

// from returns the place of the first row whose text is not below the given one.
func (c *columnIndex) from(text string) int {
	i, _ := slices.BinarySearchFunc(c.rows, text, func(row int32, text string) int {
		return strings.Compare(fold(c.at(int(row)).Text()), text)
	})
	return i
}

// prefixed returns the seeded rows whose text begins so. The index must not be arithmetic.
func (c *columnIndex) prefixed(prefix string) []int32 {
	lo := c.from(prefix)
	n, _ := slices.BinarySearchFunc(c.rows[lo:], prefix, func(row int32, prefix string) int {
		if strings.HasPrefix(fold(c.at(int(row)).Text()), prefix) {
			return -1
		}
		return 1
	})
	return c.rows[lo : lo+n]
}

// equal returns the seeded rows that have the text.
func (c *columnIndex) equal(text string) []int32 {
	if c.rowsOf != nil {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil
		}
		return c.rowsOf(n)
	}
	lo := c.from(text)
	hi := lo
	for hi < len(c.rows) && fold(c.at(int(c.rows[hi])).Text()) == text {
		hi++
	}
	return c.rows[lo:hi]
}

// narrow returns the seeded rows that may pass a filter, ok when the index helps; done says that they all pass.
func (c *columnIndex) narrow(f filter) (rows []int32, done, ok bool) {
	switch {
	case f.keys != nil:
		for _, key := range f.keys {
			rows = append(rows, c.equal(strconv.FormatInt(key, 10))...)
		}
		return rows, true, true
	case c.rowsOf != nil || f.like == nil || f.like.prefix == "":
		return nil, false, false
	case f.like.plain:
		return c.equal(f.like.prefix), true, true
	}
	return c.prefixed(f.like.prefix), f.like.start, true
}

func (c *columnIndex) hold(key int64, v attr.Value) {
	if s := fold(v.Text()); s != "" {
		c.held[s] = append(c.held[s], key)
		c.text[key] = s
	}
}

func (c *columnIndex) release(key int64) {
	s, ok := c.text[key]
	if !ok {
		return
	}
	delete(c.text, key)
	c.held[s] = slices.DeleteFunc(c.held[s], func(k int64) bool { return k == key })
	if len(c.held[s]) == 0 {
		delete(c.held, s)
	}
}

// codedFrom is the number of seeded rows from which columns are held as codes.
const codedFrom = 4096

// codedColumns holds columns of few different values as one number a row, so that any condition on them, a total
// over a million rows included, is tried once per value and then is a pass over the numbers. They are made when first asked for.
type codedColumns struct {
	mu     sync.Mutex
	byName map[string]*codedColumn
}

type codedColumn struct {
	codes  []uint32
	values []attr.Value
	code   map[codedValue]uint32
}

type codedValue struct {
	kind attr.Kind
	text string
}

// get returns the column, or nil when it has so many values that codes would not help.
func (cs *codedColumns) get(name string, n int, at func(int) attr.Value) *codedColumn {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	c, ok := cs.byName[name]
	if !ok {
		if cs.byName == nil {
			cs.byName = make(map[string]*codedColumn)
		}
		c = codeColumn(n, at)
		cs.byName[name] = c
	}
	return c
}

func codeColumn(n int, at func(int) attr.Value) *codedColumn {
	c := &codedColumn{codes: make([]uint32, n), code: make(map[codedValue]uint32)}
	for i := range n {
		v := at(i)
		if v.Kind() >= attr.Array {
			return nil
		}
		k := codedValue{v.Kind(), v.Text()}
		code, ok := c.code[k]
		if !ok {
			if len(c.code) > n/4 {
				return nil
			}
			code = uint32(len(c.code)) //nolint:gosec // fewer than rows
			c.code[k] = code
			c.values = append(c.values, v)
		}
		c.codes[i] = code
	}
	return c
}

// rows returns the rows that a filter accepts. Whole numbers are found without trying every value.
func (c *codedColumn) rows(f filter) rowSet {
	ok := make([]uint64, len(c.values))
	if f.keys != nil {
		for _, key := range f.keys {
			if code, known := c.code[codedValue{attr.Number, strconv.FormatInt(key, 10)}]; known {
				ok[code] = 1
			}
		}
	} else {
		for i, v := range c.values {
			if f.accept(v) {
				ok[i] = 1
			}
		}
	}
	set := newRowSet(len(c.codes))
	for i, code := range c.codes {
		set[i/64] |= ok[code] << (i % 64)
	}
	return set
}
