package sandbox

import (
	"slices"
	"strconv"
	"time"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// epoch is the moment around which the seeded dates lie. It is fixed, so that one seed always gives the same data.
var epoch = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// world is the seeded data: a pure function of these four numbers.
type world struct {
	seed        uint64
	customers   int
	accounts    int // in all
	perCustomer int
	slots       [slotCount]slot
	slotSize    map[slot]int
}

// roll gives a number that depends on the seed, a row and what it is for, in no visible order.
func (w *world) roll(row int, what salt) uint64 {
	x := w.seed + uint64(row)*0x9E3779B97F4A7C15 + uint64(what)*0xD1B54A32D192ED03 //nolint:gosec // wrapping is wanted
	x ^= x >> 30
	x *= 0xBF58476D1CE4E5B9
	x ^= x >> 27
	x *= 0x94D049BB133111EB
	return x ^ x>>31
}

// chance says yes for about so many of a hundred rows.
func (w *world) chance(row int, what salt, percent uint64) bool {
	return w.roll(row, what)%100 < percent
}

// salt keeps the rolls of one row apart.
type salt uint64

const (
	saltSlot salt = 10 * (iota + 1)
	saltKind
	saltStatus
	saltName
	saltFirst
	saltLast
	saltCity
	saltStreet
	saltPhone
	saltPhone2
	saltMail
	saltLogin
	saltMoney
	saltLimit
	saltAge
	saltUse
	saltParent
	saltClass
	saltRole
	saltProduct
	saltModel
	saltSecret
	saltEmpty
	saltNote
	saltFlag
	saltAlias
	saltAddon
	saltFeature
	saltNumber
	saltCall
	saltField
)

// slotCount rows in a row share no country and kind by more than its weight; the pattern then repeats.
const slotCount = 64

// slot is a country and whether the customer there is a company.
type slot struct {
	locale  *locale
	company bool
}

// weights of the locales, altogether slotCount.
var weights = [...]int{16, 10, 12, 8, 6, 5, 4, 3}

func newWorld(seed uint64, customers, perCustomer int) *world {
	w := &world{seed: seed, customers: customers, perCustomer: perCustomer, accounts: customers * perCustomer, slotSize: make(map[slot]int)}
	n := 0
	for i, weight := range weights {
		for k := range weight {
			w.slots[n] = slot{locales[i], k%2 == 0}
			n++
		}
	}
	for i := slotCount - 1; i > 0; i-- {
		j := w.roll(i, saltSlot) % uint64(i+1)
		w.slots[i], w.slots[j] = w.slots[j], w.slots[i]
	}
	for _, s := range w.slots {
		w.slotSize[s]++
	}
	return w
}

// startOf gives each slot its own start for [world.spread].
func (w *world) startOf(s slot) uint64 { return w.roll(slices.Index(w.slots[:], s), saltName) }

// nthOfSlot counts a row among all rows of the same slot, from 0: names built from it are unique without a list of them.
func (w *world) nthOfSlot(row int) int {
	at := row % slotCount
	own, n := w.slots[at], row/slotCount*w.slotSize[w.slots[at]]
	for _, s := range w.slots[:at] {
		if s == own {
			n++
		}
	}
	return n
}

// spread turns a count into one of size combinations, each once before any comes again; round says how often. Places
// with different starts go through them in different order.
func (w *world) spread(n, size int, start uint64) (combination, round int) {
	step := size * 618 / 1000
	for gcd(step, size) != 1 {
		step++
	}
	return (n*step + int(start%uint64(size))) % size, n / size //nolint:gosec // below size
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func pick[T any](list []T, n uint64) T { return list[n%uint64(len(list))] }

// text, number and so on keep the tables of columns readable.
func text(s string) attr.Value { return attr.TextValue(s) }

func number(n int64) attr.Value { return attr.IntValue(n) }

var null = attr.NullValue()

// hollow is a value for an attribute that has none: recorded replies hold null, "" and nothing at all side by side.
func (w *world) hollow(row int, what salt) attr.Value {
	switch w.roll(row, saltEmpty+what<<16) % 3 {
	case 0:
		return null
	case 1:
		return text("")
	}
	return attr.Value{}
}

func date(t time.Time) attr.Value { return text(t.Format(catalog.DateLayout)) }

func dateTime(t time.Time) attr.Value { return text(t.Format(catalog.DateTimeLayout)) }

const day = 24 * time.Hour

// token writes a roll as a text of hexadecimal digits in the form of an API token.
func (w *world) token(row int, what salt) string {
	const hex = "0123456789abcdef"
	b := []byte("00000000-0000-4000-8000-000000000000")
	x, y := w.roll(row, what), w.roll(row, what+5)
	for i, c := range b {
		if c != '0' {
			continue
		}
		b[i] = hex[x&15]
		x, y = x>>4|y<<60, y>>4|x<<60
	}
	return string(b)
}

// password is a self-care password that keeps the policy: letters and digits.
func (w *world) password(row int, what salt) string {
	n := w.roll(row, what)
	return pick(companyFirst, n) + "-" + strconv.FormatUint(1000+n/64%9000, 10)
}

// adders are the ways to add columns to seeded rows: one that is computed, several that are the same in all rows, and one that so
// many percent of the rows have while the others have it hollow.
func (w *world) adders(r *seedRows) (
	add func(string, func(int) attr.Value), same func(attr.Value, ...string), often func(string, salt, uint64, func(int, uint64) attr.Value),
) {
	add = func(name string, at func(int) attr.Value) { r.columns = append(r.columns, seedColumn{name, at}) }
	same = func(v attr.Value, names ...string) {
		for _, name := range names {
			add(name, func(int) attr.Value { return v })
		}
	}
	often = func(name string, what salt, percent uint64, value func(i int, n uint64) attr.Value) {
		add(name, func(i int) attr.Value {
			if w.roll(i, what)>>32%100 < percent {
				return value(i, w.roll(i, what))
			}
			return w.hollow(i, what)
		})
	}
	return add, same, often
}
