package session

// Live is how many sessions are at work, in memory.
func (s *Store) Live() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.live)
}
