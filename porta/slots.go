package porta

import (
	"context"
	"errors"
)

// slots limit how many calls go on at once.
type slots chan struct{}

// take waits for a slot. A caller that gives up while waiting has sent nothing.
func (s slots) take(ctx context.Context) *Error {
	select {
	case s <- struct{}{}:
		return nil
	default:
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return gaveUp(ctx, NotSent)
	}
}

func (s slots) give() { <-s }

// gaveUp is the error of a caller whose context ended: by its time, also when a timer of the caller's own ended it and says so by its cause, or because
// nobody waits any more.
func gaveUp(ctx context.Context, d Delivery) *Error {
	t, why := Canceled, context.Cause(ctx)
	if errors.Is(why, context.DeadlineExceeded) {
		t = TimedOut
	}
	return unavailable(t, d, why)
}
