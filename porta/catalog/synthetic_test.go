package catalog_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"portaconsole/porta/catalog"
)

// synthetic is a document of the structure and size that a large server may have: about 5 MB, 900 methods in 30 services, 180 record
// types of 90 attributes, every text different.
func synthetic() []byte {
	var paths, schemas []string
	for s := range 30 {
		for r := range 6 {
			service, record := fmt.Sprintf("Service%c%c", 'A'+s/26, 'A'+s%26), fmt.Sprintf("record_%c_%d", 'a'+r, s)
			info := fmt.Sprintf("Record%d%dInfo", s, r)
			key := `"i_` + record + `":{"type":"integer","example":1}`
			wrapped := object(`"` + record + `_info":{"allOf":[` + ref(info) + `],"description":"The record."}`)
			paging := object(key + `,"limit":{"type":"integer"},"offset":{"type":"integer"},"get_total":{"type":"integer"}`)
			paths = append(paths,
				path("/"+service+"/add_"+record, wrapped, object(key)),
				path("/"+service+"/update_"+record, wrapped, object(key)),
				path("/"+service+"/get_"+record+"_info", object(key), wrapped),
				path("/"+service+"/get_"+record+"_list", paging, object(`"`+record+`_list":`+ref("ArrayOf"+info))),
				path("/"+service+"/terminate_"+record, object(key), success))
			schemas = append(schemas, syntheticInfo(info, key, s*6+r), `"ArrayOf`+info+`":{"type":"array","items":{"allOf":[`+ref(info)+`]}}`)
		}
	}
	return document(strings.Join(paths, ","), strings.Join(schemas, ","))
}

func syntheticInfo(name, key string, n int) string {
	attributes := []string{key, `"name":{"type":"string"}`, `"parent_info":` + ref(fmt.Sprintf("Record%d%dInfo", (n+1)/6%30, (n+1)%6))}
	for a := range 90 {
		var schema string
		switch about := fmt.Sprintf("What attribute %d of object %d is for; what it is used for on screen; and how it came to be what it is. ", a, n); a % 6 {
		case 0:
			schema = `"type":"string","enum":["O","S","C"],"description":"` + about + `Possible values: O - open, S - suspended, C - closed."`
		case 1:
			schema = `"type":"integer","example":1,"description":"` + about + `"`
		case 2:
			schema = `"type":"number","example":0.99,"description":"` + about + strings.Repeat("More of it. ", 10) + `"`
		case 3:
			schema = `"type":"string","format":"date-time","example":"2000-01-01 08:00:00","description":"` + about + `Read-only."`
		case 4:
			schema = `"type":"string","enum":["N","Y"],"description":"` + about + strings.Repeat("<b>Note</b> this. ", 10) + `"`
		default:
			schema = `"type":"string","maxLength":64,"example":"string","description":"` + about + strings.Repeat("Some more text. ", 10) + `"`
		}
		attributes = append(attributes, fmt.Sprintf(`"attribute_%d_%d":{%s}`, n, a, schema))
	}
	return `"` + name + `":{"type":"object","required":["name"],"properties":{` + strings.Join(attributes, ",") + `}}`
}

func TestSyntheticDocument(t *testing.T) {
	doc := synthetic()
	if len(doc) < 4<<20 || len(doc) > 6<<20 {
		t.Errorf("the document has %d bytes", len(doc))
	}
	c, kept := readAndWeigh(t, doc)
	records := 0
	for _, s := range c.Services {
		for _, r := range s.Records {
			records++
			for _, k := range catalog.OperationKinds() {
				if r.Operation(k) == nil {
					t.Errorf("%s/%s has no %s", r.Service, r.Name, k)
				}
			}
		}
	}
	if records != 180 || c.MethodCount() != 900 {
		t.Errorf("%d record types, %d methods", records, c.MethodCount())
	}
	if kept > 40<<20 {
		t.Errorf("%d bytes are kept with the search index", kept)
	}
	if size := c.Size(); size < kept/3 || size > kept*2 {
		t.Errorf("the estimate is %d, what is kept %d", size, kept)
	}
}

// readAndWeigh reads a document, searches once, and returns how much memory the catalogue holds.
func readAndWeigh(tb testing.TB, doc []byte) (*catalog.Catalog, int) {
	tb.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := mustRead(tb, doc)
	c.Search("x", 1)
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(doc)                                 // it was there before
	return c, int(after.HeapAlloc) - int(before.HeapAlloc) //nolint:gosec // far from the bounds
}

func BenchmarkRead5MB(b *testing.B) {
	doc := synthetic()
	_, kept := readAndWeigh(b, doc)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		mustRead(b, doc)
	}
	b.ReportMetric(float64(kept)/(1<<20), "MB-kept")
}

// BenchmarkReadBuiltin is what the first page waits for.
func BenchmarkReadBuiltin(b *testing.B) {
	doc := catalog.BuiltinDocument("")
	_, kept := readAndWeigh(b, doc)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		mustRead(b, doc)
	}
	b.ReportMetric(float64(kept)/(1<<20), "MB-kept")
}

func BenchmarkSearch(b *testing.B) {
	c := mustRead(b, synthetic())
	c.Search("x", 1)
	for _, query := range []string{"record", "attribute_17_3", "who has attribute_1?", "get record list name", "zzzz"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				c.Search(query, 50)
			}
		})
	}
}

// BenchmarkSearchIndex is what the first search after reading costs beside.
func BenchmarkSearchIndex(b *testing.B) {
	doc := synthetic()
	for b.Loop() {
		b.StopTimer()
		c := mustRead(b, doc)
		b.StartTimer()
		c.Search("x", 1)
	}
}
