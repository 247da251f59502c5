package hall

import (
	"time"

	"yilu/internal/core"
)

// Rest is how much rest a job would leave someone, with the work they have
// besides.
type Rest struct {
	DayMinutes int64       // of work on the longest of the job's days, this job included
	DaysInRow  int64       // days of work without one between, this job included
	GapMinutes int64       // the shortest between this job and other work; −1: none within reach
	Clash      bool        // they are at work elsewhere at the time
	Warnings   []core.Text // what to say, and to ask, before they agree
}

// The bounds above which a caller has to ask: eight hours in a day, then an
// explicit yes; a day of rest in a week (DOMAIN §3.4: the delivery standard of
// 2025-12, 劳动法 第三十六条 and 第三十八条). They are a reason to ask, not to refuse.
const (
	dayMinutes = 8 * 60
	weekDays   = 7
)

// around is how far before and after a job other work is looked at.
const around = weekDays * 24 * time.Hour

// restOf says how a job fits between other work; job and other are windows.
func restOf(job, other []core.Span) (r Rest) {
	minutes := map[core.Date]int64{}
	r.GapMinutes = -1
	for _, w := range job {
		share(minutes, w)
	}
	ours := map[core.Date]bool{}
	for d := range minutes {
		ours[d] = true
	}
	for _, o := range other {
		share(minutes, o)
		for _, w := range job {
			if o.Overlaps(w) {
				r.Clash = true
			}
			for _, gap := range []time.Duration{w.Start.Sub(o.End), o.Start.Sub(w.End)} {
				if m := int64(gap / time.Minute); gap >= 0 && (r.GapMinutes < 0 || m < r.GapMinutes) {
					r.GapMinutes = m
				}
			}
		}
	}
	for d := range ours {
		r.DayMinutes = max(r.DayMinutes, minutes[d])
		r.DaysInRow = max(r.DaysInRow, run(minutes, d))
	}
	r.Warnings = r.warn()
	return r
}

// share adds a window's minutes to the days it lies on, in China.
func share(minutes map[core.Date]int64, w core.Span) {
	for at := w.Start; at.Before(w.End); {
		day := core.DateOf(at)
		until := day.AddDays(1).Start()
		if w.End.Before(until) {
			until = w.End
		}
		minutes[day] += int64(until.Sub(at) / time.Minute)
		at = until
	}
}

// run is how many days in a row around d have work.
func run(minutes map[core.Date]int64, d core.Date) int64 {
	n := int64(1)
	for b := d.AddDays(-1); minutes[b] > 0; b = b.AddDays(-1) {
		n++
	}
	for f := d.AddDays(1); minutes[f] > 0; f = f.AddDays(1) {
		n++
	}
	return n
}

func (r Rest) warn() (out []core.Text) {
	hours := core.Yuan((r.DayMinutes*100 + 30) / 60).Text()
	if r.Clash {
		out = append(out, core.Text{ZH: "这段时间另有活，接不了。", EN: "At work elsewhere at this time."})
	}
	if r.DayMinutes > dayMinutes {
		out = append(out, core.Text{ZH: "当天一共 {hours} 小时，超过 8 小时，要问清本人愿不愿意。", EN: "{hours} hours in a day, above 8: ask whether they want that."}.Fill("hours", hours))
	}
	if r.DaysInRow >= weekDays {
		out = append(out, core.Text{ZH: "连续第 {days} 天干活，一周至少要歇一天。", EN: "{days} days in a row; a week has a day of rest."}.Fill("days", itoa(r.DaysInRow)))
	}
	return out
}
