package attr_test

import (
	"fmt"
	"strings"
	"testing"

	"portaconsole/porta/attr"
)

// page is an answer of 100 rows with 80 attributes each.
func page() []byte {
	var b strings.Builder
	b.WriteString(`{"customer_list":[`)
	for i := range 100 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"i_customer":%d`, 1000+i)
		for k := range 79 {
			fmt.Fprintf(&b, `, "attribute_%d": %s`, k, [...]string{`"Some text"`, `-23.61693`, `null`, `"2026-03-04 10:15:00"`}[k%4])
		}
		b.WriteByte('}')
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	data := page()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := attr.Parse(data, attr.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

// A list of many values must not be held twice while it is read.
func BenchmarkParseLongList(b *testing.B) {
	data := []byte("[" + strings.Repeat("1234567890,", 400_000) + "0]")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := attr.ParseOwned(data, attr.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
