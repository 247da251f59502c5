package demo

import (
	"context"
	"errors"
	"hash/fnv"
	"strconv"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// stage is how far a county has come.
type stage string

// The stages.
const (
	begun   stage = "begun"   // people and employers are being settled
	settled stage = "settled" // the week is planned
	running stage = "running" // the past is played
)

// state is the county as the database keeps it.
type state struct {
	seed  uint64
	year  int
	size  county.Size
	stage stage
	week  time.Time // where the planned week ends
	at    time.Time // how far it was played
}

// begin returns the county that the database holds, or enters a new one that
// begins a week ago.
func begin(ctx context.Context, d *db.DB, now time.Time, seed uint64, size county.Size) (s state, err error) {
	s, err = stateOf(ctx, d.Reader())
	if !errors.Is(err, db.ErrNoRow) {
		return s, err
	}
	if size == (county.Size{}) {
		size = county.FullSize
	}
	at := now.Add(-7*24*time.Hour - settling)
	s = state{seed: seed, year: at.In(core.China).Year(), size: size, stage: begun, week: now, at: at}
	return s, d.Write(ctx, func(ctx context.Context, tx db.Tx) error { return insertState(ctx, tx, s) })
}

func stateOf(ctx context.Context, q db.Q) (s state, err error) {
	var seed string
	var week, at int64
	// The only row.
	err = q.Row(ctx, `SELECT seed, year, people, employers, week_orders, stage, week_us, at_us FROM demo_county WHERE id = 1`).
		Scan(&seed, &s.year, &s.size.People, &s.size.Employers, &s.size.Orders, &s.stage, &week, &at)
	if err != nil {
		return s, err
	}
	s.week, s.at = db.Instant(week), db.Instant(at)
	s.seed, err = strconv.ParseUint(seed, 10, 64)
	return s, err
}

// insertState enters a county; two that start at once make one.
func insertState(ctx context.Context, tx db.Tx, s state) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO demo_county (id, seed, year, people, employers, week_orders, stage, week_us, at_us, orders)
		VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $5)
		ON CONFLICT (id) DO NOTHING`,
		strconv.FormatUint(s.seed, 10), s.year, s.size.People, s.size.Employers, s.size.Orders, string(s.stage), db.Micros(s.week), db.Micros(s.at))
	return err
}

// setStage says how far the county has come.
func setStage(ctx context.Context, tx db.Tx, to stage) error {
	_, err := tx.Exec(ctx, `UPDATE demo_county SET stage = $1 WHERE id = 1`, string(to))
	return err
}

// stamp remembers the time up to which the county was played.
func (d *Demo) stamp(ctx context.Context, tx db.Tx) error {
	// Only forward.
	_, err := tx.Exec(ctx, `UPDATE demo_county SET at_us = $1 WHERE id = 1 AND at_us < $1`, db.Micros(d.Now()))
	return err
}

// nextOrder takes the number of a new order.
func nextOrder(ctx context.Context, tx db.Tx) (n int, err error) {
	err = tx.Row(ctx, `UPDATE demo_county SET orders = orders + 1 WHERE id = 1 RETURNING orders`).Scan(&n)
	return n - 1, err
}

// pace is how a job of the county goes.
type pace string

// The paces.
const (
	weekPace    pace = "week"    // in the time that work takes
	latePace    pace = "late"    // the same, and filled slowly, so that some of it is open
	errandPace  pace = "errand"  // fast enough to be watched
	visitorPace pace = "visitor" // a visitor's job: people react soon
)

// order is what is known of a job in the county.
type order struct {
	n    int
	pace pace
}

// insertJob remembers which order a job is.
func insertJob(ctx context.Context, tx db.Tx, job core.JobID, o order) error {
	_, err := tx.Exec(ctx, `INSERT INTO demo_job (job_id, n, kind) VALUES ($1, $2, $3) ON CONFLICT (job_id) DO NOTHING`, job, o.n, string(o.pace))
	return err
}

// orderOf returns which order a job is. One of a visitor has a number that the
// dice take as well.
func orderOf(ctx context.Context, q db.Q, job core.JobID) (o order, err error) {
	// By the primary key.
	err = q.Row(ctx, `SELECT n, kind FROM demo_job WHERE job_id = $1`, job).Scan(&o.n, &o.pace)
	if errors.Is(err, db.ErrNoRow) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(job))
		return order{int(h.Sum32()), visitorPace}, nil
	}
	return o, err
}
