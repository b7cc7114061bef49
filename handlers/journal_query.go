package handlers

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"portaconsole/porta/journal"
	view "portaconsole/views/journal"
	"portaconsole/views/ui"
)

// journalQuery is what the address of the journal asks for.
type journalQuery struct {
	params   url.Values // as they are, without what is empty or unknown
	filter   journal.Filter
	mistakes map[string]string // by parameter
	untidy   bool              // a form made the address
}

// journalFilters are the filters, in the order of the page.
var journalFilters = []struct{ name, label, hint string }{
	{"person", "Person", ""},
	{"record", "Record", "account, or account 1042"},
	{"method", "Method", "add_account"},
	{"outcome", "Outcome", ""},
	{"from", "From", "2026-12-31, time optional"},
	{"to", "To", "2026-12-31, time optional"},
}

// underWay stands for the two states of a write that has not ended.
const underWay = "under way"

var (
	recordForm = regexp.MustCompile(`^([A-Za-z]\w*(?:/[A-Za-z]\w*)?)?[/ ]*(\d{1,18})?$`)
	methodForm = regexp.MustCompile(`^[A-Za-z]\w*(/[A-Za-z]\w*)?$`)
)

func readJournalQuery(given url.Values) journalQuery {
	q := journalQuery{params: url.Values{}, mistakes: map[string]string{}}
	for name, values := range given {
		value := strings.ToValidUTF8(strings.TrimSpace(values[0]), "\uFFFD")
		if value == "" {
			q.untidy = true
			continue
		}
		q.read(name, value)
	}
	return q
}

func (q *journalQuery) read(name, value string) {
	f, ok := &q.filter, true
	switch name {
	case "person":
		f.Login = value
	case "record":
		parts := recordForm.FindStringSubmatch(value)
		if ok = parts != nil; ok {
			f.Record, f.RecordID = parts[1], parts[2]
		} else {
			q.mistakes[name] = "Write a record type, a number, or both: account 1042."
		}
	case "method":
		if f.Method, ok = value, methodForm.MatchString(value); !ok {
			q.mistakes[name] = "Write a method as add_account, or Account/add_account."
		}
	case "outcome":
		q.readOutcome(value)
	case "from":
		f.From, _, ok = readMoment(value)
	case "to":
		_, f.To, ok = readMoment(value)
	case "before":
		f.Before, ok = readCursor(value)
	case "after":
		f.After, ok = readCursor(value)
	default:
		return
	}
	if !ok && (name == "from" || name == "to") {
		q.mistakes[name] = "This is not a date. Write it as 2026-12-31, or 2026-12-31 23:59."
	}
	if !ok && (name == "before" || name == "after") {
		return // a page that there is not: the first one
	}
	q.params.Set(name, value)
}

func (q *journalQuery) readOutcome(value string) {
	state := journal.State(value)
	switch {
	case value == underWay:
		q.filter.States = []journal.State{journal.Planned, journal.Sent}
	case slices.Contains(journal.States(), state):
		q.filter.States = []journal.State{state}
	default:
		q.mistakes["outcome"] = "There is no such outcome."
	}
}

// readMoment reads a day, a minute or a second, and returns where it begins and where the next one does.
func readMoment(text string) (from, to time.Time, ok bool) {
	text = strings.Replace(text, "T", " ", 1)
	for _, form := range []struct {
		layout string
		next   func(time.Time) time.Time
	}{
		{time.DateOnly, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02 15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{time.DateTime, func(t time.Time) time.Time { return t.Add(time.Second) }},
	} {
		if t, err := time.Parse(form.layout, text); err == nil {
			return t, form.next(t), true
		}
	}
	return from, to, false
}

// A cursor stands in the address as "milliseconds.id".

func cursorText(c journal.Cursor) string {
	return strconv.FormatInt(c.At.UnixMilli(), 10) + "." + c.ID
}

func readCursor(text string) (journal.Cursor, bool) {
	at, id, ok := strings.Cut(text, ".")
	millis, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil || id == "" {
		return journal.Cursor{}, false
	}
	return journal.Cursor{At: time.UnixMilli(millis).UTC(), ID: id}, true
}

// url writes the address of a page with this query.
func (q journalQuery) url(page string) string {
	if len(q.params) == 0 {
		return page
	}
	return page + "?" + q.params.Encode()
}

// first is the same query without a place in the list.
func (q journalQuery) first() journalQuery {
	params := url.Values{}
	for name, values := range q.params {
		if name != "before" && name != "after" {
			params[name] = values
		}
	}
	q.params, q.filter.Before, q.filter.After = params, journal.Cursor{}, journal.Cursor{}
	return q
}

func (q journalQuery) filtered() bool { return len(q.first().params) > 0 }

// onPage takes off the entry that was asked for only to know whether there are more.
func (q journalQuery) onPage(list []journal.Entry) []journal.Entry {
	switch {
	case len(list) <= entriesPerPage:
		return list
	case !q.filter.After.IsZero():
		return list[len(list)-entriesPerPage:]
	}
	return list[:entriesPerPage]
}

// neighbours are the addresses of the pages with older and with newer entries; "" where there are none.
func (q journalQuery) neighbours(list []journal.Entry) (older, newer string) {
	shown, more := q.onPage(list), len(list) > entriesPerPage
	if len(shown) == 0 {
		if !q.filter.Before.IsZero() {
			newer = q.first().url(journalURL)
		}
		return "", newer
	}
	at := func(name string, e journal.Entry) string {
		p := q.first()
		p.params.Set(name, cursorText(e.Place()))
		return p.url(journalURL)
	}
	backwards := !q.filter.After.IsZero()
	if more && !backwards || backwards {
		older = at("before", shown[len(shown)-1])
	}
	if more && backwards || !backwards && !q.filter.Before.IsZero() {
		newer = at("after", shown[0])
	}
	return older, newer
}

// fields are the filters as the page shows them.
func (q journalQuery) fields() []view.Field {
	fields := make([]view.Field, len(journalFilters))
	for i, f := range journalFilters {
		fields[i] = view.Field{Name: f.name, Label: f.label, Hint: f.hint, Value: q.params.Get(f.name), Mistake: q.mistakes[f.name]}
		if f.name == "outcome" {
			fields[i].Options = outcomeOptions(q.params.Get(f.name))
		}
	}
	return fields
}

func outcomeOptions(chosen string) []ui.Option {
	options := []ui.Option{{Label: "any"}}
	for _, s := range journal.States() {
		if text, _ := stateView(s); text != underWay {
			options = append(options, ui.Option{Value: text, Label: text, Selected: text == chosen})
		}
	}
	return append(options, ui.Option{Value: underWay, Label: underWay, Selected: chosen == underWay})
}

// fault lists the filters that do not work; nil when all do.
func (q journalQuery) fault() *ui.Fault {
	if len(q.mistakes) == 0 {
		return nil
	}
	fault := &ui.Fault{Intro: "The journal was not searched yet."}
	for _, f := range journalFilters {
		if text := q.mistakes[f.name]; text != "" {
			fault.Lines = append(fault.Lines, ui.FaultLine{Target: "filter-" + f.name, Text: f.label + ": " + text})
		}
	}
	return fault
}
