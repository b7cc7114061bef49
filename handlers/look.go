package handlers

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"portaconsole/handlers/words"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/journal"
	"portaconsole/porta/record"
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
	reader  record.Reader
	cat     *catalog.Catalog
	entry   *journal.Entry
	method  *catalog.Method
	params  attr.Value // as they were sent
	masking catalog.Masking
}

// lookFor asks PortaBilling whether a write was carried out of which no answer came: a new record is looked for by what it is
// known by, a changed or ended one is read again, and a transaction is looked for among the last ones. Errors are of PortaBilling.
func (a *app) lookFor(ctx context.Context, client *porta.Client, cat *catalog.Catalog, e *journal.Entry) (finding, error) {
	l := looker{record.Of(client), cat, e, cat.Method(e.Method), e.Details.Request, a.Masking}
	switch {
	case l.params.IsAbsent():
		return finding{text: "What was sent cannot be unsealed any more, so the console cannot look for it."}, nil
	case l.method == nil:
		return finding{text: "This server has no method " + e.Method + " any more, so the console does not know what to look for."}, nil
	case l.method.Name == "make_transaction":
		return l.transaction(ctx)
	}
	switch role, ok := cat.Role(e.Method); {
	case ok && role.Kind == catalog.Create:
		return l.created(ctx, role.Record)
	case ok && role.Kind == catalog.Update:
		return l.updated(ctx, role.Record)
	case ok && role.Kind == catalog.Delete:
		return l.ended(ctx, role.Record)
	}
	return finding{text: "The console does not know how to see what " + e.Method + " does. Look at the record yourself."}, nil
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
	return finding{text: "Nothing that was sent is something by which " + words.Article(r.Name) + " can be looked for. Look into the list yourself.",
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
	if params, takes := listBy(r, key, value, sent); takes {
		list, whole, err := l.reader.First(ctx, r, params, most)
		if err != nil && !errors.Is(err, record.ErrNone) {
			return nil, false, err
		}
		for _, row := range list {
			if strings.EqualFold(row.Get(key).Text(), value.Text()) {
				rows = append(rows, row)
			}
		}
		return rows, len(rows) > 0 || whole || err != nil, nil
	}
	if !r.GetTakes(key) {
		return nil, false, nil
	}
	row, err := l.reader.ReadBy(ctx, r, key, value)
	switch {
	case errors.Is(err, record.ErrNone):
		return nil, true, nil
	case err != nil:
		return nil, false, err
	}
	return []attr.Value{row}, true, nil
}

// listBy is the request for a list of the records with a value of an attribute, with what else the list insists on and was sent, such as the
// customer whose aliases are listed. takes is false when the list cannot be asked so.
func listBy(r *catalog.RecordType, key string, value, sent attr.Value) (params attr.Value, takes bool) {
	if !r.ListTakes(key) {
		return attr.Value{}, false
	}
	params, given := attr.ObjectValue(attr.M(key, value)), []string{key}
	for _, p := range r.Operation(catalog.List).Method.Request.Properties {
		if v := sent.Get(p.Name); p.Required && p.Name != key && !v.IsEmpty() {
			params, _ = params.With(attr.Path{p.Name}, v)
			given = append(given, p.Name)
		}
	}
	return params, !r.ListInsists(given...)
}

// among says what the records mean that were found.
func (l looker) among(ctx context.Context, r *catalog.RecordType, what string, rows []attr.Value, sent attr.Value) (finding, error) {
	switch len(rows) {
	case 0:
		return finding{verdict: missing, text: "There is no " + r.Name + " with the " + what + "."}, nil
	case 1:
	default:
		f := finding{text: "There are " + words.Count(len(rows), r.Name) + " with the " + what + ". See whether one of them is the one that was sent."}
		for _, row := range rows {
			f.records = append(f.records, l.recordLink(r, row)...)
		}
		return f, nil
	}
	f := finding{verdict: found, records: l.recordLink(r, rows[0]), id: idText(r, rows[0])}
	f.text = sentence(words.Article(r.Name)) + " with the " + what + " is there."
	whole, err := l.record(ctx, r, f.id)
	if _, isFault := errors.AsType[*porta.Error](err); isFault && !errors.Is(err, record.ErrNone) {
		return finding{}, err
	}
	if err != nil { // the row is what there is to compare with
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

// record reads a record by its id.
func (l looker) record(ctx context.Context, r *catalog.RecordType, id string) (attr.Value, error) {
	key, ok := idOf(id)
	if !ok {
		return attr.Value{}, record.ErrNoWay
	}
	return l.reader.Read(ctx, r, attr.IntValue(key))
}

// again reads the record that the write was about.
func (l looker) again(ctx context.Context, r *catalog.RecordType, kind catalog.OperationKind) (id string, v attr.Value, err error) {
	id = l.entry.RecordID
	if n, ok := l.params.At(r.Operation(kind).Key).Int(); ok && r.Operation(kind).Key != nil {
		id = strconv.FormatInt(n, 10)
	}
	v, err = l.record(ctx, r, id)
	return id, v, err
}

// unreadable says that the record cannot be read again.
func (l looker) unreadable(r *catalog.RecordType) finding {
	return finding{text: "The console cannot read this " + r.Name + " again. Look at it yourself.", records: l.listLink(r)}
}

// updated reads the record again and compares.
func (l looker) updated(ctx context.Context, r *catalog.RecordType) (finding, error) {
	id, v, err := l.again(ctx, r, catalog.Update)
	switch {
	case errors.Is(err, record.ErrNoWay):
		return l.unreadable(r), nil
	case errors.Is(err, record.ErrNone):
		return finding{text: "The " + r.Name + " " + id + " is not there any more.", id: id}, nil
	case err != nil:
		return finding{}, err
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
	case errors.Is(err, record.ErrNoWay):
		return l.unreadable(r), nil
	case errors.Is(err, record.ErrNone):
		return finding{verdict: found, text: "The " + r.Name + " " + id + " is not there any more.", id: id}, nil
	case err != nil:
		return finding{}, err
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
	rows, whole, err := l.reader.First(ctx, xdrs, window, maxLimit)
	if err != nil && !errors.Is(err, record.ErrNone) {
		return finding{}, err
	}
	f := finding{id: strconv.FormatInt(id, 10), records: []foundLink{{"The xDRs of that time", listURL(xdrs) + "?" + q.Encode()}}}
	return l.amongTransactions(f, rows, whole || err != nil), nil
}

// booked are the record type that the transaction is of, and the one that its xDRs are.
func (l looker) booked() (r, xdrs *catalog.RecordType) {
	subject, ok := l.cat.ActsOn(l.method, l.params)
	if !ok {
		return nil, nil
	}
	r = subject.Record
	for _, related := range l.cat.Related(r) {
		if related.Record.Service == r.Service && related.Record.Name == "xdr" && related.Record.ListTakes("from_date") {
			return r, related.Record
		}
	}
	return nil, nil
}

// amongTransactions looks for the transaction among the xDRs of its time. whole says that these are all.
func (l looker) amongTransactions(f finding, xdrs []attr.Value, whole bool) finding {
	amount, comment := l.params.Get("amount"), l.params.Get("visible_comment")
	what, times := "transaction of "+amount.Text(), []string(nil)
	for _, row := range xdrs {
		same := sameNumber(strings.TrimPrefix(row.Get("charged_amount").Text(), "-"), strings.TrimPrefix(amount.Text(), "-"))
		said := row.Get("description")
		if same && (comment.IsEmpty() || said.IsEmpty() || comment.Text() == said.Text()) {
			times = append(times, row.Get("bill_time").Text())
		}
	}
	switch {
	case len(times) == 0 && !whole:
		f.text = "There are too many xDRs at that time to look through all of them. Among the first " + words.Grouped(maxLimit) + " there is no " + what + "."
	case len(times) == 0:
		f.verdict, f.text = missing, "There is no "+what+" at that time."
	case len(times) == 1:
		f.verdict, f.text = found, sentence(words.Article(what))+" is there, of "+times[0]+" UTC."
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
	if !ok || !r.CanRead() {
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

// lookFault says why it cannot be told what became of the write.
func lookFault(err error) (finding, error) {
	const failed = "The console could not look for it. "
	e, ok := errors.AsType[*porta.Error](err)
	switch {
	case ok && e.Kind != porta.Auth:
		return finding{text: failed + portaProblem(e).Text}, nil
	case errors.Is(err, record.ErrAnswer), errors.Is(err, record.ErrLong):
		return finding{text: failed + problemOf(err).Text}, nil
	}
	return finding{}, err
}
