package gig

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Accept takes the other side's figure: the employer the worker's, or the worker
// the employer's. The wage is released in the same transaction, and what is not
// needed goes back.
//
// Errors: ErrNoEngagement, ErrState.
func (s *Service) Accept(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID) (_ Engagement, err error) {
	defer fault.Wrap(&err, "gig.Accept(%s)", id)
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return Engagement{}, err
	}
	side, err := c.side(e)
	if err != nil {
		return Engagement{}, err
	}
	return *e, c.settle(ctx, e, Accept, Facts{By: side, Stated: e.Stated, Offered: e.Offered})
}

// settle pays the engagement out at the figure that the move agrees on.
func (c *change) settle(ctx context.Context, e *Engagement, m Move, f Facts) (err error) {
	f.Stated, f.Offered, f.Planned = e.Stated, e.Offered, e.Planned
	if e.State, err = Next(e.State, m, f); err != nil {
		return err
	}
	figure := settledAt(m, f)
	due := Due(c.job.Offer, *e, figure)
	e.EndedAt, e.EndedBy = c.at, f.By
	if err := c.release(ctx, e, due-e.PaidMinor); err != nil {
		return err
	}
	if err := c.giveBack(ctx, e); err != nil {
		return err
	}
	said := []any{"quantity", quantityText(c.job.Unit, figure), "amount", yuan(e.PaidMinor)}
	if m == Stand {
		c.note(e.ID, ClockSide, say(saidStood, append(said, "hours", int(c.answerTime()/time.Hour))...))
	} else {
		c.note(e.ID, f.By, say(saidPaid, said...))
	}
	c.record(string(e.Worker), "gig.pay", string(e.ID), "")
	if f.By != WorkerSide || m == Declare {
		c.tellWorker(e.Worker, c.letterFor(e, mailPaid, said...))
	}
	if f.By != EmployerSide {
		c.tellEmployer(c.letterFor(e, mailAgreed, append(said, "name", c.name(ctx, e.Worker))...))
	}
	c.publish(event.Paid{
		Engagement: e.ID, Job: e.Job, Employer: e.Employer, Worker: e.Worker, Trade: c.job.Trade, Amount: e.Money(e.PaidMinor),
		Worked: workedTime(c.job.Offer, *e, figure), At: c.at,
	})
	if err := c.keep(ctx, e); err != nil {
		return err
	}
	c.show(e)
	return errors.Join(c.closeIfSettled(ctx), c.save(ctx))
}

// workedTime is how long the work was: what was settled where time is paid,
// otherwise the windows between check-in and finish.
func workedTime(o Offer, e Engagement, figure int64) time.Duration {
	if o.Unit == PerHour {
		return time.Duration(figure) * time.Minute
	}
	if e.StartedAt.IsZero() {
		return 0
	}
	until := e.FinishedAt
	if until.IsZero() {
		until = o.End()
	}
	return within(o.Windows, core.Span{Start: e.StartedAt, End: until})
}

// Contest states the employer's lower figure. What it comes to is paid at once;
// only the difference to the worker's stays held.
//
// Errors: ErrNoEngagement, ErrState, ErrNotLower, ErrNotCloser, ErrReason.
func (s *Service) Contest(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, figure int64, reason string) (_ Engagement, err error) {
	defer fault.Wrap(&err, "gig.Contest(%s)", id)
	if reason == "" {
		return Engagement{}, ErrReason
	}
	c, e, err := s.beginEngagement(ctx, tx, actor, id)
	if err != nil {
		return Engagement{}, err
	}
	side, err := c.side(e)
	if err != nil {
		return Engagement{}, err
	}
	f := Facts{By: side, Planned: e.Planned, Stated: e.Stated, Offered: e.Offered, Figure: figure}
	next, err := Next(e.State, Contest, f)
	if err != nil {
		return Engagement{}, err
	}
	if next == PaidOut {
		return *e, c.settle(ctx, e, Contest, f)
	}
	e.State, e.Offered, e.OfferedAt, e.OfferedReason = next, &figure, c.at, reason
	lower, upper := Due(c.job.Offer, *e, figure), Due(c.job.Offer, *e, *e.Stated)
	if err := c.release(ctx, e, lower-e.PaidMinor); err != nil {
		return Engagement{}, err
	}
	if err := c.giveBackPart(ctx, e, e.HoldMinor-e.BackMinor-upper); err != nil {
		return Engagement{}, err
	}
	said := []any{
		"quantity", quantityText(c.job.Unit, figure), "amount", yuan(lower), "paid", yuan(e.PaidMinor),
		"contested", yuan(upper - lower), "reason", reason,
	}
	c.note(e.ID, side, say(saidContested, said...))
	c.record(string(e.Worker), "gig.contest", string(e.ID), reason)
	c.tellWorker(e.Worker, c.letterFor(e, mailContested, said...))
	return *e, errors.Join(s.jobs.Cancel(ctx, tx, clockStand, string(e.ID)), c.keepAndSave(ctx, e, "", time.Time{}))
}
