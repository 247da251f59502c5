package gig

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/jobs"
	"yilu/internal/platform/outbox"
)

// Listen subscribes the module to the facts it hears and to its clocks.
func (s *Service) Listen(o *outbox.Outbox, q *jobs.Queue) {
	outbox.Hear(o, "gig.funded", s.OnJobFunded)
	outbox.Hear(o, "gig.funding_failed", s.OnFundingFailed)
	outbox.Hear(o, "gig.reviewed", s.OnReviewDecided)
	outbox.Hear(o, "gig.booked", s.OnBooked)
	q.Handle(clockShut, s.onShut)
	q.Handle(clockSoon, s.onSoon)
	q.Handle(clockAbsent, s.onAbsent)
	q.Handle(clockOver, s.onOver)
	q.Handle(clockPropose, s.onPropose)
	q.Handle(clockStand, s.onStand)
}

// OnBooked tells both sides of a new engagement. It locks nothing: the job may
// be in the middle of a rush.
func (s *Service) OnBooked(ctx context.Context, tx db.Tx, e event.Booked) (err error) {
	defer fault.Wrap(&err, "gig.OnBooked(%s)", e.Engagement)
	got, err := engagementOf(ctx, tx, e.Engagement)
	if err != nil || got.State != Booked {
		return err
	}
	j, err := s.jobOf(ctx, tx, e.Job)
	if err != nil {
		return err
	}
	agents, err := s.agentsOf(ctx, tx, e.Employer)
	if err != nil {
		return err
	}
	c := &change{s: s, tx: tx, actor: core.System, at: s.now(), job: j, agents: agents}
	c.tellWorker(e.Worker, c.letterFor(&got, mailBooked[got.How], "amount", yuan(got.HoldMinor)))
	mail := mailTaken
	if j.Free() == 0 {
		mail = mailFilled
	}
	if got.How != ByChoice {
		c.tellEmployer(c.letter(mail, "name", c.name(ctx, e.Worker), "open", j.Free()))
	}
	c.show(&got)
	return c.send(ctx)
}
