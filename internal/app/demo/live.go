package demo

import (
	"context"
	"math"
	"slices"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// How the present goes on. A visitor should see something move every few
// seconds, so a day passes in rhythmMinutes, and when nobody has a page open
// hardly anything is posted.
const (
	rhythmMinutes = 24
	watchedEvery  = 25 * time.Second // errands, on the average of the day's rhythm
	idleEvery     = 6 * time.Minute
	openMost      = 30 // open jobs of the county, beyond which none is posted
	slowShare     = 15 // of a hundred postings, those for the days to come
	slipShare     = 30 // of a hundred of these, those whose text trips a rule
)

// Live has the employers of the county post work until ctx ends; what comes of it
// runs in the app's own queue. Call it once the app is started.
func (d *Demo) Live(ctx context.Context) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	var last time.Time
	for first := 3; ctx.Err() == nil; {
		// A few at once, so that nobody waits for the first.
		if now := d.Now(); first > 0 || now.Sub(last) >= d.pause() {
			if err := d.postNext(ctx); err != nil && ctx.Err() == nil {
				d.Log.WarnContext(ctx, "demo: post", "error", err)
			}
			last, first = now, first-1
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// pause is how long nothing is posted: shorter in the rush hours of the quick
// day, long while nobody looks.
func (d *Demo) pause() time.Duration {
	every := idleEvery
	if d.Notify.Listeners() > 0 {
		every = watchedEvery
	}
	minute := float64(d.Now().Unix()%(rhythmMinutes*60)) / 60
	rhythm := 1 + 0.6*math.Sin(2*math.Pi*minute/rhythmMinutes) // 0.4 to 1.6
	return time.Duration(float64(every) / rhythm)
}

// postNext posts an errand that begins in a few minutes, or now and then work
// for the days to come.
func (d *Demo) postNext(ctx context.Context) error {
	open, err := d.openJobs(ctx)
	if err != nil || open >= openMost {
		return err
	}
	return d.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		n, err := nextOrder(ctx, tx)
		if err != nil {
			return err
		}
		l := d.county.Whim("live", n, 0)
		o, p, ok := d.errand(l, n), errandPace, true
		if l.Chance(slowShare) {
			givers := d.county.Givers()
			day := core.DateOf(d.Now()).AddDays(l.Between(1, 3))
			if o, ok = d.county.Order(n, givers[l.Below(len(givers))], day); ok && l.Chance(slipShare) {
				o.Note += askOutside // staff have something to look at
			}
			p = latePace
		}
		if !ok {
			return nil
		}
		if _, err := d.putUp(ctx, tx, o, p); err != nil {
			return err
		}
		return d.stamp(ctx, tx)
	})
}

// errand makes up an errand unlike the last few, as far as a few draws go.
func (d *Demo) errand(l county.Dice, n int) (o county.Order) {
	givers := d.county.ErrandGivers()
	start := d.Now().Add(minutes(l, 4, 7)).Truncate(time.Minute)
	for range 5 {
		// Each of the givers has one, in any season.
		o, _ = d.county.Errand(n, givers[l.Below(len(givers))], start)
		if !slices.Contains(d.recent, o.Title) {
			break
		}
	}
	d.recent = append(d.recent, o.Title)
	if len(d.recent) > 6 {
		d.recent = d.recent[1:]
	}
	return o
}
