package sandbox

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kind is a way in which a call can go wrong on demand.
type Kind string

// The kinds. A [Rule] of kind "fault:CODE" answers HTTP 500 with that fault code, nothing done.
const (
	Delay       Kind = "delay"        // the call waits first, for Rule.Delay
	Drop        Kind = "drop"         // the connection is closed without an answer, nothing done
	Lost        Kind = "lost"         // the work is done, then the connection is closed without an answer
	Cut         Kind = "cut"          // the work is done, the connection is cut in the middle of the answer
	Drip        Kind = "drip"         // the answer comes a few bytes at a time, Rule.Delay between them
	HTML502     Kind = "html502"      // a proxy's 502 page, nothing done
	Redirect    Kind = "redirect"     // 302 to the same path at another host, nothing done
	Oversized   Kind = "oversized"    // 48 MB of JSON in place of the answer, the work is done
	Deep        Kind = "deep"         // JSON nested 100,000 levels in place of the answer, the work is done
	DeadSession Kind = "dead-session" // the session that the call names is ended before the call is handled
	WrongType   Kind = "wrong-type"   // the right JSON under text/html
	Answer      Kind = "answer"       // Rule.Status with Rule.Body in place of the answer, nothing done
	AnswerAfter Kind = "answer-after" // the work is done, then the same: as of a proxy that did not wait for the end
	GzipBomb    Kind = "gzip-bomb"    // 1 MB that unpacks to 1 GB in place of the answer, the work is done
	faultPrefix      = "fault:"
)

// Kinds lists all kinds but faults.
func Kinds() []Kind {
	return []Kind{Delay, Drop, Lost, Cut, Drip, HTML502, Redirect, Oversized, Deep, DeadSession, WrongType, Answer, AnswerAfter, GzipBomb}
}

// Fault is the kind that answers with a fault code.
func Fault(code string) Kind { return faultPrefix + Kind(code) }

// Rule makes calls go wrong.
type Rule struct {
	Method string // "Account/add_account", "Account/*", "*/add_*", or "*" for all
	Kind   Kind
	Rate   float64       // how many of the calls, above 0 up to 1; 0 means all
	Times  int           // how often in all; 0 means for ever
	Delay  time.Duration // of Delay and Drip; 0 means 2 s and 100 ms
	Status int           // of Answer and AnswerAfter, from 200 to 599; 0 means 504
	// Body of Answer and AnswerAfter is sent as JSON; nil is a page in HTML.
	Body *string
	// Until ends a Delay when it is closed, however long that takes; nil leaves it to the time.
	Until <-chan struct{}
}

// ParseRule reads METHOD=KIND[:RATE], "Account/add_account=lost:0.1". A kind with a pause may name it, and one with a status:
// "*=delay(500ms):0.2", "*=answer-after(408)".
func ParseRule(s string) (Rule, error) {
	method, rest, ok := strings.Cut(s, "=")
	if !ok || method == "" || rest == "" {
		return Rule{}, fmt.Errorf("fault %q: want METHOD=KIND[:RATE]", s)
	}
	r := Rule{Method: method, Kind: Kind(rest)}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		if rate, err := strconv.ParseFloat(rest[i+1:], 64); err == nil {
			r.Kind, r.Rate = Kind(rest[:i]), rate
			if rate <= 0 || rate > 1 {
				return Rule{}, fmt.Errorf("fault %q: the rate must be above 0 and at most 1", s)
			}
		}
	}
	if kind, detail, ok := strings.Cut(string(r.Kind), "("); ok && strings.HasSuffix(detail, ")") && !r.isFault() {
		r.Kind = Kind(kind)
		if err := r.setDetail(strings.TrimSuffix(detail, ")")); err != nil {
			return Rule{}, fmt.Errorf("fault %q: %w", s, err)
		}
	}
	return r, r.check()
}

// setDetail reads what stands in brackets after the kind.
func (r *Rule) setDetail(text string) error {
	if r.Kind == Answer || r.Kind == AnswerAfter {
		status, err := strconv.Atoi(text)
		if err != nil || !isStatus(status) {
			return errors.New("the status must be a number from 200 to 599")
		}
		r.Status = status
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return errors.New("the pause must be a duration such as 500ms")
	}
	r.Delay = d
	return nil
}

// isStatus says that an answer may have the status: those below are no answers yet.
func isStatus(n int) bool { return 200 <= n && n <= 599 }

func (r Rule) isFault() bool { return strings.HasPrefix(string(r.Kind), faultPrefix) }

func (r Rule) check() error {
	if _, err := path.Match(r.Method, ""); err != nil || r.Method == "" {
		return fmt.Errorf("fault for %q: the method must be like Account/add_account, Account/* or *", r.Method)
	}
	if !slices.Contains(Kinds(), r.Kind) && (!r.isFault() || len(r.Kind) == len(faultPrefix)) {
		return fmt.Errorf("fault for %q: there is no kind %q", r.Method, r.Kind)
	}
	if r.Status != 0 && !isStatus(r.Status) {
		return fmt.Errorf("fault for %q: there is no answer with status %d", r.Method, r.Status)
	}
	return nil
}

func (r Rule) matches(method string) bool {
	if r.Method == "*" {
		return true
	}
	ok, _ := path.Match(r.Method, method)
	return ok
}

// injector holds the rules that are on.
type injector struct {
	mu     sync.Mutex
	rules  []*Rule
	random *rand.Rand
}

func newInjector(seed uint64, rules []Rule) *injector {
	in := &injector{random: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // chance, not secrets
	for _, r := range rules {
		in.add(r)
	}
	return in
}

func (in *injector) add(r Rule) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.rules = append(in.rules, &r)
}

func (in *injector) clear() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.rules = nil
}

// hit returns the rules that strike this call, each at most once.
func (in *injector) hit(method string) (hit []Rule) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.rules = slices.DeleteFunc(in.rules, func(r *Rule) bool {
		if !r.matches(method) || r.Rate > 0 && in.random.Float64() >= r.Rate {
			return false
		}
		hit = append(hit, *r)
		if r.Times == 0 {
			return false
		}
		r.Times--
		return r.Times == 0
	})
	return hit
}

// Inject makes calls go wrong from now on. It panics on a rule that [ParseRule] would refuse.
func (s *Server) Inject(r Rule) {
	if err := r.check(); err != nil {
		panic("sandbox: " + err.Error())
	}
	s.faults.add(r)
}

// ClearFaults takes all rules back, those of the options too.
func (s *Server) ClearFaults() { s.faults.clear() }
