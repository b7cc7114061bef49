package catalog_test

import (
	"testing"

	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func TestHides(t *testing.T) {
	secret, open := &catalog.Property{Secret: true}, &catalog.Property{}
	for _, tt := range []struct {
		name string
		p    *catalog.Property
		mask []string
		want bool
	}{
		{"note", nil, nil, false},
		{"note", secret, nil, true},
		{"note", nil, []string{"email", "note"}, true},
		{"note", open, []string{"note"}, true},
		{"Note", open, []string{"note"}, false},
		{"notes", nil, []string{"note"}, false},
		{"password", nil, nil, true},
		{"H323_Password", nil, nil, true},
		{"private_key", nil, nil, true},
		{"tls_private_key", nil, nil, true},
		{"public_key", nil, nil, false},
		{"pin", nil, nil, true},
		{"spin", nil, nil, false},
		{"puk1", nil, nil, true},
		{"password_timestamp", nil, nil, false},
		{"generate_web_password", open, nil, false}, // the description knows better
		{"", nil, nil, false},
	} {
		if got := catalog.NewMasking(tt.mask).Hides(tt.name, tt.p); got != tt.want {
			t.Errorf("%q, described as %+v, with %q: %v", tt.name, tt.p, tt.mask, got)
		}
	}
	if (catalog.Masking{}).Hides("note", nil) || !(catalog.Masking{}).Hides("token", nil) {
		t.Error("the zero value does not go by names alone")
	}
}

func TestMask(t *testing.T) {
	text := &catalog.Schema{Type: catalog.Text}
	info := &catalog.Schema{Type: catalog.Object, Properties: []catalog.Property{
		{Name: "pass", Schema: text, Secret: true}, {Name: "reset_password", Schema: &catalog.Schema{Type: catalog.Switch}}, {Name: "name", Schema: text},
	}}
	request := &catalog.Schema{Type: catalog.Object, Properties: []catalog.Property{
		{Name: "info", Schema: info}, {Name: "list", Schema: &catalog.Schema{Type: catalog.Array, Items: info}},
	}}
	m := catalog.NewMasking([]string{"iban"})
	for given, want := range map[string]string{
		`{"info":{"pass":"x","name":"n","reset_password":1}}`: `{"info":{"pass":"••••••••","name":"n","reset_password":1}}`,
		`{"list":[{"name":"a"},{"pass":1}]}`:                  `{"list":[{"name":"a"},{"pass":"••••••••"}]}`,
		`{"pass":"x","token":"y"}`:                            `{"pass":"x","token":"••••••••"}`, // pass is secret inside of info alone
		`{"free":{"iban":["DE1"],"deep":[[{"iban":"x"}]]}}`:   `{"free":{"iban":"••••••••","deep":[[{"iban":"••••••••"}]]}}`,
		`{"info":{"pass":"","iban":null}}`:                    `{"info":{"pass":"","iban":null}}`,
		`[{"iban":"x"},1]`:                                    `[{"iban":"••••••••"},1]`,
		`"x"`:                                                 `"x"`,
	} {
		v, err := attr.Parse([]byte(given), attr.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		before := v.JSON()
		if got := m.Mask(request, v).JSON(); got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
		if v.JSON() != before {
			t.Errorf("the value itself was changed to %s", v.JSON())
		}
	}
}

func TestMaskingOfPaths(t *testing.T) {
	add := catalog.Builtin().Method("Account/add_account").Request
	hides := catalog.NewMasking([]string{"email"}).Of(add)
	for path, want := range map[string]bool{
		"account_info.h323_password": true, "account_info.email": true, "account_info.id": false, "account_info": false,
		"generate_web_password": false, "account_info.unknown.token": true, "account_info.unknown.name": false, "": false,
	} {
		if got := hides(attr.ParsePath(path)); got != want {
			t.Errorf("%s: %v", path, got)
		}
	}
}

// What has no secrets is not copied.
func BenchmarkMask(b *testing.B) {
	info := catalog.Builtin().Record("Customer", "customer").Info()
	var members []attr.Member
	for _, p := range info.Properties {
		members = append(members, attr.M(p.Name, attr.TextValue("x")))
	}
	v := attr.ObjectValue(members[:80]...)
	b.ReportAllocs()
	for b.Loop() {
		catalog.NewMasking(nil).Mask(info, v)
	}
}

// In the answer of any method a token is hidden at every depth, whatever its description says.
func TestMaskAnswers(t *testing.T) {
	open := &catalog.Schema{Type: catalog.Object, Properties: []catalog.Property{
		{Name: "tokens", Schema: &catalog.Schema{Type: catalog.Array}}, {Name: "session_id", Schema: &catalog.Schema{Type: catalog.Text}},
	}}
	const given = `{"tokens":["a"],"session_id":"b","list":[{"Access_Token_Data":{"value":"c"},"name":"n"}],"jwt":""}`
	const want = `{"tokens":"••••••••","session_id":"••••••••","list":[{"Access_Token_Data":"••••••••","name":"n"}],"jwt":""}`
	v, err := attr.Parse([]byte(given), attr.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := (catalog.Masking{}).OfAnswers().Mask(open, v).JSON(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got := (catalog.Masking{}).Mask(open, v).Get("session_id").Text(); got != "b" {
		t.Errorf("elsewhere the session is %q", got)
	}
}
