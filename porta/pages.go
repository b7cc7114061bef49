package porta

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"portaconsole/porta/attr"
)

// MaxPage is the largest limit that servers are known to take for a list; clearly larger ones were refused (seen in
// public clients).
const MaxPage = 1000

// ShiftedError comes after the last row of a list that changed while it was read, or that the server does not page:
// rows came twice (they were handed out once), or fewer or more rows came than the total said. The order of a list
// is not promised, so a change can also hide a row.
type ShiftedError struct {
	Method   string
	Total    int // what the first page said; -1 when it said nothing
	Rows     int // handed out
	Repeated int // left out
}

func (e *ShiftedError) Error() string {
	return fmt.Sprintf("porta: %s: the list changed while it was read: total %d, rows %d, repeated %d",
		e.Method, e.Total, e.Rows, e.Repeated)
}

// Pages reads a list with limit and offset, pageSize rows a request (1 to [MaxPage]; 0 means 100), and hands out one
// row at a time. listKey is the answer's member with the rows, idField the rows' key by which repeated rows are
// noticed ("" = do not look). One page is held at a time. An error ends the list: an *[Error], or a *[ShiftedError]
// after the last row. Ranging again reads again.
func (c *Client) Pages(
	ctx context.Context, method string, params attr.Value, listKey, idField string, pageSize int,
) iter.Seq2[attr.Value, error] {
	if pageSize == 0 {
		pageSize = 100
	}
	pageSize = min(max(pageSize, 1), MaxPage)
	return func(yield func(attr.Value, error) bool) {
		p := pager{method: method, idField: idField, size: pageSize, total: -1, seen: newIDSet()}
		for !p.ended {
			answer, err := c.Call(ctx, method, p.request(params))
			if err == nil {
				err = p.take(answer, listKey)
			}
			if err != nil {
				yield(attr.Value{}, err)
				return
			}
			for _, row := range p.page {
				if p.fresh(row.Value) && !yield(row.Value, nil) {
					return
				}
			}
			p.turn()
		}
		if p.shifted() {
			yield(attr.Value{}, &ShiftedError{Method: method, Total: p.total, Rows: p.rows, Repeated: p.repeated})
		}
	}
}

// pager is the state between two pages.
type pager struct {
	method, idField        string
	size, offset, total    int // total is -1 when unknown
	page                   []attr.Member
	seen                   *idSet
	rows, before, repeated int // rows handed out, of them before this page; rows left out
	ended                  bool
}

// request asks for the total once, since counting all matches can be slow.
func (p *pager) request(params attr.Value) attr.Value {
	params, _ = params.With(attr.Path{"limit"}, attr.IntValue(int64(p.size)))
	params, _ = params.With(attr.Path{"offset"}, attr.IntValue(int64(p.offset)))
	if p.offset > 0 {
		return params.Without(attr.Path{"get_total"})
	}
	params, _ = params.With(attr.Path{"get_total"}, attr.SwitchValue(true))
	return params
}

func (p *pager) take(answer attr.Value, listKey string) error {
	list := answer.Get(listKey)
	if !list.IsEmpty() && list.Kind() != attr.Array {
		e := unavailable(Malformed, Answered, errors.New("the list is no array"))
		e.Method = p.method
		return e
	}
	if n, ok := answer.Get("total").Int(); ok && p.offset == 0 && n >= 0 {
		p.total = int(n)
	}
	p.page, p.before = list.Members(), p.rows
	return nil
}

// fresh counts the row and says whether it is to be handed out.
func (p *pager) fresh(row attr.Value) bool {
	if id := row.Get(p.idField); p.idField != "" && !id.IsEmpty() && !p.seen.add(id.Text()) {
		p.repeated++
		return false
	}
	p.rows++
	return true
}

// turn decides whether there is a next page. Without a total only an empty page is a sure end: a short one may come
// from a server with a smaller limit of its own. A page without news comes from a server that does not page.
func (p *pager) turn() {
	n := len(p.page)
	p.offset += n
	stuck := n > 0 && p.rows == p.before
	p.ended = n == 0 || stuck || p.total >= 0 && p.offset >= p.total || p.total < 0 && n > p.size
	if stuck && p.total < 0 && n < p.size && n == p.before {
		p.repeated = 0 // the first page was short and came again: it was the whole list
	}
}

func (p *pager) shifted() bool {
	return p.repeated > 0 || p.total >= 0 && p.rows != p.total
}
