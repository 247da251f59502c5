package county

import (
	"testing"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	all, err := readTemplates()
	if err != nil {
		t.Fatal(err)
	}
	set := reference.Embedded()
	least, ok := set.MinimumWage(Home, "2026-11-23")
	if !ok {
		t.Fatal("no minimum wage is known")
	}
	for _, x := range all {
		trade, ok := set.Trade(x.trade, day)
		if !ok || trade.Restricted() {
			t.Errorf("%s: trade %s can't be posted", x.title, x.trade)
		}
		if n := utf8.RuneCountInString(x.title); n < 2 || n > 30 {
			t.Errorf("%s has %d characters", x.title, n)
		}
		if hits := append(set.FindWords(x.title, day), set.FindWords(x.note, day)...); len(hits) > 0 {
			t.Errorf("%s: %v", x.title, hits)
		}
		minutes := 60*x.hours - rest(x.hours)
		pay := x.low
		switch x.unit {
		case "hour":
			pay = x.low * minutes / 60
		case "piece":
			pay = x.low * x.anHour * (minutes / 60)
		}
		if int64(pay*60) < least.Hourly.Minor*int64(minutes) || pay*60 > 8000*minutes {
			t.Errorf("%s: %d fen for %d minutes", x.title, pay, minutes)
		}
		if x.quick && (x.unit != "job" || x.hours > 2 || x.days != [2]int{1, 1}) {
			t.Errorf("%s can't be watched", x.title)
		}
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	c := shared(t)
	t.Run("every employer has work in every month, or nearly", func(t *testing.T) {
		t.Parallel()
		for month := range 12 {
			none := 0
			for e := range c.Employers {
				if _, ok := c.Order(1, e, core.Date(time.Date(2026, time.Month(month+1), 10, 12, 0, 0, 0, core.China).Format(time.DateOnly))); !ok {
					none++
				}
			}
			if none > 3 {
				t.Errorf("month %d: %d employers have no work", month+1, none)
			}
		}
	})
	t.Run("many employers give errands, and they begin when they should", func(t *testing.T) {
		t.Parallel()
		all := c.ErrandGivers()
		if len(all) < len(c.Employers)/2 {
			t.Errorf("only %d employers give errands", len(all))
		}
		at := time.Date(2026, 11, 23, 4, 5, 0, 0, time.UTC)
		for n, e := range all {
			o, ok := c.Errand(1000+n, e, at)
			if !ok || len(o.Windows) != 1 || !o.Windows[0].Start.Equal(at) || o.Employer != e {
				t.Errorf("%+v", o)
			}
		}
	})
}

func TestWeek(t *testing.T) {
	t.Parallel()
	c := shared(t)
	for _, hour := range []int{0, 4, 9, 13, 21, 23} {
		until := time.Date(2026, 11, 23, hour, 17, 0, 0, core.China)
		week := c.Week(until)
		if len(week) < FullSize.Orders-2 {
			t.Errorf("%d orders", len(week))
		}
		last, toCome, reserved := time.Time{}, 0, map[int]int{}
		for _, p := range week {
			start := p.Order.Windows[0].Start
			if p.At.Before(until.AddDate(0, 0, -7)) || p.At.After(until) || p.At.Before(last) || !start.After(p.At) {
				t.Errorf("order %d is posted at %s for %s", p.Order.N, p.At, start)
			}
			last = p.At
			if start.After(until) {
				toCome++
			}
			if c.Employers[p.Order.Employer].Visitor {
				reserved[p.Order.Employer]++
			}
			if h := p.At.In(core.China).Hour(); h < 7 || h > 20 {
				t.Errorf("order %d is posted at %s", p.Order.N, p.At.In(core.China))
			}
		}
		if toCome < 3 {
			t.Errorf("at %d o'clock only %d jobs are to come", hour, toCome)
		}
		if len(reserved) != visitorEmployers {
			t.Errorf("reserved employers gave %v", reserved)
		}
	}
}
