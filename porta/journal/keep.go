package journal

import (
	"context"
	"fmt"
	"time"
)

// Keep is how long entries are kept when no setting says otherwise.
const Keep = 400 * 24 * time.Hour

// Sweep forgets what ended longer ago than keep. What is unknown stays until somebody has found out.
func (j *Journal) Sweep(ctx context.Context, keep time.Duration) (forgotten int, err error) {
	before := j.now().Add(-keep)
	for {
		n, err := j.kept.ForgetWrites(ctx, before)
		if forgotten += n; err != nil || n == 0 {
			if err != nil {
				err = fmt.Errorf("journal: %w", err)
			}
			return forgotten, err
		}
	}
}

// SweepDaily sweeps now and once a day, until ctx ends.
func (j *Journal) SweepDaily(ctx context.Context, keep time.Duration) {
	day := time.NewTicker(24 * time.Hour)
	defer day.Stop()
	for {
		n, err := j.Sweep(ctx, keep)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			j.log.ErrorContext(ctx, "old entries of the journal could not be forgotten", "err", err)
		case n > 0:
			j.log.InfoContext(ctx, "old entries of the journal were forgotten", "entries", n, "older_than", keep)
		}
		select {
		case <-ctx.Done():
			return
		case <-day.C:
		}
	}
}
