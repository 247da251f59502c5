package gig

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

const engagementColumns = `job_id, id, worker_id, employer_id, state, how, start_us, end_us, currency, hold_minor, paid_minor, back_minor,
	planned, stated, stated_us, stated_by, stated_note, offered, offered_us, offered_reason, booked_us, started_us, started_by,
	finished_us, ended_us, ended_by, end_reason, late, code, code_tries, version`

// scanEngagement reads one row of engagementColumns.
func scanEngagement(r db.Row) (e Engagement, err error) {
	var start, end, booked int64
	var stated, offered, started, finished, ended *int64
	err = r.Scan(&e.Job, &e.ID, &e.Worker, &e.Employer, &e.State, &e.How, &start, &end, &e.Currency, &e.HoldMinor, &e.PaidMinor, &e.BackMinor,
		&e.Planned, &e.Stated, &stated, &e.StatedBy, &e.StatedNote, &e.Offered, &offered, &e.OfferedReason, &booked, &started, &e.StartedBy,
		&finished, &ended, &e.EndedBy, &e.EndReason, &e.Late, &e.Code, &e.CodeTries, &e.Version)
	e.Span = core.Span{Start: db.Instant(start), End: db.Instant(end)}
	e.BookedAt, e.StatedAt, e.OfferedAt = db.Instant(booked), db.OptInstant(stated), db.OptInstant(offered)
	e.StartedAt, e.FinishedAt, e.EndedAt = db.OptInstant(started), db.OptInstant(finished), db.OptInstant(ended)
	return e, err
}

func eachEngagement(out *[]Engagement) func(db.Row) error {
	return func(r db.Row) error {
		e, err := scanEngagement(r)
		*out = append(*out, e)
		return err
	}
}

// engagementOf returns an engagement by its own id.
//
// Errors: ErrNoEngagement.
func engagementOf(ctx context.Context, q db.Q, id core.EngagementID) (Engagement, error) {
	// The index on the id leads to the row; its key begins with the job.
	return known(scanEngagement(q.Row(ctx, `SELECT `+engagementColumns+` FROM gig_engagement WHERE id = $1`, id)))(ErrNoEngagement)
}

// engagementsOfJob returns all engagements of a job, oldest first.
func engagementsOfJob(ctx context.Context, q db.Q, job core.JobID) (out []Engagement, err error) {
	err = q.Rows(ctx, `SELECT `+engagementColumns+` FROM gig_engagement WHERE job_id = $1 ORDER BY id`, []any{job}, eachEngagement(&out))
	return out, err
}

// engagementsOfWorker returns a worker's engagements, newest first, older than
// before.
func engagementsOfWorker(ctx context.Context, q db.Q, worker core.PersonID, before core.EngagementID, limit int) (out []Engagement, err error) {
	// Ids ascend with time.
	err = q.Rows(ctx, `
		SELECT `+engagementColumns+` FROM gig_engagement WHERE worker_id = $1 AND id < $2
		ORDER BY id DESC LIMIT $3`, []any{worker, before, limit}, eachEngagement(&out))
	return out, err
}

// updateEngagement writes what can change in an engagement.
func updateEngagement(ctx context.Context, tx db.Tx, e Engagement) error {
	// The job is locked, so nobody else writes meanwhile.
	_, err := tx.Exec(ctx, `
		UPDATE gig_engagement SET state = $3, paid_minor = $4, back_minor = $5, stated = $6, stated_us = $7, stated_by = $8, stated_note = $9,
			offered = $10, offered_us = $11, offered_reason = $12, started_us = $13, started_by = $14, finished_us = $15, ended_us = $16,
			ended_by = $17, end_reason = $18, late = $19, code = $20, code_tries = $21, version = version + 1
		WHERE job_id = $1 AND id = $2`,
		e.Job, e.ID, string(e.State), e.PaidMinor, e.BackMinor, optional(e.Stated), db.OptMicros(e.StatedAt), string(e.StatedBy), e.StatedNote,
		optional(e.Offered), db.OptMicros(e.OfferedAt), e.OfferedReason, db.OptMicros(e.StartedAt), e.StartedBy, db.OptMicros(e.FinishedAt),
		db.OptMicros(e.EndedAt), string(e.EndedBy), e.EndReason, e.Late, e.Code, e.CodeTries)
	return err
}

func optional(n *int64) any {
	if n == nil {
		return nil
	}
	return *n
}

// tally counts engagements by their state.
type tally map[State]int64

// begun reports whether someone has finished, so that there is something to settle.
func (t tally) begun() bool { return t[Finished]+t[Stated]+t[Contested]+t[PaidOut] > 0 }

// tallies counts the engagements of each of the jobs.
func tallies(ctx context.Context, q db.Q, jobs []core.JobID) (map[core.JobID]tally, error) {
	out := make(map[core.JobID]tally, len(jobs))
	err := db.Chunks(jobs, func(part []core.JobID) error {
		args := db.Fill(part)
		// By the primary key, which begins with the job.
		return q.Rows(ctx, `SELECT job_id, state, COUNT(*) FROM gig_engagement WHERE job_id IN `+db.In(1, len(args))+` GROUP BY job_id, state`,
			args, func(r db.Row) error {
				var job core.JobID
				var state State
				var n int64
				err := r.Scan(&job, &state, &n)
				if out[job] == nil {
					out[job] = tally{}
				}
				out[job][state] = n
				return err
			})
	})
	return out, err
}

// going counts the job's engagements that are not over.
func going(ctx context.Context, q db.Q, job core.JobID) (n int64, err error) {
	err = q.Row(ctx, `SELECT COUNT(*) FROM gig_engagement WHERE job_id = $1 AND state NOT IN ('paid', 'cancelled', 'no_show')`, job).Scan(&n)
	return n, err
}

// unbind frees the worker from what ties him to the job.
func unbind(ctx context.Context, tx db.Tx, worker core.PersonID, job core.JobID) error {
	_, err := tx.Exec(ctx, `DELETE FROM gig_slot WHERE worker_id = $1 AND job_id = $2`, worker, job)
	return err
}

// shorten ends the worker's windows of the job now: he is free for other work,
// and still known to the job.
func shorten(ctx context.Context, tx db.Tx, worker core.PersonID, job core.JobID, at time.Time) error {
	us := db.Micros(at)
	// Windows to come end where they begin.
	_, err := tx.Exec(ctx, `
		UPDATE gig_slot SET end_us = CASE WHEN start_us > $3 THEN start_us ELSE $3 END
		WHERE worker_id = $1 AND job_id = $2 AND end_us > $3`, worker, job, us)
	return err
}

// bar keeps the worker from taking a place in the job again.
func bar(ctx context.Context, tx db.Tx, worker core.PersonID, j *Job) error {
	return db.InsertRows(ctx, tx, `INSERT INTO gig_slot (worker_id, job_id, n, kind, start_us, end_us, engagement_id, line)`, 8,
		[]any{worker, j.ID, int64(barTie), tieBarred, db.Micros(j.Start()), db.Micros(j.End()), nil, int64(0)})
}

// unbindAll frees the given workers from an ended job.
func unbindAll(ctx context.Context, tx db.Tx, job core.JobID, workers []core.PersonID) error {
	return db.Chunks(workers, func(part []core.PersonID) error {
		args := append(db.Fill(part), job)
		// Windows, places in line and bars alike.
		_, err := tx.Exec(ctx, `DELETE FROM gig_slot WHERE worker_id IN `+db.In(1, len(args)-1)+` AND job_id = $`+itoa(len(args)), args...)
		return err
	})
}

// waiting is someone who stands in a job's line.
type waiting struct {
	n      int64
	worker core.PersonID
	at     time.Time
}

// lineOf returns a job's line, first come first, after number n.
func lineOf(ctx context.Context, q db.Q, job core.JobID, n int64, limit int) (out []waiting, err error) {
	err = q.Rows(ctx, `SELECT n, worker_id, at_us FROM gig_line WHERE job_id = $1 AND n > $2 ORDER BY n LIMIT $3`,
		[]any{job, n, limit}, func(r db.Row) error {
			var w waiting
			var us int64
			err := r.Scan(&w.n, &w.worker, &us)
			w.at = db.Instant(us)
			out = append(out, w)
			return err
		})
	return out, err
}

// leaveLine takes number n out of a job's line.
func leaveLine(ctx context.Context, tx db.Tx, job core.JobID, n int64, worker core.PersonID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM gig_line WHERE job_id = $1 AND n = $2`, job, n); err != nil {
		return err
	}
	return unbind(ctx, tx, worker, job)
}

// clearLine takes everyone out of a job's line.
func clearLine(ctx context.Context, tx db.Tx, job core.JobID) error {
	_, err := tx.Exec(ctx, `DELETE FROM gig_line WHERE job_id = $1`, job)
	return err
}

// tieOf returns what binds the worker to the job; false for nothing.
func tieOf(ctx context.Context, q db.Q, worker core.PersonID, job core.JobID) (found tie, ok bool, err error) {
	err = tiesOf(ctx, q, []core.PersonID{worker}, func(t tie) {
		if t.job == job && !ok {
			found, ok = t, true
		}
	})
	return found, ok, err
}
