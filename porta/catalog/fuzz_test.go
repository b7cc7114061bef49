package catalog_test

import (
	"strings"
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

// FuzzRead reads anything, within small limits, and then uses what came of it as the pages do.
func FuzzRead(f *testing.F) {
	f.Add(document(path("/Widget/add_gadget", wrapped("gadget_info", info), byKey)+","+path("/Widget/get_gadget_list", "", list("gadget_list", info)), ""))
	f.Add(document(path("/A/get_b_list", ref("Self"), object(`"b_list":`+ref("Tree"))), `"Self":`+ref("Self")+`,"Tree":{"type":"array","items":`+ref("Tree")+`}`))
	f.Add(document(path("/A/b", `{"allOf":[`+ref("C")+`,{"properties":{"x":{"enum":["O","S"],"description":"O open, S suspended"}}}]}`, ""), `"C":{"anyOf":[`+ref("C")+`,{}]}`))
	f.Add([]byte(laughs(5)))
	f.Add([]byte(`{"openapi":"3.0.3","paths":{"/A/b":{"post":{"requestBody":7}}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		c, err := catalog.Read(doc, catalog.Limits{Bytes: 1 << 16, Values: 5000})
		if err != nil {
			if msg := err.Error(); !strings.HasPrefix(msg, "the API description ") || strings.ContainsAny(msg, "\n\x00") {
				t.Errorf("refused with %q", msg)
			}
			return
		}
		if len(c.Notes) > catalog.MaxNotes+1 {
			t.Errorf("%d notes", len(c.Notes))
		}
		for _, s := range c.Services {
			for _, m := range s.Methods {
				if c.Method(m.Path()) != m || m.Request == nil || m.Reply == nil {
					t.Errorf("%s is not found, or has no schema", m.Path())
				}
				tree := sampleOf(m.Request, 4)
				m.Request.Wire(tree)
				for _, v := range m.Request.Check(tree, catalog.Rules{KnownNames: true, Choices: true}) {
					m.Request.PropertyAt(v.Path)
				}
			}
			for _, r := range s.Records {
				useRecord(t, c, r)
			}
		}
		c.Search("a get list x", 10)
	})
}

// sampleOf is an object with every attribute of the schema.
func sampleOf(s *catalog.Schema, depth int) attr.Value {
	var members []attr.Member
	if s == nil || depth == 0 {
		return attr.TextValue("x")
	}
	if s.Type == catalog.Array {
		return attr.ArrayValue(sampleOf(s.Items, depth-1))
	}
	for _, p := range s.Properties[:min(len(s.Properties), 5)] {
		members = append(members, attr.M(p.Name, sampleOf(p.Schema, depth-1)))
	}
	return attr.ObjectValue(members...)
}

func useRecord(t *testing.T, c *catalog.Catalog, r *catalog.RecordType) {
	if c.Record(r.Service, r.Name) != r {
		t.Errorf("%s/%s is not found", r.Service, r.Name)
	}
	for _, name := range append(r.Columns, r.Title) {
		if name != "" && r.Info().Property(name) == nil {
			t.Errorf("%s/%s has no attribute %q", r.Service, r.Name, name)
		}
	}
	for _, k := range catalog.OperationKinds() {
		if op := r.Operation(k); op != nil && (op.Method == nil || op.Kind != k || op.Verb() == "" || k == catalog.List && op.ListKey == "") {
			t.Errorf("%s/%s: %+v", r.Service, r.Name, op)
		}
	}
	c.Related(r)
	if r.Info() == nil {
		return
	}
	for _, p := range r.Info().Properties {
		c.Reference(&p)
		catalog.Label(p.Name)
	}
}
