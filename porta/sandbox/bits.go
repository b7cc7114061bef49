package sandbox

import "math/bits"

// rowSet is a set of seeded rows, one bit a row: a filter over a million rows is a pass over 125 KB.
type rowSet []uint64

func newRowSet(n int) rowSet { return make(rowSet, (n+63)/64) }

// allRows is the set of rows 0 to n-1.
func allRows(n int) rowSet {
	s := newRowSet(n)
	for i := range s {
		s[i] = ^uint64(0)
	}
	if n%64 != 0 {
		s[len(s)-1] = 1<<(n%64) - 1
	}
	return s
}

func (s rowSet) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }
func (s rowSet) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s rowSet) drop(i int)     { s[i/64] &^= 1 << (i % 64) }

// keep leaves only what is in other too.
func (s rowSet) keep(other rowSet) {
	for i := range s {
		s[i] &= other[i]
	}
}

func (s rowSet) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls yield for the rows in order, after the first skip of them, until it returns false.
func (s rowSet) each(skip int, yield func(int) bool) {
	for i, w := range s {
		if n := bits.OnesCount64(w); n <= skip {
			skip -= n
			continue
		}
		for ; w != 0; w &= w - 1 {
			if skip > 0 {
				skip--
			} else if !yield(i*64 + bits.TrailingZeros64(w)) {
				return
			}
		}
	}
}
