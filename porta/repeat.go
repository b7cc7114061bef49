package porta

import (
	"context"
	"math/rand/v2"
	"time"
)

// repeats says how often a request may be sent again after it got no answer, and after which answers.
type repeats struct {
	most  int
	after func(*Error) bool
}

var (
	readRepeats  = repeats{2, lostAnswer}
	loginRepeats = repeats{1, func(e *Error) bool { return lostAnswer(e) || e.Trouble == Unreachable }}
	noRepeats    = repeats{}
)

// lostAnswer says that the same request may fare better in a moment: the server was away for a moment, or its answer
// got lost. A fault is an answer, and a wrong certificate or an endless answer stays what it is.
func lostAnswer(e *Error) bool {
	switch e.Trouble {
	case Refused, TimedOut, Cut:
		return true
	case Unreachable:
		return e.Status == 0 || e.Status >= 502 && e.Status <= 504
	}
	return false
}

// repeated runs try until it succeeds, fails for good, or was repeated often enough. The caller's context says stop;
// that an attempt's own deadline passed does not.
func repeated[T any](ctx context.Context, d *Directory, may repeats, try func() (T, *Error)) (T, *Error) {
	for n := 0; ; n++ {
		v, e := try()
		if e == nil || n == may.most || !may.after(e) || ctx.Err() != nil {
			return v, e
		}
		if d.pause(ctx, pauseBefore(n)) != nil {
			return v, e
		}
	}
}

// pauseBefore is 0.25 to 0.5 s before the first repeat and twice that before each further one. Chance keeps clients
// that failed together from coming back together.
func pauseBefore(n int) time.Duration {
	base := 250 * time.Millisecond << n
	return base + rand.N(base)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
