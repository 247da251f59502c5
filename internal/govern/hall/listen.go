package hall

import (
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes the module to what it hears. It has no jobs.
func (s *Service) Listen(o *outbox.Outbox, _ *jobs.Queue) {
	outbox.Hear(o, "hall.booked", s.OnBooked)
	outbox.Hear(o, "hall.unbooked", s.OnUnbooked)
	outbox.Hear(o, "hall.ended", s.OnJobEnded)
}
