package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"portaconsole/handlers/drafts"
	"portaconsole/porta/journal"
)

// daily works now and once a day, until ctx ends.
func daily(ctx context.Context, work func()) {
	day := time.NewTicker(24 * time.Hour)
	defer day.Stop()
	for {
		work()
		select {
		case <-ctx.Done():
			return
		case <-day.C:
		}
	}
}

// sweep forgets what is kept no longer. What cannot be forgotten today is tried again tomorrow.
func sweep(ctx context.Context, forms drafts.Keeper, writes *journal.Journal, keep time.Duration, now time.Time, log *slog.Logger) {
	entries, err := writes.Sweep(ctx, keep)
	err = errors.Join(err, forms.SweepDrafts(ctx, now.Add(-drafts.KeptFor)))
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.ErrorContext(ctx, "what is old could not be forgotten", "err", err)
	case entries > 0:
		log.InfoContext(ctx, "old entries of the journal were forgotten", "entries", entries, "older_than", keep)
	}
}
