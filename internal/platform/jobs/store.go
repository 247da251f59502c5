package jobs

import (
	"context"

	"yilu/internal/platform/db"
)

type job struct {
	kind, key    string
	runUS, tries int64
	payload      []byte
}

// upsertJob plans a job, or moves the one that waits under the same name.
func upsertJob(ctx context.Context, tx db.Tx, kind, key string, runUS int64, payload string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO jobs_job (key, kind, run_us, payload, tries, last_error) VALUES ($1, $2, $3, $4, 0, '')
		ON CONFLICT (key, kind) DO UPDATE
		SET run_us = excluded.run_us, payload = excluded.payload, tries = 0, last_error = '', parked = FALSE`,
		key, kind, runUS, payload)
	return err
}

// deleteJob forgets a job.
func deleteJob(ctx context.Context, tx db.Tx, kind, key string) error {
	_, err := tx.Exec(ctx, `DELETE FROM jobs_job WHERE key = $1 AND kind = $2`, key, kind)
	return err
}

// dueJobs returns jobs whose time has come, oldest first.
func dueJobs(ctx context.Context, q db.Q, nowUS int64, limit int) ([]job, error) {
	var out []job
	err := q.Rows(ctx, `
		SELECT kind, key, run_us, tries, CAST(payload AS TEXT)
		FROM jobs_job
		WHERE NOT parked AND run_us <= $1
		ORDER BY run_us, key, kind
		LIMIT $2`, []any{nowUS, limit}, func(r db.Row) error {
		var j job
		var doc string
		if err := r.Scan(&j.kind, &j.key, &j.runUS, &j.tries, &doc); err != nil {
			return err
		}
		j.payload = []byte(doc)
		out = append(out, j)
		return nil
	})
	return out, err
}

// nextDue returns when the first waiting job is due; db.ErrNoRow for none.
func nextDue(ctx context.Context, q db.Q) (us int64, err error) {
	err = q.Row(ctx, `SELECT run_us FROM jobs_job WHERE NOT parked ORDER BY run_us LIMIT 1`).Scan(&us)
	return us, err
}

// takeJob removes the job and reports whether it was still there, unmoved.
func takeJob(ctx context.Context, tx db.Tx, j job) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM jobs_job WHERE key = $1 AND kind = $2 AND run_us = $3`, j.key, j.kind, j.runUS)
	return n == 1, err
}

// moveJob sets when the job runs and reports whether it was still there, unmoved.
func moveJob(ctx context.Context, tx db.Tx, j job, runUS int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE jobs_job SET run_us = $4 WHERE key = $1 AND kind = $2 AND run_us = $3`, j.key, j.kind, j.runUS, runUS)
	return n == 1, err
}

// putOffJob plans the next try of a job that failed. One that was cancelled or
// planned anew in the meantime keeps its new plan.
func putOffJob(ctx context.Context, tx db.Tx, j job, runUS int64, park bool, lastError string) error {
	_, err := tx.Exec(ctx, `
		UPDATE jobs_job SET run_us = $5, tries = tries + 1, parked = $6, last_error = $7
		WHERE key = $1 AND kind = $2 AND run_us = $3 AND tries = $4`, j.key, j.kind, j.runUS, j.tries, runUS, park, lastError)
	return err
}

// counts returns how many jobs are due and how many are parked.
func counts(ctx context.Context, q db.Q, nowUS int64) (due, parked int64, err error) {
	err = q.Row(ctx, `
		SELECT COUNT(*) FILTER (WHERE NOT parked AND run_us <= $1), COUNT(*) FILTER (WHERE parked) FROM jobs_job`, nowUS).Scan(&due, &parked)
	return due, parked, err
}
