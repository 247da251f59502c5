package county

import (
	"yilu/internal/core"
	"yilu/internal/event"
)

// Profile is what work someone looks for.
type Profile struct {
	Looking bool
	Trades  []event.TradeLevel
	RadiusM int64             // around Person.Home
	Hours   []event.HourRange // empty: any time
	Lowest  core.Money        // zero: any
	PayUnit string            // of Lowest: hour or day
	Tools   bool
	Vehicle string // "", ebike, motorbike, car, van, truck
}

func (c *County) profile(p *Person) Profile {
	l := c.dice(ofProfile, p.N)
	switch p.Part {
	case VisitorWorker:
		return visitorProfile(p.N - firstVisitorWorker)
	case Worker:
	default: // who gives work or reviews it seldom looks for any
		return Profile{}
	}
	age := p.Age(dayOf(c.Year))
	f := Profile{Looking: l.Chance(72), Vehicle: l.vehicle(age)}
	known := craftsAt(age)
	for range l.Between(1, 4) {
		k := weighed(l, known, func(k craft) int { return k.share })
		if f.has(k.code) {
			continue
		}
		level := 0
		if k.skilled && l.Chance(30) {
			level = l.Between(1, 4)
		}
		f.Trades = append(f.Trades, event.TradeLevel{Trade: k.code, Level: level})
		f.Tools = f.Tools || k.tools && l.Chance(60)
	}
	f.RadiusM = int64(l.Between(4, 15)) * 1000
	if f.Vehicle != "" && f.Vehicle != "ebike" {
		f.RadiusM *= 2
	}
	f.Hours = l.hours(age)
	if l.Chance(55) {
		f.Lowest, f.PayUnit = core.Yuan(int64(l.Between(40, 60))*50), "hour" // 20 to 30 yuan
		if l.Chance(50) {
			f.Lowest, f.PayUnit = core.Yuan(int64(l.Between(15, 26))*1000), "day" // 150 to 260
		}
	}
	return f
}

func (f Profile) has(trade string) bool {
	for _, t := range f.Trades {
		if t.Trade == trade {
			return true
		}
	}
	return false
}

// visitorProfile takes every job of the reserved employers, whoever tries it
// out at whatever hour, but for what is too heavy at seventeen.
func visitorProfile(i int) Profile {
	f := Profile{Looking: true, RadiusM: 40_000, Tools: true, Vehicle: [visitorWorkers]string{"ebike", "van", "motorbike", "motorbike", "ebike", ""}[i]}
	for k, code := range meeting {
		if visitorAges[i] < 18 && (code == "4-02-05-01" || code == "6-06-04-00/01") {
			continue
		}
		level := 0
		if k == i {
			level = 3
		}
		f.Trades = append(f.Trades, event.TradeLevel{Trade: code, Level: level})
	}
	return f
}

// craftsAt are the trades usual at an age; the lightest for the very old.
func craftsAt(age int) []craft {
	var out []craft
	for _, k := range crafts {
		if k.from <= age && age <= k.to {
			out = append(out, k)
		}
	}
	return out
}

func (l Dice) vehicle(age int) string {
	switch n := l.Below(100); {
	case age < 18 && n < 50, age >= 18 && n < 38:
		return "ebike"
	case age < 18 || age > 70:
		return ""
	case n < 62:
		return "motorbike"
	case n < 76:
		return "car"
	case n < 80:
		return "van"
	case n < 82:
		return "truck"
	}
	return ""
}

// hours draws when someone has time: any time, by daylight, or beside a job or
// a school.
func (l Dice) hours(age int) []event.HourRange {
	n := l.Below(100)
	switch {
	case age >= 60:
		return week(6*60, 18*60, 1, 2, 3, 4, 5, 6, 7)
	case age < 18 || n < 12:
		return append(week(18*60, 22*60, 1, 2, 3, 4, 5), week(7*60, 22*60, 6, 7)...)
	case n < 25:
		return week(7*60, 19*60, 1, 2, 3, 4, 5, 6, 7)
	}
	return nil
}

func week(from, to int, days ...int) []event.HourRange {
	out := make([]event.HourRange, len(days))
	for i, d := range days {
		out[i] = event.HourRange{Weekday: d, From: from, To: to}
	}
	return out
}
