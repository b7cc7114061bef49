package handlers

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
)

// verdict is what a look says about a write of which no answer came.
type verdict int

const (
	unclear verdict = iota // nothing can be said, or not for sure
	found                  // what it was to do is done
	missing                // it is not done
)

// finding is what a look at PortaBilling found.
type finding struct {
	verdict verdict
	text    string      // in words for people, whole sentences
	records []foundLink // what was found
	// id of the record that it was about, when there is exactly one.
	id string
}

type foundLink struct{ label, url string }

// looker looks for what became of a write. It only reads.
type looker struct {
	client  *porta.Client
	cat     *catalog.Catalog
	entry   *journal.Entry
	method  *catalog.Method
	params  attr.Value // as they were sent
	masking catalog.Masking
}

// lookFor asks PortaBilling whether a write was carried out of which no answer came: a new record is looked for by what it is
// known by, a changed or ended one is read again, and a transaction is looked for among the last ones. Errors are of PortaBilling.
func (a *app) lookFor(ctx context.Context, client *porta.Client, cat *catalog.Catalog, e *journal.Entry) (finding, error) {
	l := looker{client, cat, e, cat.Method(e.Method), e.Details.Request, a.Masking}
	switch {
	case l.params.IsAbsent():
		return finding{text: "What was sent cannot be unsealed any more, so the console cannot look for it."}, nil
	case l.method == nil:
		return finding{text: "This server has no method " + e.Method + " any more, so the console does not know what to look for."}, nil
	case l.method.Name == "make_transaction":
		return l.transaction(ctx)
	}
	switch r, kind, ok := roleOf(cat, l.method); {
	case ok && kind == catalog.Create:
		return l.created(ctx, r)
	case ok && kind == catalog.Update:
		return l.updated(ctx, r)
	case ok && kind == catalog.Delete:
		return l.ended(ctx, r)
	}
	return finding{text: "The console does not know how to see what " + e.Method + " does. Look at the record yourself."}, nil
}

// read calls a method that changes nothing.
func (l looker) read(ctx context.Context, m *catalog.Method, params attr.Value) (attr.Value, error) {
	answer, err := l.client.Call(ctx, m.Path(), params)
	if porta.KindOf(err) == porta.NotFound {
		return attr.ObjectValue(), nil
	}
	return answer, err
}

func (l looker) sent(r *catalog.RecordType, kind catalog.OperationKind) attr.Value {
	return l.params.At(attr.ParsePath(r.Operation(kind).Wrapper))
}

// created looks for the record by each of the attributes that it may be known by, until one can be asked for.
func (l looker) created(ctx context.Context, r *catalog.RecordType) (finding, error) {
	sent := l.sent(r, catalog.Create)
	secret := l.masking.Of(l.method.Request)
	for _, key := range keysOf(r) {
		value := sent.Get(key)
		if value.Kind() != attr.Text && value.Kind() != attr.Number || value.IsEmpty() || secret(append(attr.ParsePath(r.Operation(catalog.Create).Wrapper), key)) {
			continue
		}
		rows, asked, err := l.known(ctx, r, key, value, sent)
		if err != nil {
			return finding{}, err
		}
		if asked {
			return l.among(ctx, r, key+" "+value.Text(), rows, sent)
		}
	}
	return finding{text: "Nothing that was sent is something by which " + article(r.Name) + " can be looked for. Look into the list yourself.",
		records: l.listLink(r)}, nil
}

// keysOf are the attributes that one record may be known by, the best one first.
func keysOf(r *catalog.RecordType) (keys []string) {
	for _, key := range slices.Concat([]string{r.Title}, r.Keys, []string{"id", "login", "name", "number"}) {
		if key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// most is how many rows a look asks for.
const most = 100

// known asks for the records with that value of an attribute: by the list's filter, else by reading one. asked is false when the server
// offers neither, or when more have a similar value than can be looked through.
func (l looker) known(ctx context.Context, r *catalog.RecordType, key string, value, sent attr.Value) (rows []attr.Value, asked bool, err error) {
	if op := r.Operation(catalog.List); op != nil && op.Method.Request.Property(key) != nil && !op.Method.Changes {
		params := attr.ObjectValue(attr.M(key, value))
		for _, p := range op.Method.Request.Properties { // such as the customer whose aliases are listed
			if given := sent.Get(p.Name); p.Required && p.Name != key && !given.IsEmpty() {
				params, _ = params.With(attr.Path{p.Name}, given)
			}
		}
		if op.Paging.Limit {
			params, _ = params.With(attr.Path{limitAttribute}, attr.IntValue(most))
		}
		answer, err := l.read(ctx, op.Method, params)
		if err != nil {
			return nil, false, err
		}
		list := op.Rows(answer).Members()
		for _, m := range list {
			if have := m.Value.Get(key); strings.EqualFold(have.Text(), value.Text()) {
				rows = append(rows, m.Value)
			}
		}
		return rows, len(rows) > 0 || len(list) < most, nil
	}
	op := r.Operation(catalog.Get)
	if op == nil || op.Method.Changes || op.Method.Request.Property(key) == nil {
		return nil, false, nil
	}
	answer, err := l.read(ctx, op.Method, attr.ObjectValue(attr.M(key, value)))
	if err != nil {
		return nil, false, err
	}
	if row := answer.At(attr.ParsePath(op.Wrapper)); row.Len() > 0 {
		rows = []attr.Value{row}
	}
	return rows, true, nil
}

// among says what the records mean that were found.
func (l looker) among(ctx context.Context, r *catalog.RecordType, what string, rows []attr.Value, sent attr.Value) (finding, error) {
	switch len(rows) {
	case 0:
		return finding{verdict: missing, text: "There is no " + r.Name + " with the " + what + "."}, nil
	case 1:
	default:
		f := finding{text: "There are " + strconv.Itoa(len(rows)) + " of " + r.Name + " with the " + what + ". See whether one of them is the one that was sent."}
		for _, row := range rows {
			f.records = append(f.records, l.recordLink(r, row)...)
		}
		return f, nil
	}
	f := finding{verdict: found, records: l.recordLink(r, rows[0]), id: idText(r, rows[0])}
	f.text = sentence(article(r.Name)) + " with the " + what + " is there."
	whole, err := l.record(ctx, r, f.id)
	if err != nil {
		return finding{}, err
	}
	if whole.IsAbsent() {
		whole = rows[0]
	}
	if c := l.compare(r, catalog.Create, sent, whole); len(c.different) > 0 {
		f.verdict = unclear
		f.text += " It differs from what was sent in " + inWords(c.different) + ": it may have been there before."
	} else if len(c.equal) > 1 {
		f.text += " Its attributes are as they were sent."
	}
	return f, nil
}

// record reads a record by its id; absent when it is not there, or cannot be read.
func (l looker) record(ctx context.Context, r *catalog.RecordType, id string) (attr.Value, error) {
	key, ok := idOf(id)
	if !ok || !readable(r) {
		return attr.Value{}, nil
	}
	op := r.Operation(catalog.Get)
	params, _ := attr.ObjectValue().With(op.Key, attr.IntValue(key))
	answer, err := l.read(ctx, op.Method, params)
	if v := answer.At(attr.ParsePath(op.Wrapper)); err == nil && v.Len() > 0 {
		return v, nil
	}
	return attr.Value{}, err
}

// readable says that a record can be read by its id.
func readable(r *catalog.RecordType) bool {
	get := r.Operation(catalog.Get)
	return get != nil && get.Key != nil && !get.Method.Changes
}

// again reads the record that the write was about.
func (l looker) again(ctx context.Context, r *catalog.RecordType, kind catalog.OperationKind) (id string, v attr.Value, err error) {
	id = l.entry.RecordID
	if n, ok := l.params.At(r.Operation(kind).Key).Int(); ok && r.Operation(kind).Key != nil {
		id = strconv.FormatInt(n, 10)
	}
	if id == "" {
		return "", attr.Value{}, nil
	}
	v, err = l.record(ctx, r, id)
	return id, v, err
}

// updated reads the record again and compares.
func (l looker) updated(ctx context.Context, r *catalog.RecordType) (finding, error) {
	id, v, err := l.again(ctx, r, catalog.Update)
	switch {
	case err != nil:
		return finding{}, err
	case id == "" || !readable(r):
		return finding{text: "The console cannot read this " + r.Name + " again. Look at it yourself.", records: l.listLink(r)}, nil
	case v.IsAbsent():
		return finding{text: "The " + r.Name + " " + id + " is not there any more.", id: id}, nil
	}
	f := finding{id: id, records: l.linkTo(r, id, v)}
	switch c := l.compare(r, catalog.Update, l.sent(r, catalog.Update), v); {
	case len(c.equal)+len(c.different) == 0:
		f.text = "PortaBilling does not show what was sent, so nothing can be compared."
	case len(c.different) == 0:
		f.verdict, f.text = found, "The "+r.Name+" is as it was sent: "+inWords(c.equal)+"."
	case len(c.equal) == 0:
		f.verdict, f.text = missing, "Nothing of what was sent is in the "+r.Name+": "+inWords(c.different)+"."
	default:
		f.text = "Of what was sent, the " + r.Name + " has " + inWords(c.equal) + ", but not " + inWords(c.different) + "."
	}
	return f, nil
}

// ended reads the record again, to see whether it is gone or closed.
func (l looker) ended(ctx context.Context, r *catalog.RecordType) (finding, error) {
	id, v, err := l.again(ctx, r, catalog.Delete)
	switch {
	case err != nil:
		return finding{}, err
	case id == "" || !readable(r):
		return finding{text: "The console cannot read this " + r.Name + " again. Look at it yourself.", records: l.listLink(r)}, nil
	case v.IsAbsent():
		return finding{verdict: found, text: "The " + r.Name + " " + id + " is not there any more.", id: id}, nil
	}
	f := finding{verdict: missing, id: id, records: l.linkTo(r, id, v), text: "The " + r.Name + " is still there."}
	if status := statusOf(r, v); status != "" {
		f.text = "The " + r.Name + " is still there. Its status: " + status + "."
		if isOver(r, v) {
			f.verdict, f.text = found, "The "+r.Name+" is over. Its status: "+status+"."
		}
	}
	return f, nil
}

// How far an xDR of a transaction may lie from the write: clocks differ, and booking may take its time.
const (
	clocksDiffer = 5 * time.Minute
	bookingTakes = 15 * time.Minute
)

// transaction looks for what a transaction leaves: an xDR of that amount at about that time.
func (l looker) transaction(ctx context.Context) (finding, error) {
	r, xdrs := l.booked()
	id, ok := int64(0), false
	if r != nil {
		id, ok = l.params.Get(r.IDField).Int()
	}
	if !ok || xdrs == nil || strings.EqualFold(l.params.Get("action").Text(), "authorization only") {
		return finding{text: "The console does not know where this transaction can be seen. Look at the balance and the last xDRs yourself."}, nil
	}
	last := l.entry.Planned
	if l.entry.Sent.After(last) {
		last = l.entry.Sent
	}
	window := attr.ObjectValue(attr.M(r.IDField, attr.IntValue(id)),
		attr.M("from_date", attr.TextValue(l.entry.Planned.Add(-clocksDiffer).UTC().Format(time.DateTime))),
		attr.M("to_date", attr.TextValue(last.Add(bookingTakes).UTC().Format(time.DateTime))))
	q := url.Values{}
	for _, m := range window.Members() {
		q.Set("f."+m.Name, m.Value.Text())
	}
	op := xdrs.Operation(catalog.List)
	if op.Paging.Limit {
		window, _ = window.With(attr.Path{limitAttribute}, attr.IntValue(maxLimit))
	}
	answer, err := l.read(ctx, op.Method, window)
	if err != nil {
		return finding{}, err
	}
	f := finding{id: strconv.FormatInt(id, 10), records: []foundLink{{"The xDRs of that time", listURL(xdrs) + "?" + q.Encode()}}}
	return l.amongTransactions(f, op.Rows(answer)), nil
}

// booked are the record type that the transaction is of, and the one that its xDRs are.
func (l looker) booked() (r, xdrs *catalog.RecordType) {
	for _, r := range l.cat.Service(l.method.Service).Records {
		if !slices.Contains(r.Actions, l.method) {
			continue
		}
		for _, related := range l.cat.Related(r) {
			if related.Record.Service == r.Service && related.Record.Name == "xdr" && related.Record.Operation(catalog.List).Method.Request.Property("from_date") != nil {
				return r, related.Record
			}
		}
	}
	return nil, nil
}

func (l looker) amongTransactions(f finding, list attr.Value) finding {
	amount, comment := l.params.Get("amount"), l.params.Get("visible_comment")
	what, times := "transaction of "+amount.Text(), []string(nil)
	for _, m := range list.Members() {
		same := sameNumber(strings.TrimPrefix(m.Value.Get("charged_amount").Text(), "-"), strings.TrimPrefix(amount.Text(), "-"))
		said := m.Value.Get("description")
		if same && (comment.IsEmpty() || said.IsEmpty() || comment.Text() == said.Text()) {
			times = append(times, m.Value.Get("bill_time").Text())
		}
	}
	switch len(times) {
	case 0:
		f.verdict, f.text = missing, "There is no "+what+" at that time."
	case 1:
		f.verdict, f.text = found, "A "+what+" is there, of "+times[0]+" UTC."
	default:
		f.text = "There is more than one " + what + " at that time: of " + inWords(times) + " UTC. See whether one of them is this one."
	}
	return f
}

// recordLink leads to a row's record.
func (l looker) recordLink(r *catalog.RecordType, row attr.Value) []foundLink {
	return l.linkTo(r, idText(r, row), row)
}

func (l looker) linkTo(r *catalog.RecordType, id string, row attr.Value) []foundLink {
	n, ok := idOf(id)
	if !ok || r.Operation(catalog.Get) == nil {
		return l.listLink(r)
	}
	label := strings.TrimSpace(row.Get(r.Title).Text())
	if label == "" || hidesTitle(l.masking, r) {
		label = id
	}
	return []foundLink{{r.Name + " " + label, recordURL(r, n)}}
}

func (l looker) listLink(r *catalog.RecordType) []foundLink {
	if r.Operation(catalog.List) == nil {
		return nil
	}
	return []foundLink{{"List of " + r.Name, listURL(r)}}
}

// lookFault says why PortaBilling could not be asked.
func lookFault(err error) (finding, error) {
	e, ok := errors.AsType[*porta.Error](err)
	if !ok || e.Kind == porta.Auth {
		return finding{}, err
	}
	return finding{text: "The console could not look for it. " + portaProblem(e).Text}, nil
}
