package sandbox

import (
	"slices"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// records is one record type: its rows, and where it differs from the general rules of listing, reading, creating and changing,
// which the catalogue drives. Every hook may be nil.
type records struct {
	kind *catalog.RecordType
	rows *table
	// general is set for record types without rules of their own.
	general *general
	// owners are the records whose keys these share, one for each of them: there is a row for every owner, stored or not.
	owners *records
	// unique are the columns that must differ between rows; with the key they are what a reading may ask by.
	unique []uniqueColumn
	// scope is what the caller may see.
	scope func(c *call) []filter
	// filters are parameters of the list that do not simply compare a column.
	filters map[string]func(c *call, v attr.Value) []filter
	// self is the key of the caller's own record, 0 when he has none of this type.
	self func(c *call) int64
	// hide are the columns that a reply leaves out unless the call asks for them.
	hide func(c *call) map[string]bool
	// show completes a record for a reply.
	show func(c *call, key int64, row attr.Value) attr.Value
	// check completes and checks what is to be stored; key is 0 for a new record.
	check func(c *call, key int64, info attr.Value) (attr.Value, error)
}

// uniqueColumn is a column with the fault for a value that is taken.
type uniqueColumn struct{ name, reason, text string }

// Limits of lists. A page of about 50 was seen where no limit is given; more than 1000 was seen refused.
const (
	defaultLimit = 50
	maxLimit     = 1000
)

// list answers a page: rows that pass the filters among those that the caller may see.
func (r *records) list(op *catalog.Operation) func(*call) (reply, error) {
	fit := r.fitter(op.Method.Reply.At(attr.Path{op.ListKey, "0"}))
	request, answer := op.Method.Request, op.Method.Reply
	unpaged := r.general != nil && !mayHoldMore(request) && !op.Paging.Limit // nothing can be asked for but all
	counted := r.general != nil && !op.Paging.Total && answer.Property("total") != nil
	return func(c *call) (reply, error) {
		offset, limit, err := c.page()
		if err != nil {
			return reply{}, err
		}
		if unpaged {
			limit = r.rows.size()
		}
		keys, total := r.rows.find(r.listFilters(c), offset, limit)
		items := make([]attr.Value, len(keys))
		for i, key := range keys {
			items[i] = fit(r.present(c, key))
		}
		rep := c.listed(op.ListKey, items, total)
		if counted {
			rep.body, _ = rep.body.With(attr.Path{"total"}, number(int64(total)))
		}
		return rep, nil
	}
}

// operation returns an operation that methods with rules of their own need, also when the document in use does not tell it.
func (r *records) operation(k catalog.OperationKind) *catalog.Operation {
	if op := r.kind.Operation(k); op != nil {
		return op
	}
	return catalog.Builtin().Record(r.kind.Service, r.kind.Name).Operation(k)
}

// listed is the reply of a list.
func (c *call) listed(key string, items []attr.Value, total int) reply {
	body := []attr.Member{attr.M(key, attr.ArrayValue(items...))}
	if c.is("get_total") {
		body = append(body, attr.M("total", number(int64(total))))
	}
	return done(body...)
}

// page reads limit and offset. Offset needs limit (documented).
func (c *call) page() (offset, limit int, err error) {
	from, _ := c.params.Get("offset").Int()
	v := c.params.Get("limit")
	n, _ := v.Int()
	limit = defaultLimit
	switch {
	case from < 0:
		return 0, 0, errOutOfRange(c.service, "offset", "must not be negative")
	case from > 0 && v.IsEmpty():
		return 0, 0, errMissing(c.service, "limit")
	case v.IsEmpty():
	case n < 0 || n > maxLimit:
		return 0, 0, errOutOfRange(c.service, "limit", "must be from 0 to 1000")
	default:
		limit = int(n)
	}
	return int(from), limit, nil
}

// get answers one record, by its key or by another unique column. A record that is not there, or not the caller's to see, is
// no fault: the reply is an empty object when it was asked for by key, and null in the record's place otherwise. Both forms were seen.
func (r *records) get(op *catalog.Operation) func(*call) (reply, error) {
	fit := r.fitter(op.Method.Reply.At(attr.ParsePath(op.Wrapper)))
	return func(c *call) (reply, error) {
		key, err := r.asked(c)
		switch {
		case err != nil:
			return reply{}, err
		case key != 0:
			return inWrapper(op, fit(r.present(c, key))), nil
		case op.Wrapper == "" || !c.params.Get(r.rows.key).IsEmpty():
			return done(), nil
		}
		return done(attr.M(op.Wrapper, null)), nil
	}
}

// inWrapper is a reply with a record in its place, which is the whole reply when there is no wrapper.
func inWrapper(op *catalog.Operation, row attr.Value) reply {
	if op.Wrapper == "" {
		return reply{body: row}
	}
	return done(attr.M(op.Wrapper, row))
}

// asked returns the key of the record that the parameters name, 0 when there is none that the caller may see.
// Without any name it is the caller's own one.
func (r *records) asked(c *call) (int64, error) {
	if r.general != nil {
		return r.askedGenerally(c)
	}
	var filters []filter
	for _, u := range r.unique {
		if v := c.params.Get(u.name); !v.IsEmpty() {
			filters = append(filters, exactFilter(u.name, v.Text()))
		}
	}
	key, named := c.params.Get(r.rows.key).Int()
	if !named && len(filters) == 0 {
		if key = r.ownKey(c); key == 0 {
			return 0, errMissing(c.service, r.rows.key)
		}
		named = true
	}
	if named {
		if r.visible(c, key) && r.rows.passes(key, filters) {
			return key, nil
		}
		return 0, nil
	}
	for _, key := range r.rows.lookup(filters[0].column, filters[0].like.prefix) {
		if r.visible(c, key) && r.rows.passes(key, filters) {
			return key, nil
		}
	}
	return 0, nil
}

func (r *records) ownKey(c *call) int64 {
	if r.self == nil {
		return 0
	}
	return r.self(c)
}

// visible says whether there is such a record and the caller may see it.
func (r *records) visible(c *call, key int64) bool {
	if r.owners != nil {
		return r.owners.visible(c, key)
	}
	if !r.rows.has(key) {
		return false
	}
	return r.scope == nil || r.rows.passes(key, r.scope(c))
}

// present returns a record as a reply shows it.
func (r *records) present(c *call, key int64) attr.Value {
	var hidden map[string]bool
	if r.hide != nil {
		hidden = r.hide(c)
	}
	row := r.rows.row(key, hidden)
	if row.IsAbsent() { // of an owner that was added
		row = set(r.rows.key, number(key))
	}
	if r.show != nil {
		row = r.show(c, key, row)
	}
	return row
}

// create stores a new record and answers its key.
func (r *records) create(op *catalog.Operation) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		info, err := r.accept(c, op, 0)
		if err != nil {
			return reply{}, err
		}
		return r.stands(c, op, r.rows.insert(info)), nil
	}
}

// update changes the attributes that are named and no others, and answers the key.
func (r *records) update(op *catalog.Operation) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		key, err := r.toChange(c, op)
		if err != nil {
			return reply{}, err
		}
		info, err := r.accept(c, op, key)
		if err != nil {
			return reply{}, err
		}
		r.rows.update(key, info)
		return r.stands(c, op, key), nil
	}
}

// stands is the reply to a creation or change: the key (seen), or what else of it the reply's schema has.
func (r *records) stands(c *call, op *catalog.Operation, key int64) reply {
	schema := op.Method.Reply
	switch in := op.Wrapper; {
	case r.general == nil || len(schema.Properties) == 0 || schema.Property(r.rows.key) != nil:
	case schema.Property(in) != nil:
		return done(attr.M(in, r.fitter(schema.At(attr.Path{in}))(r.present(c, key))))
	case schema.Property("success") != nil:
		return success()
	}
	return done(attr.M(r.rows.key, number(key)))
}

// end removes a record for good. A deletion answers nothing (seen), a termination success.
func (r *records) end(op *catalog.Operation) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		key, err := r.toChange(c, op)
		if err != nil {
			return reply{}, err
		}
		r.rows.remove(key)
		if op.Verb() == "terminate" || op.Method.Reply.Property("success") != nil {
			return success(), nil
		}
		return reply{}, nil
	}
}

// toChange returns the key of the record that a change or an end names, where its request has the key or beside the record.
func (r *records) toChange(c *call, op *catalog.Operation) (int64, error) {
	at := op.Key
	if at == nil {
		at = append(attr.ParsePath(op.Wrapper), r.rows.key)
	}
	key, ok := c.params.At(at).Int()
	if !ok {
		key, ok = c.params.Get(r.rows.key).Int()
	}
	if !ok {
		if key = r.ownKey(c); key == 0 && r.general != nil {
			key = r.general.byNatural(c, r, op)
		}
		if key == 0 {
			if r.general != nil {
				at = append(at[:len(at)-1:len(at)-1], r.general.askedBy())
			}
			return 0, errMissing(c.service, at.String())
		}
	}
	if !r.visible(c, key) {
		return 0, errNotFound(c.service, r.rows.key)
	}
	return key, nil
}

// accept returns the record of a request as it is to be stored: without read-only attributes, which clients send back
// from what they read, and with numbers as numbers.
func (r *records) accept(c *call, op *catalog.Operation, key int64) (attr.Value, error) {
	at := attr.ParsePath(op.Wrapper)
	return r.acceptInfo(c, op.Method.Request.At(at), at, key)
}

func (r *records) acceptInfo(c *call, schema *catalog.Schema, at attr.Path, key int64) (attr.Value, error) {
	info, err := stored(c.service, schema, at, c.params.At(at))
	if err != nil {
		return attr.Value{}, err
	}
	if r.check != nil {
		if info, err = r.check(c, key, info); err != nil {
			return attr.Value{}, err
		}
	}
	for _, u := range r.unique {
		if s := info.Get(u.name).Text(); u.reason != "" && s != "" && r.taken(u.name, s, key, info) {
			return attr.Value{}, errDuplicate(c.service, u.reason, u.text)
		}
	}
	return info, nil
}

// taken says whether another row than the given one has the text.
func (r *records) taken(column, s string, key int64, info attr.Value) bool {
	return slices.ContainsFunc(r.rows.lookup(column, s), func(k int64) bool {
		return k != key && (r.general == nil || r.general.sameOwner(r.rows, k, key, info))
	})
}
