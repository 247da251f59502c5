package figures

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes the module to what it hears, and registers its one clock.
func (s *Service) Listen(o *outbox.Outbox, q *jobs.Queue) {
	outbox.Hear(o, "figures.verified", s.OnPersonVerified)
	outbox.Hear(o, "figures.moved", s.OnProfileChanged)
	outbox.Hear(o, "figures.erased", s.OnPersonErased)
	outbox.Hear(o, "figures.opened", s.OnJobOpened)
	outbox.Hear(o, "figures.places", s.OnJobPlaces)
	outbox.Hear(o, "figures.paid", s.OnPaid)
	q.Handle(rebuildJob, func(ctx context.Context, tx db.Tx, _ string, _ []byte) error { return s.Rebuild(ctx, tx) })
}

// OnPersonVerified counts someone who has a real name now.
func (s *Service) OnPersonVerified(ctx context.Context, tx db.Tx, e event.PersonVerified) (err error) {
	defer fault.Wrap(&err, "figures.OnPersonVerified(%s)", e.Person)
	region, err := s.People.RegionOf(ctx, tx, e.Person)
	if err != nil {
		return err
	}
	// Heard twice, the first time counts.
	_, err = tx.Exec(ctx, `INSERT INTO figures_person (person, region, week) VALUES ($1, $2, $3) ON CONFLICT (person) DO NOTHING`,
		e.Person, string(townOf(region)), string(WeekOf(s.Now())))
	return err
}

// OnPersonErased counts someone no more, as a count made anew would not.
func (s *Service) OnPersonErased(ctx context.Context, tx db.Tx, e event.PersonErased) (err error) {
	defer fault.Wrap(&err, "figures.OnPersonErased(%s)", e.Person)
	_, err = tx.Exec(ctx, `DELETE FROM figures_person WHERE person = $1`, e.Person)
	return err
}

// OnProfileChanged lets someone count where they are now.
func (s *Service) OnProfileChanged(ctx context.Context, tx db.Tx, e event.ProfileChanged) (err error) {
	defer fault.Wrap(&err, "figures.OnProfileChanged(%s)", e.Person)
	region, err := s.People.RegionOf(ctx, tx, e.Person)
	if err != nil || region == "" {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE figures_person SET region = $2 WHERE person = $1`, e.Person, string(townOf(region)))
	return err
}

// OnJobOpened counts a job that went live.
func (s *Service) OnJobOpened(ctx context.Context, tx db.Tx, e event.JobOpened) (err error) {
	defer fault.Wrap(&err, "figures.OnJobOpened(%s)", e.Job)
	now := s.Now()
	// A job goes live once.
	_, err = tx.Exec(ctx, `INSERT INTO figures_job (job, region, week, opened_us) VALUES ($1, $2, $3, $4) ON CONFLICT (job) DO NOTHING`,
		e.Job, string(townOf(core.RegionCode(e.Region))), string(WeekOf(now)), db.Micros(now))
	return err
}

// OnJobPlaces notes when the last place of a job was taken for the first time.
func (s *Service) OnJobPlaces(ctx context.Context, tx db.Tx, e event.JobPlaces) (err error) {
	defer fault.Wrap(&err, "figures.OnJobPlaces(%s)", e.Job)
	if e.Open > 0 {
		return nil
	}
	now := db.Micros(s.Now())
	_, err = tx.Exec(ctx, `
		UPDATE figures_job SET filled_us = CASE WHEN $2 < opened_us THEN opened_us ELSE $2 END
		WHERE job = $1 AND filled_us IS NULL`, e.Job, now)
	return err
}

// OnPaid counts a wage that was released.
func (s *Service) OnPaid(ctx context.Context, tx db.Tx, e event.Paid) (err error) {
	defer fault.Wrap(&err, "figures.OnPaid(%s)", e.Engagement)
	region, err := s.Work.RegionOfJob(ctx, tx, e.Job)
	if err != nil && !errors.Is(err, db.ErrNoRow) {
		return err
	}
	// What is told anew of an engagement is the whole of it: 0 to what was paid.
	_, err = tx.Exec(ctx, `
		INSERT INTO figures_paid (engagement, region, week, amount_minor) VALUES ($1, $2, $3, $4)
		ON CONFLICT (engagement) DO UPDATE SET amount_minor = excluded.amount_minor`,
		e.Engagement, string(townOf(region)), string(WeekOf(e.At)), e.Amount.Minor)
	return err
}
