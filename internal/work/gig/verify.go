package gig

import (
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Verify checks the module's invariants over the data: what was checked, and a
// sentence for every breach.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "gig.Verify")
	for _, c := range brokenBy {
		checked = append(checked, c.claim)
		err := q.Rows(ctx, c.query, nil, func(r db.Row) error {
			var id string
			err := r.Scan(&id)
			broken = append(broken, fmt.Sprintf("not so: %s: %s", c.claim, id))
			return err
		})
		if err != nil {
			return checked, broken, err
		}
	}
	more, breaches, err := s.verifyMoney(ctx, q)
	return append(checked, more...), append(broken, breaches...), err
}

// brokenBy are claims with the query that finds what breaks them.
var brokenBy = []struct{ claim, query string }{
	// A job's engagements that count, beside its counter.
	{"a job's booked places are its engagements that count, and no more than its places", `
		SELECT CAST(j.id AS TEXT) FROM gig_job j
		WHERE j.booked > j.places OR j.booked <> (SELECT COUNT(*) FROM gig_engagement e WHERE e.job_id = j.id AND e.state NOT IN ('cancelled', 'no_show'))`},
	// Every engagement has a job.
	{"every engagement belongs to a job and its employer", `
		SELECT CAST(e.id AS TEXT) FROM gig_engagement e
		WHERE NOT EXISTS (SELECT 1 FROM gig_job j WHERE j.id = e.job_id AND j.employer_id = e.employer_id)`},
	// Pairs of windows that share an instant.
	{"no worker has two engagements whose windows overlap", `
		SELECT CAST(a.worker_id AS TEXT) FROM gig_slot a JOIN gig_slot b ON b.worker_id = a.worker_id AND b.kind = 'booked'
		WHERE a.kind = 'booked' AND a.job_id < b.job_id AND a.start_us < b.end_us AND b.start_us < a.end_us`},
	// A worker counted twice in one job.
	{"no worker has two places in one job", `
		SELECT CAST(job_id AS TEXT) FROM gig_engagement WHERE state NOT IN ('cancelled', 'no_show')
		GROUP BY job_id, worker_id HAVING COUNT(*) > 1`},
	// The line beside its counters.
	{"a job's line has as many as came and did not leave, with numbers that were given out", `
		SELECT CAST(j.id AS TEXT) FROM gig_job j
		WHERE j.line_in - j.line_out <> (SELECT COUNT(*) FROM gig_line l WHERE l.job_id = j.id)
			OR EXISTS (SELECT 1 FROM gig_line l WHERE l.job_id = j.id AND (l.n > j.line_in OR l.n < 1))`},
	// Those in line beside what binds them.
	{"who stands in a line knows it: line and ties agree", `
		SELECT CAST(l.worker_id AS TEXT) FROM gig_line l
		WHERE NOT EXISTS (SELECT 1 FROM gig_slot s WHERE s.worker_id = l.worker_id AND s.job_id = l.job_id AND s.kind = 'line' AND s.line = l.n)
		UNION ALL
		SELECT CAST(s.worker_id AS TEXT) FROM gig_slot s
		WHERE s.kind = 'line' AND NOT EXISTS (SELECT 1 FROM gig_line l WHERE l.job_id = s.job_id AND l.n = s.line AND l.worker_id = s.worker_id)`},
	// A free place beside a line.
	{"nobody waits while a place is free, unless the employer chooses", `
		SELECT CAST(id AS TEXT) FROM gig_job WHERE mode = 'tap' AND line_in > line_out AND booked < places`},
	// Those booked beside what binds them.
	{"whoever is booked or at work is bound for the job's windows", `
		SELECT CAST(e.id AS TEXT) FROM gig_engagement e
		WHERE e.state IN ('booked', 'working') AND NOT EXISTS (
			SELECT 1 FROM gig_slot s WHERE s.worker_id = e.worker_id AND s.job_id = e.job_id AND s.engagement_id = e.id)`},
	// Bonds of jobs that are over.
	{"a job that is over binds nobody and has nobody in its line or under way", `
		SELECT CAST(j.id AS TEXT) FROM gig_job j
		WHERE j.state IN ('closed', 'cancelled', 'expired', 'refused') AND (
			EXISTS (SELECT 1 FROM gig_line l WHERE l.job_id = j.id)
			OR EXISTS (SELECT 1 FROM gig_engagement e WHERE e.job_id = j.id AND e.state NOT IN ('paid', 'cancelled', 'no_show')))
		UNION ALL
		SELECT CAST(s.job_id AS TEXT) FROM gig_slot s JOIN gig_job j ON j.id = s.job_id
		WHERE j.state IN ('closed', 'cancelled', 'expired', 'refused')`},
	// Live jobs without their money.
	{"only a job whose wage is held takes workers", `
		SELECT CAST(id AS TEXT) FROM gig_job WHERE state = 'open' AND funding <> 'held'
		UNION ALL
		SELECT CAST(j.id AS TEXT) FROM gig_job j JOIN gig_engagement e ON e.job_id = j.id WHERE j.opened_us = 0`},
	// Figures of engagements.
	{"a paid engagement's wage is all paid or gone back; a contested one has two figures", `
		SELECT CAST(id AS TEXT) FROM gig_engagement
		WHERE state = 'paid' AND paid_minor + back_minor <> hold_minor
			OR state = 'contested' AND (stated IS NULL OR offered IS NULL OR offered >= stated)
			OR state = 'stated' AND stated IS NULL`},
	// Who is kept after the door is shut.
	{"a shut job has as many places as people", `
		SELECT CAST(id AS TEXT) FROM gig_job WHERE shut AND booked <> places`},
}

// verifyMoney compares what jobs should have in escrow with what they have.
func (s *Service) verifyMoney(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	checked = []string{"a job holds exactly what its free places and unfinished engagements need"}
	type holding struct {
		id          core.JobID
		still, need int64
		currency    string
	}
	var all []holding
	// What is held beside what is needed.
	err = q.Rows(ctx, `
		SELECT j.id, j.currency, j.held_minor - j.paid_minor - j.back_minor,
			CASE WHEN j.state = 'open' THEN (j.places - j.booked) * j.each_minor ELSE 0 END + (
				SELECT CAST(COALESCE(SUM(e.hold_minor - e.paid_minor - e.back_minor), 0) AS BIGINT) FROM gig_engagement e
				WHERE e.job_id = j.id AND e.state NOT IN ('paid', 'cancelled', 'no_show'))
		FROM gig_job j WHERE j.held_minor > 0`, nil, func(r db.Row) error {
		var h holding
		err := r.Scan(&h.id, &h.currency, &h.still, &h.need)
		all = append(all, h)
		return err
	})
	if err != nil {
		return checked, nil, err
	}
	for _, h := range all {
		if h.still != h.need {
			broken = append(broken, fmt.Sprintf("job %s keeps %d and needs %d", h.id, h.still, h.need))
		}
	}
	if s.holdings == nil {
		return checked, broken, nil
	}
	checked = append(checked, "the escrow holds for each job what the job thinks it does")
	for _, h := range all {
		m, err := s.holdings.Held(ctx, q, h.id)
		if err != nil {
			return checked, broken, err
		}
		if m.Minor != h.still {
			broken = append(broken, fmt.Sprintf("job %s thinks %d are held, the escrow has %d", h.id, h.still, m.Minor))
		}
	}
	return checked, broken, nil
}
