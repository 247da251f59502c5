package demo

import (
	"sync/atomic"
	"time"

	"yilu/internal/core"
)

// Clock is a core.Clock that can stand in the past: it shows what it was set to,
// and the system's time once it is released. Safe for concurrent use.
type Clock struct{ at atomic.Pointer[time.Time] }

// Now is the clock's reading; pass it where a core.Clock is wanted.
func (c *Clock) Now() time.Time {
	if at := c.at.Load(); at != nil {
		return *at
	}
	return core.SystemClock()
}

// Set makes the clock stand at t.
func (c *Clock) Set(t time.Time) {
	t = t.UTC().Truncate(time.Microsecond)
	c.at.Store(&t)
}

// Release lets the clock show the system's time.
func (c *Clock) Release() { c.at.Store(nil) }
