package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"portaconsole/handlers/drafts"
	"portaconsole/handlers/session"
	"portaconsole/porta/journal"
)

// sweepSessionsEvery is how long a session may be over before PortaBilling is told, and its client leaves the memory, when nobody comes back to it.
const sweepSessionsEvery = time.Minute

// every works now and once in that time, until ctx ends.
func every(ctx context.Context, pause time.Duration, work func()) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		work()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sweepSessions ends the sessions whose time is up. What cannot be ended now is tried again.
func sweepSessions(ctx context.Context, sessions *session.Store, log *slog.Logger) {
	if err := sessions.Sweep(ctx); err != nil && ctx.Err() == nil {
		log.ErrorContext(ctx, "old sessions could not be ended", "err", err)
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
