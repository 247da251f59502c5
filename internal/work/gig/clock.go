package gig

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// The clocks: kinds of jobs that run later. Those of a job have its id as key,
// those of an engagement the engagement's.
const (
	clockShut    = "gig.shut"    // at the start, or when the choosing ends
	clockSoon    = "gig.soon"    // an hour before the start
	clockAbsent  = "gig.absent"  // when it is too late to check in
	clockOver    = "gig.over"    // at the end
	clockPropose = "gig.propose" // a day after the end, or after finishing
	clockStand   = "gig.stand"   // a day after the figure was stated
)

// startClocks plans what happens to a job that went live, whatever people do.
func (c *change) startClocks(ctx context.Context) error {
	id, o := string(c.job.ID), c.job.Offer
	_, closes := checkInTimes(o)
	return errors.Join(
		c.s.jobs.Schedule(ctx, c.tx, clockSoon, id, o.Start().Add(-time.Hour), nil),
		c.s.jobs.Schedule(ctx, c.tx, clockAbsent, id, closes, nil),
		c.s.jobs.Schedule(ctx, c.tx, clockOver, id, o.End(), nil))
}

// answerTime is how long a side has to answer before the clock answers for it.
func (c *change) answerTime() time.Duration {
	return c.s.ref.Set().Duration("answer_hours", core.DateOf(c.at))
}

// engagementClock plans a clock of one engagement.
func (c *change) engagementClock(ctx context.Context, kind string, e *Engagement, at time.Time) error {
	return c.s.jobs.Schedule(ctx, c.tx, kind, string(e.ID), at, nil)
}

// onShut ends the taking of places: at the start, or for a job whose employer
// chooses when the choosing ends. Those booked stay; what the free places do not
// need goes back.
func (s *Service) onShut(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "gig.onShut(%s)", key)
	c, err := s.begin(ctx, tx, core.System, core.JobID(key))
	if err != nil || c.job.Shut || c.job.State.Over() {
		return err
	}
	unused := c.job.Free() * c.job.EachMinor
	wasLive, full := c.job.State.Live(), c.job.Free() == 0
	c.job.Places, c.job.Shut = c.job.Booked, true
	next, err := NextJob(c.job.State, JobShut, c.facts())
	if err != nil {
		return err
	}
	if !wasLive { // never paid for
		c.job.Ended = c.at
		c.job.State = next
		c.note("", ClockSide, say(saidExpired, "amount", yuan(0)))
		return c.save(ctx)
	}
	if err := c.returnWage(ctx, fmt.Sprintf("job:%s:shut", key), unused); err != nil {
		return err
	}
	c.tellShut(next, full, unused)
	over := mailNotCalled
	if c.job.Mode == Choice {
		over = mailNotChosen
	}
	if err := c.endLine(ctx, over); err != nil {
		return err
	}
	c.job.State = next
	if next == Expired {
		err = c.ended(ctx, next)
	} else {
		err = c.closeIfSettled(ctx)
	}
	return errors.Join(err, c.save(ctx))
}

// tellShut says how a job's call for hands ended.
func (c *change) tellShut(next JobState, full bool, unused int64) {
	why := "done"
	switch {
	case next == Expired:
		why = "expired"
		c.note("", ClockSide, say(saidExpired, "amount", yuan(unused)))
		c.tellEmployer(c.letter(mailExpired, "amount", yuan(unused)))
	case !full:
		why = "expired"
		c.note("", ClockSide, say(saidShut, "booked", c.job.Booked, "amount", yuan(unused)))
		c.tellEmployer(c.letter(mailShort, "booked", c.job.Booked, "amount", yuan(unused)))
	default:
		c.note("", ClockSide, say(saidShutFull, "booked", c.job.Booked))
	}
	c.publish(event.JobEnded{Job: c.job.ID, Why: why})
}

// onSoon reminds those booked that work begins.
func (s *Service) onSoon(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "gig.onSoon(%s)", key)
	return s.eachIn(ctx, tx, key, Booked, func(_ context.Context, c *change, e *Engagement) error {
		c.tellWorker(e.Worker, c.letterFor(e, mailSoon))
		return nil
	})
}

// onAbsent ends the engagements of those who did not check in.
func (s *Service) onAbsent(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "gig.onAbsent(%s)", key)
	return s.eachIn(ctx, tx, key, Booked, func(ctx context.Context, c *change, e *Engagement) error {
		_, closes := checkInTimes(c.job.Offer)
		next, err := Next(e.State, Absent, Facts{By: ClockSide, Now: c.at, Closes: closes})
		if err != nil {
			return err
		}
		e.State, e.EndedAt, e.EndedBy, e.Late = next, c.at, ClockSide, true
		c.note(e.ID, ClockSide, say(saidAbsent, "closes", shortTime(closes)))
		if err := c.free(ctx, e, false); err != nil {
			return err
		}
		c.tellWorker(e.Worker, c.letterFor(e, mailNotThere))
		c.tellEmployer(c.letterFor(e, mailAbsent, "name", c.name(ctx, e.Worker), "amount", yuan(e.BackMinor)))
		c.publish(event.Unbooked{Engagement: e.ID, Job: e.Job, Employer: e.Employer, Worker: e.Worker, By: string(ClockSide), Late: true, NoShow: true})
		return c.keep(ctx, e)
	})
}

// onOver reminds those at work to say that they are done.
func (s *Service) onOver(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "gig.onOver(%s)", key)
	return s.eachIn(ctx, tx, key, Working, func(_ context.Context, c *change, e *Engagement) error {
		c.tellWorker(e.Worker, c.letterFor(e, mailWellDone))
		return nil
	})
}

// eachIn runs fn for the job's engagements in the state, in one change. A job
// that is gone or over has none.
func (s *Service) eachIn(ctx context.Context, tx db.Tx, key string, state State, fn func(context.Context, *change, *Engagement) error) error {
	c, err := s.begin(ctx, tx, core.System, core.JobID(key))
	if err != nil || !c.job.State.Live() {
		return err
	}
	all, err := engagementsOfJob(ctx, tx, c.job.ID)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].State != state {
			continue
		}
		if err := fn(ctx, c, &all[i]); err != nil {
			return err
		}
		c.show(&all[i])
	}
	return errors.Join(c.closeIfSettled(ctx), c.save(ctx))
}

// onPropose states the plan for a worker who has not said how much it was.
func (s *Service) onPropose(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "gig.onPropose(%s)", key)
	c, e, err := s.beginEngagement(ctx, tx, core.System, core.EngagementID(key))
	if err != nil {
		return err
	}
	if e.State != Working && e.State != Finished {
		return nil
	}
	if e.State, err = Next(e.State, Propose, Facts{By: ClockSide, Planned: e.Planned, Figure: e.Planned}); err != nil {
		return err
	}
	if e.FinishedAt.IsZero() {
		e.FinishedAt = c.job.End()
	}
	plan := e.Planned
	e.Stated, e.StatedAt, e.StatedBy = &plan, c.at, ClockSide
	said := []any{"quantity", quantityText(c.job.Unit, plan), "amount", yuan(Due(c.job.Offer, *e, plan))}
	c.note(e.ID, ClockSide, say(saidProposed, said...))
	c.tellWorker(e.Worker, c.letterFor(e, mailProposed, said...))
	c.askAnswer(ctx, e)
	return c.keepAndSave(ctx, e, clockStand, c.at.Add(c.answerTime()))
}

// onStand settles at the worker's figure, because nobody answered in time.
func (s *Service) onStand(ctx context.Context, tx db.Tx, key string, _ []byte) (err error) {
	defer fault.Wrap(&err, "gig.onStand(%s)", key)
	c, e, err := s.beginEngagement(ctx, tx, core.System, core.EngagementID(key))
	if err != nil || e.State != Stated {
		return err
	}
	return c.settle(ctx, e, Stand, Facts{By: ClockSide})
}
