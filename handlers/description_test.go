package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"portaconsole/handlers"
)

// described is a description with one method, whose request and answer are of the component Top.
func described(schemas ...string) string {
	const top = `{"$ref":"#/components/schemas/Top"}`
	return `{"openapi":"3.0.3","info":{"title":"Test","version":"MR1"},"paths":{"/Widget/get_gadget_list":{"post":{` +
		`"requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"params":{"type":"object","required":["top"],"properties":{"top":` + top + `}}}}}}},` +
		`"responses":{"200":{"content":{"application/json":{"schema":{"type":"object","properties":{"gadget_list":` + top + `}}}}}}}}},` +
		`"components":{"schemas":{` + strings.Join(schemas, ",") + `}}}`
}

func component(name, schema string) string { return `"` + name + `":` + schema }

func refTo(name string) string { return `{"$ref":"#/components/schemas/` + name + `"}` }

func listOf(items string) string { return `{"type":"array","items":` + items + `}` }

func objectOf(name, schema string) string {
	return `{"type":"object","required":["` + name + `"],"properties":{"` + name + `":` + schema + `}}`
}

// circles are descriptions that lead back to themselves, in all ways that there are.
func circles() []string {
	var chain, wide []string
	for i := range 40 {
		chain = append(chain, component(fmt.Sprintf("L%d", i), listOf(refTo(fmt.Sprintf("L%d", (i+1)%40)))))
	}
	for i := range 12 { // each holds the next twelve times
		var props []string
		for j := range 12 {
			props = append(props, component(fmt.Sprintf("p%d", j), refTo(fmt.Sprintf("W%d", (i+1)%12))))
		}
		wide = append(wide, component(fmt.Sprintf("W%d", i), `{"type":"object","properties":{`+strings.Join(props, ",")+`}}`))
	}
	return []string{
		described(component("Top", listOf(refTo("Top")))),
		described(component("Top", listOf(refTo("B"))), component("B", listOf(refTo("C"))), component("C", listOf(refTo("Top")))),
		described(component("Top", listOf(listOf(listOf(refTo("Top")))))),
		described(append(chain, component("Top", refTo("L0")))...),
		described(append(wide, component("Top", refTo("W0")))...),
		described(component("Top", objectOf("top", refTo("Top")))),
		described(component("Top", objectOf("list", listOf(refTo("Top"))))),
		described(component("Top", listOf(objectOf("list", listOf(refTo("B"))))), component("B", listOf(refTo("Top")))),
		described(component("Top", `{"allOf":[`+refTo("Top")+`,`+objectOf("a", refTo("Top"))+`]}`)),
		described(component("Top", `{"allOf":[`+listOf(refTo("Top"))+`]}`)),
		described(component("Top", `{"oneOf":[`+listOf(refTo("Top"))+`,{"type":"null"}]}`)),
		described(component("Top", `{"anyOf":[`+refTo("B")+`,`+objectOf("b", refTo("B"))+`]}`), component("B", `{"oneOf":[`+refTo("Top")+`,`+objectOf("a", listOf(refTo("B")))+`]}`)),
		described(component("Top", `{"type":"object","additionalProperties":`+refTo("Top")+`}`)),
		described(component("Top", `{"type":"object","additionalProperties":`+listOf(refTo("Top"))+`,"properties":{"t":`+listOf(refTo("Top"))+`}}`)),
		described(component("Top", refTo("B")), component("B", refTo("Top"))),
		described(component("Top", strings.Repeat(`{"type":"array","items":`, 60)+`{"type":"string"}`+strings.Repeat("}", 60))),
	}
}

// FuzzDescription reads whatever it is given as a server's description, and shows it.
func FuzzDescription(f *testing.F) {
	for _, doc := range circles() {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) { handlers.CheckDescription(t, doc) })
}

// A server whose description leads back to itself: its methods can be looked at, searched and called, and About says what was left out.
func TestListThatHoldsItself(t *testing.T) {
	c, _ := gadgets(t, "MR1", described(component("Top", listOf(refTo("Top")))))
	c.eventually("/about", "main", "Methods of this server")
	c.get("/methods/Widget/get_gadget_list").is(http.StatusOK).has("h1", "Widget/get_gadget_list").has(".schema", "list of any")
	c.get("/methods?q=top").is(http.StatusOK).has("#found", "top")
	c.get("/about").is(http.StatusOK).has("main", "The list \"Top\" leads back to itself; what it holds is taken as free-form.")
}

// What one page shows of a description is bounded, however often its parts refer to each other.
func TestMethodPageIsBounded(t *testing.T) {
	var values, props []string
	for i := range 400 {
		values = append(values, fmt.Sprintf(`"code_%d_%s"`, i, strings.Repeat("x", 80)))
	}
	for i := range 1900 {
		props = append(props, component(fmt.Sprintf("p%d", i), refTo("Choice")))
	}
	var required []string
	for i := range 1900 {
		required = append(required, fmt.Sprintf(`"p%d"`, i))
	}
	c, _ := gadgets(t, "MR1", described(
		component("Choice", `{"type":"string","enum":[`+strings.Join(values, ",")+`],"description":"`+strings.Repeat("A long note. ", 140)+`"}`),
		component("Top", `{"type":"object","required":[`+strings.Join(required, ",")+`],"properties":{`+strings.Join(props, ",")+`}}`)))
	c.eventually("/about", "main", "Methods of this server")
	page := c.get("/methods/Widget/get_gadget_list").is(http.StatusOK).has("#main details .attributes", "the rest is left out")
	if n := len(page.body); n > 3<<20 {
		t.Errorf("the page has %d bytes", n)
	}
}

// What checking says is bounded too, however many values there are to choose from and however many rows are wrong.
func TestCheckIsBounded(t *testing.T) {
	var values []string
	for i := range 400 {
		values = append(values, fmt.Sprintf(`"code_%d_%s"`, i, strings.Repeat("x", 80)))
	}
	c, _ := gadgets(t, "MR1", described(
		component("Choice", `{"type":"string","enum":[`+strings.Join(values, ",")+`]}`),
		component("Item", `{"type":"object","properties":{"p":`+refTo("Choice")+`}}`),
		component("Top", listOf(refTo("Item")))))
	c.eventually("/about", "main", "Methods of this server")
	const path = "/methods/Widget/get_gadget_list"
	items := []string{"top:array"}
	for range 1000 {
		items = append(items, " :object", "  p:text=z")
	}
	var alike []string
	for range 2000 {
		alike = append(alike, "unheard:integer=x")
	}
	for _, rows := range [][]string{items, alike} {
		body := anotherForm("check", rows...)
		c.post(path, body) // what is made only once is not counted
		var a *answer
		if grown := grownBy(func() { a = c.post(path, body) }); grown > 128<<20 {
			t.Errorf("it takes %d MB", grown>>20)
		}
		a.is(http.StatusUnprocessableEntity).most(5 << 20)
		lines := a.doc.Find("#problem li")
		if n := lines.Length(); n != 101 || !strings.HasPrefix(lines.Last().Text(), "And ") {
			t.Errorf("%d lines, %q the last", n, lines.Last().Text())
		}
	}
	c.post(path, anotherForm("check", items[:3]...)).has("#problem", "z is none of the known values: code_0_").has("#problem", " and 380 more. It can be sent all the same.")
}
