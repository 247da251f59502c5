package match

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
)

// Migrations are this module's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// openJob records what a job is, and reports whether that is news. How many
// places are open is already known better if later news of it came before.
func openJob(ctx context.Context, tx db.Tx, e event.JobOpened) (fresh bool, err error) {
	doc, err := json.Marshal(e)
	if err != nil {
		return false, err
	}
	j := Job{JobOpened: e}
	n, err := tx.Exec(ctx, `
		INSERT INTO match_job (job_id, facts, start_us, open) VALUES ($1, $2, $3, $4)
		ON CONFLICT (job_id) DO UPDATE SET facts = excluded.facts, start_us = excluded.start_us
		WHERE match_job.facts IS NULL`,
		e.Job, string(doc), db.Micros(j.Start()), max(e.Places, 0))
	return n == 1, err
}

// setOpen records how many places of the job are free; none of one that has ended.
func setOpen(ctx context.Context, tx db.Tx, job core.JobID, open int) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO match_job (job_id, open) VALUES ($1, $2)
		ON CONFLICT (job_id) DO UPDATE SET open = excluded.open
		WHERE match_job.ended_us IS NULL`, job, max(open, 0))
	return err
}

// endJob records that the job takes nobody any more; the first time stays.
func endJob(ctx context.Context, tx db.Tx, job core.JobID, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO match_job (job_id, open, ended_us) VALUES ($1, 0, $2)
		ON CONFLICT (job_id) DO UPDATE SET open = 0, ended_us = excluded.ended_us
		WHERE match_job.ended_us IS NULL`, job, db.Micros(at))
	return err
}

const jobColumns = `CAST(j.facts AS TEXT), j.open, j.ended_us, j.waves, j.idle, j.last_us, j.next_us`

// scanJob reads jobColumns after the given ones. known is false if the job is
// only known by later news.
func scanJob(r db.Row, before ...any) (j Job, known bool, err error) {
	var doc *string
	var ended, last, next *int64
	err = r.Scan(append(before, &doc, &j.Open, &ended, &j.Waves, &j.Idle, &last, &next)...)
	if err != nil {
		return Job{}, false, err
	}
	j.Ended, j.Last, j.Next = db.OptInstant(ended), db.OptInstant(last), db.OptInstant(next)
	if doc == nil {
		return j, false, nil
	}
	if err := json.Unmarshal([]byte(*doc), &j.JobOpened); err != nil {
		return Job{}, false, err
	}
	j.DayPay = dayPay(&j.JobOpened)
	return j, true, nil
}

// jobOf returns the job; known is false if it is not known, or only by later news.
func jobOf(ctx context.Context, q db.Q, job core.JobID) (j Job, known bool, err error) {
	return orNone(scanJob(q.Row(ctx, `SELECT `+jobColumns+` FROM match_job j WHERE j.job_id = $1`, job)))
}

// lockJob is jobOf, and keeps the row until commit.
func lockJob(ctx context.Context, tx db.Tx, job core.JobID) (j Job, known bool, err error) {
	return orNone(scanJob(tx.Row(ctx, `SELECT `+jobColumns+` FROM match_job j WHERE j.job_id = $1`+db.ForUpdate(tx), job)))
}

func orNone(j Job, known bool, err error) (Job, bool, error) {
	if errors.Is(err, db.ErrNoRow) {
		return Job{}, false, nil
	}
	return j, known, err
}

// updateCall records how far the job's ringing has come.
func updateCall(ctx context.Context, tx db.Tx, job core.JobID, c Call) error {
	_, err := tx.Exec(ctx, `
		UPDATE match_job SET waves = $2, idle = $3, last_us = $4, next_us = $5 WHERE job_id = $1`,
		job, c.Waves, c.Idle, db.OptMicros(c.Last), db.OptMicros(c.Next))
	return err
}

// deleteJob removes the job and its rings.
func deleteJob(ctx context.Context, tx db.Tx, job core.JobID) error {
	if _, err := tx.Exec(ctx, `DELETE FROM match_ring WHERE job_id = $1`, job); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM match_job WHERE job_id = $1`, job)
	return err
}

// upsertRings records who is told. Someone told in silence before now rings.
func upsertRings(ctx context.Context, tx db.Tx, rings []Ring) error {
	return db.Chunks(rings, func(part []Ring) error {
		const cols = 10
		all := make([]any, 0, len(part)*cols)
		for _, r := range part {
			doc, err := json.Marshal(r.Facts)
			if err != nil {
				return err
			}
			all = append(all, r.Job, r.Person, r.Wave, r.Rank, db.Micros(r.Told), db.OptMicros(r.Sounded), r.Score, r.Facts.DistanceM, string(doc), r.Weights)
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO match_ring (job_id, person_id, wave, rank, told_us, sounded_us, score, distance_m, facts, weights)
			VALUES `+db.Values(len(part), cols)+`
			ON CONFLICT (job_id, person_id) DO UPDATE SET
				wave = excluded.wave, rank = excluded.rank, sounded_us = excluded.sounded_us, score = excluded.score,
				distance_m = excluded.distance_m, facts = excluded.facts, weights = excluded.weights
			WHERE match_ring.sounded_us IS NULL`, all...)
		return err
	})
}

// toldOf returns who was told of the job, and whether aloud.
func toldOf(ctx context.Context, q db.Q, job core.JobID) (map[core.PersonID]bool, error) {
	out := map[core.PersonID]bool{}
	err := q.Rows(ctx, `SELECT person_id, sounded_us IS NOT NULL FROM match_ring WHERE job_id = $1`, []any{job}, func(r db.Row) error {
		var id core.PersonID
		var aloud bool
		err := r.Scan(&id, &aloud)
		out[id] = aloud
		return err
	})
	return out, err
}

// openRing is a ring with its job.
type openRing struct {
	Ring
	job Job
}

// ringsBefore returns the person's rings older than (before, job) whose jobs
// still take people at now, except for jobs in which they have a place.
func ringsBefore(ctx context.Context, q db.Q, person core.PersonID, now, before time.Time, job core.JobID, limit int) (out []openRing, err error) {
	err = q.Rows(ctx, `
		SELECT r.job_id, r.wave, r.rank, r.told_us, r.sounded_us, r.score, CAST(r.facts AS TEXT), r.weights, `+jobColumns+`
		FROM match_ring r JOIN match_job j ON j.job_id = r.job_id
		WHERE r.person_id = $1 AND (r.told_us, r.job_id) < ($2, $3)
			AND j.open > 0 AND j.ended_us IS NULL AND j.start_us > $4
			AND NOT EXISTS (SELECT 1 FROM match_stint s WHERE s.person_id = r.person_id AND s.job_id = r.job_id AND s.state = 'booked')
		ORDER BY r.told_us DESC, r.job_id DESC
		LIMIT $5`, []any{person, db.Micros(before), job, db.Micros(now), limit}, func(r db.Row) error {
		o := openRing{Ring: Ring{Person: person}}
		var told int64
		var sounded *int64
		var doc string
		var err error
		o.job, _, err = scanJob(r, &o.Job, &o.Wave, &o.Rank, &told, &sounded, &o.Score, &doc, &o.Weights)
		if err != nil {
			return err
		}
		o.Told, o.Sounded = db.Instant(told), db.OptInstant(sounded)
		out = append(out, o)
		return json.Unmarshal([]byte(doc), &out[len(out)-1].Facts)
	})
	return out, err
}
