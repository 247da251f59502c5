package oversight

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// OpenByRegion counts what waits for a reviewer now.
func (s *Service) OpenByRegion(ctx context.Context, q db.Q) (_ map[core.RegionCode]int64, err error) {
	defer fault.Wrap(&err, "oversight.OpenByRegion")
	out := map[core.RegionCode]int64{}
	// By the index of open ones.
	return out, q.Rows(ctx, `SELECT region, COUNT(*) FROM oversight_review WHERE state = 'open' GROUP BY region`, nil, func(r db.Row) error {
		var region core.RegionCode
		var n int64
		err := r.Scan(&region, &n)
		out[region] = n
		return err
	})
}
