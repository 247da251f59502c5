package person

import (
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen registers the one clock; the module hears no event.
func (s *Service) Listen(_ *outbox.Outbox, q *jobs.Queue) { q.Handle(rollJob, s.fillRoll(q)) }
