package record

import (
	"context"
	"fmt"
	"iter"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// MaxPage is the largest limit that servers are known to take for a list; clearly larger ones were refused (seen in
// public clients).
const MaxPage = 1000

// Page is what one request for a list brought.
type Page struct {
	Rows []attr.Value
	// Total is how many rows there are altogether, where the answer says so: then Counted is true.
	Total   int64
	Counted bool
}

// Page asks once for rows of the record type's list; params say which ones, the page included.
func (r Reader) Page(ctx context.Context, t *catalog.RecordType, params attr.Value) (Page, error) {
	op := t.Operation(catalog.List)
	if op == nil {
		return Page{}, ErrNoWay
	}
	answer, err := r.call(ctx, op, params)
	if err != nil {
		return Page{}, err
	}
	p := Page{}
	if p.Rows, err = rowsIn(op, t.IDField, answer); err != nil {
		return Page{}, err
	}
	p.Total, p.Counted = answer.Get("total").Int()
	p.Counted = p.Counted && p.Total >= 0
	return p, nil
}

// ShiftedError comes after the last row of a list that changed while it was read, or that the server does not page: rows came twice (they were
// handed out once), or fewer or more rows came than the total said. The order of a list is not promised, so a change can also hide a row. It is
// an [ErrLong].
type ShiftedError struct {
	Method   string
	Total    int // what the first page said; -1 when it said nothing
	Rows     int // handed out
	Repeated int // left out
}

func (e *ShiftedError) Error() string {
	return fmt.Sprintf("record: %s: the list changed while it was read: total %d, rows %d, repeated %d", e.Method, e.Total, e.Rows, e.Repeated)
}

// Unwrap returns ErrLong.
func (e *ShiftedError) Unwrap() error { return ErrLong }

// Rows reads a list page by page, pageSize rows a request (1 to [MaxPage]; 0 means 100), and hands out one row at a time. Rows that come again
// are noticed by the record type's key, and left out. One page is held at a time. An error ends the list: of [Reader.Page], or, after the last row,
// an [ErrLong] when there may be others. Ranging again reads again.
func (r Reader) Rows(ctx context.Context, t *catalog.RecordType, params attr.Value, pageSize int) iter.Seq2[attr.Value, error] {
	return func(yield func(attr.Value, error) bool) {
		p := newPager(t, pageSize)
		for !p.ended {
			rows, err := p.next(ctx, r, params)
			if err != nil {
				yield(attr.Value{}, err)
				return
			}
			for _, row := range rows {
				if p.fresh(row) && !yield(row, nil) {
					return
				}
			}
			p.turn()
		}
		if err := p.gap(); err != nil {
			yield(attr.Value{}, err)
		}
	}
}

// First returns at most so many rows of a list. whole says that there are no others; otherwise nobody knows.
func (r Reader) First(ctx context.Context, t *catalog.RecordType, params attr.Value, most int) (rows []attr.Value, whole bool, err error) {
	p := newPager(t, most)
	for !p.ended && len(rows) < most {
		page, err := p.next(ctx, r, params)
		if err != nil {
			return nil, false, err
		}
		for _, row := range page {
			if p.fresh(row) {
				rows = append(rows, row)
			}
		}
		p.turn()
	}
	whole = p.ended && p.gap() == nil && len(rows) <= most
	return rows[:min(len(rows), most)], whole, nil
}

// pager is the state between two pages.
type pager struct {
	list                *catalog.RecordType
	paging              catalog.Paging
	size, offset, total int // total is -1 when unknown
	page                int // rows of this page
	seen                *idSet
	rows, before        int // rows handed out, of them before this page
	repeated            int // rows left out
	ended               bool
}

func newPager(t *catalog.RecordType, size int) *pager {
	if size == 0 {
		size = 100
	}
	p := &pager{list: t, size: min(max(size, 1), MaxPage), total: -1, seen: newIDSet()}
	if op := t.Operation(catalog.List); op != nil {
		p.paging = op.Paging
	}
	return p
}

func (p *pager) next(ctx context.Context, r Reader, params attr.Value) ([]attr.Value, error) {
	page, err := r.Page(ctx, p.list, p.request(params))
	if err != nil {
		return nil, err
	}
	if page.Counted && p.offset == 0 {
		p.total = int(page.Total)
	}
	p.page, p.before = len(page.Rows), p.rows
	return page.Rows, nil
}

// request has of the paging attributes those that the list takes. It asks for the total once, since counting all matches can be slow.
func (p *pager) request(params attr.Value) attr.Value {
	for _, own := range []struct {
		name  string
		takes bool
		n     int
	}{
		{catalog.LimitName, p.paging.Limit, p.size},
		{catalog.OffsetName, p.paging.Offset, p.offset},
		{catalog.TotalName, p.paging.Total && p.offset == 0, 1},
	} {
		if own.takes {
			params, _ = params.With(attr.Path{own.name}, attr.IntValue(int64(own.n)))
		} else {
			params = params.Without(attr.Path{own.name})
		}
	}
	return params
}

// fresh counts the row and says whether it is to be handed out.
func (p *pager) fresh(row attr.Value) bool {
	if id := row.Get(p.list.IDField); p.list.IDField != "" && !id.IsEmpty() && !p.seen.add(id.Text()) {
		p.repeated++
		return false
	}
	p.rows++
	return true
}

// turn decides whether there is a next page. Without a total only an empty page is a sure end: a short one may come
// from a server with a smaller limit of its own. A page without news comes from a server that does not page.
func (p *pager) turn() {
	n := p.page
	p.offset += n
	stuck := n > 0 && p.rows == p.before
	p.ended = !p.paging.Limit || !p.paging.Offset || n == 0 || stuck || p.total >= 0 && p.offset >= p.total || p.total < 0 && n > p.size
	if stuck && p.total < 0 && n < p.size && n == p.before {
		p.repeated = 0 // the first page was short and came again: it was the whole list
	}
}

// gap is why there may be rows that were not handed out; nil when there are none.
func (p *pager) gap() error {
	if p.repeated > 0 || p.total >= 0 && p.rows != p.total {
		return &ShiftedError{Method: p.list.Operation(catalog.List).Method.Path(), Total: p.total, Rows: p.rows, Repeated: p.repeated}
	}
	if p.total < 0 && p.paging.Limit && !p.paging.Offset && p.rows > 0 && p.page <= p.size {
		return ErrLong // a page, of which nobody says whether it is all
	}
	return nil
}
