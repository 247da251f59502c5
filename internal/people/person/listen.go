package person

import (
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen registers nothing: the module hears no event and has no clock.
func (s *Service) Listen(_ *outbox.Outbox, _ *jobs.Queue) {}
