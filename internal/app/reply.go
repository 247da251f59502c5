package app

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
	"yilu/internal/work/reply"
)

// texts lets text messages act in the market.
type texts struct{ *App }

// Job tells what an offer says.
func (x texts) Job(ctx context.Context, q db.Q, id core.JobID) (reply.Job, error) {
	j, err := x.Gig.Job(ctx, q, id)
	if err != nil {
		return reply.Job{}, err
	}
	return reply.Job{Title: j.Title, PayText: j.PayText(core.ZH), Address: j.Address, Start: j.Start(), Free: j.Free(), Open: j.State.Live() && !j.Shut}, nil
}

// Grab takes a place; a refusal is words for the person.
func (x texts) Grab(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID) (reply.Taken, error) {
	all, err := x.Gig.GrabMany(ctx, tx, []gig.GrabRequest{{Actor: a, Job: job}})
	if err != nil {
		return reply.Taken{}, err
	}
	out := reply.Taken{Result: string(all[0].Result), Place: all[0].Place}
	if no := all[0].Refused; no != nil {
		f := fault.Of(no)
		if f == nil {
			return out, no
		}
		out.Refused = f.ZH
	}
	return out, nil
}

// PersonByPhone is whose account a number is.
func (x texts) PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error) {
	return x.Account.PersonByPhone(ctx, q, phone)
}

// PhoneOf is a person's number.
func (x texts) PhoneOf(ctx context.Context, q db.Q, id core.PersonID) (string, error) {
	p, err := x.Account.Phone(ctx, q, id)
	return p.Reveal(), err
}

// Offer offers a job to somebody by SMS, for the hall.
func (x texts) Offer(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, job core.JobID) error {
	_, err := x.Reply.Offer(ctx, tx, a, person, job)
	return err
}
