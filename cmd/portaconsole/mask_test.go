package main

import (
	"strings"
	"testing"

	"portaconsole/porta/sandbox"
)

// The setting reaches the pages.
func TestMaskSetting(t *testing.T) {
	box := startBox(t, sandbox.Options{Customers: 20})
	c := startConsoleIn(t, []string{"PORTACONSOLE_MASK=email"}, "--servers", serverOf(box), "--data", t.TempDir())
	_, port := box.Addr("admin")
	v := &visitor{t: t, base: c.url}
	v.signIn("127.0.0.1", port)
	for _, path := range []string{"/records/Customer/customer", "/records/Customer/customer/1001"} {
		if page := v.page(path); strings.Contains(page, "@example.") || !strings.Contains(page, "••••••••") {
			t.Errorf("%s shows addresses", path)
		}
	}
}
