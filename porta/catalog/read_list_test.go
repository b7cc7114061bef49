package catalog_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"portaconsole/porta/catalog"
)

func listOf(items string) string { return `{"type":"array","items":` + items + `}` }

// lists is how many lists stand in each other; it goes on for ever where they form a circle.
func lists(s *catalog.Schema) (n int) {
	for ; s != nil && s.Type == catalog.Array; s = s.Items {
		n++
	}
	return n
}

func TestListsEnd(t *testing.T) {
	const circle = `The list %s leads back to itself; what it holds is taken as free-form.`
	chain := ""
	for i := range 20 {
		chain += fmt.Sprintf(`"L%d":%s,`, i, listOf(ref(fmt.Sprintf("L%d", i+1))))
	}
	deep := strings.Repeat(`{"type":"array","items":`, 30) + `{"type":"integer"}` + strings.Repeat("}", 30)
	for _, tt := range []struct {
		name, schemas string
		lists         int
		holds         catalog.Type
		note          string
	}{
		{"none", `"Tree":` + listOf(listOf(`{"type":"integer"}`)), 2, catalog.Integer, ""},
		{"of itself", `"Tree":` + listOf(ref("Tree")), 1, catalog.Any, fmt.Sprintf(circle, `"Tree"`)},
		{"of two", `"Tree":` + listOf(ref("B")) + `,"B":` + listOf(ref("Tree")), 2, catalog.Any, fmt.Sprintf(circle, `"B"`)},
		{"in place", `"Tree":` + listOf(listOf(listOf(ref("Tree")))), 3, catalog.Any, fmt.Sprintf(circle, "without a name")},
		{"by allOf", `"Tree":` + listOf(`{"allOf":[`+ref("Tree")+`]}`), 1, catalog.Any, fmt.Sprintf(circle, `"Tree"`)},
		{"by oneOf null", `"Tree":` + listOf(`{"oneOf":[`+ref("B")+`,{"type":"null"}]}`) + `,"B":{"anyOf":[` + ref("Tree") + `]}`, 1, catalog.Any, fmt.Sprintf(circle, `"Tree"`)},
		{"by an object", `"Tree":` + listOf(object(`"kids":`+ref("Tree"))), 1, catalog.Object, ""},
		{"by a part of an object", `"Tree":` + listOf(ref("B")) + `,"B":{"allOf":[` + object(`"kids":`+ref("Tree")) + `,` + ref("B") + `]}`, 1, catalog.Object, ""},
		{"by further attributes", `"Tree":` + listOf(`{"type":"object","additionalProperties":`+ref("Tree")+`}`), 1, catalog.Object, ""},
		{"a long way", chain + `"L20":{"type":"integer"},"Tree":` + ref("L0"), 4, catalog.Any, `The list "L11" holds more than 8 lists in each other; what it holds is taken as free-form.|The list "L3" holds more than 8 lists in each other; what it holds is taken as free-form.`},
		{"a long way in place", `"Tree":` + deep, 6, catalog.Any, `The list without a name holds more than 8 lists in each other; what it holds is taken as free-form.`},
	} {
		c := mustRead(t, document(path("/A/get_b_list", object(`"tree":`+ref("Tree")), object(`"b_list":`+ref("Tree"))), tt.schemas))
		s := c.Method("A/get_b_list").Request.Property("tree").Schema
		if got := lists(s); got != tt.lists || strings.Join(c.Notes, "|") != tt.note {
			t.Errorf("%s: %d lists, %q", tt.name, got, c.Notes)
		}
		for s.Type == catalog.Array {
			s = s.Items
		}
		if s.Type != tt.holds {
			t.Errorf("%s: it holds %v", tt.name, s.Type)
		}
		if hits := c.Search("tree", 10); len(hits) != 1 || hits[0].Attribute.String() != "tree" {
			t.Errorf("%s: search finds %+v", tt.name, hits)
		}
	}
}

// Objects that all methods share are walked through for each of them; the index must not take as long as both together.
func TestSearchOfSharedSchemasIsBounded(t *testing.T) {
	var paths, schemas, groups []string
	for i := range 300 {
		schemas = append(schemas, fmt.Sprintf(`"S%d":%s`, i, object(many("a%d", 300))))
		groups = append(groups, fmt.Sprintf(`"s%d":%s`, i, ref(fmt.Sprintf("S%d", i))))
	}
	schemas = append(schemas, `"All":`+object(strings.Join(groups, ",")))
	for i := range 1000 {
		paths = append(paths, path(fmt.Sprintf("/A/get_b%d", i), object(fmt.Sprintf(`"own%d":{"type":"string"},"all":%s`, i, ref("All"))), ""))
	}
	c := mustRead(t, document(strings.Join(paths, ","), strings.Join(schemas, ",")))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	hits := c.Search("a299", 100)
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
		t.Errorf("the first search takes %d MB", grown>>20)
	}
	if len(hits) == 0 || hits[0].Attribute.String() != "all.s0.a299" {
		t.Errorf("%d hits, %+v", len(hits), hits[:min(len(hits), 1)])
	}
}

func many(name string, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`"`+name+`":{"type":"integer"}`, i))
	}
	return strings.Join(all, ",")
}
