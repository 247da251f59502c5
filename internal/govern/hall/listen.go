package hall

import (
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes the module to what it hears: nothing yet.
func (s *Service) Listen(*outbox.Outbox, *jobs.Queue) {}
