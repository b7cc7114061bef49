package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"portaconsole/porta/sandbox"
)

// watchNames notes, at every change and every frame, what is seen beside a field together with what the field says.
func (b *browser) watchNames(p place) {
	b.t.Helper()
	b.on(p, nil, `function() {
		const id = this.id, seen = new Set();
		window.seenBeside = () => [...seen];
		const look = () => {
			const field = document.getElementById(id), name = document.getElementById('named-' + id);
			if (field && name && getComputedStyle(name).visibility === 'visible' && name.innerText.trim()) seen.add(field.value + ' ' + name.innerText.trim());
		};
		const frame = () => { look(); requestAnimationFrame(frame) };
		document.addEventListener('input', look);
		document.addEventListener('htmx:afterSettle', look);
		frame();
	}`)
}

// seenBeside is what was noted: "1001 North Telecom".
func (b *browser) seenBeside() (seen []string) {
	b.t.Helper()
	b.evaluate(`window.seenBeside()`, &seen)
	return seen
}

// customers are the names of customers by number, as the console knows them.
func (b *browser) customers(ids ...string) map[string]string {
	b.t.Helper()
	names := make(map[string]string)
	for _, id := range ids {
		address, _ := json.Marshal("/names?r=Customer/customer:" + id)
		var name string
		b.evaluate(`(() => {
			const ask = new XMLHttpRequest();
			ask.open('GET', `+string(address)+`, false);
			ask.setRequestHeader('HX-Request', 'true');
			ask.setRequestHeader('Console-Page', document.querySelector('meta[name="seal"]').content);
			ask.send();
			return new DOMParser().parseFromString(ask.responseText, 'text/html').querySelector('.reference').textContent;
		})()`, &name)
		names[id] = name
	}
	return names
}

// overwrite types a text in place of what is in a field, key by key, and stays in the field.
func (b *browser) overwrite(p place, text string) {
	b.t.Helper()
	b.on(p, nil, `function() { this.focus(); this.select() }`)
	for _, key := range text {
		b.run(input.InsertText(string(key)))
	}
}

// besideIs waits until a name, or nothing, is seen beside a field.
func (b *browser) besideIs(p place, want string) {
	b.t.Helper()
	b.eventually(want+" beside "+p.String(), func(ctx context.Context) (ok bool, err error) {
		arguments, _ := json.Marshal(want)
		err = chromedp.Evaluate(`(() => {
			const name = document.getElementById('named-' + `+queryOf(p)+`[0].id);
			return (getComputedStyle(name).visibility === 'visible' ? name.innerText.trim() : '') === `+string(arguments)+`;
		})()`, &ok).Do(ctx)
		return ok, err
	})
}

// A name goes with the first key that changes its number, the right one comes by itself, and one that was asked for before is never seen beside
// another number, however late it comes.
func TestNameGoesWithItsNumber(t *testing.T) {
	t.Parallel()
	c, box := startBoth(t, sandbox.Options{Customers: 50})
	b := newBrowser(t, c.url, look{})
	b.open("/records/Account/account/new")
	b.signIn()
	b.find(heading("New account"))
	customer := inGroup("account_info.i_customer", "Value")
	b.watchNames(customer)
	names := b.customers("1001", "1002")

	b.overwrite(customer, "1001")
	b.besideIs(customer, names["1001"])
	b.on(customer, nil, `function() { this.focus(); this.select() }`)
	b.run(input.InsertText("2"))
	var hidden bool
	b.on(customer, &hidden, `function() { return getComputedStyle(document.getElementById('named-' + this.id)).visibility === 'hidden' }`)
	if !hidden {
		t.Error("the name stays after the first key")
	}
	b.overwrite(customer, "1002")
	b.besideIs(customer, names["1002"])
	b.overwrite(customer, "no number")
	b.besideIs(customer, "")

	// Names that come late: each is asked for, and meanwhile the next number is typed.
	box.Inject(sandbox.Rule{Method: "Customer/get_customer_info", Kind: sandbox.Delay, Delay: 900 * time.Millisecond})
	asked := func() int { return box.Count("Customer/get_customer_info") }
	for _, number := range []string{"1011", "1012", "1013"} {
		before := asked()
		b.overwrite(customer, number)
		b.eventually("the name of "+number+" being asked for", func(context.Context) (bool, error) { return asked() > before, nil })
	}
	later := b.customers("1011", "1012", "1013")
	b.besideIs(customer, later["1013"])
	b.overwrite(customer, "1001") // known, so that the row's own answer brings it
	b.besideIs(customer, names["1001"])
	for id, name := range later {
		names[id] = name
	}

	// A pick, an undone step and a redone one.
	b.click(button("Find customer"))
	b.fill(field("Search customer"), "yates")
	b.click(button("1009 Yates, Wendy O – open USD"))
	b.gone(field("Search customer"))
	names["1009"] = "Yates, Wendy"
	b.besideIs(customer, names["1009"])
	b.click(button("Undo"))
	b.besideIs(customer, names["1001"])
	b.click(button("Redo"))
	b.besideIs(customer, names["1009"])
	for _, seen := range b.seenBeside() {
		if number, name, _ := strings.Cut(seen, " "); names[number] != name {
			t.Errorf("beside %s stood %q", number, name)
		}
	}
	if seen := b.seenBeside(); !slices.Contains(seen, "1013 "+names["1013"]) {
		t.Errorf("seen were %q", seen)
	}
	b.accessible()
	b.noMistakes()
}

// So it is with the change of a record, where the name is there from the start, and with a filter.
func TestNameGoesWithItsNumberElsewhere(t *testing.T) {
	t.Parallel()
	c, _ := startBoth(t, sandbox.Options{Customers: 50})
	b := newBrowser(t, c.url, look{})
	b.open("/records/Account/account?f.i_customer=1009")
	b.signIn()
	b.sees("1009 Yates, Wendy")
	filter := field("i_customer")
	b.overwrite(filter, "1")
	b.besideIs(filter, "")
	b.overwrite(filter, "1009")
	b.besideIs(filter, "1009 Yates, Wendy")

	names := b.customers("1001")
	var account string
	b.evaluate(`document.querySelector('a[href^="/records/Account/account/1"]').pathname.split('/').pop()`, &account)
	b.open("/records/Account/account/new?from=" + account)
	customer := inGroup("account_info.i_customer", "Value")
	b.find(customer)
	b.watchNames(customer)
	b.besideIs(customer, "Yates, Wendy")
	b.overwrite(customer, "1001")
	b.besideIs(customer, names["1001"])
	b.click(button("Undo"))
	b.besideIs(customer, "Yates, Wendy")
	for _, seen := range b.seenBeside() {
		if seen != "1009 Yates, Wendy" && seen != "1001 "+names["1001"] {
			t.Errorf("%q stood side by side", seen)
		}
	}
	b.noMistakes()
}
