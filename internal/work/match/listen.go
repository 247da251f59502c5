package match

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes to the facts that the module keeps a copy of, and takes its
// clocks.
func (s *Service) Listen(o *outbox.Outbox, q *jobs.Queue) {
	outbox.Hear(o, "match.verified", s.OnPersonVerified)
	outbox.Hear(o, "match.profile", s.OnProfileChanged)
	outbox.Hear(o, "match.erased", s.OnPersonErased)
	outbox.Hear(o, "match.record", s.OnRecordChanged)
	outbox.Hear(o, "match.opened", s.OnJobOpened)
	outbox.Hear(o, "match.places", s.OnJobPlaces)
	outbox.Hear(o, "match.ended", s.OnJobEnded)
	outbox.Hear(o, "match.booked", s.OnBooked)
	outbox.Hear(o, "match.unbooked", s.OnUnbooked)
	outbox.Hear(o, "match.finished", s.OnFinished)
	outbox.Hear(o, "match.paid", s.OnPaid)
	q.HandleOutside(waveJob, waveLease, s.wave)
	q.Handle(forgetJob, s.forget)
}

// OnPersonVerified lets the person be found.
func (s *Service) OnPersonVerified(ctx context.Context, tx db.Tx, e event.PersonVerified) (err error) {
	defer fault.Wrap(&err, "match.OnPersonVerified(%s)", e.Person)
	if err := upsertVerified(ctx, tx, e); err != nil {
		return err
	}
	return refreshReady(ctx, tx, e.Person)
}

// OnProfileChanged replaces what the person looks for.
func (s *Service) OnProfileChanged(ctx context.Context, tx db.Tx, e event.ProfileChanged) (err error) {
	defer fault.Wrap(&err, "match.OnProfileChanged(%s)", e.Person)
	w := Worker{
		Person: e.Person, Birth: e.Birth, Looking: e.Looking, Skills: e.Trades, Centre: e.Centre, RadiusM: max(e.RadiusM, 0),
		Hours: e.WeekHours, Lowest: e.LowestPay, LowestBy: e.PayUnit, Tools: e.OwnTools, Vehicle: e.Vehicle,
	}
	w.Lowest.Minor = max(w.Lowest.Minor, 0)
	for _, r := range e.Regions {
		w.Regions = append(w.Regions, core.RegionCode(r))
	}
	if err := upsertProfile(ctx, tx, &w); err != nil {
		return err
	}
	return replaceSkills(ctx, tx, &w)
}

// OnRecordChanged keeps how the person's work went.
func (s *Service) OnRecordChanged(ctx context.Context, tx db.Tx, e event.RecordChanged) (err error) {
	defer fault.Wrap(&err, "match.OnRecordChanged(%s)", e.Person)
	return upsertRecord(ctx, tx, e)
}

// OnJobOpened rings the first wave at once.
func (s *Service) OnJobOpened(ctx context.Context, tx db.Tx, e event.JobOpened) (err error) {
	defer fault.Wrap(&err, "match.OnJobOpened(%s)", e.Job)
	if fresh, err := openJob(ctx, tx, e); err != nil || !fresh {
		return err
	}
	j, known, err := lockJob(ctx, tx, e.Job)
	if err != nil || !known {
		return err
	}
	return s.goOn(ctx, tx, &j)
}

// OnJobPlaces stops the ringing when the job is full, and goes on when a place
// is free again.
func (s *Service) OnJobPlaces(ctx context.Context, tx db.Tx, e event.JobPlaces) (err error) {
	defer fault.Wrap(&err, "match.OnJobPlaces(%s)", e.Job)
	was, _, err := lockJob(ctx, tx, e.Job)
	if err != nil {
		return err
	}
	if err := setOpen(ctx, tx, e.Job, e.Open); err != nil {
		return err
	}
	j, known, err := lockJob(ctx, tx, e.Job)
	if err != nil || !known {
		return err
	}
	if (was.Open > 0) != (j.Open > 0) {
		if err := s.signalTold(ctx, tx, e.Job); err != nil {
			return err
		}
	}
	return s.goOn(ctx, tx, &j)
}

// OnJobEnded stops the ringing for good.
func (s *Service) OnJobEnded(ctx context.Context, tx db.Tx, e event.JobEnded) (err error) {
	defer fault.Wrap(&err, "match.OnJobEnded(%s)", e.Job)
	was, _, err := lockJob(ctx, tx, e.Job)
	if err != nil || !was.Ended.IsZero() {
		return err
	}
	now := s.Now()
	if err := endJob(ctx, tx, e.Job, now); err != nil {
		return err
	}
	if err := s.signalTold(ctx, tx, e.Job); err != nil {
		return err
	}
	if err := s.Jobs.Schedule(ctx, tx, forgetJob, string(e.Job), now.Add(KeepRings), nil); err != nil {
		return err
	}
	j, known, err := lockJob(ctx, tx, e.Job)
	if err != nil || !known {
		return err
	}
	return s.goOn(ctx, tx, &j)
}

// goOn plans a wave for a job that takes people and has none planned, no sooner
// after the last than waves may follow; and gives up the planned one of a job
// that takes nobody.
func (s *Service) goOn(ctx context.Context, tx db.Tx, j *Job) error {
	now := s.Now()
	switch takes := j.takes(now); {
	case takes && j.Next.IsZero():
		j.Next = now
		if !j.Last.IsZero() {
			j.Next = later(now, j.Last.Add(between))
		}
		if err := s.Jobs.Schedule(ctx, tx, waveJob, string(j.Job), j.Next, nil); err != nil {
			return err
		}
	case !takes && !j.Next.IsZero():
		j.Next = time.Time{}
		if err := s.Jobs.Cancel(ctx, tx, waveJob, string(j.Job)); err != nil {
			return err
		}
	default:
		return nil
	}
	return updateCall(ctx, tx, j.Job, j.Call)
}

// signalTold lets the open pages of all who were told of the job read it again.
func (s *Service) signalTold(ctx context.Context, tx db.Tx, job core.JobID) error {
	told, err := toldOf(ctx, tx, job)
	if err != nil {
		return err
	}
	for id := range told {
		if err := s.Notify.Signal(ctx, tx, id, "job", string(job)); err != nil {
			return err
		}
	}
	return nil
}

// OnBooked makes the worker busy in the windows, unless it is known already that
// the place was left or paid.
func (s *Service) OnBooked(ctx context.Context, tx db.Tx, e event.Booked) (err error) {
	defer fault.Wrap(&err, "match.OnBooked(%s)", e.Engagement)
	st := stint{e.Worker, e.Engagement, e.Employer, e.Job, booked}
	if fresh, err := upsertStint(ctx, tx, st); err != nil || !fresh {
		return err
	}
	return insertBusy(ctx, tx, st, e.Windows)
}

// OnUnbooked gives the worker's time free, and remembers a place left late.
func (s *Service) OnUnbooked(ctx context.Context, tx db.Tx, e event.Unbooked) (err error) {
	defer fault.Wrap(&err, "match.OnUnbooked(%s)", e.Engagement)
	st := stint{e.Worker, e.Engagement, e.Employer, e.Job, left}
	if e.NoShow || e.Late && e.By == "worker" {
		st.state = leftLate
	}
	return s.closeStint(ctx, tx, st)
}

// OnFinished gives what is left of the windows free.
func (s *Service) OnFinished(ctx context.Context, tx db.Tx, e event.Finished) (err error) {
	defer fault.Wrap(&err, "match.OnFinished(%s)", e.Engagement)
	return shortenBusy(ctx, tx, e.Worker, e.Engagement, e.At)
}

// OnPaid gives the worker's time free, and remembers work done for the employer.
func (s *Service) OnPaid(ctx context.Context, tx db.Tx, e event.Paid) (err error) {
	defer fault.Wrap(&err, "match.OnPaid(%s)", e.Engagement)
	return s.closeStint(ctx, tx, stint{e.Worker, e.Engagement, e.Employer, e.Job, paid})
}

func (s *Service) closeStint(ctx context.Context, tx db.Tx, st stint) error {
	if changed, err := upsertStint(ctx, tx, st); err != nil || !changed {
		return err
	}
	return deleteBusy(ctx, tx, st)
}

// forget removes an ended job and its rings.
func (s *Service) forget(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "match.forget(%s)", key)
	return deleteJob(ctx, tx, core.JobID(key))
}
