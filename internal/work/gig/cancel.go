package gig

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Terms are what cancelling comes to at one moment, by the published tiers
// (取消规则).
type Terms struct {
	Tier   reference.CancelTier
	ToPay  int64 // minor units that go to the worker, out of the held wage
	Late   bool  // counts as a late cancellation
	NoShow bool  // counts as not having come
}

// termsOf returns what it comes to if the side cancels the engagement now. An
// employer who cancels pays for the time worked, and the tier's share of the
// next window (or of the one under way) where that is more.
func termsOf(set *reference.Set, o Offer, e Engagement, side Side, now time.Time) Terms {
	next := nextWindow(o.Windows, now)
	tier, ok := set.CancelTier(reference.Side(side), next.Start.Sub(now), core.DateOf(now))
	if !ok {
		return Terms{}
	}
	t := Terms{Tier: tier, Late: tier.Late, NoShow: tier.NoShow && side == WorkerSide}
	if side == EmployerSide {
		t.ToPay = compensation(o.Windows, next, e, tier.ShareBP, now)
	}
	return t
}

// nextWindow is the window under way, or the next one, or the last.
func nextWindow(windows []core.Span, now time.Time) core.Span {
	for _, w := range windows {
		if w.End.After(now) {
			return w
		}
	}
	return windows[len(windows)-1]
}

// compensation is the part of the engagement's wage that is due to a worker whom
// the employer sends away: by the minutes of all windows, rounded once.
func compensation(windows []core.Span, next core.Span, e Engagement, shareBP int64, now time.Time) int64 {
	const whole = 10_000
	var before, during time.Duration
	if !e.StartedAt.IsZero() {
		before = within(windows, core.Span{Start: e.StartedAt, End: next.Start})
		during = within([]core.Span{next}, core.Span{Start: e.StartedAt, End: now})
	}
	share := int64(next.Duration()/time.Minute) * shareBP
	worked := int64(during/time.Minute) * whole
	parts := int64(before/time.Minute)*whole + max(share, worked)
	m, err := core.Yuan(e.HoldMinor).Times(parts, minutesOf(windows)*whole)
	if err != nil {
		return e.HoldMinor
	}
	return min(m.Minor, e.HoldMinor)
}

// Cancel calls an engagement off, by either side and always with a reason, on
// the terms of the published tiers. A worker's place goes to the next in line;
// an employer's goes off the job unless keepPlace says that someone else is
// wanted.
//
// Errors: ErrReason, ErrNoEngagement, ErrState, ErrKeepPlace.
func (s *Service) Cancel(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, reason string, keepPlace bool) (_ Engagement, err error) {
	defer fault.Wrap(&err, "gig.Cancel(%s)", id)
	if reason == "" {
		return Engagement{}, ErrReason
	}
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return Engagement{}, err
	}
	return *e, c.cancelOne(ctx, e, reason, keepPlace)
}

func (c *change) cancelOne(ctx context.Context, e *Engagement, reason string, keepPlace bool) error {
	side, err := c.side(e)
	if err != nil {
		return err
	}
	if err := c.drop(ctx, e, side, reason, side == WorkerSide || keepPlace); err != nil {
		return err
	}
	if side == WorkerSide {
		next := core.Text{ZH: "名额空出来了。", EN: "The place is free."}
		switch {
		case c.job.Shut:
			next = core.Text{ZH: "已经不再收人，工钱退回您的账户。", EN: "Nobody is taken any more; the wage went back to you."}
		case c.job.Free() == 0:
			next = core.Text{ZH: "候补已经补上。", EN: "The next in line has the place."}
		}
		c.tellEmployer(c.letterFor(e, mailLeft, "name", c.name(ctx, e.Worker), "reason", reason, "next", next))
	}
	return errors.Join(c.closeIfSettled(ctx), c.save(ctx))
}

// drop ends one engagement on the terms of the moment.
func (c *change) drop(ctx context.Context, e *Engagement, side Side, reason string, keep bool) (err error) {
	if e.State, err = Next(e.State, Drop, Facts{By: side}); err != nil {
		return err
	}
	terms := termsOf(c.s.ref.Set(), c.job.Offer, *e, side, c.at)
	if keep && terms.ToPay > 0 {
		return ErrKeepPlace
	}
	e.EndedAt, e.EndedBy, e.EndReason, e.Late = c.at, side, reason, terms.Late
	c.note(e.ID, side, say(saidDropped[side], "reason", reason))
	if terms.Tier.ID != "" {
		c.note(e.ID, ClockSide, say(saidTier, "tier", terms.Tier.Text))
	}
	if err := c.release(ctx, e, terms.ToPay); err != nil {
		return err
	}
	pay := core.Text{ZH: "这次没有补偿。", EN: "There is no compensation this time."}
	if terms.ToPay > 0 {
		pay = say(saidMadeUp, "amount", yuan(terms.ToPay))
		c.note(e.ID, BankSide, pay)
	}
	if side == EmployerSide {
		c.tellWorker(e.Worker, c.letterFor(e, mailDropped, "reason", reason, "pay", pay))
	}
	c.record(string(e.Worker), "gig.cancel", string(e.ID), reason)
	c.publish(event.Unbooked{
		Engagement: e.ID, Job: e.Job, Employer: e.Employer, Worker: e.Worker, By: string(side), Late: terms.Late, NoShow: terms.NoShow,
	})
	// The worker is free before the next one moves up.
	if err := unbind(ctx, c.tx, e.Worker, e.Job); err != nil {
		return err
	}
	if side == EmployerSide {
		if err := bar(ctx, c.tx, e.Worker, &c.job); err != nil {
			return err
		}
	}
	if err := c.free(ctx, e, keep); err != nil {
		return err
	}
	c.show(e)
	err = updateEngagement(ctx, c.tx, *e)
	e.Version++
	return err
}

// CancelJob calls a job off, with a reason. Each engagement ends on the terms of
// its tier; the rest of the wage goes back.
//
// Errors: ErrReason, ErrNoJob, ErrNotYours, ErrBegun, ErrJobState.
func (s *Service) CancelJob(ctx context.Context, tx db.Tx, actor core.Actor, id core.JobID, reason string) (_ Job, err error) {
	defer fault.Wrap(&err, "gig.CancelJob(%s)", id)
	if reason == "" {
		return Job{}, ErrReason
	}
	c, err := s.begin(ctx, tx, actor, id)
	if err != nil {
		return Job{}, err
	}
	if !c.isAgent() {
		return Job{}, c.hidden()
	}
	all, err := engagementsOfJob(ctx, tx, id)
	if err != nil {
		return Job{}, err
	}
	facts := c.facts()
	for _, e := range all {
		facts.Begun = facts.Begun || e.State.Counts() && e.State != Booked && e.State != Working
	}
	next, err := NextJob(c.job.State, JobCancel, facts)
	if err != nil {
		return Job{}, err
	}
	c.job.Reason = reason
	c.note("", EmployerSide, say(saidJobOff, "reason", reason))
	for i := range all {
		if all[i].State.Over() {
			continue
		}
		if err := c.drop(ctx, &all[i], EmployerSide, reason, false); err != nil {
			return Job{}, err
		}
	}
	unused := c.job.Free() * c.job.EachMinor
	if c.job.State.Live() {
		c.publish(event.JobEnded{Job: id, Why: "cancelled"})
		if err := c.returnWage(ctx, fmt.Sprintf("job:%s:cancel", id), unused); err != nil {
			return Job{}, err
		}
	}
	if err := c.endLine(ctx, mailJobOff, "reason", reason); err != nil {
		return Job{}, err
	}
	c.job.Places, c.job.Shut = c.job.Booked, true
	c.record(string(c.job.Employer), "gig.cancel_job", string(id), reason)
	err = errors.Join(c.ended(ctx, next), c.save(ctx))
	return c.job, err
}

// Withdrawal is how someone left a job.
type Withdrawal struct {
	LeftLine   bool
	Engagement core.EngagementID // the one that was cancelled; "" if he only waited
}

// Withdraw takes the actor out of a job: out of its line, or out of his
// engagement, which needs a reason. The next in line moves up in the same
// transaction.
//
// Errors: ErrNoJob, ErrNotIn, ErrReason, ErrState.
func (s *Service) Withdraw(ctx context.Context, tx db.Tx, actor core.Actor, id core.JobID, reason string) (_ Withdrawal, err error) {
	defer fault.Wrap(&err, "gig.Withdraw(%s)", id)
	c, err := s.begin(ctx, tx, actor, id)
	if err != nil {
		return Withdrawal{}, err
	}
	t, ok, err := tieOf(ctx, tx, actor.Person, id)
	switch {
	case err != nil:
		return Withdrawal{}, err
	case !ok || t.kind == tieBarred:
		return Withdrawal{}, ErrNotIn
	case t.kind == tieLine:
		if err := c.outOfLine(ctx, waiting{n: t.line, worker: actor.Person}); err != nil {
			return Withdrawal{}, err
		}
		c.record(string(actor.Person), "gig.leave_line", string(id), reason)
		return Withdrawal{LeftLine: true}, c.save(ctx)
	case reason == "":
		return Withdrawal{}, ErrReason
	}
	e, err := engagementOf(ctx, tx, t.engagement)
	if err != nil {
		return Withdrawal{}, err
	}
	return Withdrawal{Engagement: e.ID}, c.cancelOne(ctx, &e, reason, true)
}
