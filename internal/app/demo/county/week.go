package county

import (
	"time"

	"yilu/internal/core"
)

// Posting is an order and when it is posted.
type Posting struct {
	At    time.Time
	Order Order
}

// The hours in which people post, in minutes after midnight.
const (
	opens  = 7 * 60
	closes = 20*60 + 30
)

// StillToCome is how many of a week's orders, its last, are for work after it.
const StillToCome = 6

// Late reports whether order n is one of the last of the week.
func (c *County) Late(n int) bool { return n >= c.Size.Orders-StillToCome }

// lateMinutes are the last minutes of the week in which its last orders are
// posted.
const lateMinutes = 90

// Week makes up what is posted in the seven days before the instant, in order of
// time: as many as the county's size says, numbered from 0. The last are for work
// that is still to come then.
func (c *County) Week(until time.Time) []Posting {
	from := until.AddDate(0, 0, -7)
	total := activeMinutes(from, until)
	late := min(lateMinutes, total/2)
	l := c.dice(ofWeek, 0)
	out := make([]Posting, 0, c.Size.Orders)
	for n := range c.Size.Orders {
		i, of, begin, stretch := n, c.Size.Orders-StillToCome, 0, total-late
		if c.Late(n) {
			i, of, begin, stretch = n-of, StillToCome, total-late, late
		}
		at := activeAt(from, begin+stretch*i/of+l.Below(max(1, stretch/of)))
		first := at.Add(90 * time.Minute)
		if begin > 0 {
			first = until.Add(90 * time.Minute)
		}
		if o, ok := c.posted(l, n, at, first); ok {
			out = append(out, Posting{at, o})
		}
	}
	return out
}

// posted makes up order n as it is posted at the instant, for work the same day
// or soon after, but not before first.
func (c *County) posted(l Dice, n int, at, first time.Time) (Order, bool) {
	day, early := core.DateOf(at), 0
	switch n := l.Below(100); {
	case n < 25:
	case n < 80:
		early = 1
	default:
		early = 2
	}
	for range 20 {
		o, ok := c.Order(n, c.poster(l, n), day.AddDays(early))
		if ok && !o.Windows[0].Start.Before(first) {
			return o, true
		}
		if ok {
			early++ // too late for that day
		}
	}
	return Order{}, false
}

// poster draws who posts order n: each reserved employer gave work early in the
// week, so that they have something to show.
func (c *County) poster(l Dice, n int) int {
	switch n {
	case 2, 8:
		return 0
	case 4, 10:
		return 1
	case 6, 12:
		return 2
	}
	return l.Between(visitorEmployers, len(c.Employers)-Pending-1)
}

// activeMinutes counts the minutes between the instants in which people post.
func activeMinutes(from, until time.Time) (n int) {
	for day := core.DateOf(from); day <= core.DateOf(until); day = day.AddDays(1) {
		a, b := posting(day, from, until)
		n += max(0, int(b.Sub(a)/time.Minute))
	}
	return n
}

// activeAt is the instant after n such minutes.
func activeAt(from time.Time, n int) time.Time {
	for day := core.DateOf(from); ; day = day.AddDays(1) {
		a, b := posting(day, from, day.AddDays(1).Start())
		if m := max(0, int(b.Sub(a)/time.Minute)); n < m {
			return a.Add(time.Duration(n) * time.Minute).UTC()
		} else {
			n -= m
		}
	}
}

// posting is the stretch of a day, within the instants, in which people post.
func posting(day core.Date, from, until time.Time) (a, b time.Time) {
	a, b = day.Start().Add(opens*time.Minute), day.Start().Add(closes*time.Minute)
	if a.Before(from) {
		a = from
	}
	if b.After(until) {
		b = until
	}
	return a, b
}
