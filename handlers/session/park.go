package session

import (
	"context"
	"time"
)

// rememberedFor is how long a form that met a dead session waits for its owner to sign in again, and how long it is
// known whose an ended session was.
const rememberedFor = 24 * time.Hour

// Park keeps a posted form for its owner, one for each path.
func (s *Store) Park(ctx context.Context, owner Owner, path string, body []byte) error {
	return s.with.Keeper.Park(ctx, owner, path, body, s.now())
}

// Parked returns the form that is parked for the owner at the path, or nil.
func (s *Store) Parked(ctx context.Context, owner Owner, path string) ([]byte, error) {
	return s.with.Keeper.Parked(ctx, owner, path, s.now().Add(-rememberedFor))
}

// Unpark forgets the form that is parked for the owner at the path: it is in the browser again.
func (s *Store) Unpark(ctx context.Context, owner Owner, path string) error {
	return s.with.Keeper.Unpark(ctx, owner, path)
}
