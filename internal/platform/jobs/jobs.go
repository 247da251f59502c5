// Package jobs does things later: the clocks of the business (auto-accept,
// expiry, reveal) and the calls to the outside world.
//
// A job is a row, written in the transaction that wants it. A due job runs in
// one transaction together with its own removal, so its effect in the database
// happens exactly once however many replicas run. Time is the injected clock: a
// test turns a week in a millisecond.
package jobs

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/trace"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Handler does a job inside tx. An error leaves the job for a later try.
type Handler func(ctx context.Context, tx db.Tx, key string, payload []byte) error

// Outside does a job that talks to the world, without a transaction, and
// returns what to record about it; nil records nothing. It may run more than
// once, so the far side must know it by its key.
type Outside func(ctx context.Context, key string, payload []byte) (record func(ctx context.Context, tx db.Tx) error, err error)

type kind struct {
	inside  Handler
	outside Outside
	lease   time.Duration // of an outside job: another replica may take it after
}

// Queue holds and runs jobs. Handle everything before Run. Safe for concurrent
// use afterwards.
type Queue struct {
	db     *db.DB
	now    core.Clock
	log    *slog.Logger
	kinds  map[string]kind
	hint   chan struct{}
	parked func(kind string)
	tracer *trace.Tracer
}

// New returns a Queue that knows no kind of job.
func New(d *db.DB, now core.Clock, log *slog.Logger) *Queue {
	return &Queue{db: d, now: now, log: log, kinds: map[string]kind{}, hint: make(chan struct{}, 1), parked: func(string) {}}
}

// OnParked registers what to call, for a metric, when a job is given up.
func (q *Queue) OnParked(fn func(kind string)) { q.parked = fn }

// Trace makes a trace of each job. Call it before Run.
func (q *Queue) Trace(t *trace.Tracer) { q.tracer = t }

// Handle registers the handler of a kind.
func (q *Queue) Handle(name string, h Handler) { q.add(name, kind{inside: h}) }

// HandleOutside registers a handler that talks to the world; one call may take
// up to lease.
func (q *Queue) HandleOutside(name string, lease time.Duration, h Outside) {
	q.add(name, kind{outside: h, lease: lease})
}

func (q *Queue) add(name string, k kind) {
	if _, twice := q.kinds[name]; twice {
		panic("jobs: two handlers of " + name)
	}
	q.kinds[name] = k
}

// Schedule plans the job (name, key) for at. A job of the same name and key
// that still waits is moved and gets the new payload.
func (q *Queue) Schedule(ctx context.Context, tx db.Tx, name, key string, at time.Time, payload any) error {
	doc, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("job %s: %w", name, err)
	}
	if err := upsertJob(ctx, tx, name, key, db.Micros(at), string(doc)); err != nil {
		return err
	}
	if !at.After(q.now()) {
		tx.AfterCommit(q.wake)
	}
	return nil
}

// Cancel forgets the job, if it still waits.
func (q *Queue) Cancel(ctx context.Context, tx db.Tx, name, key string) error {
	return deleteJob(ctx, tx, name, key)
}

func (q *Queue) wake() {
	select {
	case q.hint <- struct{}{}:
	default:
	}
}

const (
	batchMax  = 64
	pollEvery = 250 * time.Millisecond
	triesMax  = 16 // then parked: about a day of backoff
)

// Run does due jobs until ctx ends.
func (q *Queue) Run(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := q.RunDue(ctx)
		if err != nil && ctx.Err() == nil {
			q.log.ErrorContext(ctx, "jobs: run", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-q.hint:
		case <-time.After(pollEvery):
		}
	}
}

// RunDue does the jobs that are due by the clock, oldest first, and returns how
// many it tried. A failing job is put off and does not stop the others.
func (q *Queue) RunDue(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "jobs.RunDue")
	due, err := dueJobs(ctx, q.db.Reader(), db.Micros(q.now()), batchMax)
	if err != nil {
		return 0, err
	}
	for _, j := range due {
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		n++
		if err := q.do(ctx, &j); err != nil {
			q.putOff(ctx, j, err)
		}
	}
	return n, nil
}

// do tries one job.
func (q *Queue) do(ctx context.Context, j *job) (err error) {
	ctx, end := q.tracer.Begin(ctx, "job "+j.kind)
	defer func() { end(err) }()
	k, known := q.kinds[j.kind]
	switch {
	case !known:
		return errors.New("no handler of this kind")
	case k.inside != nil:
		return q.inside(ctx, *j, k.inside)
	}
	return q.outside(ctx, j, k)
}

// Lag returns how many jobs are due and not done, how late the first of them is,
// and how many were given up.
func (q *Queue) Lag(ctx context.Context) (due, parked int64, late time.Duration, err error) {
	defer fault.Wrap(&err, "jobs.Lag")
	now := q.now()
	if due, parked, err = counts(ctx, q.db.Reader(), db.Micros(now)); err != nil || due == 0 {
		return due, parked, 0, err
	}
	at, waits, err := q.NextDue(ctx)
	if err == nil && waits {
		late = max(0, now.Sub(at))
	}
	return due, parked, late, err
}

// NextDue returns when the next job is due; false if none waits.
func (q *Queue) NextDue(ctx context.Context) (time.Time, bool, error) {
	us, err := nextDue(ctx, q.db.Reader())
	if errors.Is(err, db.ErrNoRow) {
		return time.Time{}, false, nil
	}
	return db.Instant(us), err == nil, err
}

func (q *Queue) inside(ctx context.Context, j job, h Handler) error {
	return q.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if mine, err := takeJob(ctx, tx, j); err != nil || !mine {
			return err
		}
		return h(ctx, tx, j.key, j.payload)
	})
}

// outside leases the job by moving it into the future, does it, and then
// records the result and removes it in one transaction. j is moved with it.
func (q *Queue) outside(ctx context.Context, j *job, k kind) error {
	until, mine := db.Micros(q.now().Add(k.lease)), false
	err := q.db.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
		mine, err = moveJob(ctx, tx, *j, until)
		return err
	})
	if err != nil || !mine {
		return err
	}
	j.runUS = until
	ctx, cancel := context.WithTimeout(ctx, k.lease)
	defer cancel()
	record, err := k.outside(ctx, j.key, j.payload)
	if err != nil {
		return err
	}
	return q.db.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx db.Tx) error {
		if mine, err := takeJob(ctx, tx, *j); err != nil || !mine || record == nil {
			return err
		}
		return record(ctx, tx)
	})
}

func (q *Queue) putOff(ctx context.Context, j job, cause error) {
	wait := min(time.Second<<j.tries, 2*time.Hour)
	park := j.tries+1 >= triesMax
	if park {
		q.parked(j.kind)
	}
	q.log.WarnContext(ctx, "jobs: put off", "kind", j.kind, "key", j.key, "tries", j.tries+1, "parked", park, "error", cause)
	err := q.db.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		return putOffJob(ctx, tx, j, db.Micros(q.now().Add(wait)), park, cause.Error())
	})
	if err != nil && ctx.Err() == nil {
		q.log.ErrorContext(ctx, "jobs: put off", "error", err)
	}
}
