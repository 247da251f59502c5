package match

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// PlanWave plans the job's next wave, and returns what rings it: between the two
// other things may happen.
func (s *Service) PlanWave(ctx context.Context, job core.JobID) (func(context.Context, db.Tx) error, error) {
	return s.wave(ctx, string(job), nil)
}
