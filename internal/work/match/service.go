package match

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/notify"
)

// Deps is what the module needs.
type Deps struct {
	DB        *db.DB
	Now       core.Clock
	Jobs      *jobs.Queue
	Notify    *notify.Center
	Employers Employers
	Log       *slog.Logger
}

// Service is the module's front door. Safe for concurrent use.
type Service struct {
	Deps
}

// New returns a Service.
func New(d Deps) *Service { return &Service{d} }

// Suits says whether the job suits the person, and what their score would be.
// Having been told of it already does not count, nor does a place in it.
//
// Errors: ErrJob.
func (s *Service) Suits(ctx context.Context, q db.Q, job core.JobID, person core.PersonID) (_ Explanation, err error) {
	defer fault.Wrap(&err, "match.Suits(%s, %s)", job, person)
	j, known, err := jobOf(ctx, q, job)
	if err != nil {
		return Explanation{}, err
	}
	if !known {
		return Explanation{}, ErrJob
	}
	w, err := workerOf(ctx, q, person)
	if err != nil {
		return Explanation{}, err
	}
	c := circumstance{now: s.Now()}
	if c.busy, err = busyElsewhere(ctx, q, person, job, j.span()); err != nil {
		return Explanation{}, err
	}
	agents, err := s.Employers.Agents(ctx, q, j.Employer)
	if err != nil {
		return Explanation{}, err
	}
	c.agent = slices.Contains(agents, person)
	h, err := historyOf(ctx, q, j.Employer, person)
	if err != nil {
		return Explanation{}, err
	}
	return explain(&w, &j, c, factsOf(&w, &j, h), WeightsOn(core.DateOf(c.now))), nil
}

// OpenRing is a ring whose job still takes people.
type OpenRing struct {
	Ring
	Job   Job
	Parts []Part // of Ring.Score, as it was then
}

// RingsBefore returns the person's rings whose jobs still take people, the
// newest first, older than the instant and job; the zero time begins. Jobs in
// which the person holds a place are left out.
func (s *Service) RingsBefore(ctx context.Context, q db.Q, person core.PersonID, before time.Time, job core.JobID, limit int) (out []OpenRing, err error) {
	defer fault.Wrap(&err, "match.RingsBefore(%s)", person)
	now := s.Now()
	if before.IsZero() {
		before = now.Add(time.Second)
	}
	if job == "" {
		job = lastID
	}
	rows, err := ringsBefore(ctx, q, person, now, before, job, limit)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		_, parts := r.Facts.Explain(WeightsOn(r.Weights))
		out = append(out, OpenRing{r.Ring, r.job, parts})
	}
	return out, nil
}

// lastID sorts after every identifier.
const lastID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// QuietHours returns when the person's phone must not sound; DefaultQuiet for
// those who said nothing.
func (s *Service) QuietHours(ctx context.Context, q db.Q, person core.PersonID) (_ Quiet, err error) {
	defer fault.Wrap(&err, "match.QuietHours(%s)", person)
	w, err := workerOf(ctx, q, person)
	return w.Quiet, err
}

// SetQuietHours sets when the actor's phone must not sound.
//
// Errors: ErrQuiet.
func (s *Service) SetQuietHours(ctx context.Context, tx db.Tx, a core.Actor, w Quiet) (err error) {
	defer fault.Wrap(&err, "match.SetQuietHours(%s)", a.Person)
	const day = 24 * 60
	if w.From < 0 || w.From >= day || w.To < 0 || w.To >= day {
		return ErrQuiet
	}
	if err := upsertQuiet(ctx, tx, a.Person, w); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "match.set_quiet_hours", clockText(w.From)+"-"+clockText(w.To), ""))
}
