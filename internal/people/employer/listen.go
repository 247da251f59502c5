package employer

import (
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes the module to what it hears. It has no jobs.
func (s *Service) Listen(o *outbox.Outbox, _ *jobs.Queue) {
	outbox.Hear(o, "employer.decided", s.OnReviewDecided)
	outbox.Hear(o, "employer.corrected", s.OnPersonCorrected)
}
