package gig

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
)

// seats is the job as the taking of places sees it.
func (j *Job) seats() *seats {
	state := j.State
	if state == Filled {
		state = Open // as it is stored: the counters tell the rest
	}
	s := &seats{
		id: j.ID, employer: j.Employer, state: state, mode: j.Mode, minAge: j.MinAge, places: j.Places, booked: j.Booked,
		lineIn: j.LineIn, lineOut: j.LineOut, shut: j.Shut, each: j.EachMinor, planned: j.Quantity, currency: j.Pay.Currency,
	}
	if !j.ChooseBy.IsZero() {
		s.chooseUS = db.Micros(j.ChooseBy)
	}
	for _, w := range j.Windows {
		s.windows = append(s.windows, [2]int64{db.Micros(w.Start), db.Micros(w.End)})
	}
	return s
}

// seat gives the worker a place: by the employer's choice, or because it is his
// turn. The job is locked; the worker's ties are locked here.
//
// Errors: those of whyNot, ErrNoPlace.
func (c *change) seat(ctx context.Context, worker core.PersonID, how How) (core.EngagementID, error) {
	j := c.job.seats()
	people, err := c.s.lockPeople(ctx, c.tx, []core.PersonID{worker})
	if err != nil {
		return "", err
	}
	if j.free() < 1 {
		return "", ErrNoPlace
	}
	if f := people[worker].whyNot(j, c.agents, db.Micros(c.at)); f != nil {
		return "", f
	}
	if err := j.book(); err != nil {
		return "", err
	}
	id := core.NewID[core.Engagement](c.at)
	if err := writeBookings(ctx, c.tx, c.at, []booking{{j, worker, id, how}}, nil); err != nil {
		return "", err
	}
	c.job.Booked++
	c.job.State = live(c.facts())
	c.publish(
		event.Booked{Engagement: id, Job: j.id, Employer: j.employer, Worker: worker, Windows: c.job.Windows},
		event.JobPlaces{Job: j.id, Open: int(c.job.Free())})
	return id, nil
}

// free gives up an engagement's place, which no longer counts. A place that is
// kept goes to the next in line; one that is not is taken off the job, and what
// remains of its wage goes back.
func (c *change) free(ctx context.Context, e *Engagement, keep bool) error {
	c.job.Booked--
	if keep && !c.job.Shut {
		if err := c.promote(ctx); err != nil {
			return err
		}
	} else {
		c.job.Places--
		if err := c.giveBack(ctx, e); err != nil {
			return err
		}
	}
	state, err := NextJob(c.job.State, JobFree, c.facts())
	if err != nil {
		return err
	}
	c.job.State = state
	c.publish(event.JobPlaces{Job: c.job.ID, Open: int(c.job.Free())})
	return nil
}

// promote moves the first in line who can take it up to a free place. Those who
// can't are told and leave the line. An employer who chooses is not promoted for.
func (c *change) promote(ctx context.Context) error {
	if c.job.Mode != Tap || c.job.Waiting() == 0 {
		return nil
	}
	for last := int64(0); c.job.Free() > 0; {
		line, err := lineOf(ctx, c.tx, c.job.ID, last, 1)
		if err != nil || len(line) == 0 {
			return err
		}
		next := line[0]
		last = next.n
		if err := c.outOfLine(ctx, next); err != nil {
			return err
		}
		_, err = c.seat(ctx, next.worker, ByLine)
		if f := refused(err); f != nil {
			c.tellWorker(next.worker, c.letter(mailPassedBy, "why", core.Text{ZH: f.ZH, EN: f.EN}))
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// outOfLine takes someone out of the line.
func (c *change) outOfLine(ctx context.Context, w waiting) error {
	c.job.LineOut++
	c.moved = true
	return leaveLine(ctx, c.tx, c.job.ID, w.n, w.worker)
}

// endLine takes everyone out of the line and tells them.
func (c *change) endLine(ctx context.Context, t template, pairs ...any) error {
	for last := int64(0); ; {
		line, err := lineOf(ctx, c.tx, c.job.ID, last, db.MaxRows)
		if err != nil {
			return err
		}
		if len(line) == 0 {
			c.job.LineOut = c.job.LineIn
			return clearLine(ctx, c.tx, c.job.ID)
		}
		workers := make([]core.PersonID, len(line))
		for i, w := range line {
			last, workers[i] = w.n, w.worker
			c.tellWorker(w.worker, c.letter(t, pairs...))
		}
		if err := unbindAll(ctx, c.tx, c.job.ID, workers); err != nil {
			return err
		}
	}
}

// ended frees everyone from a job that is over.
func (c *change) ended(ctx context.Context, s JobState) error {
	c.job.State, c.job.Ended = s, c.at
	all, err := engagementsOfJob(ctx, c.tx, c.job.ID)
	if err != nil {
		return err
	}
	workers := make([]core.PersonID, 0, len(all))
	for _, e := range all {
		workers = append(workers, e.Worker)
	}
	return unbindAll(ctx, c.tx, c.job.ID, sorted(workers))
}

// closeIfSettled closes a job whose last engagement is over.
func (c *change) closeIfSettled(ctx context.Context) error {
	if !c.job.Shut || !c.job.State.Live() {
		return nil
	}
	n, err := going(ctx, c.tx, c.job.ID)
	if err != nil || n > 0 {
		return err
	}
	facts := c.facts()
	s, err := NextJob(c.job.State, JobSettled, facts)
	if err != nil {
		return err
	}
	c.note("", ClockSide, saidClosed)
	return c.ended(ctx, s)
}

// opens is from when one may check in; closes is from when it is too late: an
// hour after the start, or half of the first window if that is less. Both are
// ours, not a rule.
func checkInTimes(o Offer) (opens, closes time.Time) {
	return o.Start().Add(-time.Hour), o.Start().Add(min(time.Hour, o.Windows[0].Duration()/2))
}

// shutsAt is from when the job takes nobody any more.
func shutsAt(o Offer) time.Time {
	if o.Mode == Choice {
		return o.ChooseBy
	}
	return o.Start()
}
