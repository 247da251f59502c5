package core

import (
	"errors"
	"fmt"
	"sync"
	"time"
)

// Clock returns the current instant, in UTC, cut to whole microseconds so that
// it survives a round trip through every supported database unchanged.
type Clock func() time.Time

// SystemClock is the Clock of production.
func SystemClock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// ManualClock is a Clock that moves only when told: tests and the simulator
// turn a week in a millisecond. Safe for concurrent use.
type ManualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewManualClock returns a clock that stands at t.
func NewManualClock(t time.Time) *ManualClock {
	return &ManualClock{now: t.UTC().Truncate(time.Microsecond)}
}

// Now is the clock's reading; pass clock.Now where a Clock is wanted.
func (c *ManualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock forward by d and returns the new reading.
func (c *ManualClock) Add(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// Set puts the clock to t.
func (c *ManualClock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC().Truncate(time.Microsecond)
}

// China is the zone in which times are shown and days are counted. China has
// had one zone without summer time since 1991, so a fixed offset is exact.
var China = time.FixedZone("Asia/Shanghai", 8*3600)

// ErrDate reports text that is not a day of the calendar.
var ErrDate = errors.New("not a date")

// Date is a day of the calendar, in ISO form: "2026-11-23". As text it sorts by
// time. The zero Date is "".
type Date string

// DateOf returns t's day in China.
func DateOf(t time.Time) Date { return Date(t.In(China).Format(time.DateOnly)) }

// ParseDate checks that s is a real day in ISO form.
//
// Errors: ErrDate.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%w: %q", ErrDate, s)
	}
	return Date(s), nil
}

// Start returns the first instant of the day in China; the zero time for "".
func (d Date) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), China)
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Start().AddDate(0, 0, n)) }

// YearsAt returns the full years from d to day, as ages are counted: a person
// born on 29 February turns a year older on 1 March of a common year.
func (d Date) YearsAt(day Date) int {
	a, b := d.Start().In(China), day.Start().In(China)
	n := b.Year() - a.Year()
	if b.Month() < a.Month() || b.Month() == a.Month() && b.Day() < a.Day() {
		n--
	}
	return n
}

// Span is a stretch of time from Start up to, but not including, End.
type Span struct {
	Start time.Time `json:"start" doc:"First instant, RFC 3339."`
	End   time.Time `json:"end" doc:"First instant after, RFC 3339."`
}

// Overlaps reports whether the two spans share an instant.
func (s Span) Overlaps(o Span) bool { return s.Start.Before(o.End) && o.Start.Before(s.End) }

// Duration is the span's length.
func (s Span) Duration() time.Duration { return s.End.Sub(s.Start) }
