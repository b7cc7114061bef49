package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

// fetch asks for an address without the body of a call.
func (w *wire) fetch(method, path string, header ...string) answer {
	w.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, w.base+path, http.NoBody)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.http.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, body}
}

const adminDoc = "/doc/api/AdminInterface.json"

func TestDocumentIsServed(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3})
	plain := w.fetch("GET", adminDoc, "Accept-Encoding", "identity")
	if diff := cmp.Diff(catalog.BuiltinDocument("admin"), plain.body); diff != "" || plain.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %v\n%.300s", plain.status, plain.header, diff)
	}
	packed := w.fetch("GET", adminDoc, "Accept-Encoding", "br, gzip;q=0.5")
	z, err := gzip.NewReader(bytes.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := io.ReadAll(z); err != nil || !bytes.Equal(whole, plain.body) || packed.header.Get("Content-Encoding") != "gzip" {
		t.Errorf("packed: %d bytes, %v, %v", len(whole), err, packed.header)
	}
	tag, packedTag := plain.header.Get("Etag"), packed.header.Get("Etag")
	if tag == packedTag || !strings.HasPrefix(tag, `"`) {
		t.Errorf("tags %s and %s", tag, packedTag)
	}
	for _, tt := range []struct {
		method, path string
		header       []string
		status       int
		bytes        int
	}{
		{"HEAD", adminDoc, []string{"Accept-Encoding", "identity"}, 200, 0},
		{"GET", adminDoc, []string{"Accept-Encoding", "identity", "If-None-Match", tag}, 304, 0},
		{"GET", adminDoc, []string{"Accept-Encoding", "gzip", "If-None-Match", packedTag}, 304, 0},
		{"GET", adminDoc, []string{"Accept-Encoding", "identity", "If-None-Match", `"other"`}, 200, len(plain.body)},
		{"GET", adminDoc, []string{"Accept-Encoding", "gzip;q=0"}, 200, len(plain.body)},
		{"GET", adminDoc, []string{"Accept-Encoding", "identity", "Authorization", "Bearer stale"}, 200, len(plain.body)},
		{"GET", adminDoc, []string{"Accept-Encoding", "identity", "Range", "bytes=0-9"}, 200, len(plain.body)},
		{"POST", adminDoc, nil, 405, -1},
		{"GET", "/doc/api/CustomerInterface.json", nil, 404, -1},
		{"GET", "/doc/api/", nil, 404, -1},
		{"GET", "/doc", nil, 404, -1},
		{"GET", "/doc/api/../api/AdminInterface.json", nil, 404, -1},
	} {
		a := w.fetch(tt.method, tt.path, tt.header...)
		if a.status != tt.status || tt.bytes >= 0 && len(a.body) != tt.bytes {
			t.Errorf("%s %s %q: status %d, %d bytes; want %d, %d", tt.method, tt.path, tt.header, a.status, len(a.body), tt.status, tt.bytes)
		}
		if a.status == 404 && !strings.Contains(a.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %v", tt.path, a.header)
		}
		if a.status == 405 && a.header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %v", tt.path, a.header)
		}
	}
}

// TestRealmsServeWhatTheyHave compares each realm's document with what the realm answers to its methods.
func TestRealmsServeWhatTheyHave(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3, Accounts: 1})
	for realm, name := range map[sandbox.Realm]string{
		sandbox.AdminRealm: "Admin", sandbox.ResellerRealm: "Reseller", sandbox.CustomerRealm: "Customer", sandbox.AccountRealm: "Account",
	} {
		in := w.at(realm).demo()
		a := in.fetch("GET", "/doc/api/"+name+"Interface.json", "Accept-Encoding", "identity")
		described, err := catalog.Read(a.body, catalog.Limits{})
		if err != nil {
			t.Fatalf("%s: %d %v", realm, a.status, err)
		}
		for _, service := range catalog.Builtin().Services {
			if service.Name == "Session" {
				continue // the realms have all of it
			}
			for _, m := range service.Methods {
				denied := strings.HasSuffix(in.call(m.Path(), `{}`).code(t), ".access_denied")
				ownOnly := m.Name == "get_my_info" || m.Name == "get_mailbox_message_list" // refused to whoever is no customer, no account
				if has := described.Method(m.Path()) != nil; has == denied && !(has && ownOnly) {
					t.Errorf("%s %s: described %v, denied %v", realm, m.Path(), has, denied)
				}
			}
		}
	}
}

func TestNoDocument(t *testing.T) {
	w := start(t, sandbox.Options{Customers: 3, NoAPIDoc: true})
	if a := w.fetch("GET", adminDoc); a.status != http.StatusNotFound {
		t.Errorf("status %d", a.status)
	}
	w.demo().ok("Customer/get_customer_list", `{}`)
}

func TestBadDocument(t *testing.T) {
	for _, tt := range []struct{ doc, want string }{
		{"", "cannot be read"},
		{`{"openapi":"3.0.3","paths":{`, "cannot be read"},
		{`[]`, "no JSON object"},
		{`{"swagger":"2.0","paths":{}}`, "Swagger 2"},
		{`{"openapi":"3.0.3","paths":{"/":{}}}`, "no method"},
	} {
		_, err := sandbox.Start(sandbox.Options{APIDoc: []byte(tt.doc)})
		if !errors.Is(err, sandbox.ErrAPIDoc) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.doc, err, tt.want)
		}
	}
}

func widgetDocument(t testing.TB) []byte {
	t.Helper()
	doc, err := os.ReadFile("testdata/widget.json")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestUnseenDocument plays the life of records of which the sandbox knows nothing but the document.
func TestUnseenDocument(t *testing.T) {
	doc := widgetDocument(t)
	w := start(t, sandbox.Options{APIDoc: doc, Customers: 30})
	if a := w.fetch("GET", adminDoc, "Accept-Encoding", "identity"); !bytes.Equal(a.body, doc) {
		t.Errorf("another document is served: %d, %.100s", a.status, a.body)
	}
	w = w.demo()
	before := int64(len(everything(w, "Widget/get_gadget_list", "gadget_list")))
	next := func(n int64) string { return attr.IntValue(before + n).Text() }
	name := w.ok("Widget/get_gadget_info", `{"i_gadget":2}`).Get("gadget_info").Get("name").Text()
	play(t, w, []step{
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Sprocket 1","colour":"G"}}`, body: `{"i_gadget":` + next(1) + `}`},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Sprocket 2","colour":"R","price":"3.50","weight":"7","i_customer":1003,"serial":"mine","on_sale":1},"notify":1}`, body: `{"i_gadget":` + next(2) + `}`},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"sprocket 1","colour":"G"}}`, code: "Server.Widget.duplicate_name"},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"` + name + `","colour":"G"}}`},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Sprocket 3"}}`, code: "Client.Widget.missing.gadget_info.colour"},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Sprocket 3","colour":"X"}}`, code: "Client.Widget.out_of_range.gadget_info.colour"},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Sprocket 3","colour":"R","weight":"heavy"}}`, code: "Client.Widget.wrong_type.gadget_info.weight"},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Sprocket 3","colour":"R","wings":2}}`, code: "Client.Widget.unknown.gadget_info.wings"},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Ab","colour":"R"}}`, code: "Client.Widget.too_short.gadget_info.name"},
		{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"` + strings.Repeat("Sprocket", 6) + `","colour":"R"}}`, code: "Client.Widget.too_long.gadget_info.name"},
		{method: "Widget/add_gadget", params: `{}`, code: "Client.Widget.missing.gadget_info"},
		{method: "Widget/get_gadget_info", params: `{}`, code: "Client.Widget.missing.i_gadget"},
		{method: "Widget/get_gadget_info", params: `{"i_gadget":99999}`, body: `{}`},
		{method: "Widget/get_gadget_info", params: `{"name":"nothing"}`, body: `{"gadget_info":null}`},
		{method: "Widget/get_gadget_info", params: `{"name":"SPROCKET 2"}`, body: `{"gadget_info":{"i_gadget":` + next(2) + `,"name":"Sprocket 2","colour":"R","price":3.5,"weight":7,"i_customer":1003,"on_sale":1}}`},
		{method: "Widget/update_gadget", params: `{"gadget_info":{"i_gadget":` + next(2) + `,"weight":null,"description":"Round"}}`, body: `{"i_gadget":` + next(2) + `}`},
		{method: "Widget/get_gadget_info", params: `{"i_gadget":` + next(2) + `}`, body: `{"gadget_info":{"i_gadget":` + next(2) + `,"name":"Sprocket 2","colour":"R","price":3.5,"weight":null,"i_customer":1003,"on_sale":1,"description":"Round"}}`},
		{method: "Widget/update_gadget", params: `{"gadget_info":{"i_gadget":99999}}`, code: "Server.Widget.i_gadget_not_found"},
		{method: "Widget/update_gadget", params: `{"gadget_info":{"weight":1}}`, code: "Client.Widget.missing.gadget_info.i_gadget"},
		{method: "Widget/get_gadget_list", params: `{"name":"sprocket%","price":3.5,"get_total":1}`, body: `{"gadget_list":[{"i_gadget":` + next(2) + `,"name":"Sprocket 2","colour":"R","price":3.5,"weight":null,"i_customer":1003,"on_sale":1,"description":"Round"}],"total":1}`},
		{method: "Widget/polish_gadget", params: `{"i_gadget":` + next(2) + `}`, body: `{"success":1}`},
		{method: "Widget/polish_gadget", params: `{"i_gadget":99999}`, code: "Server.Widget.i_gadget_not_found"},
		{method: "Widget/polish_gadget", params: `{}`, code: "Client.Widget.missing.i_gadget"},
		{method: "Widget/get_gadget_report", params: `{"i_gadget":2}`, body: `{"i_gadget":2,"score":null,"lines":[],"summary":{"title":null}}`},
		{method: "Widget/delete_gadget", params: `{"i_gadget":` + next(2) + `}`, body: `{"success":1}`},
		{method: "Widget/delete_gadget", params: `{"i_gadget":` + next(2) + `}`, code: "Server.Widget.i_gadget_not_found"},
		{method: "Widget/get_gadget_list", params: `{"name":"Sprocket 2"}`, body: `{"gadget_list":[]}`},
		{method: "Widget/get_gadgets", params: `{}`, code: "Client.Widget.unknown_method"},
		{method: "Customer/get_customer_list", params: `{}`, code: "Client.Customer.unknown_method"},
		{method: "Account/add_account", params: `{}`, code: "Client.Account.unknown_method"},
		{method: "Generic/get_version", params: `{}`, body: `{"version":"MR120-3"}`},
	})
}

// TestUnseenRecordsBelongToTheirOwners: in the other realms everyone sees his own.
func TestUnseenRecordsBelongToTheirOwners(t *testing.T) {
	box := start(t, sandbox.Options{APIDoc: widgetDocument(t), Customers: 30, Accounts: 2})
	admin := box.demo()
	all := everything(admin, "Widget/get_gadget_list", "gadget_list")
	for realm, name := range map[sandbox.Realm]string{sandbox.CustomerRealm: "Customer", sandbox.AccountRealm: "Account", sandbox.ResellerRealm: "Reseller"} {
		in := box.at(realm).demo()
		if c, err := catalog.Read(in.fetch("GET", "/doc/api/"+name+"Interface.json", "Accept-Encoding", "identity").body, catalog.Limits{}); err != nil ||
			c.Record("Widget", "gadget") == nil {
			t.Errorf("%s: the document does not tell of gadgets: %v", realm, err)
		}
		made := in.ok("Widget/add_gadget", `{"gadget_info":{"name":"Own of `+name+`","colour":"R"}}`).Get("i_gadget").Text()
		owner := admin.ok("Widget/get_gadget_info", `{"i_gadget":`+made+`}`).Get("gadget_info").Get("i_customer").Text()
		if owner == "" {
			t.Errorf("%s: the gadget belongs to nobody", realm)
		}
		own := make(map[string]bool)
		for _, row := range everything(in, "Widget/get_gadget_list", "gadget_list") {
			own[row.Get("i_gadget").Text()] = true
			if realm == sandbox.CustomerRealm && row.Get("i_customer").Text() != owner {
				t.Errorf("%s sees %s", realm, row.JSON())
			}
		}
		if !own[made] || len(own) >= len(all) {
			t.Errorf("%s sees %d of %d", realm, len(own), len(all))
		}
		for _, row := range all {
			key, of := row.Get("i_gadget").Text(), row.Get("i_customer").Text()
			if own[key] {
				continue
			}
			play(t, in, []step{
				{method: "Widget/get_gadget_info", params: `{"i_gadget":` + key + `}`, body: `{}`},
				{method: "Widget/update_gadget", params: `{"gadget_info":{"i_gadget":` + key + `,"weight":1}}`, code: "Server.Widget.i_gadget_not_found"},
				{method: "Widget/delete_gadget", params: `{"i_gadget":` + key + `}`, code: "Server.Widget.i_gadget_not_found"},
				{method: "Widget/add_gadget", params: `{"gadget_info":{"name":"Given","colour":"R","i_customer":` + of + `}}`, code: "Server.Widget.i_customer_not_found"},
			})
		}
	}
}
