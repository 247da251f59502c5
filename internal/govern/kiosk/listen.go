package kiosk

import (
	"time"

	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen registers the module's jobs. It hears no event.
func (s *Service) Listen(_ *outbox.Outbox, q *jobs.Queue) {
	q.HandleOutside(smsJob, 30*time.Second, s.send)
	q.Handle(forgetJob, s.forget)
}
