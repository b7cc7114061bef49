package porta_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"portaconsole/porta"
	"portaconsole/porta/attr"
)

// customerPage is a page of 100 customers with 80 attributes each, in the shapes that real answers have.
func customerPage() string {
	var b strings.Builder
	b.WriteString(`{"customer_list":[`)
	for i := range 100 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"i_customer":%d,"name":"Customer %d \"North\"","balance":%d.%05d,"bill_status":"O","email":"c%d@example.com"`,
			1000+i, i, -i, i*317, i)
		for k := range 75 {
			switch k % 5 {
			case 0:
				fmt.Fprintf(&b, `,"i_reference_%d":%d`, k, i*k)
			case 1:
				fmt.Fprintf(&b, `,"text_attribute_%d":"Some text number %d"`, k, k)
			case 2:
				fmt.Fprintf(&b, `,"optional_%d":null`, k)
			case 3:
				fmt.Fprintf(&b, `,"created_%d":"2026-03-04 10:15:%02d"`, k, k%60)
			case 4:
				fmt.Fprintf(&b, `,"flag_%d":"Y"`, k)
			}
		}
		b.WriteByte('}')
	}
	b.WriteString(`],"total":100}`)
	return b.String()
}

func TestCustomerPage(t *testing.T) {
	v := params(t, customerPage())
	if rows := v.Get("customer_list"); rows.Len() != 100 || rows.Index(99).Len() != 80 {
		t.Errorf("%d rows of %d attributes, want 100 of 80", rows.Len(), rows.Index(99).Len())
	}
}

const listMethod = "Customer/get_customer_list"

// BenchmarkCall is one call as the console makes it, answer as an attribute tree.
func BenchmarkCall(b *testing.B) {
	f := newFake(b)
	page := customerPage()
	f.on(listMethod, answer(200, page))
	c := f.login(b, porta.Options{})
	p := attr.ObjectValue(attr.M("limit", attr.IntValue(100)))
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		v, err := c.Call(b.Context(), listMethod, p)
		if err != nil || v.Get("customer_list").Len() != 100 {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareHTTP is the same exchange on the same kind of connection (HTTP/1.1 over TLS, kept alive) with nothing
// but net/http and encoding/json.
func BenchmarkBareHTTP(b *testing.B) {
	f := newFake(b)
	page := customerPage()
	f.on(listMethod, answer(200, page))
	client := f.Client()
	defer client.CloseIdleConnections()
	url := fmt.Sprintf("https://127.0.0.1:%d/rest/%s", f.port(), listMethod)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if err := bareCall(b, client, url); err != nil {
			b.Fatal(err)
		}
	}
}

func bareCall(b *testing.B, client *http.Client, url string) error {
	body, err := json.Marshal(map[string]any{"params": map[string]any{"limit": 100}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer token-1")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	var v map[string]any
	return json.Unmarshal(data, &v)
}
