package main

import (
	"context"
	_ "embed"
	"encoding/json"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed testdata/formwatch.js
var formwatch string

// slowdown is how much slower than this machine's the benchmark's processor is.
const slowdown = 4

// typedLetters is what the benchmark types, one letter after the other has been painted.
const typedLetters = "twenty letters typed"

// formFigures are what was seen of one form, once. Times are milliseconds.
type formFigures struct {
	Bytes        float64 // over the wire, headers included
	LargestPaint float64
	Drawn        float64 // until the page as it stays was painted
	Blocked      float64 // the time beyond 50 ms of each task of the main thread, until the page is quiet
	WorstKey     float64 // of the letters typed and the Tab after them, from the press to the paint, in steps of 8 ms
	Row          float64 // from the click to the painted new row
	Nodes        float64
	Fields       float64 // shown
}

// formPage says how the page of a form is reached, and where things are on it, as selectors.
type formPage struct {
	prepare func(b *browser) // leads to a page of the same server
	open    func(b *browser) // goes to the form from there
	field   string           // the values of attributes
	text    string           // those that are text
	add     string           // the button that adds an item to the array
	row     string           // the items of the array
}

// measure opens a form in an empty browser and works in it.
func (p formPage) measure(b *browser, slowdown float64) (f formFigures) {
	b.t.Helper()
	p.prepare(b)
	b.run(
		network.Enable(),
		network.SetCacheDisabled(true),
		emulation.SetCPUThrottlingRate(slowdown),
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(formwatch).Do(ctx)
			return err
		}),
	)
	p.open(b)
	b.eventually("the form's page", func(ctx context.Context) (ok bool, err error) {
		err = chromedp.Evaluate(`'formwatch' in globalThis`, &ok).Do(ctx)
		return ok, err
	})
	b.watch(&f, "loaded", p.field)
	b.watch(nil, "focus", p.text)
	for _, letter := range typedLetters {
		b.run(chromedp.KeyEvent(string(letter)))
		b.watch(nil, "afterPaint")
	}
	b.run(chromedp.KeyEvent(kb.Tab)) // some forms do their work only now
	b.watch(&f.WorstKey, "worstKey")

	var at struct{ X, Y float64 }
	b.watch(&at, "expectRow", p.add, p.row)
	b.run(
		input.DispatchMouseEvent(input.MousePressed, at.X, at.Y).WithButton(input.Left).WithClickCount(1),
		input.DispatchMouseEvent(input.MouseReleased, at.X, at.Y).WithButton(input.Left).WithClickCount(1),
	)
	b.watch(&f.Row, "rowAdded")
	return f
}

// watch calls a function of formwatch.js and waits for its result.
func (b *browser) watch(result any, function string, args ...string) {
	b.t.Helper()
	list, err := json.Marshal(append([]string{}, args...))
	if err != nil {
		b.t.Fatal(err)
	}
	b.run(chromedp.Evaluate("formwatch."+function+"(..."+string(list)+")", result, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
		return p.WithAwaitPromise(true)
	}))
}
