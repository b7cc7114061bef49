package names

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/record"
)

// ErrNoList says that the record type has no list, or one that cannot be asked for without more than a name.
var ErrNoList = errors.New("names: there is no list to search")

// Found is what was found for a text.
type Found struct {
	Rows []Row
	More bool // there are others
	// Partial says that only the first rows of the list could be looked through.
	Partial bool
}

// Row is one record that may be meant.
type Row struct {
	ID     int64
	Title  string     // may be ""
	Record attr.Value // as the list or the record itself has it
}

// Search looks for the records that a text may mean: the one with that number first, then those whose title has it in it; the first
// of the list for an empty text. Percent sign and underscore stand for any characters, as in every filter of PortaBilling. What was found is
// returned beside an error, too: a number can be looked up where the list is denied.
func (n Names) Search(ctx context.Context, r *catalog.RecordType, query string, limit int) (Found, error) {
	query = strings.TrimSpace(query)
	var f Found
	if err := n.findNumber(ctx, &f, r, query); err != nil {
		return f, err
	}
	err := n.findTitles(ctx, &f, r, query, limit)
	if len(f.Rows) > limit {
		f.Rows, f.More = f.Rows[:limit], true
	}
	for _, row := range f.Rows {
		n.LearnName(r, row.ID, row.Title)
	}
	return f, err
}

// findNumber finds the record with the number that was typed. That it cannot be read is no matter while the list may show it.
func (n Names) findNumber(ctx context.Context, f *Found, r *catalog.RecordType, query string) error {
	id, err := strconv.ParseInt(query, 10, 64)
	if err != nil || !isGot(r) {
		return nil
	}
	v, err := n.reader.Read(ctx, r, attr.IntValue(id))
	if porta.KindOf(err) == porta.Auth || ctx.Err() != nil {
		return err
	}
	if err == nil {
		f.Rows = append(f.Rows, Row{id, record.Title(r, v), v})
	}
	return nil
}

func (n Names) findTitles(ctx context.Context, f *Found, r *catalog.RecordType, query string, limit int) error {
	if !isListed(r) {
		return ErrNoList
	}
	if err := n.listDenied(r); err != nil {
		return err
	}
	params, ask := attr.ObjectValue(), limit+1
	title := r.Operation(catalog.List).Method.Request.Property(r.Title)
	byServer := title != nil && title.Schema.Type == catalog.Text
	switch {
	case query == "":
	case byServer:
		params, _ = params.With(attr.Path{r.Title}, attr.TextValue("%"+query+"%"))
	default:
		ask = listRows
	}
	rows, err := n.rows(ctx, r, params, ask)
	if porta.KindOf(err) == porta.Denied {
		n.refused(ctx, n.key(listTried, r, 0), err)
	}
	if err != nil {
		return err
	}
	f.Partial = query != "" && !byServer && len(rows) >= ask
	for _, v := range rows {
		row := Row{Title: record.Title(r, v), Record: v}
		var ok bool
		if row.ID, ok = v.Get(r.IDField).Int(); !ok || f.has(row.ID) {
			continue
		}
		if byServer || strings.Contains(strings.ToLower(row.Title), strings.ToLower(query)) {
			f.Rows = append(f.Rows, row)
		}
	}
	return nil
}

// listDenied is the denial of a list that was asked for some minutes ago; nil when there was none.
func (n Names) listDenied(r *catalog.RecordType) error {
	n.cache.mu.Lock()
	defer n.cache.mu.Unlock()
	if e, ok := n.cache.look(n.key(listTried, r, 0)); ok && porta.KindOf(e.err) == porta.Denied {
		return e.err
	}
	return nil
}

func (f *Found) has(id int64) bool {
	for _, row := range f.Rows {
		if row.ID == id {
			return true
		}
	}
	return false
}
