package porta

import (
	"context"
	"time"

	"portaconsole/porta/attr"
)

// Observed is one call, as it was when it ended.
type Observed struct {
	Method   string
	Params   attr.Value // as they were sent, secrets included
	Begun    time.Time
	Took     time.Duration // waiting for a turn and repeats included
	Attempts int           // how often it left; 0 when it did not
	Size     int           // of the answer in bytes, as unpacked; 0 for a file
	Err      *Error        // nil when it succeeded
}

type observerKey struct{}

// WithObserver returns a context in which see is told of each call of a [Client] when it ended. It may be called from several
// goroutines, and must not keep the caller waiting.
func WithObserver(ctx context.Context, see func(Observed)) context.Context {
	return context.WithValue(ctx, observerKey{}, see)
}

// observation is a call that somebody watches; nil when nobody does.
type observation struct {
	Observed
	see func(Observed)
}

func (c *Client) observe(ctx context.Context, method string, params attr.Value) *observation {
	see, ok := ctx.Value(observerKey{}).(func(Observed))
	if !ok {
		return nil
	}
	return &observation{Observed{Method: method, Params: params, Begun: c.server.options().Now()}, see}
}

// left counts an attempt.
func (o *observation) left() {
	if o != nil {
		o.Attempts++
	}
}

// answered notes the size of the answer.
func (o *observation) answered(size int) {
	if o != nil {
		o.Size = size
	}
}

func (o *observation) ended(now func() time.Time, e *Error) {
	if o != nil {
		o.Took, o.Err = now().Sub(o.Begun), e
		o.see(o.Observed)
	}
}
