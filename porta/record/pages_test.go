package record_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/record"
	"portaconsole/porta/sandbox"
)

// table serves a list of ids with limit and offset, as a test bends it.
type table struct {
	ids    []string // JSON of each id
	total  int      // -1: never said
	cap    int      // 0: the asked limit; else the server's own
	flat   bool     // ignores limit and offset
	deaf   bool     // ignores offset alone
	before func(page int, t *table)
	asked  []string // parameters, request by request
}

func (tb *table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := bodyParams(r)
	tb.asked = append(tb.asked, p.JSON())
	if tb.before != nil {
		tb.before(len(tb.asked), tb)
	}
	limit, _ := p.Get("limit").Int()
	offset, _ := p.Get("offset").Int()
	rows := tb.ids
	if !tb.flat {
		if !tb.deaf {
			rows = rows[min(int(offset), len(rows)):]
		}
		rows = rows[:min(int(limit), len(rows))]
		if tb.cap > 0 {
			rows = rows[:min(tb.cap, len(rows))]
		}
	}
	var b strings.Builder
	b.WriteString(`{"xdr_list":[`)
	for i, id := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"i_xdr":%s}`, id)
	}
	b.WriteByte(']')
	if on, _ := p.Get("get_total").Bool(); on && tb.total >= 0 {
		fmt.Fprintf(&b, `,"total":"%d"`, tb.total)
	}
	b.WriteByte('}')
	answer(200, b.String())(w, r)
}

func ids(from, to int) (list []string) {
	for i := from; i <= to; i++ {
		list = append(list, strconv.Itoa(i))
	}
	return list
}

func TestPages(t *testing.T) {
	shifted := func(total, rows, repeated int) *record.ShiftedError {
		return &record.ShiftedError{Method: xdrList, Total: total, Rows: rows, Repeated: repeated}
	}
	quoted := func(list ...string) (q []string) {
		for _, s := range list {
			q = append(q, strconv.Quote(s))
		}
		return q
	}
	for _, tt := range []struct {
		name     string
		table    table
		want     []string
		requests int
		err      *record.ShiftedError
	}{
		{"none", table{total: 0}, nil, 1, nil},
		{"none, no total", table{total: -1}, nil, 1, nil},
		{"one page", table{ids: ids(1, 3), total: 3}, ids(1, 3), 1, nil},
		{"three pages", table{ids: ids(1, 11), total: 11}, ids(1, 11), 3, nil},
		{"full pages", table{ids: ids(1, 8), total: 8}, ids(1, 8), 2, nil},
		{"no total", table{ids: ids(1, 11), total: -1}, ids(1, 11), 4, nil},
		{"server has a smaller limit", table{ids: ids(1, 7), total: 7, cap: 2}, ids(1, 7), 4, nil},
		{"the same, no total", table{ids: ids(1, 7), total: -1, cap: 2}, ids(1, 7), 5, nil},
		{"server does not page", table{ids: ids(1, 9), total: 9, flat: true}, ids(1, 9), 1, nil},
		{"the same, no total", table{ids: ids(1, 9), total: -1, flat: true}, ids(1, 9), 1, nil},
		{"the same, few rows", table{ids: ids(1, 3), total: -1, flat: true}, ids(1, 3), 2, nil},
		{"server ignores the offset", table{ids: ids(1, 9), total: 9, deaf: true}, ids(1, 4), 2, shifted(9, 4, 4)},
		{"the same, no total", table{ids: ids(1, 9), total: -1, deaf: true}, ids(1, 4), 2, shifted(-1, 4, 4)},
		{"a row came in front", table{ids: ids(1, 8), total: 8, before: func(page int, tb *table) {
			if page == 2 {
				tb.ids = append([]string{"100"}, tb.ids...)
			}
		}}, ids(1, 7), 2, shifted(8, 7, 1)},
		{"a row went in front", table{ids: ids(1, 8), total: 8, before: func(page int, tb *table) {
			if page == 2 {
				tb.ids = tb.ids[1:]
			}
		}}, append(ids(1, 4), ids(6, 8)...), 3, shifted(8, 7, 0)},
		{"a row came at the end", table{ids: ids(1, 8), total: 8, before: func(page int, tb *table) {
			if page == 2 {
				tb.ids = append(tb.ids, "9")
			}
		}}, ids(1, 8), 2, nil},
		{"text ids", table{ids: quoted("a", "b", "01", "1", "a", "c"), total: 6}, quoted("a", "b", "01", "1", "c"), 2, shifted(6, 5, 1)},
		{"number and numeric text", table{ids: []string{"7", `"7"`, "8"}, total: 3}, []string{"7", "8"}, 1, shifted(3, 2, 1)},
		{"rows without id", table{ids: []string{"null", "null", `""`}, total: 3}, []string{"null", "null", `""`}, 1, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			f.on(xdrList, tt.table.ServeHTTP)
			var got []string
			var shift *record.ShiftedError
			for row, err := range f.reader(t).Rows(t.Context(), xdr, attr.Value{}, 4) {
				if err != nil {
					if !errors.As(err, &shift) {
						t.Fatal(err)
					}
					continue
				}
				got = append(got, row.Get("i_xdr").JSON())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.err, shift); diff != "" {
				t.Error(diff)
			}
			if n := len(tt.table.asked); n != tt.requests {
				t.Errorf("%d requests, want %d", n, tt.requests)
			}
		})
	}
}

func TestPagesRequests(t *testing.T) {
	f := newFake(t)
	tb := &table{ids: ids(1, 2500), total: 2500}
	f.on(xdrList, tb.ServeHTTP)
	p := params(t, `{"i_account":5,"get_total":0,"limit":1}`)
	n := 0
	for _, err := range f.reader(t).Rows(t.Context(), xdr, p, 5000) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	want := []string{
		`{"i_account":5,"get_total":1,"limit":1000,"offset":0}`,
		`{"i_account":5,"limit":1000,"offset":1000}`,
		`{"i_account":5,"limit":1000,"offset":2000}`,
	}
	if diff := cmp.Diff(want, tb.asked); diff != "" || n != 2500 {
		t.Errorf("%d rows\n%s", n, diff)
	}
	if p.JSON() != `{"i_account":5,"get_total":0,"limit":1}` {
		t.Errorf("the caller's parameters became %s", p.JSON())
	}
}

// A consumer that stops is the end: no page is asked for ahead. Ranging again reads again.
func TestPagesStop(t *testing.T) {
	f := newFake(t)
	tb := &table{ids: ids(1, 20), total: 20}
	f.on(xdrList, tb.ServeHTTP)
	pages := f.reader(t).Rows(t.Context(), xdr, attr.Value{}, 4)
	for range 2 {
		var got []string
		for row := range pages {
			if got = append(got, row.Get("i_xdr").Text()); len(got) == 4 {
				break
			}
		}
		if !slices.Equal(got, ids(1, 4)) {
			t.Errorf("rows %v", got)
		}
	}
	if len(tb.asked) != 2 {
		t.Errorf("%d requests for two ranges of one page, want 2", len(tb.asked))
	}
}

// Forty pages of a megabyte each are never held together.
func TestPagesHoldOnePage(t *testing.T) {
	const pages, rows = 40, 100
	filler := strings.Repeat("x", 10_000)
	f := newFake(t)
	f.on(xdrList, func(w http.ResponseWriter, r *http.Request) {
		offset, _ := bodyParams(r).Get("offset").Int()
		list := make([]attr.Value, rows)
		for i := range list {
			list[i] = attr.ObjectValue(attr.M("i_xdr", attr.IntValue(offset+int64(i))), attr.M("text", attr.TextValue(filler)))
		}
		page := attr.ObjectValue(attr.M("xdr_list", attr.ArrayValue(list...)), attr.M("total", attr.IntValue(pages*rows)))
		answer(200, page.JSON())(w, r)
	})
	var most uint64
	n := 0
	for _, err := range f.reader(t).Rows(t.Context(), xdr, attr.Value{}, rows) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%rows == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	if n != pages*rows || most > 20<<20 {
		t.Errorf("%d rows, %d MB held at most; want %d rows and well under %d MB", n, most>>20, pages*rows, pages)
	}
}

func TestPagesFail(t *testing.T) {
	for _, tt := range []struct {
		name   string
		second http.HandlerFunc
		kind   porta.Kind
		is     error
	}{
		{"fault on the second page", fault("Server.CDR.forbidden_account_access"), porta.Denied, nil},
		{"a fault that says that there is nothing", fault("Server.CDR.xdr_not_found"), porta.NotFound, record.ErrNone},
		{"no list", answer(200, `{"xdr_list":{"a":1}}`), porta.Unknown, record.ErrAnswer},
	} {
		f := newFake(t)
		f.on(xdrList, inTurn(answer(200, `{"xdr_list":[{"i_xdr":1},{"i_xdr":2}],"total":9}`), tt.second))
		rows := 0
		var last error
		for _, err := range f.reader(t).Rows(t.Context(), xdr, attr.Value{}, 2) {
			if last = err; err == nil {
				rows++
			}
		}
		if rows != 2 || porta.KindOf(last) != tt.kind || tt.is != nil && !errors.Is(last, tt.is) {
			t.Errorf("%s: %d rows, then %v", tt.name, rows, last)
		}
	}
}

// A list is asked only for what it takes, and what a single page leaves open is said.
func TestRowsOfOddLists(t *testing.T) {
	for _, tt := range []struct {
		takes, answer string
		rows          int
		asked         string
		is            error
	}{
		{``, `{"thing_list":[{"i_thing":1},{"i_thing":2}]}`, 2, `{}`, nil},
		{``, `{"thing_list":[{"i_thing":1},{"i_thing":2}],"total":7}`, 2, `{}`, record.ErrLong},
		{`"limit"`, `{"thing_list":[{"i_thing":1},{"i_thing":2}]}`, 2, `{"limit":4}`, record.ErrLong},
		{`"limit"`, `{"thing_list":[{"i_thing":1},{"i_thing":2}],"total":2}`, 2, `{"limit":4}`, nil},
		{`"limit"`, `{"thing_list":[]}`, 0, `{"limit":4}`, nil},
		{`"limit","get_total"`, `{"things":[{"i_thing":1}],"total":"1"}`, 1, `{"limit":4,"get_total":1}`, nil},
		{`"offset"`, `{"thing_list":null}`, 0, `{"offset":0}`, nil},
		{`"limit"`, `{"thing_list":[{"i_thing":1},{"i_thing":2},{"i_thing":3},{"i_thing":4},{"i_thing":5}]}`, 5, `{"limit":4}`, nil},
	} {
		f := newFake(t)
		var asked []string
		f.on("Thing/get_thing_list", func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, bodyParams(r).JSON())
			answer(200, tt.answer)(w, r)
		})
		rows := 0
		var last error
		for _, err := range f.reader(t).Rows(t.Context(), thing(t, tt.takes, ""), attr.Value{}, 4) {
			if last = err; err == nil {
				rows++
			}
		}
		if rows != tt.rows || !errors.Is(last, tt.is) || !slices.Equal(asked, []string{tt.asked}) {
			t.Errorf("a list that takes %s, answer %s: %d rows, then %v, asked %v", tt.takes, tt.answer, rows, last, asked)
		}
	}
}

func TestFirst(t *testing.T) {
	for _, tt := range []struct {
		name     string
		table    table
		want     []string
		whole    bool
		requests int
	}{
		{"none", table{total: 0}, nil, true, 1},
		{"all", table{ids: ids(1, 4), total: 4}, ids(1, 4), true, 1},
		{"fewer, no total", table{ids: ids(1, 3), total: -1}, ids(1, 3), true, 2},
		{"more", table{ids: ids(1, 9), total: 9}, ids(1, 4), false, 1},
		{"just as many, no total", table{ids: ids(1, 4), total: -1}, ids(1, 4), false, 1},
		{"server has a smaller limit", table{ids: ids(1, 9), total: -1, cap: 3}, ids(1, 4), false, 2},
		{"server does not page", table{ids: ids(1, 9), total: -1, flat: true}, ids(1, 4), false, 1},
		{"a row went in front", table{ids: ids(1, 4), total: 4, cap: 2, before: func(page int, tb *table) {
			if page == 2 {
				tb.ids = tb.ids[1:]
			}
		}}, []string{"1", "2", "4"}, false, 3},
	} {
		f := newFake(t)
		f.on(xdrList, tt.table.ServeHTTP)
		rows, whole, err := f.reader(t).First(t.Context(), xdr, attr.Value{}, 4)
		var got []string
		for _, row := range rows {
			got = append(got, row.Get("i_xdr").Text())
		}
		if err != nil || whole != tt.whole || !slices.Equal(got, tt.want) || len(tt.table.asked) != tt.requests {
			t.Errorf("%s: %v, whole %v, %v after %d requests", tt.name, got, whole, err, len(tt.table.asked))
		}
	}
}

// All pages of a long list, from a server of the real kind.
func TestRowsOfSandbox(t *testing.T) {
	box, reader := newBox(t, sandbox.Options{Customers: 120})
	var got, want []string
	for row, err := range reader.Rows(t.Context(), customer, attr.Value{}, 50) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.Get("i_customer").Text())
	}
	for i := range 120 {
		want = append(want, strconv.Itoa(1001+i))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" || box.Count("Customer/get_customer_list") != 3 {
		t.Errorf("%d requests\n%s", box.Count("Customer/get_customer_list"), diff)
	}
}
