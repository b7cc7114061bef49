package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
)

// testRows is a table large enough for codes: a unique text, one of few, an owner by arithmetic, one that is mostly unique.
func testRows(n int) *table {
	seed := seedRows{n: n, columns: []seedColumn{
		{"id", func(i int) attr.Value { return text(fmt.Sprintf("Row-%05d", (i*7919)%n)) }},
		{"state", func(i int) attr.Value { return []attr.Value{text("O"), text("S"), null, text(""), {}}[i%5] }},
		{"owner", func(i int) attr.Value { return number(int64(500 + i/10)) }},
		{"mail", func(i int) attr.Value { return text(fmt.Sprintf("p%d@example.com", i)) }},
	}}
	return newTable("key", 1000, seed, indexed{column: "id"}, indexed{"owner", func(owner int64) (rows []int32) {
		for i := (owner - 500) * 10; i >= 0 && i < (owner-500)*10+10 && i < int64(n); i++ {
			rows = append(rows, int32(i))
		}
		return rows
	}})
}

// naive answers a query by looking at every row.
func naive(t *table, filters []filter, offset, limit int) (keys []int64, total int) {
	for i := range t.seed.n {
		if key := t.first + int64(i); t.passes(key, filters) {
			keys = append(keys, key)
		}
	}
	for _, key := range t.added {
		if t.passes(key, filters) {
			keys = append(keys, key)
		}
	}
	total = len(keys)
	return slices.Clip(keys[min(offset, total):min(offset+limit, total)]), total
}

// TestFindAgreesWithLookingAtEveryRow changes a table at random and asks it in every way that has a path of its own.
func TestFindAgreesWithLookingAtEveryRow(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 200, codedFrom + 77} {
		rows := testRows(n)
		random := rand.New(rand.NewPCG(uint64(n), 1)) //nolint:gosec // a test's dice
		for range 300 {
			key := rows.first + random.Int64N(int64(n)+1)
			switch id := text(fmt.Sprintf("row-%05d-%d", random.IntN(n+1), random.IntN(3))); random.IntN(4) {
			case 0:
				rows.insert(attr.ObjectValue(attr.M("id", id), attr.M("state", text("N")), attr.M("owner", number(500+random.Int64N(30)))))
			case 1:
				if rows.has(key) {
					rows.remove(key)
				}
			default:
				if rows.has(key) {
					rows.update(key, attr.ObjectValue(attr.M("id", id), attr.M("owner", number(500+random.Int64N(30)))))
				}
			}
		}
		if n > 0 && len(rows.added) > 0 {
			rows.remove(rows.added[len(rows.added)/2])
		}
		for name, filters := range map[string][]filter{
			"all":                nil,
			"exact":              {likeFilter("id", "ROW-00042")},
			"exact of a change":  {likeFilter("id", "row-00042-1")},
			"prefix":             {likeFilter("id", "row-000%")},
			"prefix and more":    {likeFilter("id", "row-0%7_-%")},
			"contains":           {likeFilter("id", "%42%")},
			"code":               {likeFilter("state", "o")},
			"code not":           {notFilter("state", "O")},
			"empty":              {emptyFilter("state")},
			"owner":              {idFilter("owner", 503)},
			"owners":             {idFilter("owner", 503, 510, 99999)},
			"nobody":             {idFilter("owner")},
			"key":                {idFilter("key", 1003, 1004, 999999999)},
			"mostly unique":      {likeFilter("mail", "p1%")},
			"unknown column":     {likeFilter("colour", "red")},
			"two":                {likeFilter("id", "row-0%"), likeFilter("state", "S")},
			"three, one by scan": {idFilter("owner", 501, 502, 503), likeFilter("state", "O"), likeFilter("mail", "%7@%")},
		} {
			for _, page := range [][2]int{{0, 10}, {3, 2}, {n - 5, 20}, {0, 0}, {0, n + 500}, {n + 500, 5}} {
				offset, limit := max(0, page[0]), page[1]
				gotKeys, gotTotal := rows.find(filters, offset, limit)
				wantKeys, wantTotal := naive(rows, filters, offset, limit)
				if gotTotal != wantTotal || !slices.Equal(gotKeys, wantKeys) {
					t.Fatalf("%d rows, %s, %d after %d: %d of %d, want %d of %d\n%v\n%v", n, name, limit, offset,
						len(gotKeys), gotTotal, len(wantKeys), wantTotal, gotKeys, wantKeys)
				}
			}
		}
		for range 200 {
			id := fmt.Sprintf("Row-%05d", random.IntN(n+1))
			if random.IntN(2) == 0 {
				id += "-" + strconv.Itoa(random.IntN(3))
			}
			want, _ := naive(rows, []filter{exactFilter("id", id)}, 0, n+500)
			if got := rows.lookup("id", id); !slices.Equal(got, want) {
				t.Fatalf("%d rows: lookup of %s: %v, want %v", n, id, got, want)
			}
		}
	}
}

func TestRowsAreLaidOver(t *testing.T) {
	rows := testRows(10)
	rows.update(1002, attr.ObjectValue(attr.M("state", null), attr.M("note", text("x")), attr.M("key", number(1))))
	key := rows.insert(attr.ObjectValue(attr.M("id", text("new")), attr.M("key", number(5))))
	rows.remove(1003)
	for at, want := range map[int64]string{
		1001: `{"key":1001,"id":"Row-00009","state":"S","owner":500,"mail":"p1@example.com"}`,
		1002: `{"key":1002,"id":"Row-00008","owner":500,"mail":"p2@example.com","state":null,"note":"x"}`,
		1003: `null`,
		1010: `{"key":1010,"id":"new"}`,
		1011: `null`,
	} {
		if got := rows.row(at, nil).JSON(); got != want {
			t.Errorf("%d: %s, want %s", at, got, want)
		}
	}
	if got := rows.row(1001, map[string]bool{"mail": true, "id": true}).JSON(); got != `{"key":1001,"state":"S","owner":500}` {
		t.Errorf("with columns left out: %s", got)
	}
	if key != 1010 || rows.cell(1010, "key").Text() != "1010" || !rows.cell(1003, "id").IsAbsent() && rows.has(1003) {
		t.Errorf("key %d, cells %s %s", key, rows.cell(1010, "key").JSON(), rows.cell(1003, "id").JSON())
	}
}

func TestPattern(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "A", true}, {"a", "ab", false},
		{"%", "", true}, {"%", "abc", true}, {"%%", "abc", true}, {"_", "", false}, {"_", "ä", true}, {"_", "ab", false},
		{"a%", "ABC", true}, {"a%", "bac", false}, {"%c", "abc", true}, {"%b%", "abc", true}, {"%d%", "abc", false},
		{"a_c", "abc", true}, {"a_c", "abbc", false}, {"%a_c%", "xxabcxx", true}, {"a%b%c", "aXbYc", true}, {"a%b%c", "acb", false},
		{`100\%`, "100%", true}, {`100\%`, "1000", false}, {`a\_b`, "a_b", true}, {`a\_b`, "axb", false}, {`a\`, `a\`, true}, {`\\%`, `\x`, true},
		{"MÜLLER", "müller", true}, {"m_ller", "Müller", true}, {"%日%", "x日本", true}, {"%aab", "aaaab", true}, {"%_", "", false}, {"_%", "x", true},
		{"a%a", "a", false}, {"a%a", "aa", true},
	} {
		if got := newPattern(tt.pattern).match(tt.text); got != tt.want {
			t.Errorf("%q like %q: %v", tt.text, tt.pattern, got)
		}
	}
}

func TestMoney(t *testing.T) {
	for _, tt := range []struct {
		in, out string
		ok      bool
	}{
		{"0", "0", true}, {"-0", "0", true}, {"5", "5", true}, {"5.50", "5.5", true}, {"-23.61693", "-23.61693", true}, {"0.00001", "0.00001", true},
		{"0.000005", "0.00001", true}, {"0.000004", "0", true}, {"-0.000005", "-0.00001", true}, {"1e3", "1000", true}, {"1.5E-2", "0.015", true},
		{"12345.678905", "12345.67891", true}, {"1e-9", "0", true}, {"92233720368547.75806", "92233720368547.75806", true},
		{"92233720368547.75808", "", false}, {"1e20", "", false}, {"1e99", "", false}, {"1e-99", "", false}, {"", "", false}, {"abc", "", false}, {"+1", "", false}, {"1,5", "", false},
	} {
		m, ok := parseMoney(tt.in)
		if ok != tt.ok || ok && m.value().Text() != tt.out {
			t.Errorf("%q: %s %v, want %s %v", tt.in, m.value().Text(), ok, tt.out, tt.ok)
		}
	}
}

// TestRelationsBothWays: what arithmetic finds of a record is what every row says of itself.
func TestRelationsBothWays(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 7}, {2, 3}, {21, 1}, {60, 2}, {133, 5}} {
		w := newWorld(3, size[0], size[1])
		check := func(name string, n, of int, one func(int) (int, bool), all func(int) []int32) {
			t.Helper()
			want := make(map[int][]int32)
			for row := range n {
				if owner, ok := one(row); ok {
					want[owner] = append(want[owner], int32(row))
				}
			}
			got := make(map[int][]int32)
			for owner := -2; owner < of+2; owner++ {
				if rows := all(owner); len(rows) > 0 {
					got[owner] = slices.Sorted(slices.Values(rows))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: %s (-want +got):\n%s", size, name, diff)
			}
		}
		always := func(f func(int) int) func(int) (int, bool) { return func(i int) (int, bool) { return f(i), true } }
		check("accounts of customers", w.accounts, w.customers, always(w.ownerOf), w.accountsOf)
		check("aliases of accounts", w.aliases(), w.accounts, always(w.masterOf), w.aliasesOf)
		check("extensions of accounts", w.extensions(), w.accounts, always(w.lineOf), w.extensionsOf)
		check("groups of customers", w.huntgroups(), w.customers, always(w.customerOfGroup), w.groupsOf)
		check("numbers of customers", w.numbers(), w.customers, w.customerOfNumber, w.numbersOf)
		check("calls of accounts", w.accounts*callsPerLine, w.accounts, always(func(i int) int { return i / callsPerLine }), w.callsOf)
		places := make(map[[2]int]bool)
		for a := range w.accounts {
			p := [2]int{w.ownerOf(a), w.placeOf(a)}
			if places[p] {
				t.Errorf("%v: place %v is taken twice", size, p)
			}
			places[p] = true
		}
	}
}

func TestNamesAreUniqueAtScale(t *testing.T) {
	w := newWorld(0, 30_000, 1)
	seen := make(map[string]int, w.customers)
	for i := range w.customers {
		name, _, _, _ := w.nameOf(i)
		if j, ok := seen[fold(name)]; ok {
			t.Fatalf("customers %d and %d are both %q", j, i, name)
		}
		seen[fold(name)] = i
	}
}

// TestRequestLogIsBounded: a sandbox may run for weeks. The newest calls stay, all are counted.
func TestRequestLogIsBounded(t *testing.T) {
	var l requestLog
	for i := range maxRequests + 500 {
		l.add(Request{Method: "A/b", Session: i}, 10)
	}
	if len(l.list) != maxRequests || l.list[0].Session != 500 || l.counts["A/b"] != maxRequests+500 {
		t.Errorf("%d calls from %d, %d counted", len(l.list), l.list[0].Session, l.counts["A/b"])
	}
	for i := range 10 {
		l.add(Request{Method: "A/large", Session: i}, maxRequestBytes/4)
	}
	if n := len(l.list); n != 3 || l.list[n-1].Session != 9 {
		t.Errorf("%d large calls, the last %d", n, l.list[n-1].Session)
	}
	if l.add(Request{Method: "A/huge"}, 2*maxRequestBytes); len(l.list) != 1 || l.list[0].Method != "A/huge" {
		t.Errorf("%d calls after a huge one", len(l.list))
	}
}
