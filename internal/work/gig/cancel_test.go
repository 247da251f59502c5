package gig_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

func (w *world) cancel(a core.Actor, e core.EngagementID, keep bool) gig.Engagement {
	w.Helper()
	return w.act(func(ctx context.Context, tx db.Tx) (gig.Engagement, error) {
		return w.gig.Cancel(ctx, tx, a, e, "临时有事", keep)
	})
}

// twoDays makes a job of two windows of 8 hours, at 320 yuan for both.
func twoDays(p *gig.Posting) {
	p.People, p.Unit, p.Pay, p.Quantity = 1, gig.PerJob, core.Yuan(32000), 100
	first := p.Windows[0].Start
	p.Windows = []core.Span{
		{Start: first.Add(48 * time.Hour), End: first.Add(56 * time.Hour)},
		{Start: first.Add(72 * time.Hour), End: first.Add(80 * time.Hour)},
	}
}

// TestCancelTiers says what it comes to when a side calls off, by how long before.
func TestCancelTiers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for name, tt := range map[string]struct {
			by     gig.Side
			before time.Duration // of the start
			began  time.Duration // after the start, if at work
			paid   int64
			late   bool
			noShow bool
		}{
			"worker, in time":              {gig.WorkerSide, 24 * time.Hour, 0, 0, false, false},
			"worker, a little late":        {gig.WorkerSide, 24*time.Hour - time.Second, 0, 0, true, false},
			"worker, at the last minute":   {gig.WorkerSide, time.Hour, 0, 0, true, false},
			"worker, after the start":      {gig.WorkerSide, -time.Minute, 0, 0, true, true},
			"employer, in time":            {gig.EmployerSide, 24 * time.Hour, 0, 0, false, false},
			"employer, late":               {gig.EmployerSide, 2 * time.Hour, 0, 1600, true, false},
			"employer, at the last minute": {gig.EmployerSide, 2*time.Hour - time.Second, 0, 4800, true, false},
			"employer, while nobody came":  {gig.EmployerSide, -time.Minute, 0, 8000, true, false},
			"employer, soon after start":   {gig.EmployerSide, 0, time.Hour, 8000, true, false},
			"employer, after most of day":  {gig.EmployerSide, 0, 6 * time.Hour, 12000, true, false},
			"employer, in the night":       {gig.EmployerSide, 0, 10 * time.Hour, 16000 + 1600, true, false},
			"employer, on the second day":  {gig.EmployerSide, 0, 25 * time.Hour, 16000 + 8000, true, false},
		} {
			t.Run(name, func(t *testing.T) {
				w.heard.forget()
				id := w.live(twoDays)
				a := w.workers(1)[0]
				e := w.mustGrab(a, id, gig.Got).Engagement
				w.pass(w.job(id).Start().Add(-tt.before).Sub(w.clock.Now()))
				if tt.began > 0 {
					w.checkIn(w.boss, e, gig.Arrival{})
					w.pass(tt.began)
				}
				who := map[gig.Side]core.Actor{gig.WorkerSide: a, gig.EmployerSide: w.boss}[tt.by]
				v, err := w.gig.SeeEngagement(t.Context(), w.d.Reader(), who, e)
				if err != nil || v.Cancel == nil || v.Cancel.ToPay.Minor != tt.paid || v.Cancel.Late != tt.late {
					t.Errorf("announced %+v, %v", v.Cancel, err)
				}
				if now := slices.DeleteFunc(slices.Clone(v.Cancel.Tiers), func(t gig.TierView) bool { return !t.Now }); len(v.Cancel.Tiers) != 4 ||
					len(now) != 1 || now[0].Text != v.Cancel.Text {
					t.Errorf("all tiers: %+v", v.Cancel.Tiers)
				}
				got := w.cancel(who, e, false)
				if got.State != gig.Dropped || got.PaidMinor != tt.paid || got.Late != tt.late || got.EndReason != "临时有事" {
					t.Errorf("%+v", got)
				}
				w.settleDown()
				if w.got("wage", string(a.Person)) != tt.paid {
					t.Error("escrow paid", w.got("wage", string(a.Person)))
				}
				want := []event.Unbooked{{Engagement: e, Job: id, Employer: w.firm, Worker: a.Person, By: string(tt.by), Late: tt.late, NoShow: tt.noShow}}
				if diff := cmp.Diff(want, heardOf[event.Unbooked](w.heard)); diff != "" {
					t.Error(diff)
				}
				w.sound()
			})
		}
	})
}

// TestLeaving says who gets a place that someone leaves.
func TestLeaving(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		withdraw := func(a core.Actor, id core.JobID, reason string) (gig.Withdrawal, error) {
			var out gig.Withdrawal
			err := w.write(func(ctx context.Context, tx db.Tx) (err error) {
				out, err = w.gig.Withdraw(ctx, tx, a, id, reason)
				return err
			})
			return out, err
		}
		one := func(p *gig.Posting) { p.People = 1 }
		t.Run("the next in line moves up and is told", func(t *testing.T) {
			id := w.live(one)
			ws := w.workers(4)
			e := w.mustGrab(ws[0], id, gig.Got).Engagement
			for i, a := range ws[1:] {
				if g := w.mustGrab(a, id, gig.Waits); g.Place != int64(i)+1 {
					t.Errorf("%+v", g)
				}
			}
			if _, err := withdraw(ws[0], id, ""); !errors.Is(err, gig.ErrReason) {
				t.Error(err)
			}
			if got, err := withdraw(ws[2], id, ""); err != nil || !got.LeftLine {
				t.Error(got, err)
			}
			if got, err := withdraw(ws[0], id, "孩子发烧"); err != nil || got.Engagement != e {
				t.Error(got, err)
			}
			w.settleDown()
			if g := w.mustGrab(ws[1], id, gig.Got); w.engagement(g.Engagement).How != gig.ByLine {
				t.Errorf("%+v", w.engagement(g.Engagement))
			}
			if g := w.mustGrab(ws[3], id, gig.Waits); g.Place != 1 {
				t.Errorf("%+v", g)
			}
			if got := w.inbox(ws[1].Person); !slices.Contains(got, "轮到您了") {
				t.Error(got)
			}
			if g := w.mustGrab(ws[0], id, gig.Waits); g.Place != 2 {
				t.Errorf("who left may come again, at the end: %+v", g)
			}
			if _, err := withdraw(w.newcomer("1990-01-01"), id, "x"); !errors.Is(err, gig.ErrNotIn) {
				t.Error(err)
			}
			w.sound()
		})
		t.Run("who can't any more is passed by, and told why", func(t *testing.T) {
			id, other := w.live(one), w.live(one)
			ws := w.workers(3)
			w.mustGrab(ws[0], id, gig.Got)
			w.mustGrab(ws[1], id, gig.Waits)
			w.mustGrab(ws[2], id, gig.Waits)
			w.mustGrab(ws[1], other, gig.Got)
			if _, err := withdraw(ws[0], id, "有事"); err != nil {
				t.Fatal(err)
			}
			w.settleDown()
			w.mustGrab(ws[2], id, gig.Got)
			if got := w.inbox(ws[1].Person); !slices.Contains(got, "候补没补上") {
				t.Error(got)
			}
			if j := w.job(id); j.Waiting() != 0 {
				t.Errorf("%+v", j)
			}
			w.sound()
		})
		t.Run("an employer may want someone else, or nobody", func(t *testing.T) {
			id := w.live(func(p *gig.Posting) {
				p.Windows[0].Start, p.Windows[0].End = p.Windows[0].Start.Add(48*time.Hour), p.Windows[0].End.Add(48*time.Hour)
			})
			ws := w.workers(3)
			first, second := w.mustGrab(ws[0], id, gig.Got).Engagement, w.mustGrab(ws[1], id, gig.Got).Engagement
			w.cancel(w.boss, first, true)
			if j := w.job(id); j.Places != 2 || j.Free() != 1 || w.held(id) != 60000 {
				t.Errorf("%+v", j)
			}
			if _, err := w.grab(ws[0], id); !errors.Is(err, gig.ErrBarred) {
				t.Error(err)
			}
			w.mustGrab(ws[2], id, gig.Got)
			w.cancel(w.boss, second, false)
			if j := w.job(id); j.Places != 1 || j.State != gig.Filled || w.held(id) != 30000 {
				t.Errorf("%+v", j)
			}
			w.sound()
			third := w.mustGrab(ws[2], id, gig.Got).Engagement
			w.pass(w.job(id).Start().Add(-time.Hour).Sub(w.clock.Now()))
			w.refusedAct(gig.ErrKeepPlace, func(ctx context.Context, tx db.Tx) (gig.Engagement, error) {
				return w.gig.Cancel(ctx, tx, w.boss, third, "不要了", true)
			})
			w.sound()
		})
		t.Run("after the start the money of a left place goes back", func(t *testing.T) {
			id := w.live(one)
			a := w.workers(1)[0]
			e := w.mustGrab(a, id, gig.Got).Engagement
			w.toStart(id)
			w.pass(time.Minute)
			w.cancel(a, e, false)
			if j := w.job(id); j.State != gig.Closed || w.held(id) != 0 || j.BackMinor != 30000 {
				t.Errorf("%+v", j)
			}
			w.sound()
		})
	})
}

// TestCancelJob says what it comes to when the whole job is called off.
func TestCancelJob(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		off := func(a core.Actor, id core.JobID, reason string) error {
			return w.write(func(ctx context.Context, tx db.Tx) error {
				_, err := w.gig.CancelJob(ctx, tx, a, id, reason)
				return err
			})
		}
		t.Run("everyone is freed, compensated by tier and told", func(t *testing.T) {
			w.heard.forget()
			id := w.live(func(p *gig.Posting) { p.People = 3 })
			ws := w.workers(5)
			w.mustGrab(ws[0], id, gig.Got)
			e := w.mustGrab(ws[1], id, gig.Got).Engagement
			w.pass(w.job(id).Start().Add(-3 * time.Hour).Sub(w.clock.Now()))
			if err := off(w.boss, id, ""); !errors.Is(err, gig.ErrReason) {
				t.Error(err)
			}
			if err := off(ws[0], id, "x"); !errors.Is(err, gig.ErrNotYours) {
				t.Error(err)
			}
			if err := off(w.boss, id, "下大雨"); err != nil {
				t.Fatal(err)
			}
			w.settleDown()
			j := w.job(id)
			if j.State != gig.Cancelled || j.PaidMinor != 6000 || j.BackMinor != 84000 || w.held(id) != 0 || j.Reason != "下大雨" {
				t.Errorf("%+v", j)
			}
			if got := w.engagement(e); got.State != gig.Dropped || got.EndReason != "下大雨" || got.PaidMinor != 3000 {
				t.Errorf("%+v", got)
			}
			if got := w.inbox(ws[0].Person); !slices.Contains(got, "雇主取消了") {
				t.Error(got)
			}
			if got := heardOf[event.JobEnded](w.heard); len(got) != 1 || got[0].Why != "cancelled" {
				t.Errorf("%+v", got)
			}
			free := w.live()
			w.mustGrab(ws[0], free, gig.Got)
			if err := off(w.boss, id, "x"); !errors.Is(err, gig.ErrJobState) {
				t.Error(err)
			}
			w.pass(48 * time.Hour) // its clocks find nothing to do
			w.sound()
		})
		t.Run("those at work are paid for it; those done must be settled with", func(t *testing.T) {
			id := w.live()
			ws := w.workers(2)
			a, b := w.mustGrab(ws[0], id, gig.Got).Engagement, w.mustGrab(ws[1], id, gig.Got).Engagement
			w.toStart(id)
			w.checkIn(w.boss, a, gig.Arrival{})
			w.checkIn(w.boss, b, gig.Arrival{})
			w.pass(6 * time.Hour)
			w.finish(ws[0], a)
			if err := off(w.boss, id, "停电"); !errors.Is(err, gig.ErrBegun) {
				t.Error(err)
			}
			w.hours(ws[0], a, 66)
			w.accept(w.boss, a)
			if got := w.cancel(w.boss, b, false); got.PaidMinor != 20000 {
				t.Errorf("%+v", got)
			}
			if j := w.job(id); j.State != gig.Closed || w.held(id) != 0 {
				t.Errorf("%+v", j)
			}
			w.sound()
		})
		t.Run("before it is paid for nothing moves", func(t *testing.T) {
			j := w.post()
			if err := off(w.workers(1)[0], j.ID, "x"); !errors.Is(err, gig.ErrNoJob) {
				t.Error("others don't see it:", err)
			}
			if err := off(w.boss, j.ID, "写错了"); err != nil {
				t.Error(err)
			}
			if got := w.job(j.ID); got.State != gig.Cancelled || got.HeldMinor != 0 {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
		t.Run("money that comes too late goes back", func(t *testing.T) {
			w.bank.slow = true
			defer func() { w.bank.slow = false }()
			j := w.post()
			w.do(func(ctx context.Context, tx db.Tx) error {
				_, err := w.gig.Fund(ctx, tx, w.boss, j.ID)
				return err
			})
			if err := off(w.boss, j.ID, "不干了"); err != nil {
				t.Fatal(err)
			}
			w.do(func(ctx context.Context, tx db.Tx) error { return w.bank.arrive(ctx, tx, w.firm, j.ID, j.Whole()) })
			w.settleDown()
			if got := w.job(j.ID); got.State != gig.Cancelled || w.held(j.ID) != 0 || got.BackMinor != 60000 {
				t.Errorf("%+v", got)
			}
			w.sound()
		})
	})
}
