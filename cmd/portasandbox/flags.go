package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"portaconsole/porta/sandbox"
)

// settings are what the flags say.
type settings struct {
	options sandbox.Options
	apiDoc  string // the file that options.APIDoc is from
	verbose bool
}

// defined are the flags with the variables behind them.
type defined struct {
	*flag.FlagSet
	settings
	addrs  map[sandbox.Realm]*string
	strict bool
}

func define() *defined {
	d := &defined{FlagSet: flag.NewFlagSet("portasandbox", flag.ContinueOnError)}
	d.SetOutput(io.Discard) // run prints the error, once
	o := &d.options
	d.addrs = map[sandbox.Realm]*string{
		sandbox.AdminRealm:    d.String("addr", "127.0.0.1:9443", "listen `address` of the administrator realm"),
		sandbox.ResellerRealm: d.String("reseller-addr", "", "listen `address` of the reseller realm; not served when empty"),
		sandbox.CustomerRealm: d.String("customer-addr", "", "listen `address` of the customer realm; not served when empty"),
		sandbox.AccountRealm:  d.String("account-addr", "", "listen `address` of the account realm; not served when empty"),
	}
	d.BoolVar(&o.Plain, "plain", false, "HTTP instead of HTTPS")
	d.IntVar(&o.Customers, "customers", 1000, "`number` of made-up customers")
	d.IntVar(&o.Accounts, "accounts", 3, "`number` of made-up accounts per customer, on average")
	d.Uint64Var(&o.Seed, "seed", 0, "`number` that the made-up data follow from")
	d.DurationVar(&o.TokenTTL, "token-ttl", 48*time.Hour, "`lifetime` of an access token")
	d.DurationVar(&o.SessionIdle, "session-idle", 24*time.Hour, "`time` after which an unused session ends")
	d.BoolVar(&d.strict, "strict-names", true, "refuse unknown attribute names")
	d.DurationVar(&o.Latency, "latency", 0, "`time` to wait before every call")
	d.StringVar(&d.apiDoc, "api-doc", "", "OpenAPI document to serve and obey in place of the built-in one: `FILE`")
	d.BoolVar(&o.NoAPIDoc, "no-api-doc", false, "serve no OpenAPI document; the one in use is obeyed all the same")
	d.StringVar(&o.Release, "release", "MR120-3", "`release` to be")
	d.StringVar(&o.Mode, "mode", "", "`mode` in which nothing may be changed: standalone, secondary or read_only")
	d.Var((*faultFlag)(&o.Faults), "fault", "make calls go wrong: `METHOD=KIND[:RATE]`; may be given several times")
	d.BoolVar(&d.verbose, "verbose", false, "log every call")
	return d
}

// faultFlag gathers the rules of all --fault flags.
type faultFlag []sandbox.Rule

func (f *faultFlag) String() string { return "" }

func (f *faultFlag) Set(s string) error {
	r, err := sandbox.ParseRule(s)
	*f = append(*f, r)
	return err
}

// parse reads the flags; an error says all that is wrong with their values, a sentence each.
func parse(args []string) (settings, error) {
	d := define()
	if err := d.Parse(args); err != nil {
		return settings{}, err
	}
	errs := []error{}
	if d.NArg() > 0 {
		errs = append(errs, fmt.Errorf("%q is no flag", d.Arg(0)))
	}
	d.options.Addrs = make(map[sandbox.Realm]string)
	for _, realm := range sandbox.Realms() {
		addr := *d.addrs[realm]
		if addr == "" && realm != sandbox.AdminRealm {
			continue
		}
		if _, _, err := net.SplitHostPort(addr); err != nil {
			errs = append(errs, fmt.Errorf("the address of the %s realm must be host:port, not %q", realm, addr))
		}
		d.options.Addrs[realm] = addr
	}
	errs = append(errs, d.checkNumbers()...)
	if d.apiDoc != "" {
		doc, err := readFile(d.apiDoc)
		if err != nil {
			errs = append(errs, fmt.Errorf("--api-doc: %w", err))
		}
		d.options.APIDoc = doc
	}
	d.options.LenientNames = !d.strict
	if d.options.Accounts == 0 {
		d.options.Accounts = -1 // the options take 0 for the default
	}
	return d.settings, errors.Join(errs...)
}

// maxAPIDoc is the size from which on a document is refused in any case.
const maxAPIDoc = 64 << 20

// readFile reads a document, not more of it than is needed to see that it is too large.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name) //nolint:gosec // the operator's own choice
	if err != nil {
		return nil, err
	}
	doc, err := io.ReadAll(io.LimitReader(f, maxAPIDoc))
	return doc, errors.Join(err, f.Close())
}

func (d *defined) checkNumbers() (errs []error) {
	o := d.options
	if o.Customers < 1 {
		errs = append(errs, errors.New("--customers must be at least 1"))
	}
	if o.Accounts < 0 {
		errs = append(errs, errors.New("--accounts must not be negative"))
	}
	if o.TokenTTL <= 0 || o.SessionIdle <= 0 {
		errs = append(errs, errors.New("--token-ttl and --session-idle must be above 0"))
	}
	if o.Latency < 0 {
		errs = append(errs, errors.New("--latency must not be negative"))
	}
	if o.Mode != "" && o.Mode != "standalone" && o.Mode != "secondary" && o.Mode != "read_only" {
		errs = append(errs, fmt.Errorf("--mode must be standalone, secondary or read_only, not %q", o.Mode))
	}
	return errs
}

// usage prints the help.
func usage(w io.Writer) {
	d := define()
	fmt.Fprint(w, "portasandbox serves a PortaBilling in a box. When it is ready it prints one line of JSON.\n\n")
	d.VisitAll(func(f *flag.Flag) {
		name, about := flag.UnquoteUsage(f)
		line := strings.TrimSpace("--" + f.Name + " " + name)
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0s" {
			about += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, "  %-24s %s\n", line, about)
	})
	fmt.Fprint(w, faultHelp)
}

const faultHelp = `
METHOD is Account/add_account, Account/*, */add_* or *. RATE is how many of the calls, such as 0.1; all when left out. KIND is
  delay         wait before the call: delay(500ms); 2s when no time is given
  drop          close the connection without an answer; the work is not done
  lost          do the work, then close the connection without an answer
  cut           do the work, then cut the connection in the middle of the answer
  drip          send the answer a few bytes at a time: drip(100ms)
  html502       a proxy's error page; the work is not done
  redirect      302 to another host; the work is not done
  oversized     48 MB of JSON in place of the answer; the work is done
  deep          100,000 levels of JSON in place of the answer; the work is done
  dead-session  end the caller's session before the call is handled
  wrong-type    the right answer under text/html
  answer        a page in place of the answer, with a status: answer(408), 504 when none is given; the work is not done
  answer-after  the same after the work was done, as of a proxy that did not wait
  gzip-bomb     1 MB that unpacks to 1 GB in place of the answer; the work is done
  fault:CODE    HTTP 500 with that fault code; the work is not done
Example: --fault 'Account/add_account=lost:0.1' --fault '*=delay(200ms)'
`
