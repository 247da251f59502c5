package gig_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// act runs an act on an engagement and returns it.
func (w *world) act(fn func(ctx context.Context, tx db.Tx) (gig.Engagement, error)) gig.Engagement {
	w.Helper()
	var e gig.Engagement
	w.do(func(ctx context.Context, tx db.Tx) (err error) {
		e, err = fn(ctx, tx)
		return err
	})
	return e
}

// refusedAct runs an act and fails the test unless it is refused with want.
func (w *world) refusedAct(want error, fn func(ctx context.Context, tx db.Tx) (gig.Engagement, error)) {
	w.Helper()
	err := w.write(func(ctx context.Context, tx db.Tx) error { _, err := fn(ctx, tx); return err })
	if !errors.Is(err, want) {
		w.Errorf("got %v, want %v", err, want)
	}
}

func (w *world) checkIn(a core.Actor, e core.EngagementID, in gig.Arrival) gig.Engagement {
	w.Helper()
	return w.act(func(ctx context.Context, tx db.Tx) (gig.Engagement, error) { return w.gig.CheckIn(ctx, tx, a, e, in) })
}

func (w *world) finish(a core.Actor, e core.EngagementID) gig.Engagement {
	w.Helper()
	return w.act(func(ctx context.Context, tx db.Tx) (gig.Engagement, error) { return w.gig.Finish(ctx, tx, a, e) })
}

func (w *world) hours(a core.Actor, e core.EngagementID, n int64) gig.Engagement {
	w.Helper()
	return w.act(func(ctx context.Context, tx db.Tx) (gig.Engagement, error) {
		return w.gig.StateHours(ctx, tx, a, e, n, "")
	})
}

func (w *world) accept(a core.Actor, e core.EngagementID) gig.Engagement {
	w.Helper()
	return w.act(func(ctx context.Context, tx db.Tx) (gig.Engagement, error) { return w.gig.Accept(ctx, tx, a, e) })
}

func (w *world) contest(a core.Actor, e core.EngagementID, n int64) gig.Engagement {
	w.Helper()
	return w.act(func(ctx context.Context, tx db.Tx) (gig.Engagement, error) {
		return w.gig.Contest(ctx, tx, a, e, n, "来晚了")
	})
}

func (w *world) startCode(e core.EngagementID) string {
	w.Helper()
	var c gig.StartCode
	w.do(func(ctx context.Context, tx db.Tx) (err error) {
		c, err = w.gig.StartCode(ctx, tx, w.boss, e)
		return err
	})
	return c.Code
}

// inbox is the titles of what a person was told, sorted.
func (w *world) inbox(p core.PersonID) (titles []string) {
	w.Helper()
	err := w.d.Reader().Rows(w.Context(), `SELECT title_zh FROM notify_message WHERE person_id = $1`, []any{p}, func(r db.Row) error {
		var s string
		err := r.Scan(&s)
		titles = append(titles, s)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	slices.Sort(titles)
	return titles
}

// stated are jobs with one worker who has stated a figure at the end of the day.
func (w *world) stated(figure int64, change ...func(*gig.Posting)) (core.Actor, core.JobID, core.EngagementID) {
	w.Helper()
	id := w.live(append([]func(*gig.Posting){func(p *gig.Posting) { p.People = 1 }}, change...)...)
	a := w.workers(1)[0]
	e := w.mustGrab(a, id, gig.Got).Engagement
	w.toStart(id)
	w.checkIn(w.boss, e, gig.Arrival{})
	w.pass(9 * time.Hour)
	w.finish(a, e)
	w.hours(a, e, figure)
	w.settleDown()
	return a, id, e
}

// toStart moves the clock to the job's start.
func (w *world) toStart(id core.JobID) {
	w.Helper()
	w.pass(w.job(id).Start().Sub(w.clock.Now()))
}

// TestLife follows two workers through a job: one paid by consent, one by silence.
func TestLife(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live()
		if j := w.job(id); j.State != gig.Open || j.Funding != gig.Held || w.held(id) != 60000 || j.EachMinor != 30000 || j.HourMinor != 3333 {
			t.Fatalf("%+v", j)
		}
		ws := w.workers(3)
		first := w.mustGrab(ws[0], id, gig.Got).Engagement
		second := w.mustGrab(ws[1], id, gig.Got).Engagement
		if g := w.mustGrab(ws[2], id, gig.Waits); g.Place != 1 || g.Open != 0 {
			t.Errorf("%+v", g)
		}
		w.settleDown()
		if got := w.inbox(ws[0].Person); !slices.Equal(got, []string{"抢到了"}) {
			t.Error(got)
		}
		if got := w.inbox(w.boss.Person); !slices.Equal(got, []string{"有人接活了", "有人接活了", "活上线了"}) {
			t.Error(got)
		}

		w.toStart(id)
		if got := w.inbox(ws[2].Person); !slices.Equal(got, []string{"候补结束了"}) {
			t.Error(got)
		}
		code := w.startCode(first)
		if again := w.startCode(first); again != code || len(code) != 6 {
			t.Error(code, again)
		}
		if e := w.checkIn(ws[0], first, gig.Arrival{Code: code}); e.State != gig.Working || e.StartedBy != "code" || e.Code != "" {
			t.Errorf("%+v", e)
		}
		near := core.Place{LatE7: 267290000 + 10000, LonE7: 1174695000}
		if e := w.checkIn(ws[1], second, gig.Arrival{Place: &near}); e.StartedBy != "place" {
			t.Errorf("%+v", e)
		}
		w.sound()

		w.pass(9 * time.Hour)
		w.finish(ws[0], first)
		w.hours(ws[0], first, 100)
		if e := w.accept(w.boss, first); e.State != gig.PaidOut || e.PaidMinor != 30000 || e.EndedBy != gig.EmployerSide {
			t.Errorf("%+v", e)
		}
		if got := w.got("wage", string(ws[0].Person)); got != 30000 {
			t.Errorf("paid %d", got)
		}
		if j := w.job(id); j.State != gig.Filled {
			t.Error("closed while the second is under way:", j.State)
		}
		w.sound()

		// The second says nothing: the plan is proposed after a day, stands after two.
		w.pass(24 * time.Hour)
		if e := w.engagement(second); e.State != gig.Stated || e.StatedBy != gig.ClockSide || *e.Stated != 100 {
			t.Errorf("%+v", e)
		}
		w.pass(24 * time.Hour)
		if e := w.engagement(second); e.State != gig.PaidOut || e.PaidMinor != 30000 || e.EndedBy != gig.ClockSide {
			t.Errorf("%+v", e)
		}
		if j := w.job(id); j.State != gig.Closed || j.Ended.IsZero() || w.held(id) != 0 {
			t.Errorf("%+v, held %d", j, w.held(id))
		}
		w.sound()
		want := map[string]int{"gig.job_opened": 1, "gig.booked": 2, "gig.job_places": 3, "gig.job_ended": 1, "gig.paid": 2}
		if diff := cmp.Diff(want, w.heard.topics()); diff != "" {
			t.Error(diff)
		}
		if paid := heardOf[event.Paid](w.heard); paid[0].Worked != 9*time.Hour || paid[0].Amount != core.Yuan(30000) || paid[0].Trade != "4-02-05-01" {
			t.Errorf("%+v", paid[0])
		}
	})
}

// TestTimeline says that each step is told to both sides, in order.
func TestTimeline(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		a, id, e := w.stated(100)
		w.contest(w.boss, e, 60)
		w.accept(a, e)
		v, err := w.gig.SeeEngagement(t.Context(), w.d.Reader(), a, e)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range v.Timeline {
			got = append(got, string(s.Who)+"："+s.What)
		}
		want := []string{
			"worker：抢到了这个活。", "employer：雇主确认人已到，开工。", "worker：干完了。", "worker：填报 1 天，合 300.00 元。",
			"employer：雇主认为是 0.6 天，合 180.00 元：来晚了。没有争议的先付，只冻结 120.00 元。",
			"bank：多押的 120.00 元退回雇主。", "worker：按 0.6 天 结算，180.00 元已付。",
		}
		for i := range got {
			got[i] = strings.TrimSpace(got[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		j, err := w.gig.See(t.Context(), w.d.Reader(), w.boss, id, nil)
		if err != nil || len(j.Inside.Timeline) < 4 || j.Inside.Timeline[0].What != "雇主发了这个活。" {
			t.Errorf("%+v, %v", j.Inside, err)
		}
	})
}

// TestCheckIn says how one shows that one is there, and how not.
func TestCheckIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live()
		ws := w.workers(2)
		e := w.mustGrab(ws[0], id, gig.Got).Engagement
		other := w.mustGrab(ws[1], id, gig.Got).Engagement
		check := func(a core.Actor, e core.EngagementID, in gig.Arrival) func(context.Context, db.Tx) (gig.Engagement, error) {
			return func(ctx context.Context, tx db.Tx) (gig.Engagement, error) { return w.gig.CheckIn(ctx, tx, a, e, in) }
		}
		w.refusedAct(gig.ErrTooEarly, check(ws[0], e, gig.Arrival{Code: "123456"}))
		w.pass(w.job(id).Start().Add(-time.Hour).Sub(w.clock.Now()))
		if got := w.inbox(ws[0].Person); !slices.Contains(got, "快开工了") {
			t.Error(got)
		}
		w.refusedAct(gig.ErrCodeOver, check(ws[0], e, gig.Arrival{Code: "123456"}))
		w.refusedAct(gig.ErrHow, check(ws[0], e, gig.Arrival{}))
		far := core.Place{LatE7: 267390000, LonE7: 1174695000}
		w.refusedAct(gig.ErrFar, check(ws[0], e, gig.Arrival{Place: &far}))
		w.refusedAct(gig.ErrNoEngagement, check(ws[1], e, gig.Arrival{Place: &far}))
		w.refusedAct(gig.ErrNoEngagement, check(w.newcomer("1990-01-01"), e, gig.Arrival{}))

		t.Run("wrong codes are counted and end the code", func(t *testing.T) {
			code := w.startCode(e)
			wrong := "000000"
			if code == wrong {
				wrong = "111111"
			}
			for range 5 { // kept although refused, as the operation does
				w.do(func(ctx context.Context, tx db.Tx) error {
					_, err := w.gig.CheckIn(ctx, tx, ws[0], e, gig.Arrival{Code: wrong})
					if !errors.Is(err, gig.ErrCode) {
						t.Error(err)
					}
					return nil
				})
			}
			w.refusedAct(gig.ErrCodeOver, check(ws[0], e, gig.Arrival{Code: code}))
			w.refusedAct(gig.ErrCodeOver, check(ws[1], other, gig.Arrival{Code: code}))
			fresh := w.startCode(e)
			if got := w.checkIn(ws[0], e, gig.Arrival{Code: " " + fresh}); got.State != gig.Working {
				t.Errorf("%+v", got)
			}
		})
		t.Run("who does not come is absent, and his wage goes back", func(t *testing.T) {
			w.pass(2 * time.Hour)
			got := w.engagement(other)
			if got.State != gig.NoShow || got.BackMinor != 30000 || !got.Late || w.held(id) != 30000 {
				t.Errorf("%+v", got)
			}
			w.refusedAct(gig.ErrState, check(ws[1], other, gig.Arrival{Place: &core.Place{LatE7: 267290000, LonE7: 1174695000}}))
			un := heardOf[event.Unbooked](w.heard)
			if len(un) != 1 || !un[0].NoShow || !un[0].Late || un[0].By != "clock" || un[0].Worker != ws[1].Person {
				t.Errorf("%+v", un)
			}
			w.sound()
		})
	})
}
