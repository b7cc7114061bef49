package names

import (
	"context"
	"strings"
	"testing"
	"time"

	"portaconsole/porta"
	"portaconsole/porta/catalog"
	"portaconsole/porta/sandbox"
)

var customer = catalog.Builtin().Record("Customer", "customer")

func TestCacheIsBounded(t *testing.T) {
	n := Names{cache: New(nil)}
	for id := range int64(5 * generation) {
		n.LearnName(customer, id, "a")
	}
	if got := len(n.cache.young) + len(n.cache.old); got > 2*generation {
		t.Errorf("%d entries are kept", got)
	}
	if _, known := n.Known(customer, 5*generation-generation); !known {
		t.Error("one of the newest names is forgotten")
	}
	n.LearnName(customer, 1, strings.Repeat("ä", 1000))
	if name, _ := n.Known(customer, 1); len([]rune(name)) != 201 {
		t.Errorf("%d characters of a name are kept", len([]rune(name)))
	}
}

func TestNamesAreTheOwnersAlone(t *testing.T) {
	cache := New(nil)
	anna := Names{cache: cache, owner: porta.Owner{Server: "a", Realm: "admin", Login: "anna"}}
	anna.LearnName(customer, 1, "North Telecom")
	for _, owner := range []porta.Owner{
		{Server: "b", Realm: "admin", Login: "anna"}, {Server: "a", Realm: "reseller", Login: "anna"}, {Server: "a", Realm: "admin", Login: "ben"},
	} {
		if name, known := (Names{cache: cache, owner: owner}).Known(customer, 1); known || name != "" {
			t.Errorf("%v knows %q", owner, name)
		}
	}
}

// A request that is given up leaves what it claimed to those that wait for it, and nothing is believed of it.
func TestFetchThatIsGivenUp(t *testing.T) {
	box, err := sandbox.Start(sandbox.Options{Customers: 20})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	n := New(nil).Of(login(t, box))
	arrived := make(chan struct{})
	box.Inject(sandbox.Rule{Method: "Customer/get_customer_info", Kind: sandbox.Delay, Delay: time.Hour, Times: 1})
	impatient, giveUp := context.WithCancel(t.Context())
	go func() {
		defer close(arrived)
		n.Fetch(impatient, []Ref{{customer, 1001}})
	}()
	for box.Count("Customer/get_customer_info") == 0 {
		select {
		case <-arrived:
			t.Fatal("the first did not wait")
		case <-time.After(time.Millisecond):
		}
	}
	patient := make(chan struct{})
	go func() {
		defer close(patient)
		n.Fetch(t.Context(), []Ref{{customer, 1001}})
	}()
	giveUp()
	<-arrived
	<-patient
	if name, _ := n.Known(customer, 1001); name == "" {
		t.Error("who waited was left without the name")
	}
	if got := box.Count("Customer/get_customer_info"); got != 2 {
		t.Errorf("%d calls, want the one given up and its repetition", got)
	}
	if len(n.cache.flights) != 0 {
		t.Error("something is under way for ever")
	}
}

func login(t *testing.T, box *sandbox.Server) *porta.Client {
	t.Helper()
	host, port := box.Addr(sandbox.AdminRealm)
	directory, err := porta.NewDirectory([]porta.Rule{{Name: "sandbox", Host: host, Realms: map[string]int{"admin": port}, Pin: box.Fingerprint()}}, porta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(directory.Close)
	server, err := directory.Server("sandbox", port)
	if err != nil {
		t.Fatal(err)
	}
	client, err := server.Login(t.Context(), porta.Credentials{Login: sandbox.DemoLogin, Token: sandbox.DemoToken})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// What a user may not see is remembered. That the session was over, or that nobody waited any more, says nothing of it.
func TestWhatIsRemembered(t *testing.T) {
	given, giveUp := context.WithCancel(t.Context())
	giveUp()
	for _, tt := range []struct {
		ctx   context.Context
		kind  porta.Kind
		known bool
	}{
		{t.Context(), porta.Denied, true}, {t.Context(), porta.NotFound, true}, {t.Context(), porta.Unavailable, true}, {t.Context(), porta.Auth, false}, {given, porta.Denied, false},
	} {
		n := Names{cache: New(nil)}
		n.refused(tt.ctx, n.key(nameKnown, customer, 1), &porta.Error{Kind: tt.kind})
		if _, known := n.Known(customer, 1); known != tt.known {
			t.Errorf("%v, %v: known is %v", tt.kind, tt.ctx.Err(), known)
		}
	}
}
