package demo

import (
	"sync/atomic"
	"time"

	"yilu/internal/core"
)

// Clock is a core.Clock that can stand in the past: it shows what it was set to,
// and the present once it is released. The zero Clock shows the present. Safe for
// concurrent use.
type Clock struct {
	System core.Clock // the present; core.SystemClock if nil
	at     atomic.Pointer[time.Time]
}

// Now is the clock's reading; pass it where a core.Clock is wanted.
func (c *Clock) Now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return c.Present()
}

// Present is the time, wherever the clock stands.
func (c *Clock) Present() time.Time {
	if c.System == nil {
		return core.SystemClock()
	}
	return c.System()
}

// Set makes the clock stand at t.
func (c *Clock) Set(t time.Time) {
	t = t.UTC().Truncate(time.Microsecond)
	c.at.Store(&t)
}

// Release lets the clock show the present.
func (c *Clock) Release() { c.at.Store(nil) }
