package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"portaconsole/porta/attr"
	"portaconsole/porta/sandbox"
)

// TestFormsBesideOthers measures the attribute builder beside other forms made of a schema, with the same record in the same run, and prints
// a table in Markdown. PORTACONSOLE_FORMS says how many times; PORTACONSOLE_FORMS_SIZES, with commas between, how many attributes.
func TestFormsBesideOthers(t *testing.T) {
	if os.Getenv("PORTACONSOLE_FORMS") == "" {
		t.Skip("PORTACONSOLE_FORMS says no number of runs; make bench-forms does")
	}
	runs := number(t, os.Getenv("PORTACONSOLE_FORMS"))
	var contests []contest
	for size := range strings.SplitSeq(os.Getenv("PORTACONSOLE_FORMS_SIZES"), ",") {
		contests = append(contests, newContests(t, newFormSample(number(t, size)))...)
	}
	// Run by run, so that whatever else the machine does hits all alike.
	for run := range runs {
		for i := range contests {
			c := &contests[i]
			t.Run(fmt.Sprintf("%s, %d attributes, run %d", c.title, c.size, run+1), c.measure)
		}
	}
	if !t.Failed() {
		fmt.Print(table(contests))
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%q is no number of runs or attributes", s)
	}
	return n
}

// contest is one form with one sample, and what was seen of it.
type contest struct {
	title string
	size  int
	url   string
	page  formPage
	seen  []formFigures
}

func (c *contest) measure(t *testing.T) {
	b := newBrowser(t, c.url, look{})
	b.patience = 5 * time.Minute // the largest forms take their time on a slow machine
	c.seen = append(c.seen, c.page.measure(b, slowdown))
}

// newContests serves the sample in each kind of form.
func newContests(t *testing.T, s formSample) []contest {
	t.Helper()
	contests := []contest{{"portaconsole", s.size, startForSample(t, s).url, ownPage(s), nil}}
	for _, p := range []struct {
		peer
		page formPage
	}{
		{peer{"rjsf.js", "@rjsf/core"}, formPage{
			field: `[id^="root_"]:is(input, select, textarea)`,
			text:  `[id^="root_"][id*="_` + textKind + `_"]`,
			add:   `.rjsf-array-item-add button`,
			row:   `.rjsf-array-item`,
		}},
		{peer{"json-editor.js", "@json-editor/json-editor"}, formPage{
			field: `[name^="root["]`,
			text:  `[name^="root["][name*="[` + textKind + `_"]`,
			add:   `[data-schemapath="root.` + arrayName + `"] .json-editor-btn-add`,
			row:   `[data-schemapath^="root.` + arrayName + `."]`,
		}},
	} {
		p.page.prepare = func(b *browser) { b.open("/start") }
		p.page.open = func(b *browser) { b.open("/") }
		contests = append(contests, contest{p.title(t), s.size, p.serve(t, s).URL, p.page, nil})
	}
	return contests
}

// startForSample runs a console with a server that describes the sample.
func startForSample(t *testing.T, s formSample) *console {
	t.Helper()
	c, _ := startBoth(t, sandbox.Options{Customers: 20, APIDoc: s.document()})
	return c
}

// ownPage is the sample in the console's builder.
func ownPage(s formSample) formPage {
	path, form := sampleWrapper+"."+arrayName, ""
	return formPage{
		prepare: func(b *browser) {
			b.open("/about")
			b.signIn()
			b.knowsServer()
			b.open("/records/Bench/bench/new")
			form = b.fillBy(s)
			if b.has(button(fmt.Sprintf("Show %d items of %s", arrayItems, path))) {
				b.click(button(fmt.Sprintf("Show %d items of %s", arrayItems, path)))
			}
			b.find(button("Add item to " + path))
		},
		open:  func(b *browser) { b.open("/drafts/" + form) },
		field: `[role=group] [name=v]:not([type=hidden])`,
		text:  `[role=group][aria-label*=".` + textKind + `_"] [name=v]`,
		add:   `[role=group][aria-label="` + path + `"] button[value^="add:"]`,
		row:   `[role=group][aria-label^="` + path + `."]`,
	}
}

// fillBy goes from the empty form to one with the values of the sample, by way of its JSON, and returns the form's id.
func (b *browser) fillBy(s formSample) (form string) {
	b.t.Helper()
	pairs, err := json.Marshal([][2]string{{"json", attr.ObjectValue(attr.M(sampleWrapper, s.data)).JSON()}, {"op", "form"}})
	if err != nil {
		b.t.Fatal(err)
	}
	b.evaluate(`(() => {
		const form = document.createElement('form'), own = document.getElementById('builder');
		form.method = 'post';
		form.append(own.elements.seal.cloneNode(), own.elements.form.cloneNode());
		for (const [name, value] of `+string(pairs)+`) {
			const field = document.createElement('input');
			[field.type, field.name, field.value] = ['hidden', name, value];
			form.append(field);
		}
		document.body.append(form);
		form.submit();
		return own.elements.form.value;
	})()`, &form)
	b.find(group(sampleWrapper))
	return form
}

// columns are the figures of the table, in its order.
var columns = []struct {
	head, format string
	of           func(formFigures) float64
}{
	{"transferred", "%.0f KB", func(f formFigures) float64 { return f.Bytes / 1000 }},
	{"largest paint", "%.0f ms", func(f formFigures) float64 { return f.LargestPaint }},
	{"all drawn", "%.0f ms", func(f formFigures) float64 { return f.Drawn }},
	{"blocked", "%.0f ms", func(f formFigures) float64 { return f.Blocked }},
	{"worst key", "%.0f ms", func(f formFigures) float64 { return f.WorstKey }},
	{"row added", "%.0f ms", func(f formFigures) float64 { return f.Row }},
	{"DOM elements", "%.0f", func(f formFigures) float64 { return f.Nodes }},
	{"fields shown", "%.0f", func(f formFigures) float64 { return f.Fields }},
}

// table shows the medians in Markdown.
func table(contests []contest) string {
	var b strings.Builder
	b.WriteString("| attributes | form |")
	for _, col := range columns {
		b.WriteString(" " + col.head + " |")
	}
	b.WriteString("\n|" + strings.Repeat("---|", 2+len(columns)) + "\n")
	for _, c := range contests {
		fmt.Fprintf(&b, "| %d | %s |", c.size, c.title)
		for _, col := range columns {
			fmt.Fprintf(&b, " "+col.format+" |", c.median(col.of))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (c *contest) median(of func(formFigures) float64) float64 {
	all := make([]float64, len(c.seen))
	for i, f := range c.seen {
		all[i] = of(f)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// TestFormSample keeps the benchmark working: its form shows the whole sample and takes a row more.
func TestFormSample(t *testing.T) {
	t.Parallel()
	s := newFormSample(2 * groupSize)
	b := newBrowser(t, startForSample(t, s).url, look{})
	f := ownPage(s).measure(b, 1)
	if want := float64(s.size + arrayItems); f.Fields != want {
		t.Errorf("%v fields are shown, not %v", f.Fields, want)
	}
	for name, figure := range map[string]float64{"bytes": f.Bytes, "largest paint": f.LargestPaint, "all drawn": f.Drawn, "row added": f.Row, "elements": f.Nodes} {
		if figure <= 0 {
			t.Errorf("%s was not seen", name)
		}
	}
	b.find(group(fmt.Sprintf("%s.%s.%d", sampleWrapper, arrayName, arrayItems)))
	b.noMistakes()
}
