package wallet

import (
	"context"
	"errors"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/engine/ledger"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// funding is how far the wage of a job has come.
type funding struct {
	job      core.JobID
	employer core.EmployerID
	amount   core.Money
	state    string // collecting, held or failed
	tries    int64
}

// Fund begins to hold amount for a job. The employer's free money is used first
// if it covers the whole; else the whole is collected through the custodian. When
// it is held, event.JobFunded says so; if the money does not come,
// event.FundingFailed does, and Fund may be called again. Calling it while money
// is on its way changes nothing.
//
// Errors: ErrFunded, ErrAmount, ErrEmployer.
func (s *Service) Fund(ctx context.Context, tx db.Tx, actor core.Actor, employer core.EmployerID, job core.JobID, amount core.Money) (err error) {
	defer fault.Wrap(&err, "wallet.Fund(%s)", job)

	if amount.Minor <= 0 || amount.Currency != core.CNY {
		return ErrAmount
	}
	if err := s.Employers.MayAct(ctx, tx, actor.Person, employer); err != nil {
		return err
	}
	f := funding{job: job, employer: employer, amount: amount, state: "collecting", tries: 1}
	was, err := lockFunding(ctx, tx, job)
	switch {
	case errors.Is(err, db.ErrNoRow):
	case err != nil:
		return err
	case was.state == "held":
		return ErrFunded
	case was.state == "collecting":
		return nil
	default:
		f.tries = was.tries + 1
	}
	now := s.Now()
	if err := audit.Append(ctx, tx, audit.By(actor, now, string(employer), "wallet.fund", string(job), "")); err != nil {
		return err
	}
	free, err := s.Balance(ctx, tx, EmployerAccount(employer))
	if err != nil {
		return err
	}
	if free.Minor >= amount.Minor {
		return s.hold(ctx, tx, f)
	}
	if err := putFunding(ctx, tx, f, db.Micros(now)); err != nil {
		return err
	}
	return s.ask(ctx, tx, Order{
		Ref: fmt.Sprintf("c-%s-%d", job, f.tries), Kind: Collect, Owner: string(EmployerAccount(employer)), Job: job,
		Amount: amount, State: Asked, By: actor.Person, At: now,
	})
}

// holdRef names the transfer that holds a job's wage.
func holdRef(job core.JobID) string { return "job:" + string(job) + ":hold" }

// hold moves the wage from the employer's free money to the job.
func (s *Service) hold(ctx context.Context, tx db.Tx, f funding) error {
	f.state = "held"
	now := s.Now()
	t := ledger.Move(holdRef(f.job), KindHold, f.amount, EmployerAccount(f.employer), JobAccount(f.job), now)
	if _, err := ledger.Post(ctx, tx, t); err != nil {
		return err
	}
	if err := putFunding(ctx, tx, f, db.Micros(now)); err != nil {
		return err
	}
	return errors.Join(
		s.Outbox.Publish(ctx, tx, event.JobFunded{Job: f.job, Amount: f.amount}),
		s.signalOwner(ctx, tx, string(EmployerAccount(f.employer))))
}

// Release pays m of a job's held wage to the worker, in the caller's
// transaction. ref names the cause: the same ref pays once.
//
// Errors: ErrHeld.
func (s *Service) Release(ctx context.Context, tx db.Tx, ref string, job core.JobID, worker core.PersonID, m core.Money) (err error) {
	defer fault.Wrap(&err, "wallet.Release(%s)", ref)
	if m.Minor == 0 {
		return nil
	}
	_, err = ledger.Post(ctx, tx, ledger.Move(ref, KindWage, m, JobAccount(job), PersonAccount(worker), s.Now()))
	if errors.Is(err, ledger.ErrFunds) {
		return ErrHeld.Because(err)
	}
	if err != nil {
		return err
	}
	return s.Notify.Signal(ctx, tx, worker, "wallet", ref)
}

// Return gives m of a job's held wage back to the employer, in the caller's
// transaction. The same ref returns once.
//
// Errors: ErrHeld.
func (s *Service) Return(ctx context.Context, tx db.Tx, ref string, job core.JobID, employer core.EmployerID, m core.Money) (err error) {
	defer fault.Wrap(&err, "wallet.Return(%s)", ref)
	if m.Minor == 0 {
		return nil
	}
	_, err = ledger.Post(ctx, tx, ledger.Move(ref, KindReturn, m, JobAccount(job), EmployerAccount(employer), s.Now()))
	if errors.Is(err, ledger.ErrFunds) {
		return ErrHeld.Because(err)
	}
	if err != nil {
		return err
	}
	return s.signalOwner(ctx, tx, string(EmployerAccount(employer)))
}

// Held returns what is held for a job.
func (s *Service) Held(ctx context.Context, q db.Q, job core.JobID) (core.Money, error) {
	return s.Balance(ctx, q, JobAccount(job))
}
