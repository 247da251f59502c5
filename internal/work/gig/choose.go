package gig

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Choose gives a place to one of those who applied.
//
// Errors: ErrNoJob, ErrNotYours, ErrJobState, ErrChosen, ErrNotAsked,
// ErrNoPlace, ErrNotBusy.
func (s *Service) Choose(ctx context.Context, tx db.Tx, actor core.Actor, id core.JobID, worker core.PersonID) (_ core.EngagementID, err error) {
	defer fault.Wrap(&err, "gig.Choose(%s, %s)", id, worker)
	c, err := s.begin(ctx, tx, actor, id)
	if err != nil {
		return "", err
	}
	switch {
	case !c.isAgent():
		return "", c.hidden()
	case c.job.Mode != Choice || !c.job.State.Live():
		return "", ErrJobState
	}
	if _, err := core.ParseID[core.Person](string(worker)); err != nil {
		return "", ErrNotAsked
	}
	t, ok, err := tieOf(ctx, tx, worker, id)
	switch {
	case err != nil:
		return "", err
	case ok && t.kind == tieBooked:
		return "", ErrChosen
	case !ok || t.kind != tieLine:
		return "", ErrNotAsked
	case c.job.Free() < 1:
		return "", ErrNoPlace
	}
	if err := c.outOfLine(ctx, waiting{n: t.line, worker: worker}); err != nil {
		return "", err
	}
	e, err := c.seat(ctx, worker, ByChoice)
	if f := refused(err); f != nil {
		return "", busy(f)
	}
	if err != nil {
		return "", err
	}
	c.record(string(worker), "gig.choose", string(e), "")
	if c.job.Free() == 0 {
		if err := c.tellLine(ctx, mailFull); err != nil {
			return "", err
		}
	}
	return e, c.save(ctx)
}

// busy tells the employer why someone can't be had, in words meant for the
// worker's side but without the worker's own affairs.
func busy(f *fault.Fault) error {
	why := core.Text{ZH: "情况变了。", EN: "things have changed."}
	switch f.Code {
	case ErrOverlap.Code:
		why = core.Text{ZH: "那段时间已经接了别的活。", EN: "already booked at that time."}
	case ErrShut.Code, ErrNotOpen.Code, ErrNoPlace.Code:
		return f
	}
	g := *ErrNotBusy
	g.ZH, g.EN = say(core.Text{ZH: g.ZH, EN: g.EN}, "why", why).ZH, say(core.Text{ZH: g.ZH, EN: g.EN}, "why", why).EN
	return &g
}

// tellLine sends everyone in the line a message.
func (c *change) tellLine(ctx context.Context, t template) error {
	for last := int64(0); ; {
		line, err := lineOf(ctx, c.tx, c.job.ID, last, db.MaxRows)
		if err != nil || len(line) == 0 {
			return err
		}
		for _, w := range line {
			last = w.n
			c.tellWorker(w.worker, c.letter(t))
		}
	}
}
