package reputation

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Given is a rating that both sides see.
type Given struct {
	Side  Side // who rates
	Stars int
	At    time.Time
}

// GivenIn returns the ratings of engagements that are shown, in the order of time.
func (s *Service) GivenIn(ctx context.Context, q db.Q, engagements []core.EngagementID) (out []Given, err error) {
	defer fault.Wrap(&err, "reputation.GivenIn(%d)", len(engagements))
	return out, db.Chunks(engagements, func(part []core.EngagementID) error {
		args := db.Fill(part)
		// Engagements by their key, then each side's rating by its own.
		return q.Rows(ctx, `
			SELECT r.side, r.stars, r.at_us FROM reputation_engagement e
			JOIN reputation_rating r ON r.engagement = e.id AND r.subject IN (e.worker, e.employer)
			WHERE r.shown_us IS NOT NULL AND e.id IN `+db.In(1, len(args))+` ORDER BY r.at_us`, args, func(r db.Row) error {
			var one Given
			var us int64
			err := r.Scan(&one.Side, &one.Stars, &us)
			one.At = db.Instant(us)
			out = append(out, one)
			return err
		})
	})
}
