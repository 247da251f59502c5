package demo

import (
	"context"
	"math"
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
	watchedEvery  = 40 * time.Second // errands, on the average of the day's rhythm
	idleEvery     = 6 * time.Minute
	openMost      = 30 // open jobs of the county, beyond which none is posted
	slowShare     = 15 // of a hundred postings, those for the days to come
)

// Live has the employers of the county post work until ctx ends; what comes of it
// runs in the app's own queue. Call it once the app is started.
func (d *Demo) Live(ctx context.Context) {
	rush := 0 // one errand at once, so that nobody waits for the first
	for ctx.Err() == nil {
		if err := d.postNext(ctx); err != nil && ctx.Err() == nil {
			d.Log.WarnContext(ctx, "demo: post", "error", err)
		}
		rush++
		wait := d.pause()
		if rush < 3 {
			wait = 5 * time.Second
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// pause is how long nothing is posted: shorter in the rush hours of the quick
// day, long while nobody looks. It is short enough that a page that was just
// opened does not wait.
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
		l, now := d.county.Whim("live", n, 0), d.Now()
		if l.Chance(slowShare) {
			givers := d.county.Givers()
			o, ok := d.county.Order(n, givers[l.Below(len(givers))], core.DateOf(now).AddDays(l.Between(1, 3)))
			return d.putUpIf(ctx, tx, o, ok, latePace)
		}
		givers := d.county.ErrandGivers()
		start := now.Add(minutes(l, 4, 7)).Truncate(time.Minute)
		o, ok := d.county.Errand(n, givers[l.Below(len(givers))], start)
		return d.putUpIf(ctx, tx, o, ok, errandPace)
	})
}

func (d *Demo) putUpIf(ctx context.Context, tx db.Tx, o county.Order, ok bool, p pace) error {
	if !ok {
		return nil
	}
	if _, err := d.putUp(ctx, tx, o, p); err != nil {
		return err
	}
	return d.stamp(ctx, tx)
}
