package gig

import (
	"regexp"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
)

// Severity is what a finding leads to.
type Severity string

// The severities.
const (
	Refuse Severity = "refuse" // it can't be posted so
	Warn   Severity = "warn"   // staff look at it before it goes live
)

// Finding is something that a rule says about a posting.
type Finding struct {
	Severity Severity  `json:"severity"`
	Path     string    `json:"path"` // the field, as body.pay.minor
	Code     string    `json:"code"`
	Text     core.Text `json:"text"`
	Source   string    `json:"source"` // the rule as it is cited; "" if it is ours
}

func findingOf(s Severity, f *fault.Fault) Finding {
	return Finding{s, f.Path, f.Code, core.Text{ZH: f.ZH, EN: f.EN}, f.Source}
}

// Fault is the finding as a refusal.
func (f Finding) Fault() *fault.Fault {
	return fault.New(fault.Invalid, f.Code, f.Text.ZH, f.Text.EN).At(f.Path).Cite(f.Source)
}

// refusals returns the findings that refuse, as one fault; nil if none does.
func refusals(all []Finding) error {
	var out []*fault.Fault
	for _, f := range all {
		if f.Severity == Refuse {
			out = append(out, f.Fault())
		}
	}
	return fault.Join(out)
}

// checker holds an offer against the rules of DOMAIN §2.3 and §3.3 to §3.6.
type checker struct {
	o       Offer
	trade   reference.Trade
	set     *reference.Set
	day     core.Date // of posting
	highest func(core.Date) (celsius int, known bool)
	found   []Finding
}

// check returns what the rules say about as much of an offer as could be read.
func check(o Offer, set *reference.Set, day core.Date, highest func(core.Date) (int, bool)) []Finding {
	c := &checker{o: o, set: set, day: day, highest: highest}
	c.trade, _ = set.Trade(o.Trade, day)
	c.certificates()
	if o.Quantity > 0 {
		c.minimumWage()
	}
	c.words("body.title", o.Title)
	c.words("body.note", o.Note)
	c.hours()
	if o.MinAge >= 16 {
		c.age()
	}
	if o.Outdoor {
		for _, d := range daysOf(o.Windows) {
			if c.heat(d) {
				break
			}
		}
	}
	return c.found
}

func (c *checker) add(s Severity, f *fault.Fault) { c.found = append(c.found, findingOf(s, f)) }

// certificates refuses restricted trades (限制性工种): nobody's certificates can
// be checked yet.
func (c *checker) certificates() {
	if c.trade.Restricted() {
		cert := c.trade.Certificates[0]
		f := errRestricted.At("body.trade").Cite(cert.Source.ZH)
		f.ZH, f.EN = fill(f.ZH, cert.Name.ZH), fill(f.EN, cert.Name.EN)
		c.add(Refuse, f)
	}
}

// minimumWage holds the pay of a declared hour against the minimum of the place
// on each day of work.
func (c *checker) minimumWage() {
	each, err := wage(c.o.Pay, c.o.Unit, c.o.Quantity)
	if err != nil {
		return
	}
	for _, d := range daysOf(c.o.Windows) {
		least, ok := c.set.MinimumWage(c.o.Region, d)
		if ok && each.Minor*60 < least.Hourly.Minor*c.o.WorkMinutes {
			hour := core.Yuan(perHour(each.Minor, c.o.WorkMinutes))
			c.add(Refuse, errMinWage.With("hour", hour.Text(), "min", least.Hourly.Text()).At("body.pay.minor").Cite(least.Source.ZH))
			break
		}
	}
	if c.o.Unit == PerDay && 2*c.o.WorkMinutes < minutesOf(c.o.Windows) {
		c.add(Warn, errFewHours.At("body.work_minutes"))
	}
}

// phoneInText is a mobile number among other characters.
var phoneInText = regexp.MustCompile(`(^|[^0-9])1[3-9][0-9]{9}([^0-9]|$)`)

// words looks for what may not be said: discrimination, deposits and fees, fake
// orders, chat ids, pay left open.
func (c *checker) words(path, text string) {
	contact := false
	for _, hit := range c.set.FindWords(text, c.day) {
		s := Warn
		if hit.Rule.Action == reference.Refuse {
			s = Refuse
		}
		contact = contact || hit.Rule.Kind == "contact"
		c.found = append(c.found, Finding{s, path, "gig.word_" + hit.Rule.ID, core.Text{
			ZH: "“" + hit.Found + "”：" + hit.Rule.Text.ZH, EN: "“" + hit.Found + "”: " + hit.Rule.Text.EN,
		}, hit.Rule.Cite})
	}
	if !contact && phoneInText.MatchString(core.Fold(text)) {
		c.add(Warn, errPhoneInText.At(path))
	}
}

// hours warns about long shifts.
func (c *checker) hours() {
	most := c.set.Duration("shift_warn", c.day)
	limit, _ := c.set.Limit("shift_warn", c.day)
	for _, w := range c.o.Windows {
		if w.Duration() > most {
			c.add(Warn, errLongShift.With("hours", int(most/time.Hour)).At("body.windows").Cite(limit.Source.ZH))
			return
		}
	}
	for _, d := range daysOf(c.o.Windows) {
		if onDay(c.o.Windows, d) > most {
			c.add(Warn, errLongShift.With("hours", int(most/time.Hour)).At("body.windows").Cite(limit.Source.ZH))
			return
		}
	}
}

// onDay is how much of the windows lies on the day.
func onDay(windows []core.Span, d core.Date) time.Duration {
	return within(windows, core.Span{Start: d.Start(), End: d.AddDays(1).Start()})
}

// within is how much of the windows lies within the span.
func within(windows []core.Span, s core.Span) (sum time.Duration) {
	for _, w := range windows {
		from, to := w.Start, w.End
		if from.Before(s.Start) {
			from = s.Start
		}
		if to.After(s.End) {
			to = s.End
		}
		if to.After(from) {
			sum += to.Sub(from)
		}
	}
	return sum
}

// age keeps those under 18 from trades that are not for them, and has staff look
// at heavy and night work for them.
func (c *checker) age() {
	switch {
	case c.o.MinAge < int64(c.trade.MinAge):
		c.add(Refuse, errYoung.With("min", c.trade.MinAge).At("body.min_age").Cite(sourceYoung))
	case c.o.MinAge < 18 && heavy(c.trade):
		c.add(Warn, errYoungHeavy.At("body.min_age").Cite(sourceYoung))
	case c.o.MinAge < 18 && atNight(c.o.Windows):
		c.add(Warn, errYoungNight.At("body.min_age").Cite(sourceMinors))
	}
}

// The rules behind the age limits.
const (
	sourceYoung  = "劳动法第六十四条"
	sourceMinors = "未成年人保护法第六十一条"
)

// heavy reports whether the trade is in one of the two upper risk classes.
func heavy(t reference.Trade) bool { return t.Risk.Class >= 3 }

// atNight reports whether any of the windows touches the hours from 22 to 6.
func atNight(windows []core.Span) bool {
	for _, w := range windows {
		for d := core.DateOf(w.Start).AddDays(-1); d <= core.DateOf(w.End); d = d.AddDays(1) {
			night := core.Span{Start: d.Start().Add(22 * time.Hour), End: d.Start().Add(30 * time.Hour)}
			if w.Overlaps(night) {
				return true
			}
		}
	}
	return false
}

// heat holds outdoor work on one day against the forecast, and reports whether
// something was found. The hottest three hours are taken as 12 to 15.
func (c *checker) heat(d core.Date) bool {
	highest, known := c.highest(d)
	if !known {
		return false
	}
	r, ok := c.set.HeatRule(c.o.Region, highest, d)
	if !ok {
		return false
	}
	work := onDay(c.o.Windows, d)
	noon := d.Start().Add(12 * time.Hour)
	hottest := core.Span{Start: noon, End: noon.Add(time.Duration(r.HottestHoursOff) * time.Hour)}
	s := Refuse
	switch {
	case r.Stop:
	case r.OutdoorMinutes > 0 && work > time.Duration(r.OutdoorMinutes)*time.Minute:
	case r.HottestHoursOff > 0 && within(c.o.Windows, hottest) > 0:
	case !r.Overtime && work > 8*time.Hour:
		s = Warn
	default:
		return false
	}
	f := errHeat.With("day", d, "highest", highest).At("body.windows").Cite(r.Source.ZH)
	f.ZH, f.EN = f.ZH+r.Text.ZH, f.EN+" "+r.Text.EN
	c.add(s, f)
	return true
}
