package gig

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// lockSeats reads what the taking of places needs of the jobs and keeps them
// from changing until commit. Ids are sorted; unknown jobs are missing.
func lockSeats(ctx context.Context, tx db.Tx, ids []core.JobID) (map[core.JobID]*seats, error) {
	out := make(map[core.JobID]*seats, len(ids))
	err := db.Chunks(ids, func(part []core.JobID) error {
		args := db.Fill(part)
		// In the order of the ids, so that two groups can't block each other.
		return tx.Rows(ctx, `
			SELECT id, employer_id, state, mode, min_age, CAST(windows AS TEXT), choose_us, places, booked, line_in, line_out,
				shut, each_minor, quantity, currency
			FROM gig_job WHERE id IN `+db.In(1, len(args))+`
			ORDER BY id`+db.ForUpdate(tx), args, func(r db.Row) error {
			j := &seats{}
			var doc string
			var choose *int64
			err := r.Scan(&j.id, &j.employer, &j.state, &j.mode, &j.minAge, &doc, &choose, &j.places, &j.booked, &j.lineIn, &j.lineOut,
				&j.shut, &j.each, &j.planned, &j.currency)
			if err != nil {
				return err
			}
			if choose != nil {
				j.chooseUS = *choose
			}
			if err := json.Unmarshal([]byte(doc), &j.windows); err != nil || len(j.windows) == 0 {
				return fmt.Errorf("job %s: windows: %w", j.id, err)
			}
			out[j.id] = j
			return nil
		})
	})
	return out, err
}

// lockWorkers keeps the workers' ties from changing until commit: who is about
// to be bound twice waits here. SQLite has only one writer, so there is nothing
// to lock. Ids are sorted.
func lockWorkers(ctx context.Context, tx db.Tx, ids []core.PersonID) error {
	if tx.Dialect() == db.SQLite {
		return nil
	}
	return db.Chunks(ids, func(part []core.PersonID) error {
		args := db.Fill(part)
		known := make(map[core.PersonID]bool, len(part))
		// In the order of the ids, so that two groups can't block each other.
		err := tx.Rows(ctx, `SELECT worker_id FROM gig_worker WHERE worker_id IN `+db.In(1, len(args))+` ORDER BY worker_id`+db.ForUpdate(tx), args, func(r db.Row) error {
			var id core.PersonID
			err := r.Scan(&id)
			known[id] = true
			return err
		})
		if err != nil || len(known) == len(part) {
			return err
		}
		var missing []any
		for _, id := range part {
			if !known[id] {
				missing = append(missing, id)
			}
		}
		// Another may be making the same row: then this waits, and locks, because the
		// condition is never true, without a write.
		return db.UpsertRows(ctx, tx, `INSERT INTO gig_worker (worker_id)`, 1, missing,
			`ON CONFLICT (worker_id) DO UPDATE SET worker_id = excluded.worker_id WHERE gig_worker.worker_id <> excluded.worker_id`)
	})
}

// tiesOf gives each what binds the workers now.
func tiesOf(ctx context.Context, q db.Q, ids []core.PersonID, each func(tie)) error {
	return db.Chunks(ids, func(part []core.PersonID) error {
		args := db.Fill(part)
		// A worker's ties are few: they go when the job is over.
		return q.Rows(ctx, `
			SELECT worker_id, job_id, n, kind, start_us, end_us, engagement_id, line
			FROM gig_slot WHERE worker_id IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var t tie
			var e *core.EngagementID
			if err := r.Scan(&t.worker, &t.job, &t.n, &t.kind, &t.startUS, &t.endUS, &e, &t.line); err != nil {
				return err
			}
			if e != nil {
				t.engagement = *e
			}
			each(t)
			return nil
		})
	})
}

// blocksOf gives each the employers with whom the workers, or who with them,
// want no more.
func blocksOf(ctx context.Context, q db.Q, ids []core.PersonID, each func(core.PersonID, core.EmployerID)) error {
	return db.Chunks(ids, func(part []core.PersonID) error {
		args := db.Fill(part)
		// Either side's block counts.
		return q.Rows(ctx, `SELECT worker_id, employer_id FROM gig_block WHERE worker_id IN `+db.In(1, len(args)), args, func(r db.Row) error {
			var w core.PersonID
			var e core.EmployerID
			err := r.Scan(&w, &e)
			each(w, e)
			return err
		})
	})
}

// writeBookings writes engagements with the windows they bind their workers
// for, and places in lines with their ties.
func writeBookings(ctx context.Context, tx db.Tx, at time.Time, booked []booking, lined []lining) error {
	const engagementCols, slotCols, lineCols = 11, 8, 4
	engagements := make([]any, 0, len(booked)*engagementCols)
	slots := make([]any, 0, (len(booked)+len(lined))*slotCols)
	lines := make([]any, 0, len(lined)*lineCols)
	us := db.Micros(at)
	for _, b := range booked {
		j := b.job
		engagements = append(engagements, j.id, b.id, b.worker, j.employer, string(b.how), j.start(), j.end(), j.currency, j.each, j.planned, us)
		for n, w := range j.windows {
			slots = append(slots, b.worker, j.id, int64(n), tieBooked, w[0], w[1], b.id, int64(0))
		}
	}
	for _, l := range lined {
		slots = append(slots, l.worker, l.job.id, int64(lineTie), tieLine, l.job.start(), l.job.end(), nil, l.n)
		lines = append(lines, l.job.id, l.n, l.worker, us)
	}
	err := db.InsertRows(ctx, tx, `INSERT INTO gig_engagement
		(job_id, id, worker_id, employer_id, how, start_us, end_us, currency, hold_minor, planned, booked_us)`, engagementCols, engagements)
	if err != nil {
		return err
	}
	err = db.InsertRows(ctx, tx, `INSERT INTO gig_slot (worker_id, job_id, n, kind, start_us, end_us, engagement_id, line)`, slotCols, slots)
	if err != nil {
		return err
	}
	return db.InsertRows(ctx, tx, `INSERT INTO gig_line (job_id, n, worker_id, at_us)`, lineCols, lines)
}

// updateSeats writes the counters of jobs.
func updateSeats(ctx context.Context, tx db.Tx, jobs []*seats) error {
	return db.Chunks(jobs, func(part []*seats) error {
		n := db.Padded(len(part))
		args := make([]any, 0, 4*n)
		for i := range n {
			j := part[min(i, len(part)-1)]
			args = append(args, j.id, j.booked, j.lineIn, j.lineOut)
		}
		// One statement for all; the job's own row says which values are its.
		_, err := tx.Exec(ctx, seatsUpdate(n), args...)
		return err
	})
}

// seatsUpdate is the statement that sets the counters of n jobs.
func seatsUpdate(n int) string {
	if n == 1 {
		return `UPDATE gig_job SET booked = $2, line_in = $3, line_out = $4 WHERE id = $1`
	}
	var b strings.Builder
	b.WriteString(`UPDATE gig_job SET `)
	for c, column := range [...]string{"booked", "line_in", "line_out"} {
		if c > 0 {
			b.WriteString(", ")
		}
		b.WriteString(column + " = CASE id")
		for i := range n {
			b.WriteString(" WHEN $" + itoa(4*i+1) + " THEN CAST($" + itoa(4*i+2+c) + " AS BIGINT)")
		}
		b.WriteString(" END")
	}
	b.WriteString(` WHERE id IN (`)
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + itoa(4*i+1))
	}
	b.WriteString(`)`)
	return b.String()
}

// placesAgain turns the line numbers of those who stood there before into
// places.
func (g *group) placesAgain(ctx context.Context, q db.Q) error {
	for _, i := range g.again {
		out := &g.out[i]
		place, err := placeInLine(ctx, q, out.Job, out.Place)
		if err != nil {
			return err
		}
		out.Place = place
	}
	return nil
}

// placeInLine is how many stand in the job's line up to number n.
func placeInLine(ctx context.Context, q db.Q, job core.JobID, n int64) (place int64, err error) {
	err = q.Row(ctx, `SELECT COUNT(*) FROM gig_line WHERE job_id = $1 AND n <= $2`, job, n).Scan(&place)
	return place, err
}

func itoa(n int) string { return strconv.Itoa(n) }
