package store

import (
	"context"
	"fmt"
)

// Fill leaves the database no room to grow, as a full disk does.
func (s *Store) Fill(ctx context.Context) error {
	var pages int
	if err := s.write.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	return s.exec(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages))
}

// Exec runs any statement, as somebody does who has the database's file.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	return s.exec(ctx, query, args...)
}
