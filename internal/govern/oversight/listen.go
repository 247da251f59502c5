package oversight

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes the module to what it hears. It has no jobs.
func (s *Service) Listen(o *outbox.Outbox, _ *jobs.Queue) {
	outbox.Hear(o, "oversight.asked", s.OnReviewAsked)
}

// OnReviewAsked puts a subject into the queue, or back into it. Hearing the same
// revision twice changes nothing.
func (s *Service) OnReviewAsked(ctx context.Context, tx db.Tx, e event.ReviewAsked) (err error) {
	defer fault.Wrap(&err, "oversight.OnReviewAsked(%s)", e.Subject)
	return errors.Join(
		putReview(ctx, tx, Review{
			Subject: e.Subject, Kind: e.Kind, Region: core.RegionCode(e.Region), Title: e.Title,
			Findings: findingsOf(e.Findings, e.Sources), Asker: e.Asker, Employer: e.Employer, Revision: e.Revision, Asked: s.Now(),
		}),
		s.Notify.SignalRole(ctx, tx, core.Reviewer, "review", e.Subject),
	)
}
