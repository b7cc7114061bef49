package journal_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/handlers/session"
	"portaconsole/handlers/store"
	"portaconsole/porta"
	"portaconsole/porta/attr"
	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

const addCustomer = "Customer/add_customer"

// desk is a signed-in client with a journal in a data directory.
type desk struct {
	t       *testing.T
	box     *sandbox.Server
	rule    porta.Rule
	client  *porta.Client
	kept    *store.Store
	journal *journal.Journal
	db      *sql.DB // the same database, looked at from outside
	log     bytes.Buffer
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t}
	var err error
	d.box, err = sandbox.Start(sandbox.Options{Customers: 20})
	d.must(err)
	t.Cleanup(func() { _ = d.box.Close() })
	host, port := d.box.Addr("admin")
	d.rule = porta.Rule{Name: "sandbox", Host: host, Pin: d.box.Fingerprint(), Realms: map[string]int{"admin": port}}
	server, err := d.directory().Server("sandbox", port)
	d.must(err)
	d.client, err = server.Login(t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken})
	d.must(err)
	dir := t.TempDir()
	d.kept, err = store.Open(t.Context(), dir, store.Options{})
	d.must(err)
	t.Cleanup(func() { _ = d.kept.Close() })
	d.db, err = sql.Open("sqlite", filepath.Join(dir, "portaconsole.db"))
	d.must(err)
	t.Cleanup(func() { _ = d.db.Close() })
	d.journal, err = journal.New(t.Context(), d.kept, journal.Options{Log: slog.New(slog.NewTextHandler(&d.log, nil))})
	d.must(err)
	return d
}

// directory returns one with connections of its own.
func (d *desk) directory() *porta.Directory {
	d.t.Helper()
	directory, err := porta.NewDirectory([]porta.Rule{d.rule}, porta.Options{})
	d.must(err)
	d.t.Cleanup(directory.Close)
	return directory
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// customer are the parameters that create one, with a secret among them.
func customer(name string) attr.Value {
	return attr.ObjectValue(attr.M("customer_info", attr.ObjectValue(
		attr.M("name", attr.TextValue(name)), attr.M("iso_4217", attr.TextValue("USD")), attr.M("password", attr.TextValue("s3cret-Passw0rd")),
	)))
}

func (d *desk) write(form string) error {
	_, err := d.journal.Call(d.t.Context(), d.client, journal.Write{
		Method: addCustomer, Params: customer(form), Form: form,
		Secret:  func(at attr.Path) bool { return at[len(at)-1] == "password" },
		Outcome: func(_ string, answer attr.Value) string { return "customer " + answer.Get("i_customer").Text() },
	})
	return err
}

// states are those of the entries of a form.
func (d *desk) states(form string) (list []string) {
	d.t.Helper()
	rows, err := d.db.Query("SELECT state FROM journal WHERE form = $1 ORDER BY planned", form)
	d.must(err)
	defer rows.Close()
	for rows.Next() {
		var s string
		d.must(rows.Scan(&s))
		list = append(list, s)
	}
	d.must(rows.Err())
	return list
}

func TestStates(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		name    string
		rule    sandbox.Rule
		arrived int
		failed  bool
		state   journal.State
		whole   bool // the request is kept whole
	}{
		{"done", sandbox.Rule{}, 1, false, journal.Done, false},
		{"fault", sandbox.Rule{Kind: sandbox.Fault("Server.Customer.duplicate_id")}, 1, true, journal.Refused, false},
		{"lost", sandbox.Rule{Kind: sandbox.Lost}, 1, true, journal.Unknown, true},
		{"drop", sandbox.Rule{Kind: sandbox.Drop}, 1, true, journal.Unknown, true},
		{"cut", sandbox.Rule{Kind: sandbox.Cut}, 1, true, journal.Unknown, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d.box.ClearFaults()
			if tt.rule.Kind != "" {
				tt.rule.Method = addCustomer
				d.box.Inject(tt.rule)
			}
			before := d.box.Count(addCustomer)
			err := d.write(tt.name)
			if n := d.box.Count(addCustomer) - before; n != tt.arrived || (err != nil) != tt.failed {
				t.Errorf("%d arrived, %v", n, err)
			}
			if diff := cmp.Diff([]string{string(tt.state)}, d.states(tt.name)); diff != "" {
				t.Error(diff)
			}
			e, err := d.journal.OfForm(t.Context(), d.client.Owner(), tt.name)
			if err != nil {
				t.Fatal(err)
			}
			if tt.state == journal.Refused {
				if e != nil {
					t.Errorf("a refused write counts as made: %+v", e)
				}
				return
			}
			if e.State != tt.state || e.Method != addCustomer || e.Owner != d.client.Owner() || e.Planned.IsZero() || e.Ended.Before(e.Planned) {
				t.Errorf("%+v", e)
			}
			if diff := cmp.Diff([]string{"customer_info.name", "customer_info.iso_4217", "customer_info.password"}, e.Names); diff != "" {
				t.Error(diff)
			}
			want := `{"customer_info":{"name":"` + tt.name + `","iso_4217":"USD","password":"[masked]"}}`
			if tt.whole {
				want = customer(tt.name).JSON()
			}
			if got := e.Details.Request.JSON(); got != want || e.Details.Content != journal.ContentOf(customer(tt.name)) {
				t.Errorf("the request is %s, want %s", got, want)
			}
			if made := strings.HasPrefix(e.Details.Outcome, "customer 1"); made != (tt.state == journal.Done) {
				t.Errorf("the outcome is %q", e.Details.Outcome)
			}
		})
	}
}

func TestNotSent(t *testing.T) {
	d := newDesk(t)
	d.must(d.box.Close())
	// On a connection from before it could leave and get no answer: whether the client hears of the end first is a matter of luck.
	var err error
	d.client, err = d.directory().Restore(d.client.Snapshot())
	d.must(err)
	err = d.write("away")
	if e, ok := errors.AsType[*porta.Error](err); !ok || e.Delivery != porta.NotSent {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"not sent"}, d.states("away")); diff != "" {
		t.Error(diff)
	}
}

// A write that is refused for its session, and gets no other one, did nothing.
func TestDeadSession(t *testing.T) {
	d := newDesk(t)
	d.box.Inject(sandbox.Rule{Method: addCustomer, Kind: sandbox.DeadSession})
	err := d.write("dead")
	if porta.KindOf(err) != porta.Auth {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"refused"}, d.states("dead")); diff != "" {
		t.Error(diff)
	}
}

// When the request arrives, it has been committed that it was sent.
func TestSentIsWrittenFirst(t *testing.T) {
	d := newDesk(t)
	answer := make(chan struct{})
	d.box.Inject(sandbox.Rule{Method: addCustomer, Kind: sandbox.Delay, Until: answer})
	result := make(chan error, 1)
	go func() { result <- d.write("slow") }()
	for d.box.Count(addCustomer) == 0 {
		select {
		case err := <-result:
			t.Fatalf("it ended before it arrived: %v", err)
		default:
			runtime.Gosched()
		}
	}
	if diff := cmp.Diff([]string{"sent"}, d.states("slow")); diff != "" {
		t.Error(diff)
	}
	close(answer)
	d.must(<-result)
	if diff := cmp.Diff([]string{"done"}, d.states("slow")); diff != "" {
		t.Error(diff)
	}
}

// What cannot be written down is not sent; and what could not be written down afterwards was sent all the same.
func TestJournalFails(t *testing.T) {
	for _, tt := range []struct {
		name, trigger string
		sent          int
		state         []string
	}{
		{"planning", "BEFORE INSERT ON journal", 0, nil},
		{"sending", "BEFORE UPDATE ON journal WHEN NEW.state = 'sent'", 0, []string{"not sent"}},
		{"ending", "BEFORE UPDATE ON journal WHEN NEW.ended > 0", 1, []string{"sent"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			_, err := d.db.Exec("CREATE TRIGGER fails " + tt.trigger + " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
			d.must(err)
			err = d.write("x")
			if n := d.box.Count(addCustomer); n != tt.sent || errors.Is(err, session.ErrKeeper) != (tt.sent == 0) || tt.sent == 1 && err != nil {
				t.Errorf("%d were sent, %v", n, err)
			}
			if diff := cmp.Diff(tt.state, d.states("x")); diff != "" {
				t.Error(diff)
			}
			if said := strings.Contains(d.log.String(), "it could not be written down what became of a write"); said != (tt.sent == 1) || strings.Contains(d.log.String(), "s3cret") {
				t.Errorf("the log: %s", &d.log)
			}
			if tt.sent == 0 {
				return
			}
			_, err = d.db.Exec("DROP TRIGGER fails")
			d.must(err)
			_, err = journal.New(t.Context(), d.kept, journal.Options{})
			d.must(err)
			if diff := cmp.Diff([]string{"unknown"}, d.states("x")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Secrets deep in a request are masked, whatever stands in their place.
func TestMask(t *testing.T) {
	d := newDesk(t)
	params, err := attr.Parse([]byte(`{"a":[{"token":"s3cret"},{"token":{"s3cret":1}}],"token":["s3cret"],"b":null,"c":{},"d":1.50}`), attr.Limits{})
	d.must(err)
	_, err = d.journal.Call(t.Context(), d.client, journal.Write{
		Method: "Customer/get_customer_info", Params: params, Form: "m", Secret: func(at attr.Path) bool { return at[len(at)-1] == "token" },
	})
	if err == nil {
		t.Fatal("the sandbox takes anything")
	}
	// The entry was refused, so it is read under another state.
	_, err = d.db.Exec("UPDATE journal SET state = 'done'")
	d.must(err)
	e, err := d.journal.OfForm(context.Background(), d.client.Owner(), "m")
	d.must(err)
	if got, want := e.Details.Request.JSON(), `{"a":[{"token":"[masked]"},{"token":"[masked]"}],"token":"[masked]","b":null,"c":{},"d":1.50}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if diff := cmp.Diff([]string{"a", "token", "b", "c", "d"}, e.Names); diff != "" {
		t.Error(diff)
	}
	if e.Details.Code == "" || e.Details.Message == "" {
		t.Errorf("the fault is %q, %q", e.Details.Code, e.Details.Message)
	}
}
