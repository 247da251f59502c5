package gig_test

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// TestAnyOrder lets a few people do anything at any time: whatever the order,
// no invariant breaks, every refusal is a fault with words, and in the end all
// money is where it belongs.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(r *rapid.T) { anyOrder(r, w) })
	})
}

// crowd is the state of one random walk.
type crowd struct {
	w    *world
	jobs []core.JobID
	all  []core.Actor // workers, then the employer
}

func anyOrder(r *rapid.T, w *world) {
	c := &crowd{w: w, all: append(w.workers(4), w.boss)}
	for range 2 {
		n := rapid.Int64Range(1, 3).Draw(r, "people")
		unit := rapid.SampledFrom([]func(*gig.Posting){hourly, piecework, whole}).Draw(r, "unit")
		mode := rapid.SampledFrom([]gig.Mode{gig.Tap, gig.Tap, gig.Choice}).Draw(r, "mode")
		c.jobs = append(c.jobs, w.live(unit, func(p *gig.Posting) { p.People, p.Mode = n, mode }))
	}
	for range rapid.IntRange(10, 40).Draw(r, "steps") {
		c.step(r)
	}
	w.sound()
	w.pass(20 * 24 * time.Hour) // the clocks end what people left open
	w.sound()
	for _, id := range c.jobs {
		j := w.job(id)
		if !j.State.Over() && j.Still() == 0 {
			r.Fatalf("%s is %s and holds nothing", id, j.State)
		}
		if w.held(id) != j.Still() {
			r.Fatalf("%s thinks %d, the escrow holds %d", id, j.Still(), w.held(id))
		}
	}
}

// step does one thing.
func (c *crowd) step(r *rapid.T) {
	w := c.w
	job := rapid.SampledFrom(c.jobs).Draw(r, "job")
	who := rapid.SampledFrom(c.all).Draw(r, "who")
	what := rapid.SampledFrom([]string{
		"grab", "grab", "grab", "grab", "withdraw", "choose", "choose", "in", "in", "in", "in",
		"finish", "finish", "finish", "hours", "hours", "hours", "accept", "contest", "contest", "contest", "contest", "cancel", "off", "pass", "pass", "pass", "day",
	}).Draw(r, "what")
	figure := rapid.Int64Range(0, rapid.SampledFrom([]int64{100, 480}).Draw(r, "most")).Draw(r, "figure")
	err := w.write(func(ctx context.Context, tx db.Tx) error {
		e := c.someEngagement(r, job)
		if got, err := w.gig.Engagement(ctx, tx, e); err == nil && figure%3 > 0 {
			who = []core.Actor{{Person: got.Worker}, w.boss}[figure%3-1]
		}
		var err error
		switch what {
		case "grab":
			res, e := w.gig.GrabMany(ctx, tx, []gig.GrabRequest{{Actor: who, Job: job}})
			if err = e; err == nil {
				err = res[0].Refused
			}
		case "withdraw":
			_, err = w.gig.Withdraw(ctx, tx, who, job, "有事")
		case "choose":
			_, err = w.gig.Choose(ctx, tx, w.boss, job, who.Person)
		case "in":
			_, err = w.gig.CheckIn(ctx, tx, w.boss, e, gig.Arrival{})
		case "finish":
			_, err = w.gig.Finish(ctx, tx, who, e)
		case "hours":
			_, err = w.gig.StateHours(ctx, tx, who, e, figure, "")
		case "accept":
			_, err = w.gig.Accept(ctx, tx, who, e)
		case "contest":
			_, err = w.gig.Contest(ctx, tx, w.boss, e, figure/4, "不对")
		case "cancel":
			_, err = w.gig.Cancel(ctx, tx, who, e, "有事", figure%2 == 0)
		case "off":
			if figure > 400 { // seldom
				_, err = w.gig.CancelJob(ctx, tx, w.boss, job, "下雨")
			}
		}
		return err
	})
	if f := fault.Of(err); err != nil && (f == nil || f.Kind == fault.Internal || f.ZH == "" || f.EN == "") {
		r.Fatalf("%s: %v", what, err)
	}
	switch what {
	case "pass":
		c.pass(r, w.job(job))
	case "day":
		c.day(r, w.job(job))
	}
}

// day is a day's work of one of those booked, up to the figure.
func (c *crowd) day(r *rapid.T, j gig.Job) {
	w, e := c.w, c.someEngagement(r, j.ID)
	got, err := w.gig.Engagement(w.Context(), w.d.Reader(), e)
	if err != nil || got.State != gig.Booked || !w.clock.Now().Before(j.Start()) {
		return
	}
	worker := core.Actor{Person: got.Worker}
	w.toStart(j.ID)
	w.checkIn(w.boss, e, gig.Arrival{})
	w.pass(rapid.SampledFrom([]time.Duration{time.Hour, 9 * time.Hour}).Draw(r, "worked"))
	w.finish(worker, e)
	w.hours(worker, e, rapid.Int64Range(0, got.Planned).Draw(r, "stated"))
}

// pass lets time go by: often to where something happens to the job.
func (c *crowd) pass(r *rapid.T, j gig.Job) {
	now := c.w.clock.Now()
	to := rapid.SampledFrom([]time.Time{
		now.Add(time.Minute), j.Start().Add(-30 * time.Minute), j.Start().Add(-30 * time.Minute), j.Start(), j.Start().Add(10 * time.Minute),
		j.Start().Add(5 * time.Hour), j.End(), now.Add(24 * time.Hour),
	}).Draw(r, "to")
	if to.After(now) {
		c.w.pass(to.Sub(now))
	}
}

// someEngagement is one of the job's, or one that does not exist.
func (c *crowd) someEngagement(r *rapid.T, job core.JobID) core.EngagementID {
	var ids []core.EngagementID
	err := c.w.d.Reader().Rows(c.w.Context(), `SELECT id FROM gig_engagement WHERE job_id = $1 ORDER BY booked_us, id`, []any{job}, func(row db.Row) error {
		var id core.EngagementID
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
	n := rapid.IntRange(0, 4).Draw(r, "engagement")
	if n >= len(ids) {
		return "0190f5f0-0000-7000-8000-000000000000"
	}
	return ids[n]
}
