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
