package places_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"portaconsole/handlers/places"
	"portaconsole/handlers/store"
	"portaconsole/porta"
)

var (
	anna = porta.Owner{Server: "billing.example.com", Realm: "admin", Login: "anna"}
	otto = porta.Owner{Server: "billing.example.com", Realm: "admin", Login: "otto"}
)

func keeper(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func view(name, query string) places.View {
	return places.View{Record: "Customer/customer", Name: name, Query: query}
}

// save keeps a view that nothing speaks against.
func save(t *testing.T, p *places.Places, o porta.Owner, v places.View) places.View {
	t.Helper()
	v, err := p.Save(t.Context(), o, v, "")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// refused returns why something was refused.
func refused(t *testing.T, err error) *places.Refusal {
	t.Helper()
	r, ok := errors.AsType[*places.Refusal](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	return r
}

// names are the owner's views as they are listed.
func names(t *testing.T, p *places.Places, o porta.Owner) (list []string) {
	t.Helper()
	views, err := p.Views(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		list = append(list, v.Record+" "+v.Name+" "+v.Query)
	}
	return list
}

func TestNames(t *testing.T) {
	p := places.New(places.Options{Keeper: keeper(t)})
	for name, want := range map[string]string{
		"Open": "Open", "  two \t words\n": "two words", "Größe €": "Größe €", "\u202eevil": "evil", "bad\xff": "bad\uFFFD",
		strings.Repeat("ü", 100): strings.Repeat("ü", 100),
	} {
		if v := save(t, p, anna, view(name, "")); v.Name != want {
			t.Errorf("%q becomes %q, want %q", name, v.Name, want)
		}
	}
	for name, want := range map[string]string{
		"": "Give the view a name.", " \t\u200b": "Give the view a name.",
		strings.Repeat("ü", 101): "A name can have 100 characters, and this one has 101.",
	} {
		_, err := p.Save(t.Context(), anna, view(name, ""), "")
		if got := refused(t, err).Text; got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

func TestATakenNameIsReplacedOnDemandOnly(t *testing.T) {
	p := places.New(places.Options{Keeper: keeper(t)})
	first := save(t, p, anna, view("Open", "f.bill_status=O"))
	other := save(t, p, anna, view("Other", ""))
	save(t, p, otto, view("Open", "f.bill_status=S"))
	save(t, p, anna, places.View{Record: "Account/account", Name: "Open", Query: "x"})
	if again := save(t, p, anna, view("Open", "f.bill_status=O")); again != first {
		t.Errorf("a second press makes %+v of %+v", again, first)
	}
	for _, replace := range []string{"", other.ID, "x"} {
		_, err := p.Save(t.Context(), anna, view("OPEN", "f.bill_status=C"), replace)
		if r := refused(t, err); r.Taken == nil || *r.Taken != first || r.Text != "There is a view “Open” already. Replace it, or choose another name." {
			t.Errorf("%q: %+v", replace, r)
		}
	}
	v, err := p.Save(t.Context(), anna, view("OPEN", "f.bill_status=C"), first.ID)
	if err != nil || v.ID != first.ID {
		t.Errorf("%+v, %v", v, err)
	}
	if diff := cmp.Diff([]string{"Account/account Open x", "Customer/customer OPEN f.bill_status=C", "Customer/customer Other "}, names(t, p, anna)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Customer/customer Open f.bill_status=S"}, names(t, p, otto)); diff != "" {
		t.Error(diff)
	}
}

func TestRenameAndDelete(t *testing.T) {
	p := places.New(places.Options{Keeper: keeper(t)})
	v := save(t, p, anna, view("Open", "f.bill_status=O"))
	save(t, p, anna, view("Other", ""))
	if got := refused(t, p.Rename(t.Context(), anna, v.ID, "other")).Text; got != "There is a view “Other” already. Choose another name." {
		t.Error(got)
	}
	refused(t, p.Rename(t.Context(), anna, v.ID, " "))
	if err := p.Rename(t.Context(), otto, v.ID, "Mine"); !errors.Is(err, places.ErrNone) {
		t.Errorf("somebody else's view is renamed: %v", err)
	}
	if _, err := p.View(t.Context(), otto, v.ID); !errors.Is(err, places.ErrNone) {
		t.Errorf("somebody else's view is found: %v", err)
	}
	if err := p.Delete(t.Context(), otto, v.ID); err != nil {
		t.Error(err)
	}
	if err := p.Rename(t.Context(), anna, v.ID, "open"); err != nil {
		t.Errorf("in another case: %v", err)
	}
	if got, err := p.View(t.Context(), anna, v.ID); err != nil || got.Name != "open" || got.Query != v.Query {
		t.Errorf("%+v, %v", got, err)
	}
	for range 2 {
		if err := p.Delete(t.Context(), anna, v.ID); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"Customer/customer Other "}, names(t, p, anna)); diff != "" {
		t.Error(diff)
	}
}

func TestLimits(t *testing.T) {
	kept := keeper(t)
	p := places.New(places.Options{Keeper: kept})
	for i := range places.MaxViews {
		v := view(fmt.Sprint(i), "")
		v.ID = fmt.Sprint(i)
		if err := kept.PutView(t.Context(), anna, v); err != nil {
			t.Fatal(err)
		}
	}
	_, err := p.Save(t.Context(), anna, view("one more", ""), "")
	if got := refused(t, err).Text; got != "You have 200 saved views, and there can be no more. Delete one that you do not need." {
		t.Error(got)
	}
	if _, err := p.Save(t.Context(), anna, view("7", "changed"), "7"); err != nil {
		t.Errorf("one of them cannot be replaced: %v", err)
	}
	save(t, p, otto, view("one more", ""))
	_, err = p.Save(t.Context(), otto, view("long", strings.Repeat("x", 16<<10+1)), "")
	refused(t, err)
}

func deed(url string, at time.Time) places.Recent {
	return places.Recent{URL: url, Did: places.Opened, Text: "account " + url, At: at.UTC()}
}

func TestMerge(t *testing.T) {
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	newer := deed("/b", at(5))
	newer.Did = places.Changed
	got := places.Merge([]places.Recent{newer, deed("/a", at(1))}, []places.Recent{deed("/c", at(3)), deed("/b", at(2)), deed("/a", at(1))})
	if diff := cmp.Diff([]places.Recent{newer, deed("/c", at(3)), deed("/a", at(1))}, got); diff != "" {
		t.Error(diff)
	}
	var many []places.Recent
	for i := range 30 {
		many = places.Merge([]places.Recent{deed(fmt.Sprint(i), at(i))}, many)
	}
	if len(many) != places.MaxRecent || many[0].URL != "29" || many[19].URL != "10" {
		t.Errorf("%d are left: %v", len(many), many)
	}
}

// recent checks what the owner did last, as keeper or places say.
func recent(t *testing.T, of func(context.Context, porta.Owner) ([]places.Recent, error), o porta.Owner, want ...string) {
	t.Helper()
	got, err := of(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var urls []string
	for _, r := range got {
		urls = append(urls, r.URL)
	}
	if diff := cmp.Diff(want, urls, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

// What was done is seen at once, and written a little later, many together.
func TestRecentIsWrittenLater(t *testing.T) {
	kept := keeper(t)
	synctest.Test(t, func(t *testing.T) {
		p := places.New(places.Options{Keeper: kept})
		did := func(o porta.Owner, url string) {
			time.Sleep(time.Millisecond)
			p.Remember(o, deed(url, time.Time{}))
		}
		did(anna, "/a")
		did(anna, "/b")
		did(otto, "/o")
		did(anna, "/a")
		recent(t, p.Recent, anna, "/a", "/b")
		recent(t, kept.Recent, anna)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		recent(t, kept.Recent, anna, "/a", "/b")
		recent(t, kept.Recent, otto, "/o")
		did(anna, "/c")
		recent(t, p.Recent, anna, "/c", "/a", "/b")
		recent(t, kept.Recent, anna, "/a", "/b")
		p.Close()
		recent(t, kept.Recent, anna, "/c", "/a", "/b")
		recent(t, places.New(places.Options{Keeper: kept}).Recent, anna, "/c", "/a", "/b")
	})
}

// failing is a keeper whose disk is full at first.
type failing struct {
	*store.Store
	failures int
}

func (f *failing) AddRecent(ctx context.Context, o porta.Owner, news []places.Recent) error {
	if f.failures--; f.failures >= 0 {
		return errors.New("disk full")
	}
	return f.Store.AddRecent(ctx, o, news)
}

// What could not be written is not lost, and is written with the next.
func TestAFailedWriteIsTriedAgain(t *testing.T) {
	kept := keeper(t)
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		p := places.New(places.Options{Keeper: &failing{kept, 1}, Log: slog.New(slog.NewTextHandler(&log, nil))})
		p.Remember(anna, deed("/a", time.Time{}))
		time.Sleep(time.Minute)
		synctest.Wait()
		if !strings.Contains(log.String(), "disk full") || strings.Contains(log.String(), "/a") {
			t.Errorf("the log says %s", &log)
		}
		recent(t, p.Recent, anna, "/a")
		p.Remember(anna, deed("/b", time.Time{}))
		time.Sleep(time.Minute)
		synctest.Wait()
		recent(t, kept.Recent, anna, "/b", "/a")
		p.Close()
	})
}

// during is a keeper in whose first write something else is done.
type during struct {
	*store.Store
	do func()
}

func (d *during) AddRecent(ctx context.Context, o porta.Owner, news []places.Recent) error {
	do := d.do
	d.do = func() {}
	do()
	return d.Store.AddRecent(ctx, o, news)
}

// What is done while something is written comes with the next write.
func TestRecentDuringAWrite(t *testing.T) {
	kept := keeper(t)
	synctest.Test(t, func(t *testing.T) {
		d := &during{Store: kept}
		p := places.New(places.Options{Keeper: d})
		d.do = func() {
			time.Sleep(time.Second)
			p.Remember(anna, deed("/b", time.Time{}))
		}
		p.Remember(anna, deed("/a", time.Time{}))
		time.Sleep(5 * time.Second)
		synctest.Wait()
		recent(t, kept.Recent, anna, "/a")
		recent(t, p.Recent, anna, "/b", "/a")
		time.Sleep(3 * time.Second)
		synctest.Wait()
		recent(t, kept.Recent, anna, "/b", "/a")
		p.Close()
	})
}

func BenchmarkRemember(b *testing.B) {
	s, err := store.Open(b.Context(), b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	p := places.New(places.Options{Keeper: s})
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		p.Remember(anna, places.Recent{URL: fmt.Sprint("/records/Account/account/", n), Did: places.Opened, Text: "account 15550100"})
	}
	p.Close()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkViews200(b *testing.B) {
	s, err := store.Open(b.Context(), b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for i := range places.MaxViews {
		if err := s.PutView(b.Context(), anna, places.View{ID: fmt.Sprint(i), Record: "Customer/customer", Name: fmt.Sprint("View ", i), Query: "f.bill_status=O&f.name=%25a%25"}); err != nil {
			b.Fatal(err)
		}
	}
	p := places.New(places.Options{Keeper: s})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Views(b.Context(), anna); err != nil {
			b.Fatal(err)
		}
	}
}
