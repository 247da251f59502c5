package match

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Told returns who was told of the job so far, and of each whether it rang
// aloud.
func (s *Service) Told(ctx context.Context, q db.Q, job core.JobID) (_ map[core.PersonID]bool, err error) {
	defer fault.Wrap(&err, "match.Told(%s)", job)
	return toldOf(ctx, q, job)
}
