package porta

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestRefusalsWearOff(t *testing.T) {
	const list, change = "Product/get_product_list", "Customer/update_customer"
	denied := func(text string) *Error { return &Error{Kind: Denied, Code: "Server.X.access_denied", Message: text} }
	for name, tt := range map[string]struct {
		method string
		e      *Error
		want   bool
	}{
		"a read":             {list, denied("Lecture refusée"), true},
		"a write":            {change, denied("Write Customers.*any* denied"), true},
		"one attribute":      {change, denied("Write Customers.note denied"), false},
		"one record":         {list, &Error{Kind: Denied, Code: "Server.CDR.forbidden_account_access"}, false},
		"no answer":          {list, &Error{Kind: Unavailable}, false},
		"something unknown":  {list, &Error{Kind: Unknown, Code: "Server.X.access_denied"}, false},
		"a read-only moment": {change, &Error{Kind: ReadOnlyMode, Code: "read_only_mode"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var c Client
				c.refusals.note(tt.method, ReadOnly(tt.method), tt.e)
				if got := c.Denied(tt.method); (got != nil) != tt.want {
					t.Errorf("denied: %v", got)
				}
				if c.Denied("Other/method") != nil {
					t.Error("another method is denied too")
				}
				if got, want := c.ReadOnlySite(), tt.e.Kind == ReadOnlyMode; got != want {
					t.Errorf("read-only: %v, want %v", got, want)
				}
				// A denial is believed for five minutes, and that a site cannot write for one, to the moment.
				time.Sleep(time.Minute - time.Nanosecond)
				if got, want := c.ReadOnlySite(), tt.e.Kind == ReadOnlyMode; got != want {
					t.Errorf("read-only just before the minute is over: %v, want %v", got, want)
				}
				time.Sleep(time.Nanosecond)
				if c.ReadOnlySite() {
					t.Error("a site is read-only after a minute")
				}
				time.Sleep(4*time.Minute - time.Nanosecond)
				if got := c.Denied(tt.method); (got != nil) != tt.want {
					t.Errorf("denied just before five minutes are over: %v", got)
				}
				time.Sleep(time.Nanosecond)
				if c.Denied(tt.method) != nil {
					t.Error("a method is denied after five minutes")
				}
			})
		})
	}
	var gateway Client
	gateway.refusals.note(list, true, &Error{Kind: Denied, Code: "Client.Gateway.access_denied", Delivery: NoAnswer})
	gateway.refusals.note(change, false, &Error{Kind: ReadOnlyMode, Code: "read_only_mode", Delivery: NoAnswer})
	if gateway.Denied(list) != nil || gateway.ReadOnlySite() {
		t.Error("what something in between says is believed")
	}
	var c Client
	c.refusals.note(list, true, denied(""))
	c.refusals.note(list, true, nil)
	c.refusals.note(change, false, &Error{Kind: ReadOnlyMode})
	c.refusals.note(list, true, nil)
	if !c.ReadOnlySite() {
		t.Error("a read made the site writable")
	}
	c.refusals.note(change, false, nil)
	if c.Denied(list) != nil || c.ReadOnlySite() {
		t.Error("what works is still refused")
	}
}
