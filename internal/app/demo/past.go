package demo

import (
	"context"
	"time"

	"yilu/internal/core"
)

var playing = core.Text{ZH: "过完上个星期", EN: "Playing the past week"}

// catchUp moves the clock from one thing that is due to the next, up to the
// present, and releases it. Nothing happens in between that people or clocks have
// not planned.
func (d *Demo) catchUp(ctx context.Context, tell func(Progress)) error {
	from := d.clock.Now()
	defer d.clock.Release()
	for {
		if err := d.Settle(ctx); err != nil {
			return err
		}
		now := d.clock.Present()
		tell(Progress{playing, int(d.clock.Now().Sub(from) / time.Minute), int(now.Sub(from) / time.Minute)})
		next, ok, err := d.nextDue(ctx)
		if err != nil {
			return err
		}
		if !ok || next.After(now) {
			return nil
		}
		if next.After(d.clock.Now()) {
			d.clock.Set(next)
		}
	}
}

// nextDue is when the next job is due, or the bank has something to tell.
func (d *Demo) nextDue(ctx context.Context) (time.Time, bool, error) {
	at, ok, err := d.Jobs.NextDue(ctx)
	if err != nil {
		return at, ok, err
	}
	if b, told := d.Bank.NextDue(); told && (!ok || b.Before(at)) {
		at, ok = b, true
	}
	return at, ok, nil
}
