package handlers_test

import (
	"cmp"
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// Each of these record types goes its whole way through the same pages: made, found in its list, read, changed, ended.
func TestWholeLives(t *testing.T) {
	t.Parallel()
	for list, tt := range map[string]struct {
		rows    []string // of the form of a new one
		find    string   // the list's query that finds it
		title   string
		field   string // that is changed
		value   string
		confirm string
	}{
		"/records/Account/alias": {
			[]string{"alias_info:object", " i_master_account:integer=10001", " id:text=15557770001"}, "?f.id=15557770001", "15557770001", "alias_info.blocked", "yes", "15557770001",
		},
		"/records/DID/number": {
			[]string{"number_info:object", " number:text=4930123456", " i_do_batch:integer=1", " description:text=new"}, "?f.number=4930123456", "4930123456", "number_info.description", "changed", "4930123456",
		},
		"/records/SIMCard/sim_card": {
			[]string{"sim_card_info:object", " imsi:text=262019999999901", " iccid:text=8949019999999999901"}, "?f.imsi=262019999999901", "262019999999901", "sim_card_info.iccid", "8949019999999999902", "262019999999901",
		},
		"/records/Product/product": {
			[]string{"product_info:object", " name:text=Life EUR", " iso_4217:text=EUR", " description:text=new"}, "?f.name=Life+EUR", "Life EUR", "product_info.description", "changed", "Life EUR",
		},
		"/records/Subscription/subscription": {
			[]string{"subscription_info:object", " name:text=Life plan", " iso_4217:text=EUR", " description:text=new"}, "?f.name=Life+plan", "Life plan", "subscription_info.description", "changed", "Life plan",
		},
		"/records/Account/subscription": {
			[]string{"i_account:integer=10001", "subscription_info:object", " i_subscription:integer=1", " start_date:date=2026-12-01"}, "?f.i_account=10001", "", "subscription_info.finish_date", "2027-12-01", "",
		},
		"/records/CustomFields/custom_field": {
			[]string{"custom_field_info:object", " name:text=life_field", " object:text=customer", " type:text=Text"}, "?f.name=life_field", "life_field", "custom_field_info.name", "life_changed", "life_changed",
		},
	} {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{})
			c.post(list+"/new", form("send", tt.rows...)).is(http.StatusSeeOther)
			page := c.get(list+tt.find).is(http.StatusOK).has("tbody", tt.title).attr("tbody tr:first-child td:first-child a", "href")
			c.get(page).is(http.StatusOK).has("h1", tt.title)
			path, query, _ := strings.Cut(page, "?")
			if query != "" {
				query = "?" + query
			}
			edit := &typist{c, c.get(path + "/edit" + query).is(http.StatusOK), path + "/edit" + query}
			if edit.page.doc.Find("[aria-label='"+tt.field+"']").Length() == 0 {
				wrapper, name, _ := strings.Cut(tt.field, ".")
				edit.press("add:" + edit.id(wrapper) + ":" + name)
			}
			edit.put(tt.field, tt.value)
			edit.press("send").leadsTo(page)
			c.get(page).has(".notice.good", "was changed.")
			end := &typist{c, c.get(path + "/end" + query).is(http.StatusOK), path + "/end" + query}
			end.page.doc.Find("[name=confirm]").SetAttr("value", cmp.Or(tt.confirm, path[strings.LastIndexByte(path, '/')+1:]))
			end.press("send").is(http.StatusSeeOther)
			c.get(list + tt.find).is(http.StatusOK).hasNo("tbody a[href='" + page + "']")
		})
	}
}
