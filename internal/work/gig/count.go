package gig

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// RegionOfJob is where a job is.
//
// Errors: ErrNoJob.
func (s *Service) RegionOfJob(ctx context.Context, q db.Q, job core.JobID) (_ core.RegionCode, err error) {
	defer fault.Wrap(&err, "gig.RegionOfJob(%s)", job)
	j, err := s.jobOf(ctx, q, job)
	return j.Region, err
}

// EachOpened gives every job that went live: where, when, and when the last of its
// places was taken, zero if they are not.
func (s *Service) EachOpened(ctx context.Context, q db.Q, each func(job core.JobID, region core.RegionCode, opened, filled time.Time)) (err error) {
	defer fault.Wrap(&err, "gig.EachOpened")
	// All of them: for counting anew, which is rare.
	return q.Rows(ctx, `
		SELECT j.id, j.region, j.opened_us,
			CASE WHEN j.booked < j.people THEN 0
				ELSE COALESCE((SELECT MAX(e.booked_us) FROM gig_engagement e WHERE e.job_id = j.id), 0) END
		FROM gig_job j WHERE j.opened_us > 0`, nil, func(r db.Row) error {
		var id core.JobID
		var region core.RegionCode
		var opened, filled int64
		err := r.Scan(&id, &region, &opened, &filled)
		each(id, region, db.Instant(opened), instantOr0(filled))
		return err
	})
}

// EachPaid gives every engagement that was paid.
func (s *Service) EachPaid(ctx context.Context, q db.Q, each func(id core.EngagementID, region core.RegionCode, m core.Money, at time.Time)) (err error) {
	defer fault.Wrap(&err, "gig.EachPaid")
	// All of them: for counting anew, which is rare.
	return q.Rows(ctx, `
		SELECT e.id, j.region, e.paid_minor, e.currency, COALESCE(e.ended_us, e.booked_us)
		FROM gig_engagement e JOIN gig_job j ON j.id = e.job_id WHERE e.state = 'paid'`, nil, func(r db.Row) error {
		var id core.EngagementID
		var region core.RegionCode
		var m core.Money
		var at int64
		err := r.Scan(&id, &region, &m.Minor, &m.Currency, &at)
		each(id, region, m, db.Instant(at))
		return err
	})
}

// OpenContests counts the engagements whose sides differ now, by region.
func (s *Service) OpenContests(ctx context.Context, q db.Q) (_ map[core.RegionCode]int64, err error) {
	defer fault.Wrap(&err, "gig.OpenContests")
	out := map[core.RegionCode]int64{}
	// By the index of contested ones: they are few.
	return out, q.Rows(ctx, `
		SELECT j.region, COUNT(*) FROM gig_engagement e JOIN gig_job j ON j.id = e.job_id
		WHERE e.state = 'contested' GROUP BY j.region`, nil, func(r db.Row) error {
		var region core.RegionCode
		var n int64
		err := r.Scan(&region, &n)
		out[region] = n
		return err
	})
}
