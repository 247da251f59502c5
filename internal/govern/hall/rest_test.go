package hall

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
)

// on is a window of a day in November 2026, by the hours of China's clock.
func on(day, from, to int) core.Span {
	start := time.Date(2026, 11, day, 0, 0, 0, 0, core.China)
	return core.Span{Start: start.Add(time.Duration(from) * time.Hour), End: start.Add(time.Duration(to) * time.Hour)}
}

func TestRest(t *testing.T) {
	t.Parallel()
	week := func(from, to int) (out []core.Span) {
		for d := from; d <= to; d++ {
			out = append(out, on(d, 8, 12))
		}
		return out
	}
	for name, c := range map[string]struct {
		job, other []core.Span
		want       Rest
		warnings   int
	}{
		"nothing else":               {[]core.Span{on(24, 8, 16)}, nil, Rest{DayMinutes: 480, DaysInRow: 1, GapMinutes: -1}, 0},
		"above eight hours in all":   {[]core.Span{on(24, 8, 14)}, []core.Span{on(24, 15, 18)}, Rest{DayMinutes: 540, DaysInRow: 1, GapMinutes: 60}, 1},
		"at work elsewhere":          {[]core.Span{on(24, 8, 12)}, []core.Span{on(24, 11, 13)}, Rest{DayMinutes: 360, DaysInRow: 1, GapMinutes: -1, Clash: true}, 1},
		"the seventh day in a row":   {[]core.Span{on(24, 8, 12)}, week(18, 23), Rest{DayMinutes: 240, DaysInRow: 7, GapMinutes: 20 * 60}, 1},
		"a day of rest in between":   {[]core.Span{on(24, 8, 12)}, week(17, 22), Rest{DayMinutes: 240, DaysInRow: 1, GapMinutes: 44 * 60}, 0},
		"over midnight, both days":   {[]core.Span{on(24, 20, 30)}, nil, Rest{DayMinutes: 360, DaysInRow: 2, GapMinutes: -1}, 0},
		"work before and after, too": {[]core.Span{on(24, 8, 12)}, []core.Span{on(23, 8, 12), on(25, 8, 12)}, Rest{DayMinutes: 240, DaysInRow: 3, GapMinutes: 20 * 60}, 0},
	} {
		got := restOf(c.job, c.other)
		if len(got.Warnings) != c.warnings {
			t.Errorf("%s: %v", name, got.Warnings)
		}
		got.Warnings = nil
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
