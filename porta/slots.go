package porta

import "context"

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

// gaveUp is the error of a caller whose context ended.
func gaveUp(ctx context.Context, d Delivery) *Error {
	t := Canceled
	if ctx.Err() == context.DeadlineExceeded {
		t = TimedOut
	}
	return unavailable(t, d, ctx.Err())
}
