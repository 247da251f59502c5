package match

import (
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
)

// MinAge is the least age at which anyone may be rung, on the day of the work
// (DOMAIN §3.3: block under 16).
const MinAge = 16

// tradesFor are the trades that qualify for a job: its own, and the occupation
// that it is a local part of ("4-10-01-06/01" is one of 4-10-01-06, DOMAIN §2.1).
func tradesFor(trade string) []string {
	for i := range len(trade) {
		if trade[i] == '/' {
			return []string{trade, trade[:i]}
		}
	}
	return []string{trade}
}

// bestSkill is how well the skills fit the job's trade, and the highest level
// among those that do: another skill never makes a person fit less.
func bestSkill(skills []event.TradeLevel, trade string) (fit, level int) {
	for i, t := range tradesFor(trade) {
		for _, s := range skills {
			if s.Trade == t {
				fit = max(fit, exactTrade-i)
				level = max(level, min(s.Level, 7))
			}
		}
	}
	return fit, level
}

// latestBirth is the last birthday of those who have reached the age on the day.
// It may be a day that does not exist, and is for comparing alone.
func latestBirth(day core.Date, age int) core.Date {
	y := day.Start().In(core.China).Year() - age
	b := []byte(day)
	for i := 3; i >= 0; i-- {
		b[i] = byte('0' + y%10)
		y /= 10
	}
	return core.Date(b)
}

// bornBy is the last birthday of those who are old enough for the job.
func bornBy(j *Job) core.Date {
	return latestBirth(core.DateOf(j.Start()), max(MinAge, j.MinAge))
}

func oldEnough(birth core.Date, j *Job) bool { return birth != "" && birth <= bornBy(j) }

// fromHome is how far the job is from the person's place, in metres; −1 if they
// named none.
func fromHome(w *Worker, j *Job) int64 {
	if w.Centre == (core.Place{}) {
		return -1
	}
	return distanceM(w.Centre, j.Place)
}

// inArea reports whether the job lies within the person's radius or in one of
// their regions. Whoever named neither is not looking anywhere.
func inArea(w *Worker, j *Job, homeM int64) bool {
	if w.RadiusM > 0 && homeM >= 0 && homeM <= w.RadiusM {
		return true
	}
	return slices.ContainsFunc(w.Regions, func(r core.RegionCode) bool { return r.Contains(core.RegionCode(j.Region)) })
}

// paysEnough compares the lowest pay with what an hour or a day comes to.
func paysEnough(w *Worker, j *Job) bool {
	pay := j.HourPay
	if w.LowestBy == "day" {
		pay = j.DayPay
	}
	return w.Lowest.Minor <= 0 || pay.Currency == w.Lowest.Currency && pay.Minor >= w.Lowest.Minor
}

// dayPay is what a day of the job comes to: by the job, shared over its days; by
// the hour, for all hours of its windows; by the piece, at the hourly figure that
// the employer declared.
func dayPay(e *event.JobOpened) core.Money {
	days, total := map[core.Date]bool{}, time.Duration(0)
	for _, w := range e.Windows {
		days[core.DateOf(w.Start)] = true
		total += w.Duration()
	}
	n := int64(max(len(days), 1))
	var pay core.Money
	var err error
	switch e.PayUnit {
	case "job":
		pay, err = e.Pay.Times(1, n)
	case "hour":
		pay, err = e.Pay.Times(max(int64(total/time.Minute), 0), 60*n)
	case "piece":
		pay, err = e.HourPay.Times(max(int64(total/time.Minute), 0), 60*n)
	default:
		return e.Pay
	}
	if err != nil { // more than any wage
		return core.Money{Minor: core.MaxMinor, Currency: e.Pay.Currency}
	}
	return pay
}

// withinHours reports whether the span lies wholly in the week's hours, counted
// in China. No hours at all mean any time.
func withinHours(hours []event.HourRange, s core.Span) bool {
	if len(hours) == 0 {
		return true
	}
	for at := s.Start.In(core.China); at.Before(s.End); {
		day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, core.China)
		next := day.AddDate(0, 0, 1)
		until := s.End
		if next.Before(until) {
			until = next
		}
		from, to := at.Sub(day), until.Sub(day)
		if !covered(hours, weekday(day), int(from/time.Minute), int((to+time.Minute-1)/time.Minute)) {
			return false
		}
		at = next
	}
	return true
}

func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// covered reports whether the day's ranges together cover the minutes from–to.
func covered(hours []event.HourRange, day, from, to int) bool {
	for from < to {
		reach := from
		for _, h := range hours {
			if h.Weekday == day && h.From <= from {
				reach = max(reach, h.To)
			}
		}
		if reach == from {
			return false
		}
		from = reach
	}
	return true
}

// inHours reports whether every window of the job lies in the week's hours.
func inHours(hours []event.HourRange, j *Job) bool {
	return !slices.ContainsFunc(j.Windows, func(w core.Span) bool { return !withinHours(hours, w) })
}

// free reports whether none of the busy spans meets a window of the job.
func free(busy []core.Span, j *Job) bool {
	for _, b := range busy {
		if slices.ContainsFunc(j.Windows, b.Overlaps) {
			return false
		}
	}
	return true
}

// factsOf collects what the score is made of.
func factsOf(w *Worker, j *Job, h History) Facts {
	fit, level := bestSkill(w.Skills, j.Trade)
	r := w.Record
	return Facts{
		Trade: fit, Level: level, DistanceM: fromHome(w, j),
		Stars: r.Stars, Rated: r.Rated, Done: r.Done, Late: r.Late, PaidHere: h.Paid, LateHere: h.Late,
	}
}

// circumstance is what a judgement needs beyond the worker and the job.
type circumstance struct {
	now   time.Time
	busy  []core.Span // elsewhere
	agent bool        // speaks for the employer
}

// judge says of each hard condition whether it is met, in the order of
// conditionCodes.
func judge(w *Worker, j *Job, c circumstance) [conditions]bool {
	fit, _ := bestSkill(w.Skills, j.Trade)
	return [conditions]bool{
		condOpen:     j.takes(c.now),
		condOther:    !c.agent,
		condVerified: w.Verified,
		condLooking:  w.Looking,
		condTrade:    fit != noTrade,
		condAge:      oldEnough(w.Birth, j),
		condArea:     inArea(w, j, fromHome(w, j)),
		condHours:    inHours(w.Hours, j),
		condFree:     free(c.busy, j),
		condPay:      paysEnough(w, j),
		condTools:    !j.Tools || w.Tools,
	}
}

// The hard conditions, in the order in which they are shown.
const (
	condOpen = iota
	condOther
	condVerified
	condLooking
	condTrade
	condAge
	condArea
	condHours
	condFree
	condPay
	condTools
	conditions
)

var conditionCodes = [conditions]string{
	"open", "not_own", "verified", "looking", "trade", "age", "area", "hours", "free", "pay", "tools",
}
