package gig

import (
	"time"

	"yilu/internal/core"
)

// wage is what a quantity comes to, rounded once.
//
// Errors: core.ErrOverflow.
func wage(pay core.Money, u PayUnit, quantity int64) (core.Money, error) {
	return pay.Times(quantity, u.Steps())
}

// Due is what a figure of the engagement comes to; never more than its hold.
func Due(o Offer, e Engagement, figure int64) int64 {
	m, err := wage(o.Pay, o.Unit, figure)
	if err != nil || m.Minor > e.HoldMinor { // a figure is at most the plan, which was checked at posting
		return e.HoldMinor
	}
	return m.Minor
}

// perHour is what one hour comes to when total is paid for the declared
// minutes; rounded down, so that a wage below the minimum never looks like it.
func perHour(totalMinor, minutes int64) int64 {
	if minutes <= 0 {
		return 0
	}
	return totalMinor * 60 / minutes // core.MaxMinor·60 fits
}

// minutesOf is the length of all windows.
func minutesOf(windows []core.Span) int64 {
	var d time.Duration
	for _, w := range windows {
		d += w.Duration()
	}
	return int64(d / time.Minute)
}

// shortTime shows an instant as people write it: 11-23 08:00.
func shortTime(t time.Time) string { return t.In(core.China).Format("01-02 15:04") }
