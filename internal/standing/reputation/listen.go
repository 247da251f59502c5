package reputation

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// revealJob shows a rating that waited long enough; its key is the engagement.
const revealJob = "reputation.reveal"

// Listen subscribes the module to what it hears and registers its clock.
func (s *Service) Listen(o *outbox.Outbox, q *jobs.Queue) {
	outbox.Hear(o, "reputation.booked", s.OnBooked)
	outbox.Hear(o, "reputation.unbooked", s.OnUnbooked)
	outbox.Hear(o, "reputation.paid", s.OnPaid)
	q.Handle(revealJob, s.onReveal)
}

// OnBooked begins to know an engagement. Hearing it twice changes nothing.
func (s *Service) OnBooked(ctx context.Context, tx db.Tx, b event.Booked) (err error) {
	defer fault.Wrap(&err, "reputation.OnBooked(%s)", b.Engagement)
	_, err = s.know(ctx, tx, Engagement{ID: b.Engagement, Worker: b.Worker, Employer: b.Employer, Outcome: Booked})
	return err
}

// OnUnbooked ends an engagement without pay. One that has ended stays as it is.
func (s *Service) OnUnbooked(ctx context.Context, tx db.Tx, u event.Unbooked) (err error) {
	defer fault.Wrap(&err, "reputation.OnUnbooked(%s)", u.Engagement)
	e, err := s.know(ctx, tx, Engagement{ID: u.Engagement, Worker: u.Worker, Employer: u.Employer, Outcome: Booked})
	if err != nil || e.Outcome != Booked {
		return err
	}
	outcome := Cancelled
	if u.NoShow {
		outcome = NoShow
	}
	return s.end(ctx, tx, e, outcome, u.By, u.Late, s.Now())
}

// OnPaid ends an engagement with pay: both may rate. It also rights one that was
// taken for a cancellation. A further payment changes nothing.
func (s *Service) OnPaid(ctx context.Context, tx db.Tx, p event.Paid) (err error) {
	defer fault.Wrap(&err, "reputation.OnPaid(%s)", p.Engagement)
	e, err := s.know(ctx, tx, Engagement{ID: p.Engagement, Worker: p.Worker, Employer: p.Employer, Outcome: Booked})
	if err != nil || e.Outcome == Paid {
		return err
	}
	e.Trade = p.Trade
	return s.end(ctx, tx, e, Paid, "", false, p.At)
}

// know returns the engagement, locked. One that was not known is counted as
// booked.
func (s *Service) know(ctx context.Context, tx db.Tx, e Engagement) (Engagement, error) {
	fresh, err := insertEngagement(ctx, tx, e)
	if err != nil {
		return Engagement{}, err
	}
	if fresh {
		if err := s.change(ctx, tx, e, map[Side]Record{Worker: e.share(Worker), Employer: e.share(Employer)}); err != nil {
			return Engagement{}, err
		}
	}
	return lockEngagement(ctx, tx, e.ID)
}

// end gives the engagement its outcome and moves both records by the difference.
func (s *Service) end(ctx context.Context, tx db.Tx, e Engagement, to Outcome, by string, late bool, at time.Time) error {
	was := map[Side]Record{Worker: e.share(Worker), Employer: e.share(Employer)}
	e.Outcome, e.By, e.Late, e.Ended = to, by, late, at
	for side, r := range was {
		was[side] = e.share(side).minus(r)
	}
	agents, err := s.Employers.Agents(ctx, tx, e.Employer)
	return errors.Join(err,
		updateEngagement(ctx, tx, e),
		s.change(ctx, tx, e, was),
		s.signal(ctx, tx, e, append(agents, e.Worker)),
	)
}

// change adds to the records of an engagement's sides, the smaller id first so
// that two of these can't wait for each other, and tells others of the worker's.
func (s *Service) change(ctx context.Context, tx db.Tx, e Engagement, by map[Side]Record) error {
	order := []Side{Worker, Employer}
	if e.subject(Employer) < e.subject(Worker) {
		order = []Side{Employer, Worker}
	}
	for _, side := range order {
		if by[side] == (Record{}) {
			continue
		}
		now, err := addToRecord(ctx, tx, e.subject(side), side, by[side])
		if err != nil {
			return err
		}
		told := changed(e.Worker, now)
		if side != Worker || told == changed(e.Worker, now.minus(by[side])) {
			continue
		}
		if err := s.Outbox.Publish(ctx, tx, told); err != nil {
			return err
		}
	}
	return nil
}

// changed is a worker's record as others hear of it.
func changed(p core.PersonID, r Record) event.RecordChanged {
	return event.RecordChanged{Person: p, Stars: r.StarsE2(), Rated: r.Rated(), Done: r.Done, Late: r.Late + r.NoShows}
}

// onReveal shows what is still hidden; if the second rating came meanwhile,
// nothing is.
func (s *Service) onReveal(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "reputation.onReveal(%s)", key)
	e, err := lockEngagement(ctx, tx, core.EngagementID(key))
	if err != nil || !e.Shown.IsZero() {
		return err
	}
	a, b, err := ratingsOf(ctx, tx, e, Worker)
	if err != nil {
		return err
	}
	var show []Rating
	for _, r := range []*Rating{a, b} {
		if r != nil {
			show = append(show, *r)
		}
	}
	agents, err := s.Employers.Agents(ctx, tx, e.Employer)
	if err != nil {
		return err
	}
	return s.reveal(ctx, tx, e, agents, show)
}
