package match

import (
	"context"
	"time"

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

// Rung is one wave in which a job was told.
type Rung struct {
	Wave   int
	At     time.Time
	People int // how many phones
}

// Rings returns the waves in which a job was told, in their order.
func (s *Service) Rings(ctx context.Context, q db.Q, job core.JobID) (out []Rung, err error) {
	defer fault.Wrap(&err, "match.Rings(%s)", job)
	// The job's rows by the primary key.
	err = q.Rows(ctx, `SELECT wave, MIN(told_us), COUNT(*) FROM match_ring WHERE job_id = $1 GROUP BY wave ORDER BY wave`, []any{job}, func(r db.Row) error {
		var one Rung
		var us int64
		err := r.Scan(&one.Wave, &us, &one.People)
		one.At = db.Instant(us)
		out = append(out, one)
		return err
	})
	return out, err
}
