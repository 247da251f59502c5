package gig_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// hourly makes a job of 8 hours at 25.01 yuan.
func hourly(p *gig.Posting) {
	p.Unit, p.Pay = gig.PerHour, core.Yuan(2501)
	p.Quantity = 8 * 60
}

// piecework makes a job of 100 pieces at 3.33 yuan.
func piecework(p *gig.Posting) {
	p.Unit, p.Pay, p.Quantity = gig.PerPiece, core.Yuan(333), 100
}

// whole makes a job at 321.09 yuan for all of it.
func whole(p *gig.Posting) { p.Unit, p.Pay = gig.PerJob, core.Yuan(32109) }

// TestSettle says what is paid and what goes back for each way of agreeing.
func TestSettle(t *testing.T) {
	t.Parallel()
	cases := map[string]settling{
		"hours as planned":                    {hourly, 480, []step{{"accept", gig.EmployerSide, 0}}, gig.PaidOut, 20008, 0, 0},
		"fewer hours, rounded once":           {hourly, 425, []step{{"accept", gig.EmployerSide, 0}}, gig.PaidOut, 17715, 2293, 0},
		"nothing at all":                      {hourly, 0, []step{{"accept", gig.EmployerSide, 0}}, gig.PaidOut, 0, 20008, 0},
		"pieces":                              {piecework, 77, []step{{"accept", gig.EmployerSide, 0}}, gig.PaidOut, 25641, 7659, 0},
		"part of a job":                       {whole, 100, []step{{"contest", gig.EmployerSide, 67}}, gig.Contested, 21513, 0, 10596},
		"contested: the lower figure is paid": {hourly, 480, []step{{"contest", gig.EmployerSide, 420}}, gig.Contested, 17507, 0, 2501},
		"contested below what was planned":    {hourly, 420, []step{{"contest", gig.EmployerSide, 360}}, gig.Contested, 15006, 2501, 2501},
		"the worker takes the offer":          {hourly, 480, []step{{"contest", gig.EmployerSide, 420}, {"accept", gig.WorkerSide, 0}}, gig.PaidOut, 17507, 2501, 0},
		"the employer gives in":               {hourly, 480, []step{{"contest", gig.EmployerSide, 420}, {"accept", gig.EmployerSide, 0}}, gig.PaidOut, 20008, 0, 0},
		"they meet":                           {hourly, 480, []step{{"contest", gig.EmployerSide, 420}, {"hours", gig.WorkerSide, 460}, {"contest", gig.EmployerSide, 460}}, gig.PaidOut, 19174, 834, 0},
		"nearer, not there yet":               {hourly, 480, []step{{"contest", gig.EmployerSide, 420}, {"hours", gig.WorkerSide, 460}, {"contest", gig.EmployerSide, 440}}, gig.Contested, 18341, 834, 833},
		"the worker comes down all the way":   {hourly, 480, []step{{"contest", gig.EmployerSide, 420}, {"hours", gig.WorkerSide, 400}}, gig.PaidOut, 17507, 2501, 0},
		"a correction before the answer":      {hourly, 480, []step{{"hours", gig.WorkerSide, 470}, {"accept", gig.EmployerSide, 0}}, gig.PaidOut, 19591, 417, 0},
		"the employer offers nothing":         {hourly, 480, []step{{"contest", gig.EmployerSide, 0}}, gig.Contested, 0, 0, 20008},
	}
	each(t, func(t *testing.T, w *world) {
		for name, c := range cases {
			t.Run(name, func(t *testing.T) { w.settles(t, c) })
		}
	})
}

// step is accept, contest or hours by a side.
type step struct {
	do     string
	by     gig.Side
	figure int64
}

// settling is a way of agreeing and what it comes to.
type settling struct {
	job    func(*gig.Posting)
	stated int64
	steps  []step
	state  gig.State
	paid   int64 // to the worker, in all
	back   int64 // to the employer, in all
	still  int64 // held
}

func (w *world) settles(t *testing.T, c settling) {
	t.Helper()
	w.heard.forget()
	before := w.got("back", string(w.firm))
	a, id, e := w.stated(c.stated, c.job)
	for _, s := range c.steps {
		actor := map[gig.Side]core.Actor{gig.WorkerSide: a, gig.EmployerSide: w.boss}[s.by]
		switch s.do {
		case "accept":
			w.accept(actor, e)
		case "contest":
			w.contest(actor, e, s.figure)
		case "hours":
			w.hours(actor, e, s.figure)
		}
	}
	w.settleDown()
	got := w.engagement(e)
	if got.State != c.state || got.PaidMinor != c.paid || got.BackMinor != c.back || got.Still() != c.still {
		t.Errorf("%s, paid %d, back %d, still %d; want %+v", got.State, got.PaidMinor, got.BackMinor, got.Still(), c)
	}
	wage, back := w.got("wage", string(a.Person)), w.got("back", string(w.firm))-before
	if wage != c.paid || back != c.back || w.held(id) != c.still {
		t.Errorf("escrow: paid %d, back %d, held %d", wage, back, w.held(id))
	}
	if paid := heardOf[event.Paid](w.heard); (len(paid) == 1) != (c.state == gig.PaidOut) {
		t.Errorf("%+v", paid)
	}
	if j := w.job(id); (j.State == gig.Closed) != (c.state == gig.PaidOut) {
		t.Error(j.State)
	}
	w.sound()
}

// TestSettleRefusals says who may not say what.
func TestSettleRefusals(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, _, e := w.stated(480, hourly)
		stranger := w.newcomer("1990-01-01")
		hours := func(who core.Actor, n int64) func(context.Context, db.Tx) (gig.Engagement, error) {
			return func(ctx context.Context, tx db.Tx) (gig.Engagement, error) {
				return w.gig.StateHours(ctx, tx, who, e, n, "")
			}
		}
		contest := func(who core.Actor, n int64, reason string) func(context.Context, db.Tx) (gig.Engagement, error) {
			return func(ctx context.Context, tx db.Tx) (gig.Engagement, error) {
				return w.gig.Contest(ctx, tx, who, e, n, reason)
			}
		}
		accept := func(who core.Actor) func(context.Context, db.Tx) (gig.Engagement, error) {
			return func(ctx context.Context, tx db.Tx) (gig.Engagement, error) { return w.gig.Accept(ctx, tx, who, e) }
		}
		w.refusedAct(gig.ErrFigure, hours(a, 481))
		w.refusedAct(gig.ErrState, hours(w.boss, 480))
		w.refusedAct(gig.ErrNoEngagement, hours(stranger, 480))
		w.refusedAct(gig.ErrState, accept(a))
		w.refusedAct(gig.ErrNoEngagement, accept(stranger))
		w.refusedAct(gig.ErrReason, contest(w.boss, 400, ""))
		w.refusedAct(gig.ErrNotLower, contest(w.boss, 480, "x"))
		w.refusedAct(gig.ErrState, contest(a, 400, "x"))
		w.contest(w.boss, e, 400)
		w.refusedAct(gig.ErrNotCloser, contest(w.boss, 399, "x"))
		w.refusedAct(gig.ErrNotCloser, hours(a, 480))
		w.accept(a, e)
		w.refusedAct(gig.ErrState, accept(a))
		w.refusedAct(gig.ErrState, contest(w.boss, 1, "x"))
		w.sound()
	})
}

// TestSilence says what the clocks do when people say nothing.
func TestSilence(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		t.Run("the worker's figure stands after a day, not before", func(t *testing.T) {
			_, _, e := w.stated(400, hourly)
			w.pass(24*time.Hour - time.Second)
			if got := w.engagement(e).State; got != gig.Stated {
				t.Error(got)
			}
			w.pass(time.Second)
			if got := w.engagement(e); got.State != gig.PaidOut || got.PaidMinor != 16673 || got.BackMinor != 3335 {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
		t.Run("a correction begins the day anew", func(t *testing.T) {
			a, _, e := w.stated(400, hourly)
			w.pass(23 * time.Hour)
			w.hours(a, e, 410)
			w.pass(23 * time.Hour)
			if got := w.engagement(e).State; got != gig.Stated {
				t.Error(got)
			}
			w.pass(time.Hour)
			if got := w.engagement(e); got.State != gig.PaidOut || *got.Stated != 410 {
				t.Errorf("%+v", got)
			}
		})
		t.Run("a contested figure waits for people", func(t *testing.T) {
			_, id, e := w.stated(400, hourly)
			w.contest(w.boss, e, 300)
			w.pass(30 * 24 * time.Hour)
			if got := w.engagement(e); got.State != gig.Contested || w.held(id) != got.Still() || got.Still() == 0 {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
		t.Run("who never says that he is done is paid by the plan", func(t *testing.T) {
			id := w.live(hourly, func(p *gig.Posting) { p.People = 1 })
			a := w.workers(1)[0]
			e := w.mustGrab(a, id, gig.Got).Engagement
			w.toStart(id)
			w.checkIn(a, e, gig.Arrival{Code: w.startCode(e)})
			w.pass(9 * time.Hour)
			if got := w.inbox(a.Person); !slices.Contains(got, "干完了吗") {
				t.Error(got)
			}
			w.pass(24 * time.Hour)
			if got := w.engagement(e); got.State != gig.Stated || got.StatedBy != gig.ClockSide {
				t.Errorf("%+v", got)
			}
			w.pass(24 * time.Hour)
			if got := w.engagement(e); got.State != gig.PaidOut || got.PaidMinor != 20008 {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
	})
}
