package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portaconsole/porta/sandbox"
)

// exported runs "journal export" and returns what it writes.
func exported(t *testing.T, environ []string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(context.Background(), append([]string{"journal", "export"}, args...), environ, &out, io.Discard)
	return out.String(), err
}

func TestJournalExportCommand(t *testing.T) {
	t.Parallel()
	begun := time.Now().UTC()
	box, dir := startBox(t, sandbox.Options{Customers: 20}), t.TempDir()
	c := startConsole(t, "--servers", serverOf(box), "--data", dir)
	v := &visitor{t: t, base: c.url}
	_, port := box.Addr("admin")
	v.signIn("127.0.0.1", port)
	send := func(name string) {
		_, own := v.open("/records/Customer/customer/new")
		v.do("POST", "/records/Customer/customer/new", own+"&n=r0&k=customer_info&t=object&v=&n=r1.r0&k=name&t=text&v=%3D"+name+
			"&n=r2.r0&k=iso_4217&t=text&v=USD&n=r3.r0&k=password&t=text&v=s3cret-Passw0rd&op=send").Body.Close()
	}
	send("first")
	box.Inject(sandbox.Rule{Method: "Customer/add_customer", Kind: sandbox.Lost})
	send("second")

	check := func(name string, environ []string, args ...string) {
		t.Helper()
		text, err := exported(t, environ, args...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lines := strings.Split(strings.TrimSpace(text), "\n")
		var newest, first struct {
			Outcome, Person, Server, Subject string
			Request                          json.RawMessage
		}
		if len(lines) != 3 || json.Unmarshal([]byte(lines[0]), &newest) != nil || json.Unmarshal([]byte(lines[1]), &first) != nil {
			t.Fatalf("%s: %s", name, text)
		}
		if newest.Outcome != "unknown" || newest.Request != nil || newest.Person != "demo" || newest.Server != "127.0.0.1" || newest.Subject != "=second" {
			t.Errorf("%s: %+v", name, newest)
		}
		if first.Outcome != "done" || !strings.Contains(string(first.Request), `"password":"[masked]"`) || strings.Contains(text, "s3cret") {
			t.Errorf("%s: %+v", name, first)
		}
	}
	check("beside the console", nil, "--data", dir)
	day := func(n int) string { return begun.AddDate(0, 0, n).Format("2006-01-02") } // of the test, which may go on past midnight
	check("of these days", []string{"PORTACONSOLE_DATA=" + dir}, "--from", day(0), "--to", day(1), "--server", "127.0.0.1")
	for _, none := range [][]string{{"--to", day(-1)}, {"--server", "elsewhere"}, {"--from", day(2)}} {
		if text, err := exported(t, nil, append(none, "--data", dir)...); text != "" || err != nil {
			t.Errorf("%v: %q, %v", none, text, err)
		}
	}
	text, err := exported(t, nil, "--data", dir, "--format", "csv")
	rows, readErr := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || readErr != nil || len(rows) != 4 || rows[1][9] != "'=second" {
		t.Errorf("%q, %v, %v", text, err, readErr)
	}
	if err := c.end(); err != nil {
		t.Fatal(err)
	}
	check("without a console", nil, "--data", dir)

	// One entry that cannot be read ends the export, which says so and does not pass for a whole one.
	db, err := sql.Open("sqlite", filepath.Join(dir, "portaconsole.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE journal SET names = 'x' WHERE method = 'Session/login'"); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"jsonl", "csv"} {
		if text, err := exported(t, nil, "--data", dir, "--format", format); err == nil || !strings.Contains(err.Error(), "journal: ") {
			t.Errorf("%s: %q, %v", format, text, err)
		}
	}
}

func TestJournalExportRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"--format", "xml"}, "format: want jsonl or csv"},
		{[]string{"--from", "soon"}, "from: want a day"},
		{[]string{"--to", "2026-13-01"}, "to: want a day"},
		{[]string{"more"}, `unknown argument "more"`},
		{nil, "name the console's data directory"},
		{[]string{"--data", t.TempDir()}, "without its key the database cannot be read"},
		{[]string{"--data", "/nowhere"}, "without its key"},
		{[]string{"--data", filepath.Dir(file), "--config", file + "x"}, "settings file"},
	} {
		if out, err := exported(t, nil, tt.args...); err == nil || !strings.Contains(err.Error(), tt.want) || out != "" {
			t.Errorf("%v: %q, %v", tt.args, out, err)
		}
	}
	if err := run(t.Context(), []string{"journal"}, nil, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "journal export") {
		t.Errorf("without a command: %v", err)
	}
}
