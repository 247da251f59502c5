package hall

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

func insertDispatch(ctx context.Context, tx db.Tx, d Dispatch) error {
	// One row for each order.
	_, err := tx.Exec(ctx, `
		INSERT INTO hall_dispatch (hall_id, id, employer_id, job_id, title, area, min_level, transport, meeting, meet_us, leader, clerk, made_us, changed_us, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		d.Hall, d.ID, d.Employer, d.Job, d.Title, string(d.Area), d.MinLevel, d.Transport, d.Meeting, db.OptMicros(d.Meet), string(d.Leader),
		d.Clerk, db.Micros(d.Made), db.Micros(d.Changed), d.Version)
	return err
}

// updateDispatch writes what can change. One that somebody else changed meanwhile
// makes the transaction run again.
func updateDispatch(ctx context.Context, tx db.Tx, d Dispatch) error {
	// The version it was read with is one less.
	n, err := tx.Exec(ctx, `
		UPDATE hall_dispatch SET min_level = $3, transport = $4, meeting = $5, meet_us = $6, leader = $7, changed_us = $8, ended_us = $9, version = $10
		WHERE hall_id = $1 AND id = $2 AND version = $10 - 1`,
		d.Hall, d.ID, d.MinLevel, d.Transport, d.Meeting, db.OptMicros(d.Meet), string(d.Leader), db.Micros(d.Changed), db.OptMicros(d.Ended), d.Version)
	if err == nil && n == 0 {
		return db.ErrRetry
	}
	return err
}

const selectDispatch = `
	SELECT hall_id, id, employer_id, job_id, title, area, min_level, transport, meeting, meet_us, leader, clerk, made_us, changed_us, ended_us, version
	FROM hall_dispatch`

func scanDispatch(r db.Row) (d Dispatch, err error) {
	var made, changed int64
	var meet, ended *int64
	err = r.Scan(&d.Hall, &d.ID, &d.Employer, &d.Job, &d.Title, &d.Area, &d.MinLevel, &d.Transport, &d.Meeting, &meet, &d.Leader, &d.Clerk,
		&made, &changed, &ended, &d.Version)
	d.Meet, d.Made, d.Changed, d.Ended = db.OptInstant(meet), db.Instant(made), db.Instant(changed), db.OptInstant(ended)
	return d, err
}

// dispatchOf returns a dispatch.
//
// Errors: ErrNoDispatch.
func dispatchOf(ctx context.Context, q db.Q, hall core.ID[Hall], id core.ID[Dispatch]) (Dispatch, error) {
	if _, err := core.ParseID[Dispatch](string(id)); err != nil {
		return Dispatch{}, ErrNoDispatch
	}
	d, err := scanDispatch(q.Row(ctx, selectDispatch+` WHERE hall_id = $1 AND id = $2`, hall, id))
	if errors.Is(err, db.ErrNoRow) {
		return Dispatch{}, ErrNoDispatch
	}
	return d, err
}

// dispatchOfJob returns the dispatch that hangs on a job; most jobs have none.
func dispatchOfJob(ctx context.Context, q db.Q, job core.JobID) (d Dispatch, known bool, err error) {
	d, err = scanDispatch(q.Row(ctx, selectDispatch+` WHERE job_id = $1`, job))
	if errors.Is(err, db.ErrNoRow) {
		return d, false, nil
	}
	return d, err == nil, err
}

// lastID sorts after every identifier.
const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// dispatchesBefore returns a page of a hall's dispatches, newest first.
func dispatchesBefore(ctx context.Context, q db.Q, hall core.ID[Hall], open bool, before core.ID[Dispatch], limit int) (out []Dispatch, err error) {
	if before == "" {
		before = lastID
	}
	const where, order = ` WHERE hall_id = $1 AND id < $2`, ` ORDER BY id DESC LIMIT $3`
	query := selectDispatch + where + order
	if open {
		query = selectDispatch + where + ` AND ended_us IS NULL` + order
	}
	err = q.Rows(ctx, query, []any{hall, before, limit}, func(r db.Row) error {
		d, err := scanDispatch(r)
		out = append(out, d)
		return err
	})
	return out, err
}

// insertCall writes a call under the person's next number.
func insertCall(ctx context.Context, tx db.Tx, d Dispatch, c *Phoned) error {
	// By the primary key's beginning.
	if err := tx.Row(ctx, `SELECT COUNT(*) + 1 FROM hall_call WHERE hall_id = $1 AND dispatch_id = $2 AND person_id = $3`,
		d.Hall, d.ID, c.Person).Scan(&c.N); err != nil {
		return err
	}
	// Of two clerks who call at once one gets the number; the other runs again.
	_, err := tx.Exec(ctx, `
		INSERT INTO hall_call (hall_id, dispatch_id, person_id, n, outcome, note, again_us, clerk, at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		d.Hall, d.ID, c.Person, c.N, string(c.Outcome), c.Note, db.OptMicros(c.Again), c.Clerk, db.Micros(c.At))
	if errors.Is(err, db.ErrUnique) {
		return db.ErrRetry
	}
	return err
}

// callsOf returns a dispatch's calls by person, oldest first.
func callsOf(ctx context.Context, q db.Q, d Dispatch) (map[core.PersonID][]Phoned, error) {
	out := map[core.PersonID][]Phoned{}
	// By the primary key's beginning; a dispatch has some hundred calls.
	err := q.Rows(ctx, `
		SELECT person_id, n, outcome, note, again_us, clerk, at_us FROM hall_call
		WHERE hall_id = $1 AND dispatch_id = $2 ORDER BY person_id, n`, []any{d.Hall, d.ID}, func(r db.Row) error {
		var c Phoned
		var again *int64
		var at int64
		err := r.Scan(&c.Person, &c.N, &c.Outcome, &c.Note, &again, &c.Clerk, &at)
		c.Again, c.At = db.OptInstant(again), db.Instant(at)
		out[c.Person] = append(out[c.Person], c)
		return err
	})
	return out, err
}
