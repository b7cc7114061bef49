package record

import (
	"hash/maphash"
	"strconv"
)

// idSet remembers which ids were seen. Whole numbers, which ids mostly are, take a bit each where they lie close; other
// texts take eight bytes and a hash. So a million rows cost a few megabytes at most.
type idSet struct {
	numbers map[uint64]uint64 // 64 ids an entry
	texts   map[uint64]struct{}
	seed    maphash.Seed
}

func newIDSet() *idSet {
	return &idSet{numbers: map[uint64]uint64{}, texts: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
}

// add says whether the id is new, and remembers it.
func (s *idSet) add(id string) bool {
	if n, err := strconv.ParseUint(id, 10, 64); err == nil && id == strconv.FormatUint(n, 10) {
		bit := uint64(1) << (n % 64)
		old := s.numbers[n/64]
		s.numbers[n/64] = old | bit
		return old&bit == 0
	}
	h := maphash.String(s.seed, id)
	_, seen := s.texts[h]
	s.texts[h] = struct{}{}
	return !seen
}
