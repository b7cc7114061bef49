package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a test waits for what it expects to see; on the slowest machine nothing takes that long when all is well.
const patience = 90 * time.Second

// browser is one tab of Chromium. It finds things as people and screen readers do: by role and accessible name.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string
	// patience is how long it waits for one thing.
	patience time.Duration

	mu sync.Mutex
	// mistakes are the errors in the browser's console: of scripts, and what the Content-Security-Policy refused.
	mistakes []string
}

func (b *browser) mistake(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mistakes = append(b.mistakes, text)
}

// look is how the tab shows pages.
type look struct {
	width, height int64
	dark          bool
	noScript      bool
}

// newBrowser opens an empty tab of a new Chromium. In CI a missing Chromium is a failure; elsewhere the test is skipped.
func newBrowser(t *testing.T, base string, l look) *browser {
	t.Helper()
	if l.width == 0 {
		l.width, l.height = 1366, 768
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)),
		chromedp.NoSandbox,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WSURLReadTimeout(patience), // for the browser to start
	)
	allocated, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		end()
		endAllocator()
	})
	b := &browser{t: t, ctx: ctx, base: base, patience: patience}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			b.mistake(e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError {
				b.mistake(fmt.Sprint(e.Args))
			}
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError && e.Entry.Source == log.SourceSecurity {
				b.mistake(e.Entry.Text)
			}
		}
	})
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	b.run(
		log.Enable(),
		emulation.SetDeviceMetricsOverride(l.width, l.height, 1, false),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
		emulation.SetScriptExecutionDisabled(l.noScript),
	)
	return b
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "google-chrome", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("Chromium is missing; make deps installs it")
	}
	t.Skip("Chromium is missing; make deps installs it")
	return ""
}

func (b *browser) run(actions ...chromedp.Action) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	// The first run on a context starts the browser, which must outlive this call.
	if chromedp.FromContext(b.ctx).Target == nil {
		ctx = b.ctx
	}
	if err := chromedp.Run(ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.base + path))
}

// eventually asks until the answer is yes.
func (b *browser) eventually(what string, ask func(context.Context) (bool, error)) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		var ok bool
		err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
			ok, err = ask(ctx)
			return err
		}))
		if ok && err == nil {
			return
		}
		if err != nil && ctx.Err() == nil {
			last = err // the document may be changing under the question
		}
		select {
		case <-ctx.Done():
			picture := filepath.Join(os.TempDir(), "portaconsole-"+strings.ReplaceAll(b.t.Name(), "/", "-")+".png")
			b.shot(picture)
			b.t.Fatalf("never seen: %s (at %s, last error %v); the page is in %s", what, b.url(), last, picture)
		case <-tick.C:
		}
	}
}

// place is something on the page, by role and accessible name, perhaps inside a group.
type place struct{ role, name, group string }

func button(name string) place     { return place{role: "button", name: name} }
func link(name string) place       { return place{role: "link", name: name} }
func heading(name string) place    { return place{role: "heading", name: name} }
func region(name string) place     { return place{role: "region", name: name} }
func (p place) in(g string) place  { p.group = g; return p }
func field(name string) place      { return place{name: name} }
func (p place) String() string     { return strings.TrimSpace(p.role + " “" + p.name + "” " + p.group) }
func (p place) as(r string) place  { p.role = r; return p }
func group(name string) place      { return place{role: "group", name: name} }
func inGroup(g, name string) place { return field(name).in(g) }

// find waits until the place is there, once and only once, in a document that is complete.
func (b *browser) find(p place) {
	b.t.Helper()
	b.eventually(p.String(), func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`document.readyState === 'complete' && `+queryOf(p)+`.length === 1`, &ok).Do(ctx)
		return ok, err
	})
}

// gone waits until the place is not there.
func (b *browser) gone(p place) {
	b.t.Helper()
	b.eventuallyCounts(p, 0)
}

// has says whether the place is there now.
func (b *browser) has(p place) bool {
	b.t.Helper()
	var n int
	b.evaluate(queryOf(p)+".length", &n)
	return n > 0
}

// query finds places by the roles of HTML and the names that assistive technology computes for these elements. (Chromium's own
// accessibility tree would be the better source, but once asked for while a document loads it stays empty.)
const query = `(role, name, group) => {
	const tidy = s => s.replace(/\s+/g, ' ').trim();
	const nameOf = el => {
		const by = el.getAttribute('aria-labelledby');
		if (by) return tidy(by.split(' ').map(id => document.getElementById(id).textContent).join(' '));
		if (el.ariaLabel) return el.ariaLabel;
		if (el.labels && el.labels.length) return tidy([...el.labels].map(l => l.textContent).join(' '));
		return tidy(el.textContent);
	};
	const kinds = {
		'': 'input:not([type=hidden]), select, textarea', button: 'button', summary: 'summary', link: 'a[href]', heading: 'h1, h2, h3',
		region: 'section, [role=region]', group: '[role=group]', table: 'table',
	};
	const within = group ? document.querySelector('[role=group][aria-label="' + CSS.escape(group) + '"]') : document;
	if (!within) return [];
	return [...within.querySelectorAll(kinds[role])].filter(el => nameOf(el) === name && el.checkVisibility() && !el.closest('[aria-hidden=true]') &&
		(!group || el.parentElement.closest('[role=group]') === within));
}`

func queryOf(p place) string {
	arguments, _ := json.Marshal([]string{p.role, p.name, p.group})
	return "(" + query + ")(..." + string(arguments) + ")"
}

// on waits for the place and calls a function with it. It works with the page's own scripts switched off.
func (b *browser) on(p place, result any, function string, args ...any) {
	b.t.Helper()
	b.when(p, result, "function(...args) { const of = "+function+"; return {seen: true, result: of.apply(this, args)} }", args...)
}

// when waits until the place is there, in a document that is complete, and a function has seen what it wants of it. Looking
// and calling are one step, so nothing can change in between.
func (b *browser) when(p place, result any, function string, args ...any) {
	b.t.Helper()
	if args == nil {
		args = []any{}
	}
	arguments, err := json.Marshal(args)
	if err != nil {
		b.t.Fatal(err)
	}
	call := `(() => {
		if (document.readyState !== 'complete') return {};
		const all = ` + queryOf(p) + `;
		return all.length === 1 && (` + function + `).apply(all[0], ` + string(arguments) + `) || {};
	})()`
	b.eventually(p.String(), func(ctx context.Context) (bool, error) {
		answer := struct {
			Seen   bool
			Result any
		}{Result: result}
		err := chromedp.Evaluate(call, &answer).Do(ctx)
		return answer.Seen, err
	})
}

// click presses the mouse in the middle of the place.
func (b *browser) click(p place) {
	b.t.Helper()
	b.press(p, 1)
}

// press clicks a number of times, as fast as the browser takes it, once the place stands still and nothing lies over its middle.
func (b *browser) press(p place, times int) {
	b.t.Helper()
	var at struct{ X, Y float64 }
	b.when(p, &at, `function() {
		this.scrollIntoView({block: 'center', behavior: 'instant'});
		const r = this.getBoundingClientRect(), at = {X: r.x + r.width / 2, Y: r.y + r.height / 2};
		const still = this.stoodAt === at.X + ' ' + at.Y, top = document.elementFromPoint(at.X, at.Y);
		this.stoodAt = at.X + ' ' + at.Y;
		return still && this.contains(top) && {seen: true, result: at};
	}`)
	for range times {
		b.run(
			input.DispatchMouseEvent(input.MousePressed, at.X, at.Y).WithButton(input.Left).WithClickCount(1),
			input.DispatchMouseEvent(input.MouseReleased, at.X, at.Y).WithButton(input.Left).WithClickCount(1),
		)
	}
}

// keys presses keys one after the other, as a keyboard does: what the page makes of a key's way down decides whether a character comes
// of it. (chromedp's own key events bring the character whatever the page said, so that an Enter that it took for itself submits the form
// all the same.)
func (b *browser) keys(text string) {
	b.t.Helper()
	for _, key := range text {
		events := kb.Encode(key)
		down, up := *events[0], *events[len(events)-1]
		if len(events) == 3 {
			down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
		}
		b.run(&down, &up)
	}
}

// fill types a text into a field in place of what is there, and leaves it; of a select it chooses the option with that value.
func (b *browser) fill(p place, text string) {
	b.t.Helper()
	var chosen bool
	b.on(p, &chosen, `function(text) {
		this.focus();
		if (this.tagName !== 'SELECT') { this.select(); return false; }
		if (![...this.options].some(o => o.value === text)) throw new Error('no option ' + text);
		this.value = text;
		this.dispatchEvent(new Event('input', {bubbles: true}));
		this.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	}`, text)
	if chosen {
		return
	}
	if text == "" {
		b.keys(kb.Delete)
	} else {
		b.run(input.InsertText(text))
	}
	b.keys(kb.Tab)
}

// choose selects the option of a select by its label, once it is there.
func (b *browser) choose(p place, label string) {
	b.t.Helper()
	b.when(p, nil, `function(label) {
		const option = [...this.options].find(o => o.label === label && !o.disabled);
		if (!option) throw new Error('no option ' + label);
		this.focus();
		if (this.value !== option.value) {
			this.value = option.value;
			this.dispatchEvent(new Event('input', {bubbles: true}));
			this.dispatchEvent(new Event('change', {bubbles: true}));
		}
		return {seen: true};
	}`, label)
}

// value returns what stands in a field.
func (b *browser) value(p place) (v string) {
	b.t.Helper()
	b.on(p, &v, `function() { return this.value }`)
	return v
}

// text returns what the place says.
func (b *browser) text(p place) (s string) {
	b.t.Helper()
	b.on(p, &s, `function() { return this.innerText }`)
	return s
}

// evaluate runs an expression in the page: once when it does something, so that there is no result; else until the page has what
// it asks for.
func (b *browser) evaluate(expression string, result any) {
	b.t.Helper()
	if result == nil {
		b.run(chromedp.Evaluate(expression, nil))
		return
	}
	b.eventually(expression, func(ctx context.Context) (bool, error) {
		err := chromedp.Evaluate(expression, result).Do(ctx)
		return err == nil, err
	})
}

// until waits until an expression is true in the page.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	b.eventually(what, func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(expression, &ok).Do(ctx)
		return ok, err
	})
}

// sees waits until the page says the text.
func (b *browser) sees(text string) {
	b.t.Helper()
	b.eventually("the text “"+text+"”", func(ctx context.Context) (ok bool, err error) {
		var body string
		err = chromedp.Evaluate(`document.body.innerText`, &body).Do(ctx)
		return strings.Contains(body, text), err
	})
}

func (b *browser) url() (u string) {
	ctx, cancel := context.WithTimeout(b.ctx, time.Second)
	defer cancel()
	_ = chromedp.Run(ctx, chromedp.Location(&u))
	return strings.TrimPrefix(u, b.base)
}

// waitURL waits until the address is the path given.
func (b *browser) waitURL(path string) {
	b.t.Helper()
	b.eventually("the address "+path, func(ctx context.Context) (bool, error) {
		var u string
		err := chromedp.Location(&u).Do(ctx)
		return strings.TrimPrefix(u, b.base) == path, err
	})
}

// waitFocus waits until the element with the id has the focus.
func (b *browser) waitFocus(id string) {
	b.t.Helper()
	b.until("the focus on "+id, `document.activeElement !== null && document.activeElement.id === '`+id+`'`)
}

// noMistakes fails when the page's scripts complained, as they do for what the Content-Security-Policy refuses.
func (b *browser) noMistakes() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.mistakes {
		b.t.Errorf("the browser's console: %s", m)
	}
}

// accessible checks the page by axe-core.
func (b *browser) accessible() {
	b.t.Helper()
	axe, err := os.ReadFile("../../.ci/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("CI") != "" {
			b.t.Fatal(err)
		}
		b.t.Skipf("axe-core is missing; make deps installs it: %v", err)
	}
	var found []struct {
		ID, Help string
		Nodes    []struct{ HTML, FailureSummary string }
	}
	b.run(
		chromedp.Evaluate(string(axe), nil),
		chromedp.Evaluate(`axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(r => r.violations.map(v =>
			({ID: v.id, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`,
			&found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
	)
	for _, v := range found {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: %s: %s\n%s\n%s", b.url(), v.ID, v.Help, n.HTML, n.FailureSummary)
		}
	}
}

// shot writes a picture of the page.
func (b *browser) shot(file string) {
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	var png []byte
	err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		png, err = page.CaptureScreenshot().Do(ctx)
		return err
	}))
	if err == nil {
		err = os.WriteFile(file, png, 0o600)
	}
	if err != nil {
		b.t.Logf("no picture: %v", err)
	}
}
