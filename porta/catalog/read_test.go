package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"portaconsole/porta/catalog"
)

// Shapes that the recognition tests share.
const (
	info    = `{"type":"object","properties":{"i_gadget":{"type":"integer"},"name":{"type":"string"},"color":{"type":"string"}}}`
	byKey   = `{"type":"object","properties":{"i_gadget":{"type":"integer"},"name":{"type":"string"}}}`
	success = `{"type":"object","properties":{"success":{"type":"integer"}}}`
)

func wrapped(name, schema string) string { return object(`"` + name + `":` + schema) }

func list(name, items string) string {
	return object(`"` + name + `":{"type":"array","items":` + items + `},"total":{"type":"integer"}`)
}

func TestRecognition(t *testing.T) {
	const number = `{"type":"object","properties":{"i_did_number":{"type":"integer"},"number":{"type":"string"},"i_customer":{"type":"integer"}}}`
	const card = `{"type":"object","properties":{"i_sim_card":{"type":"integer"},"imsi":{"type":"string"}}}`
	const ext = `{"type":"object","properties":{"i_c_ext":{"type":"integer"},"id":{"type":"string"},"i_customer":{"type":"integer"}}}`
	for _, tt := range []struct {
		name  string
		paths []string
		want  string
	}{
		{"all of an unseen record type", []string{
			path("/Widget/add_gadget", wrapped("gadget_info", info), byKey),
			path("/Widget/get_gadget_list", object(`"limit":{"type":"integer"},"offset":{"type":"integer"},"get_total":{"type":"integer"}`), list("gadget_list", info)),
			path("/Widget/get_gadget_info", byKey, wrapped("gadget_info", info)),
			path("/Widget/update_gadget", wrapped("gadget_info", info), byKey),
			path("/Widget/delete_gadget", byKey, success),
			path("/Widget/paint_gadget", object(`"i_gadget":{"type":"integer"},"color":{"type":"string"}`), success),
			path("/Widget/update_gadget_list", object(`"i_gadget":{"type":"integer"}`), success),
		}, `Widget/gadget id=i_gadget keys=name title=name columns=i_gadget,name,color
	create add_gadget wrapper=gadget_info
	list get_gadget_list list=gadget_list paging=true,true,true
	get get_gadget_info wrapper=gadget_info key=i_gadget
	update update_gadget wrapper=gadget_info key=gadget_info.i_gadget
	delete delete_gadget key=i_gadget
	actions paint_gadget
`},
		{"card and sim_card are one", []string{
			path("/SIMCard/get_card_list", "", list("card_list", card)), path("/SIMCard/get_card_info", card, wrapped("card_info", card)),
			path("/SIMCard/add_sim_card", wrapped("sim_card_info", card), card), path("/SIMCard/update_sim_card_list", object(`"i_sim_card":{"type":"integer"}`), ""),
		}, `SIMCard/sim_card id=i_sim_card keys=imsi title=imsi columns=i_sim_card,imsi
	create add_sim_card wrapper=sim_card_info
	list get_card_list list=card_list paging=false,false,false
	get get_card_info wrapper=card_info key=i_sim_card
`},
		{"number_info, and a key that has the service's name in it", []string{
			path("/DID/add_number", wrapped("number_info", number), object(`"i_did_number":{"type":"integer"}`)),
			path("/DID/get_number_list", "", list("number_list", number)), path("/DID/get_numbers_list", "", object(`"x":{"type":"string"}`)),
		}, `DID/number id=i_did_number keys= title=number columns=i_did_number,number,i_customer
	create add_number wrapper=number_info
	list get_number_list list=number_list paging=false,false,false
`},
		{"subscriptions, by the schema alone", []string{
			path("/Thing/get_subscriptions", object(`"i_thing":{"type":"integer"}`), list("subscriptions", object(`"i_thing_subscription":{"type":"integer"},"i_subscription":{"type":"integer"}`))),
			path("/Thing/get_status", "", list("status", "{}")), path("/Thing/get_things", "", list("others", info)), path("/Thing/get_names", "", ""),
		}, `Thing/subscription id=i_thing_subscription keys= title= columns=i_thing_subscription,i_subscription
	list get_subscriptions list=subscriptions paging=false,false,false
`},
		{"add-ons answer product_list, without a key of their own", []string{
			path("/Product/get_allowed_addons", object(`"i_product":{"type":"integer"}`), list("product_list", object(`"i_product":{"type":"integer"},"name":{"type":"string"}`))),
		}, `Product/addon id= keys= title=name columns=i_product,name
	list get_allowed_addons list=product_list paging=false,false,false
`},
		{"terminate goes before delete", []string{
			path("/Box/get_box_list", "", list("box_list", object(`"i_box":{"type":"integer"}`))), path("/Box/delete_box", object(`"i_box":{"type":"integer"}`), ""),
			path("/Box/terminate_box", object(`"i_box":{"type":"integer"},"force":{"type":"integer"}`), ""),
		}, `Box/box id=i_box keys= title= columns=i_box
	list get_box_list list=box_list paging=false,false,false
	delete terminate_box key=i_box
	actions delete_box
`},
		{"flat requests keyed otherwise than named", []string{
			path("/Customer/add_customer_extension", ext, object(`"i_c_ext":{"type":"integer"}`)), path("/Customer/update_customer_extension", ext, ""),
			path("/Customer/get_extensions_list", "", list("extensions_list", ext)), path("/Customer/get_customer_extension_info", object(`"i_c_ext":{"type":"integer"}`), wrapped("extension_info", ext)),
			path("/Customer/delete_customer_extension", object(`"i_c_ext":{"type":"integer"},"i_customer":{"type":"integer"}`), ""),
		}, `Customer/extension id=i_c_ext keys= title=id columns=i_c_ext,id,i_customer
	create add_customer_extension
	list get_extensions_list list=extensions_list paging=false,false,false
	get get_customer_extension_info wrapper=extension_info key=i_c_ext
	update update_customer_extension key=i_c_ext
	delete delete_customer_extension key=i_c_ext
`},
		{"a key by what the creation answers", []string{
			path("/Nest/add_egg", wrapped("egg_info", object(`"i_nest":{"type":"integer"},"i_e":{"type":"integer"}`)), object(`"i_e":{"type":"integer"}`)),
			path("/Nest/delete_egg", object(`"i_e":{"type":"integer"}`), ""),
		}, `Nest/egg id=i_e keys= title= columns=i_e,i_nest
	create add_egg wrapper=egg_info
	delete delete_egg key=i_e
`},
		{"a list without a key", []string{path("/Log/get_line_list", "", list("line_list", object(`"at":{"type":"string","format":"date-time"},"session_id":{"type":"string"}`)))},
			"Log/line id= keys= title= columns=at,session_id\n\tlist get_line_list list=line_list paging=false,false,false\n"},
		{"an answer that is not described", []string{path("/Log/get_entries_list", "", "")},
			"Log/entry id= keys= title= columns=\n\tlist get_entries_list list=entries_list paging=false,false,false\n"},
		{"components whose names differ from the path, ArrayOf, and wrappers of wrappers", []string{
			path("/BillingSession/get_active_sessions_list", `{"allOf":[`+ref("Ask")+`],"description":"beside"}`, object(`"active_session_list":`+ref("ArrayOfOne")+`,"total":{"type":"integer"}`)),
		}, `BillingSession/active_session id=i_active_session keys= title= columns=i_active_session,call_id
	list get_active_sessions_list list=active_session_list paging=true,false,false
`},
		{"one object under the record's own name", []string{
			path("/Widget/add_gizmo", wrapped("gizmo", info), ""), path("/Widget/get_gizmo_info", object(`"i_gizmo":{"type":"integer"}`), wrapped("gizmo", info)),
		}, `Widget/gizmo id=i_gizmo keys= title=name columns=name,i_gadget,color
	create add_gizmo wrapper=gizmo
	get get_gizmo_info wrapper=gizmo key=i_gizmo
`},
		{"no record types", []string{
			path("/Session/login", "", ""), path("/X/add_x", "", ""), path("/X/get_totals_info", "", ""), path("/X/update_y", "", ""), path("/X/get", "", ""), path("/X/add_", "", ""),
			path("/X/delete_z", "", ""), path("/X/get_count_info", object(`"i_customer":{"type":"integer"}`), ""), path("/X/validate_x_info", "", ""),
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := document(strings.Join(tt.paths, ","), `"Ask":{"type":"object","properties":{"limit":{"type":"integer"}}},
				"ArrayOfOne":{"type":"array","items":{"oneOf":[{"anyOf":[`+ref("One")+`,{"type":"null"}]}]}},
				"One":{"type":"object","properties":{"i_active_session":{"type":"integer"},"call_id":{"type":"string"}}}`)
			c := mustRead(t, doc)
			if got := dump(c); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if len(c.Notes) > 0 {
				t.Errorf("notes: %q", c.Notes)
			}
		})
	}
}

func TestDocumentLevel(t *testing.T) {
	post := `"tags":["ACL | ACL management"],"summary":" Two\n lines ","description":"<p>See <b>this</b> &amp; that</p><ul><li>one</li></ul>","deprecated":true,"operationId":"x","x-own":{"a":1}`
	c := mustRead(t, document(`"/ACL/get_acl_list":{"post":{`+post+`}},"ACL/upload":{"post":{"requestBody":{"$ref":"#/components/requestBodies/B"},"responses":{"200":{"content":{"text/csv":{}}}}}}`, `"A":{}`))
	if c.Title != "Test" || c.Release != "MR118" || c.MethodCount() != 2 {
		t.Errorf("%q %q, %d methods", c.Title, c.Release, c.MethodCount())
	}
	m := c.Method("ACL/get_acl_list")
	want := catalog.Method{Service: "ACL", Name: "get_acl_list", Summary: "Two lines", Description: "See this & that\none", Section: "ACL management", Deprecated: true}
	m.Request, m.Reply = nil, nil
	if *m != want {
		t.Errorf("%+v", *m)
	}
	if up := c.Method("ACL/upload"); !up.File || up.Upload || !up.Changes {
		t.Errorf("%+v", up)
	}
	for _, name := range []string{"x-portaconsole-certainty", "x-portaconsole-service"} {
		c := mustRead(t, document(`"/A/b":{"post":{"`+name+`":"guessed"}},"/A/c":{"post":{"`+name+`":"name-guessed"}},"/A/d":{"post":{"`+name+`":[1]}}`, ""))
		got := fmt.Sprint(c.Method("A/b").ServiceGuessed, c.Method("A/c").Certainty, c.Method("A/d").Certainty)
		if want := map[string]string{"x-portaconsole-certainty": "false name-guessed certain", "x-portaconsole-service": "true certain certain"}[name]; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name, doc, want string
		lim             catalog.Limits
	}{
		{"empty", ``, "the API description cannot be read: line 1, column 1: the text ends too early", catalog.Limits{}},
		{"truncated", `{"openapi":"3.0.3","paths":{"/A/b":{"post":{`, "the API description cannot be read: line 1, column 45: a name in quotes is expected here", catalog.Limits{}},
		{"an HTML page", `<html>`, "the API description cannot be read: line 1, column 1: a value is expected here", catalog.Limits{}},
		{"too long", `{"openapi":"3.0.3"}`, "the API description is larger than 10 bytes", catalog.Limits{Bytes: 10}},
		{"over 32 MB", strings.Repeat(" ", 32<<20+1), "the API description is larger than 32 MB", catalog.Limits{}},
		{"thousands of levels", strings.Repeat(`{"a":`, 5000), "the API description cannot be read: line 1, column 501: nested deeper than 100 levels", catalog.Limits{}},
		{"too many values", `[1,2,3,4]`, "the API description cannot be read: line 1, column 9: more than 3 values", catalog.Limits{Values: 3}},
		{"no object", `[]`, "the API description is no JSON object", catalog.Limits{}},
		{"Swagger", `{"swagger":"2.0","paths":{}}`, "the API description is written in Swagger 2, which is not understood; OpenAPI 3 is needed", catalog.Limits{}},
		{"another version", `{"openapi":"4.0<b>\u0000 and more","paths":{}}`, `the API description is written in OpenAPI "4.0<b>\x00 an"; version 3 is needed`, catalog.Limits{}},
		{"no paths", `{"openapi":"3.1.0"}`, "the API description has no paths", catalog.Limits{}},
		{"no method", string(document(`"/pets":{"get":{}}`, "")), "the API description has no method of the form /Service/method", catalog.Limits{}},
		{"too many methods", string(document(path("/A/b", "", "")+","+path("/A/c", "", ""), "")), "the API description has more than 1 methods", catalog.Limits{Methods: 1}},
		{"too many attributes", string(document(path("/A/b", object(`"a":{},"b":{},"c":{}`), ""), "")), "the API description has more than 2 attributes", catalog.Limits{Properties: 2}},
		{"a billion laughs", laughs(2000), "the API description repeats itself too often", catalog.Limits{Values: 50_000}},
		{"a billion requirements", requirements(2000), "the API description repeats itself too often", catalog.Limits{}},
	} {
		_, err := catalog.Read([]byte(tt.doc), tt.lim)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v\nwant %s", tt.name, err, tt.want)
		}
	}
}

// laughs is a chain of objects, each of which has the attributes of the next two as well.
func laughs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"L%d":{"allOf":[%s,%s,{"properties":{"p%d":{"type":"string"}}}]},`, i, ref(fmt.Sprint("L", i+1)), ref(fmt.Sprint("L", i+1)), i)
	}
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"q%d":%s`, i, ref(fmt.Sprint("L", i)))
	}
	return string(document(path("/A/b", object(strings.Join(all, ",")), ""), b.String()+fmt.Sprintf(`"L%d":{}`, n)))
}

// requirements are objects with one part in common, which requires a thousand attributes twice.
func requirements(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"L%d":{"allOf":[%s],"properties":{"a":{}}},`, i, ref("R"))
	}
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"q%d":%s`, i, ref(fmt.Sprint("L", i)))
	}
	return string(document(path("/A/b", object(strings.Join(all, ",")), ""), b.String()+`"R":{"type":"object","required":[`+strings.Repeat(`"x",`, 2000)+`"x"]}`))
}

// What is not understood is read around, and told.
func TestReadAround(t *testing.T) {
	for _, tt := range []struct{ name, paths, schemas, want string }{
		{"paths that are none", `"/a":{},"/a/b/c":{},"/<b>/x":{"post":{}},"/A/get-x":{"post":{}},"/A/x":{"get":{}},"/A/y":7,"/A/z":{"post":{}}`, "",
			`The path "/a" is left out: it is not of the form /Service/method.|The path "/a/b/c" is left out: it is not of the form /Service/method.|` +
				`The path "/<b>/x" is left out: it is not of the form /Service/method.|The path "/A/get-x" is left out: it is not of the form /Service/method.|` +
				`The method "/A/x" is left out: it cannot be called by POST.|The method "/A/y" is left out: it cannot be called by POST.`},
		{"a method twice", `"/A/z":{"post":{}},"A/z/":{"post":{}}`, "", `The method "A/z/" is there twice; the first counts.`},
		{"references", path("/A/b", object(`"a":{"$ref":"http://evil.example/x.json#/A"},"b":{"$ref":"#/components/schemas/No"},"c":`+ref("Self")+`,"d":`+ref("Ping")+`,"e":{"$ref":7}`), ""),
			`"Self":` + ref("Self") + `,"Ping":` + ref("Pong") + `,"Pong":{"allOf":[` + ref("Ping") + `]}`,
			`The reference "http://evil.example/x.json#/A" does not lead to a schema of this document and is not followed.|There is no schema "No", which is referred to.|` +
				`The schema "Self" is nothing but a reference to itself.|The schema "Ping" is nothing but a reference to itself.`},
		{"names that cannot be sent", path("/A/b", object(`"":{},"a.b":{},"<script>":{},"ü":{},"fine":{},"`+strings.Repeat("x", 101)+`":{}`), ""), "",
			`The attribute "" is left out: its name is not one that can be sent.|The attribute "a.b" is left out: its name is not one that can be sent.|` +
				`The attribute "<script>" is left out: its name is not one that can be sent.|The attribute "ü" is left out: its name is not one that can be sent.|` +
				`The attribute "` + strings.Repeat("x", 60) + `…" is left out: its name is not one that can be sent.`},
		{"a long chain", path("/A/b", ref("C0"), ""), chain(200), `A schema leads through more than 50 references and is taken as free-form.`},
		{"wrong types in every place", `"/A/b":{"post":{"tags":"x","summary":{},"description":[],"deprecated":"maybe","requestBody":[],"responses":[]}},
			"/A/c":{"post":{"tags":[{}],"requestBody":{"content":[]},"responses":{"200":"x"}}},
			"/A/d":{"post":{"requestBody":{"content":{"application/json":7}},"responses":{"200":{"content":{"application/json":{"schema":[]}}}}}},
			` + path("/A/e", "7", `"x"`) + `,` + path("/A/f", `{"type":7,"properties":[],"required":{},"allOf":{},"items":7,"enum":{}}`, `{"allOf":[7,[],null,{"properties":{"a":null,"b":[]}}]}`) + `,
			` + path("/A/g", object(`"a":{"type":"array"},"b":{"type":"array","items":[]},"c":{"type":"string","enum":[{},null,[]],"minLength":"x","maxLength":-1},"d":{"type":["object","string"]},"e":{"type":"file"}`), ""), `"X":7,"Y":[]`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := mustRead(t, document(tt.paths, tt.schemas))
			if got := strings.Join(c.Notes, "|"); got != tt.want {
				t.Errorf("notes\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	many := make([]string, 50)
	for i := range many {
		many[i] = fmt.Sprintf(`"/%d":{}`, i)
	}
	c := mustRead(t, document(path("/A/b", "", "")+","+strings.Join(many, ","), ""))
	if len(c.Notes) != catalog.MaxNotes+1 || c.Notes[catalog.MaxNotes] != "And 30 more of the kind." {
		t.Errorf("%d notes, the last %q", len(c.Notes), c.Notes[len(c.Notes)-1])
	}
}

func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"C%d":%s,`, i, ref(fmt.Sprint("C", i+1)))
	}
	return b.String() + fmt.Sprintf(`"C%d":{"type":"object"}`, n)
}

// A chain of a hundred thousand components does not make the reader recurse.
func TestDeepComponents(t *testing.T) {
	const n = 100_000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"C%d":{"type":"object","properties":{"a":%s}},`, i, ref(fmt.Sprint("C", i+1)))
	}
	c := mustRead(t, document(path("/A/b", ref("C0"), ""), b.String()+fmt.Sprintf(`"C%d":{"type":"object"}`, n)))
	s, depth := c.Method("A/b").Request, 0
	for p := s.Property("a"); p != nil; p = p.Schema.Property("a") {
		depth++
	}
	if depth != n {
		t.Errorf("%d levels", depth)
	}
}
