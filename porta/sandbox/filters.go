package sandbox

import (
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// listFilters: a parameter that is named like a column filters by it, texts as patterns. Empty ones do not filter.
func (r *records) listFilters(c *call) []filter {
	var fs []filter
	if r.scope != nil {
		fs = r.scope(c)
	}
	info := r.kind.Info()
	for _, m := range c.params.Members() {
		switch own := r.filters[m.Name]; {
		case m.Value.IsEmpty():
		case own != nil:
			fs = append(fs, own(c, m.Value)...)
		case m.Value.Kind() >= attr.Array || isPaging(m.Name):
		case info.Property(m.Name) != nil:
			fs = append(fs, columnFilter(info.Property(m.Name).Schema.Type, m.Name, m.Value))
		case mayHoldMore(info) && r.rows.knows(m.Name):
			fs = append(fs, columnFilter(typeOf(m.Value), m.Name, m.Value))
		}
	}
	return fs
}

// mayHoldMore says that a record may have other attributes than its schema lists.
func mayHoldMore(s *catalog.Schema) bool { return s == nil || s.Open || len(s.Properties) == 0 }

func isPaging(name string) bool { return name == "limit" || name == "offset" || name == "get_total" }

// typeOf is the type by which a value filters a column of which no type is known.
func typeOf(v attr.Value) catalog.Type {
	if v.Kind() != attr.Number {
		return catalog.Text
	}
	if _, whole := v.Int(); whole {
		return catalog.Integer
	}
	return catalog.Decimal
}

func columnFilter(t catalog.Type, column string, v attr.Value) filter {
	switch t {
	case catalog.Integer, catalog.Switch:
		n, _ := v.Int()
		return idFilter(column, n)
	case catalog.Decimal:
		want := moneyOf(v)
		return filter{column: column, accept: func(have attr.Value) bool { return !have.IsEmpty() && moneyOf(have) == want }}
	}
	return likeFilter(column, v.Text())
}

// likeFilter accepts texts that fit a pattern.
func likeFilter(column, s string) filter {
	p := newPattern(s)
	return filter{column: column, like: p, accept: func(have attr.Value) bool { return !have.IsEmpty() && p.match(have.Text()) }}
}

// idFilter accepts rows whose column is one of the numbers.
func idFilter(column string, keys ...int64) filter {
	if keys == nil {
		keys = []int64{} // none, not any
	}
	set := make(map[int64]bool, len(keys))
	for _, key := range keys {
		set[key] = true
	}
	return filter{column: column, keys: keys, accept: func(have attr.Value) bool {
		n, ok := have.Int()
		return ok && set[n]
	}}
}

// exactFilter is likeFilter for a text that is no pattern.
func exactFilter(column, s string) filter {
	p := &pattern{plain: true, prefix: fold(s)}
	return filter{column: column, like: p, accept: func(have attr.Value) bool { return fold(have.Text()) == p.prefix }}
}

// emptyFilter accepts rows whose column is absent, null or empty.
func emptyFilter(column string) filter {
	return filter{column: column, accept: attr.Value.IsEmpty}
}

// onSwitch makes filters when a 0/1 switch is on; offSwitch when it is given and off.
func onSwitch(filters func() []filter) func(*call, attr.Value) []filter {
	return func(_ *call, v attr.Value) []filter {
		if on, _ := v.Bool(); on {
			return filters()
		}
		return nil
	}
}

func offSwitch(filters func() []filter) func(*call, attr.Value) []filter {
	return func(_ *call, v attr.Value) []filter {
		if on, _ := v.Bool(); on {
			return nil
		}
		return filters()
	}
}

// notFilter accepts rows whose column is another text.
func notFilter(column, s string) filter {
	return filter{column: column, accept: func(v attr.Value) bool { return v.Text() != s }}
}
