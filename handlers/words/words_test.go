package words_test

import (
	"math"
	"testing"
	"unicode/utf8"

	"portaconsole/handlers/words"
	"portaconsole/porta/catalog"
)

func TestArticle(t *testing.T) {
	for _, tt := range []struct{ noun, want string }{
		{"account", "an account"}, {"Account", "an Account"}, {"customer", "a customer"}, {"alias", "an alias"}, {"extension", "an extension"},
		{"invoice", "an invoice"}, {"owner_batch", "an owner_batch"}, {"sim_card", "a sim_card"}, {"SIM card", "a SIM card"},
		{"xdr", "an xdr"}, {"xDR", "an xDR"}, {"xdr_report", "an xdr_report"}, {"ua", "a ua"}, {"ua_profile", "a ua_profile"}, {"UA", "a UA"},
		{"user", "a user"}, {"usage", "a usage"}, {"unit", "a unit"}, {"update", "an update"}, {"unpaid invoice", "an unpaid invoice"},
		{"unified message", "a unified message"}, {"hour", "an hour"}, {"huntgroup", "a huntgroup"}, {"env", "an env"}, {"ivr_application", "an ivr_application"},
		{"DID number", "a DID number"}, {"SMS", "an SMS"}, {"MSISDN", "an MSISDN"}, {"IMSI", "an IMSI"}, {"acl", "an acl"}, {"cp_condition", "a cp_condition"},
		{"vd_counter", "a vd_counter"}, {"rp_category", "an rp_category"}, {"yearly fee", "a yearly fee"}, {"type", "a type"}, {"8 digit code", "an 8 digit code"},
		{"11 digit code", "an 11 digit code"}, {"1 day pass", "a 1 day pass"}, {"“account”", "an “account”"}, {"one-time code", "a one-time code"},
		{"", "a "}, {"_", "a _"}, {"ümlaut", "a ümlaut"},
	} {
		if got := words.Article(tt.noun); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestPlural(t *testing.T) {
	for _, tt := range []struct{ noun, want string }{
		{"account", "accounts"}, {"Account", "Accounts"}, {"key", "keys"}, {"Key", "Keys"}, {"day", "days"}, {"entry", "entries"}, {"property", "properties"},
		{"known property", "known properties"}, {"currency", "currencies"}, {"alias", "aliases"}, {"address", "addresses"}, {"customer_class", "customer_classes"},
		{"status", "statuses"}, {"bus", "buses"}, {"tax", "taxes"}, {"batch", "batches"}, {"switch", "switches"}, {"dish", "dishes"}, {"analysis", "analyses"},
		{"custom_fields", "custom_fields"}, {"Service features", "Service features"}, {"Status history", "Status history"}, {"Service usage", "Service usage"},
		{"staff", "staff"}, {"person", "people"}, {"Person", "People"}, {"SIM card", "SIM cards"}, {"xDR", "xDRs"}, {"UA", "UAs"}, {"E-mail", "E-mails"},
		{"balance", "balances"}, {"y", "ys"}, {"", ""}, {"_", "_"}, {"number 7", "number 7"}, {"“account”", "“account”"},
	} {
		if got := words.Plural(tt.noun); got != tt.want {
			t.Errorf("several of %q are %q, want %q", tt.noun, got, tt.want)
		}
	}
}

func TestCount(t *testing.T) {
	for _, tt := range []struct {
		n          int64
		noun, want string
	}{
		{0, "entry", "0 entries"}, {1, "entry", "1 entry"}, {2, "entry", "2 entries"}, {1, "service", "1 service"}, {1234, "key", "1,234 keys"},
		{1_000_000, "byte", "1,000,000 bytes"}, {1, "more change", "1 more change"}, {3, "more change", "3 more changes"}, {-1, "day", "-1 days"},
		{-123, "day", "-123 days"}, {-1234, "day", "-1,234 days"}, {math.MinInt64, "day", "-9,223,372,036,854,775,808 days"},
	} {
		if got := words.Count(tt.n, tt.noun); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
	if got := words.Count(3, "alias"); got != "3 aliases" {
		t.Errorf("%q", got)
	}
}

// Every record type of the bundled description has an article and a plural, and the plural of a plural is itself.
func TestNamesOfTheBundledDescription(t *testing.T) {
	for _, s := range catalog.Builtin().Services {
		for _, r := range s.Records {
			for _, noun := range []string{r.Name, catalog.Label(r.Name)} {
				if many := words.Plural(noun); words.Plural(many) != many && many[len(many)-1] != 's' {
					t.Errorf("several of %q are %q", noun, many)
				}
			}
		}
	}
}

// Names come from servers' descriptions.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{"account", "8", "é", "\xff", "a\x00y", "İs"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, noun string) {
		valid := utf8.ValidString(noun)
		for _, made := range []string{words.Article(noun), words.Plural(noun), words.Count(2, noun)} {
			if valid && !utf8.ValidString(made) {
				t.Errorf("%q became %q", noun, made)
			}
		}
	})
}
