package gig

import (
	"context"
	"errors"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// refused returns the fault that refuses the one asked; nil for success and for
// errors of our own.
func refused(err error) *fault.Fault {
	if f := fault.Of(err); f != nil && f.Kind != fault.Internal {
		return f
	}
	return nil
}

// release pays a part of the engagement's wage to the worker.
func (c *change) release(ctx context.Context, e *Engagement, minor int64) error {
	if minor <= 0 {
		return nil
	}
	e.PaidMinor += minor
	c.job.PaidMinor += minor
	ref := fmt.Sprintf("engagement:%s:%d:wage", e.ID, e.Version)
	return c.s.escrow.Release(ctx, c.tx, ref, c.job.ID, e.Worker, c.job.Money(minor))
}

// giveBack returns what is left of the engagement's wage to the employer.
func (c *change) giveBack(ctx context.Context, e *Engagement) error {
	return c.giveBackPart(ctx, e, e.HoldMinor-e.PaidMinor-e.BackMinor)
}

// giveBackPart returns a part of the engagement's wage to the employer.
func (c *change) giveBackPart(ctx context.Context, e *Engagement, minor int64) error {
	if minor <= 0 {
		return nil
	}
	e.BackMinor += minor
	c.note(e.ID, BankSide, say(saidBack, "amount", yuan(minor)))
	return c.returnWage(ctx, fmt.Sprintf("engagement:%s:%d:rest", e.ID, e.Version), minor)
}

// returnWage returns a part of the job's wage to the employer.
func (c *change) returnWage(ctx context.Context, ref string, minor int64) error {
	if minor <= 0 {
		return nil
	}
	c.job.BackMinor += minor
	return c.s.escrow.Return(ctx, c.tx, ref, c.job.ID, c.job.Employer, c.job.Money(minor))
}

// Whole is the wage of all places of a job that is to be funded.
func (j Job) Whole() core.Money { return j.Money(j.EachMinor * j.People) }

// Fund begins to hold the whole wage of a job. The job goes live when it is
// held; that may take a while.
//
// Errors: ErrNoJob, ErrNotYours, ErrNotReady, ErrReviewing, ErrFunded,
// ErrStarted, ErrJobState.
func (s *Service) Fund(ctx context.Context, tx db.Tx, actor core.Actor, id core.JobID) (_ Job, err error) {
	defer fault.Wrap(&err, "gig.Fund(%s)", id)
	c, err := s.begin(ctx, tx, actor, id)
	if err != nil {
		return Job{}, err
	}
	switch {
	case !c.isAgent():
		return Job{}, c.hidden()
	case c.job.State == Draft:
		return Job{}, ErrNotReady
	case c.job.State == InReview:
		return Job{}, ErrReviewing
	case c.job.State.Live():
		return Job{}, ErrFunded
	case c.job.State != Unfunded:
		return Job{}, ErrJobState
	case !c.at.Before(shutsAt(c.job.Offer)):
		return Job{}, ErrStarted
	}
	// An employer may have been suspended since.
	if approved, err := s.employers.Approved(ctx, tx, c.job.Employer); err != nil || !approved {
		return Job{}, errors.Join(err, ErrNotReady)
	}
	if err := s.escrow.Fund(ctx, tx, actor, c.job.Employer, id, c.job.Whole()); err != nil {
		return Job{}, err
	}
	if c.job.Funding != Asked {
		c.job.Funding = Asked
		c.note("", EmployerSide, say(saidAskMoney, "amount", c.job.Whole().Text()))
		c.record(string(c.job.Employer), "gig.fund", string(id), "")
	}
	return c.job, c.save(ctx)
}

// hidden is what someone learns who may not act on the job: that it is not his
// if it can be seen, nothing if it can't.
func (c *change) hidden() error {
	if c.job.Opened.IsZero() {
		return ErrNoJob
	}
	return ErrNotYours
}

// OnJobFunded opens the job whose wage is held. Money for a job that can't go
// live any more goes back.
func (s *Service) OnJobFunded(ctx context.Context, tx db.Tx, e event.JobFunded) (err error) {
	defer fault.Wrap(&err, "gig.OnJobFunded(%s)", e.Job)
	c, err := s.begin(ctx, tx, core.System, e.Job)
	if err != nil {
		return err
	}
	whole := c.job.Whole()
	c.job.HeldMinor += e.Amount.Minor
	if c.job.State != Unfunded || !c.at.Before(shutsAt(c.job.Offer)) || e.Amount != whole {
		c.note("", BankSide, say(saidLateMoney, "amount", e.Amount.Text()))
		c.tellEmployer(c.letter(mailLateMoney, "amount", e.Amount.Text()))
		if c.job.State == Unfunded {
			c.job.Funding = NotAsked
		}
		ref := fmt.Sprintf("job:%s:%d:late", e.Job, c.job.HeldMinor)
		return errors.Join(c.returnWage(ctx, ref, e.Amount.Minor), c.save(ctx))
	}
	if c.job.State, err = NextJob(Unfunded, JobFund, c.facts()); err != nil {
		return err
	}
	c.job.Funding, c.job.Opened = Held, c.at
	c.note("", BankSide, say(saidOpened, "amount", whole.Text()))
	c.tellEmployer(c.letter(mailLive, "amount", whole.Text()))
	c.publish(c.opened())
	if err := c.startClocks(ctx); err != nil {
		return err
	}
	return c.save(ctx)
}

// opened is the job as those hear of it who ring workers.
func (c *change) opened() event.JobOpened {
	j := &c.job
	return event.JobOpened{
		Job: j.ID, Employer: j.Employer, Title: j.Title, Trade: j.Trade, Region: string(j.Region), Place: j.Place, Windows: j.Windows,
		Places: int(j.Free()), Pay: j.Pay, PayUnit: string(j.Unit), HourPay: j.Money(j.HourMinor), Tools: j.Tools,
		MinAge: int(j.MinAge), Chooses: j.Mode == Choice,
	}
}

// OnFundingFailed tells the employer that the money did not come.
func (s *Service) OnFundingFailed(ctx context.Context, tx db.Tx, e event.FundingFailed) (err error) {
	defer fault.Wrap(&err, "gig.OnFundingFailed(%s)", e.Job)
	c, err := s.begin(ctx, tx, core.System, e.Job)
	if err != nil || c.job.State != Unfunded {
		return err
	}
	c.job.Funding = Failed
	c.note("", BankSide, say(saidNoMoney, "reason", e.Reason))
	c.tellEmployer(c.letter(mailNoMoney, "reason", e.Reason))
	return c.save(ctx)
}
