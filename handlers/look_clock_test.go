package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"portaconsole/porta/journal"
	"portaconsole/porta/sandbox"
)

// A transaction is looked for from five minutes before it was written down to fifteen after it was sent: clocks differ, and booking may
// take its time. What lies outside of that is another one.
func TestLookForATransactionByAnotherClock(t *testing.T) {
	t.Parallel()
	const yes, no = "It seems to have arrived", "It seems not to have arrived"
	for _, tt := range []struct {
		ahead time.Duration // of PortaBilling's clock
		want  string
	}{
		{-6 * time.Minute, no},
		{-5*time.Minute + 30*time.Second, yes},
		{0, yes},
		{14*time.Minute + 30*time.Second, yes},
		{16 * time.Minute, no},
	} {
		t.Run(tt.ahead.String(), func(t *testing.T) {
			t.Parallel()
			c := signedIn(t, sandbox.Options{Now: func() time.Time { return time.Now().Add(tt.ahead) }})
			c.box.Inject(sandbox.Rule{Method: "Account/make_transaction", Kind: sandbox.Lost, Times: 1})
			a := c.post(callPayment, form("send", "i_account:integer=10001", "action:text=manual payment", "amount:decimal=12.50"))
			look := a.is(http.StatusUnprocessableEntity).attr("#problem a.button", "href")
			c.get(look).is(http.StatusOK).has("#finding h2", tt.want)

			e, err := c.kept.WriteByID(t.Context(), journal.Reader{Owner: demo}, strings.Split(look, "/")[2])
			if err != nil || e == nil {
				t.Fatalf("%v, %v", e, err)
			}
			asked := parsed(t, c.sent("Account/get_xdr_list")[0])
			from, to := e.Planned.Add(-5*time.Minute).UTC().Format(time.DateTime), e.Sent.Add(15*time.Minute).UTC().Format(time.DateTime)
			if asked.Get("from_date").Text() != from || asked.Get("to_date").Text() != to {
				t.Errorf("it was asked %s, want from %s to %s", asked.JSON(), from, to)
			}
		})
	}
}
