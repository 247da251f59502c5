package account

import (
	"context"

	"yilu/internal/platform/bus"
	"yilu/internal/platform/db"
)

// The topics that processes tell each other about sessions.
const (
	endedTopic = "account.ended" // the hashes of sessions that have ended
	rolesTopic = "account.roles" // somebody's roles have changed
)

// share lets what ends at another process end here at once, not only after
// cacheLife.
func (s *Service) share() {
	bus.Hear(s.Bus, endedTopic, func(_ context.Context, hashes [][]byte) { s.cache.drop(hashes) })
	bus.Hear(s.Bus, rolesTopic, func(context.Context, struct{}) { s.cache.clear() })
	s.Bus.OnGap(s.cache.clear)
}

// forgetSessions makes every process forget some once tx has committed.
func (s *Service) forgetSessions(tx db.Tx, hashes [][]byte) error {
	tx.AfterCommit(func() { s.cache.drop(hashes) })
	return s.Bus.Tell(tx, endedTopic, hashes)
}

// forgetRoles makes every process look up roles anew once tx has committed.
func (s *Service) forgetRoles(tx db.Tx) error {
	tx.AfterCommit(s.cache.clear)
	return s.Bus.Tell(tx, rolesTopic, struct{}{})
}
