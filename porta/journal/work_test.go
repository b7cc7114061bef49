package journal_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

func secret(at attr.Path) bool { return at[len(at)-1] == "password" }

// unknown makes a write of which no answer comes, and returns its entry.
func (d *desk) unknown(form string) *journal.Entry {
	d.t.Helper()
	d.box.Inject(sandbox.Rule{Method: addCustomer, Kind: sandbox.Drop, Times: 1})
	if err := d.write(form); err == nil {
		d.t.Fatal("an answer came")
	}
	return d.ofForm(form)
}

func (d *desk) ofForm(form string) *journal.Entry {
	d.t.Helper()
	e, err := d.journal.OfForm(d.t.Context(), d.client.Owner(), form)
	d.must(err)
	return e
}

func TestResolve(t *testing.T) {
	for _, tt := range []struct {
		state journal.State
		sent  bool // the form counts as sent
	}{{journal.Arrived, true}, {journal.NotArrived, false}} {
		t.Run(string(tt.state), func(t *testing.T) {
			d := newDesk(t)
			reader := journal.Reader{Owner: d.client.Owner()}
			e := d.unknown("x")
			finding := journal.Finding{State: tt.state, Outcome: "/records/7", RecordID: "7", Secret: secret}
			stranger := journal.Reader{Owner: porta.Owner{Server: "sandbox", Realm: "admin", Login: "otto"}}
			if err := d.journal.Resolve(t.Context(), stranger, e.ID, finding); !errors.Is(err, journal.ErrNone) {
				t.Errorf("a stranger resolves it: %v", err)
			}
			d.must(d.journal.Resolve(t.Context(), reader, e.ID, finding))
			got, err := d.journal.Entry(t.Context(), reader, e.ID)
			d.must(err)
			if got.State != tt.state || got.Resolver != sandbox.DemoLogin || got.Resolved.IsZero() || strings.Contains(got.Details.Request.JSON(), "s3cret") {
				t.Errorf("%+v", got)
			}
			if made := got.RecordID == "7" && got.Details.Outcome == "/records/7"; made != tt.sent {
				t.Errorf("it made %q at %q", got.RecordID, got.Details.Outcome)
			}
			if err := d.journal.Resolve(t.Context(), reader, e.ID, journal.Finding{State: journal.Arrived}); !errors.Is(err, journal.ErrResolved) {
				t.Errorf("it is resolved twice: %v", err)
			}
			if sent := d.ofForm("x") != nil; sent != tt.sent {
				t.Errorf("the form counts as sent: %v", sent)
			}
		})
	}
}

func TestOnlyUnknownWritesAreResolved(t *testing.T) {
	d := newDesk(t)
	d.must(d.write("done"))
	reader := journal.Reader{Owner: d.client.Owner()}
	if err := d.journal.Resolve(t.Context(), reader, d.ofForm("done").ID, journal.Finding{State: journal.NotArrived}); !errors.Is(err, journal.ErrResolved) {
		t.Errorf("%v", err)
	}
	if err := d.journal.Resolve(t.Context(), reader, d.unknown("x").ID, journal.Finding{State: journal.Done}); err == nil {
		t.Error("anything is a finding")
	}
}

func TestExplain(t *testing.T) {
	d := newDesk(t)
	d.must(d.write("x"))
	e, owner := d.ofForm("x"), d.client.Owner()
	for _, bad := range []string{"", strings.Repeat("x", journal.MaxReason+1)} {
		if err := d.journal.Explain(t.Context(), owner, e.ID, bad); err == nil {
			t.Errorf("%.10q is a reason", bad)
		}
	}
	d.must(d.journal.Explain(t.Context(), owner, e.ID, "asked for by phone"))
	if err := d.journal.Explain(t.Context(), owner, e.ID, "another"); !errors.Is(err, journal.ErrNone) {
		t.Errorf("it is changed: %v", err)
	}
	if got := d.ofForm("x").Reason; got != "asked for by phone" {
		t.Errorf("the reason is %q", got)
	}
}

// What is said of a write beside its parameters is kept, and the id of what it made.
func TestWriteSaysWhatItIsAbout(t *testing.T) {
	d := newDesk(t)
	_, err := d.journal.Call(t.Context(), d.client, journal.Write{
		Method: addCustomer, Params: customer("y"), Form: "y", Record: "Customer/customer", Subject: "y", Reason: "new",
		MadeID: func(answer attr.Value) string { return answer.Get("i_customer").Text() },
	})
	d.must(err)
	e := d.ofForm("y")
	if e.Record != "Customer/customer" || !strings.HasPrefix(e.RecordID, "1") || e.Subject != "y" || e.Reason != "new" || e.Sent.Before(e.Planned) {
		t.Errorf("%+v", e)
	}
}

func TestSignIns(t *testing.T) {
	d := newDesk(t)
	owner := d.client.Owner()
	d.must(d.journal.SignedIn(t.Context(), owner, nil))
	_, refused := d.client.Server().Login(t.Context(), porta.Credentials{Login: "demo", Token: "wrong"})
	d.must(d.journal.SignedIn(t.Context(), owner, refused))
	d.must(d.journal.SignedIn(t.Context(), porta.Owner{Server: "sandbox", Login: strings.Repeat("ä", 500)}, refused))
	list, err := d.journal.List(t.Context(), journal.ReaderOf(d.client), journal.Filter{Method: journal.SignIn, Limit: 10, WithDetails: true})
	d.must(err)
	if len(list) != 3 {
		t.Fatalf("%d entries", len(list))
	}
	if n := len(list[0].Owner.Login); n > 200 || n < 190 {
		t.Errorf("a login of %d bytes is kept", n)
	}
	if list[1].State != journal.Refused || list[1].Details.Code == "" || list[2].State != journal.Done || !list[2].Details.Request.IsAbsent() {
		t.Errorf("%+v", list)
	}
	if e := d.ofForm(""); e != nil {
		t.Errorf("what came of no form has %+v", e)
	}
}

// Entries of one moment stand in the order in which they were made.
func TestEntriesOfOneMoment(t *testing.T) {
	d := newDesk(t)
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	j, err := journal.New(t.Context(), d.kept, journal.Options{Now: func() time.Time { return noon }})
	d.must(err)
	const many = 20
	for range many {
		d.must(j.SignedIn(t.Context(), d.client.Owner(), nil))
	}
	list, err := j.List(t.Context(), journal.ReaderOf(d.client), journal.Filter{Limit: many})
	d.must(err)
	for i, e := range list {
		if want := noon.Add(time.Duration(many-1-i) * time.Millisecond); !e.Planned.Equal(want) {
			t.Errorf("entry %d is of %v, want %v", i, e.Planned, want)
		}
	}
	if len(list) != many {
		t.Errorf("%d entries", len(list))
	}
}

// All is all, wherever a page of it would begin.
func TestAllBeginsAtTheNewest(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		d.must(d.journal.SignedIn(t.Context(), d.client.Owner(), nil))
	}
	reader := journal.ReaderOf(d.client)
	list, err := d.journal.List(t.Context(), reader, journal.Filter{Limit: 10})
	d.must(err)
	n := 0
	for e, err := range d.journal.All(t.Context(), reader, journal.Filter{After: list[1].Place(), Limit: 1}) {
		d.must(err)
		if n >= len(list) || e.ID != list[n].ID {
			t.Errorf("%d is %s", n, e.ID)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d entries", n)
	}
}

// What a spreadsheet would take for a formula is none.
func TestExportedCells(t *testing.T) {
	for _, begin := range []string{"=", "+", "-", "@", "\t", "\r", "x"} {
		var b bytes.Buffer
		if err := journal.Export(&b, journal.CSV, one(journal.Entry{Subject: begin + "1"})); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := "'" + begin + "1"
		if begin == "x" {
			want = "x1"
		}
		if got := rows[1][9]; got != want {
			t.Errorf("%q is written as %q", begin+"1", got)
		}
	}
}

func TestSweep(t *testing.T) {
	d := newDesk(t)
	d.must(d.write("done"))
	d.unknown("unknown")
	clock := time.Now()
	later, err := journal.New(t.Context(), d.kept, journal.Options{Now: func() time.Time { return clock }})
	d.must(err)
	n, err := later.Sweep(t.Context(), time.Hour)
	if n != 0 || err != nil {
		t.Errorf("%d young ones are forgotten, %v", n, err)
	}
	clock = clock.Add(2 * time.Hour)
	n, err = later.Sweep(t.Context(), time.Hour)
	if n != 1 || err != nil || d.ofForm("done") != nil || d.ofForm("unknown") == nil {
		t.Errorf("%d are forgotten, %v", n, err)
	}
}

func one(list ...journal.Entry) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestExport(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
	done := journal.Entry{
		ID: "a", Owner: porta.Owner{Server: "b.example.com", Realm: "admin", Login: "=cmd|' /C calc'!A0"}, Method: addCustomer, Record: "Customer/customer", RecordID: "7",
		Subject: "+49 \"x\"\nline", State: journal.Done, Planned: at, Sent: at, Ended: at.Add(time.Second), Reason: "@x", Names: []string{"customer_info.name"},
		Details: journal.Details{Request: customer("x")},
	}
	unknown := journal.Entry{ID: "u", Method: addCustomer, State: journal.Unknown, Planned: at, Sent: at, Ended: at, Details: journal.Details{Request: customer("x")}}
	for format, want := range map[journal.Format]string{
		journal.CSV: "planned,sent,ended,server,realm,person,method,record,record_id,subject,outcome,code,message,resolved,resolver,reason,names,request,id\n" +
			`2026-01-02T03:04:05.678Z,2026-01-02T03:04:05.678Z,2026-01-02T03:04:06.678Z,b.example.com,admin,'=cmd|' /C calc'!A0,Customer/add_customer,Customer/customer,7,"'+49 ""x""
line",done,,,,,'@x,"[""customer_info.name""]","{""customer_info"":{""name"":""x"",""iso_4217"":""USD"",""password"":""s3cret-Passw0rd""}}",a
2026-01-02T03:04:05.678Z,2026-01-02T03:04:05.678Z,2026-01-02T03:04:05.678Z,,,,Customer/add_customer,,,,unknown,,,,,,[],,u
`,
		journal.JSONLines: `{"planned":"2026-01-02T03:04:05.678Z","sent":"2026-01-02T03:04:05.678Z","ended":"2026-01-02T03:04:06.678Z","server":"b.example.com","realm":"admin","person":"=cmd|' /C calc'!A0","method":"Customer/add_customer","record":"Customer/customer","record_id":"7","subject":"+49 \"x\"\nline","outcome":"done","code":"","message":"","resolved":"","resolver":"","reason":"@x","names":["customer_info.name"],"request":{"customer_info":{"name":"x","iso_4217":"USD","password":"s3cret-Passw0rd"}},"id":"a"}
{"planned":"2026-01-02T03:04:05.678Z","sent":"2026-01-02T03:04:05.678Z","ended":"2026-01-02T03:04:05.678Z","server":"","realm":"","person":"","method":"Customer/add_customer","record":"","record_id":"","subject":"","outcome":"unknown","code":"","message":"","resolved":"","resolver":"","reason":"","names":[],"id":"u"}
`,
	} {
		var b bytes.Buffer
		if err := journal.Export(&b, format, one(done, unknown)); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%s:\n%s\nwant\n%s", format, &b, want)
		}
	}
	if err := journal.Export(&bytes.Buffer{}, "xml", one()); err == nil {
		t.Error("any format is taken")
	}
	broken := errors.New("broken")
	fails := func(yield func(journal.Entry, error) bool) { yield(journal.Entry{}, broken) }
	for _, format := range []journal.Format{journal.CSV, journal.JSONLines} {
		if err := journal.Export(&bytes.Buffer{}, format, fails); !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// An answer that does not show that the write was done leaves it unknown, with the whole request, and nothing is said of its outcome.
func TestUnproven(t *testing.T) {
	d := newDesk(t)
	answer, err := d.journal.Call(t.Context(), d.client, journal.Write{
		Method: addCustomer, Params: customer("x"), Form: "x", Secret: secret,
		Proof:   func(answer attr.Value) bool { return answer.Has("another") },
		Outcome: func(string, attr.Value) string { t.Error("it has an outcome"); return "" },
		MadeID:  func(attr.Value) string { t.Error("it has made something"); return "" },
	})
	if e, ok := errors.AsType[*porta.Error](err); !ok || e.Delivery != porta.NoAnswer || e.Trouble != porta.Unproven || e.Method != addCustomer || !answer.IsAbsent() {
		t.Errorf("%v, %v", answer.JSON(), err)
	}
	if e := d.ofForm("x"); e.State != journal.Unknown || e.Details.Request.JSON() != customer("x").JSON() {
		t.Errorf("%+v", e)
	}
}
