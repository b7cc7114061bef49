package sandbox_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"portaconsole/porta/sandbox"
)

// The benchmarks run on a hundred thousand customers with a million accounts: go test -bench . -run '^$' ./porta/sandbox
const manyCustomers, manyAccounts = 100_000, 10

func BenchmarkStart(b *testing.B) {
	for _, size := range [][2]int{{1000, 3}, {manyCustomers, manyAccounts}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				runtime.GC()
				runtime.ReadMemStats(&before)
				s, err := sandbox.Start(sandbox.Options{Customers: size[0], Accounts: size[1]})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB-kept")
		})
	}
}

// BenchmarkCall is one call over HTTPS, everything included.
func BenchmarkCall(b *testing.B) {
	w := start(b, sandbox.Options{Customers: manyCustomers, Accounts: manyAccounts}).demo()
	const all = `"from_date":"0001-01-01 00:00:00","to_date":"9999-01-01 00:00:00"`
	for _, bm := range []struct{ name, method, params string }{
		{"customers page 100 total", "Customer/get_customer_list", `{"limit":100,"get_total":1}`},
		{"customers open page 100 total", "Customer/get_customer_list", `{"limit":100,"get_total":1,"bill_status":"O"}`},
		{"customers name prefix total", "Customer/get_customer_list", `{"limit":100,"get_total":1,"name":"amb%"}`},
		{"customers name contains total", "Customer/get_customer_list", `{"limit":100,"get_total":1,"name":"%amb%"}`},
		{"accounts page 100 total", "Account/get_account_list", `{"limit":100,"get_total":1}`},
		{"accounts last page total", "Account/get_account_list", `{"limit":100,"offset":999900,"get_total":1}`},
		{"accounts open page 100 total", "Account/get_account_list", `{"limit":100,"get_total":1,"bill_status":"O"}`},
		{"accounts of a customer total", "Account/get_account_list", `{"limit":100,"get_total":1,"i_customer":50000}`},
		{"accounts id exact total", "Account/get_account_list", `{"limit":100,"get_total":1,"id":"15550512345"}`},
		{"accounts id prefix of most total", "Account/get_account_list", `{"limit":100,"get_total":1,"id":"1555%"}`},
		{"accounts id prefix of few total", "Account/get_account_list", `{"limit":100,"get_total":1,"id":"15550512%"}`},
		{"accounts login prefix total", "Account/get_account_list", `{"limit":100,"get_total":1,"login":"15550512%"}`},
		{"accounts id contains total", "Account/get_account_list", `{"limit":100,"get_total":1,"id":"%51234%"}`},
		{"accounts with aliases details", "Account/get_account_list", `{"limit":100,"get_total":1,"with_aliases":1,"get_statuses":1,"detailed_info":1}`},
		{"account info by id", "Account/get_account_info", `{"id":"15550512345"}`},
		{"customer info by name", "Customer/get_customer_info", `{"login":"demo"}`},
		{"xdrs of a customer", "Customer/get_customer_xdrs", `{"limit":100,"get_total":1,"i_customer":50000,` + all + `}`},
		{"update", "Account/update_account", `{"account_info":{"i_account":500000,"firstname":"Ida"}}`},
	} {
		b.Run(bm.name, func(b *testing.B) {
			w.ok(bm.method, bm.params)
			for b.Loop() {
				if a := w.call(bm.method, bm.params); a.status != 200 {
					b.Fatalf("%d %s", a.status, a.body)
				}
			}
		})
	}
}

// BenchmarkParallel is twenty clients reading pages at once.
func BenchmarkParallel(b *testing.B) {
	w := start(b, sandbox.Options{}).demo()
	b.SetParallelism(20)
	var once sync.Once
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if a := w.call("Account/get_account_list", `{"limit":25,"get_total":1}`); a.status != 200 {
				once.Do(func() { b.Errorf("%d %s", a.status, a.body) })
			}
		}
	})
}
