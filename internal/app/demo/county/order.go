package county

import (
	"slices"
	"time"

	"yilu/internal/core"
)

// Order is a job that an employer of the county gives.
type Order struct {
	N           int
	Employer    int
	Trade       string
	Title       string
	Note        string
	Town        core.RegionCode
	Place       core.Place
	Address     string
	Door        string
	Windows     []core.Span
	People      int
	Pay         core.Money
	Unit        string // job, hour, day or piece
	Quantity    int64  // 0: what the windows come to
	WorkMinutes int64
	Tools       bool
	Meals       bool
	Chooses     bool // the employer chooses among applicants
}

// Order makes up order n of an employer, for work that begins on the day; false
// if the employer has no work in that season.
func (c *County) Order(n, employer int, day core.Date) (Order, bool) {
	e, month := c.Employers[employer], int(day.Start().In(core.China).Month())
	l := c.dice(ofOrder, n)
	quick := l.Chance(20)
	t, ok := c.template(l, e, func(t template) bool { return t.inSeason(month) && t.quick == quick })
	if !ok {
		if t, ok = c.template(l, e, func(t template) bool { return t.inSeason(month) }); !ok {
			return Order{}, false
		}
	}
	o := c.order(l, n, e, t)
	start := day.Start().Add(time.Duration(one(l, t.starts)) * time.Minute)
	for i := range l.Between(t.days[0], t.days[1]) {
		at := start.AddDate(0, 0, i)
		o.Windows = append(o.Windows, core.Span{Start: at.UTC(), End: at.Add(time.Duration(t.hours) * time.Hour).UTC()})
	}
	o.Chooses = !t.quick && o.People <= 3 && l.Chance(12)
	return c.priced(l, o, t), true
}

// Errand makes up order n of an employer: a short piece of work that begins at
// the instant; false if the employer gives no such work.
func (c *County) Errand(n, employer int, at time.Time) (Order, bool) {
	e, l := c.Employers[employer], c.dice(ofOrder, n)
	month := int(at.In(core.China).Month())
	t, ok := c.template(l, e, func(t template) bool { return t.quick && t.inSeason(month) })
	if !ok {
		return Order{}, false
	}
	o := c.order(l, n, e, t)
	o.Windows = []core.Span{{Start: at.UTC(), End: at.Add(time.Duration(t.hours) * time.Hour).UTC()}}
	return c.priced(l, o, t), true
}

// Givers are the employers who are played and give work.
func (c *County) Givers() []int {
	var out []int
	for _, e := range c.Employers[visitorEmployers : len(c.Employers)-Pending] {
		out = append(out, e.N)
	}
	return out
}

// ErrandGivers are those of them whom Errand serves all the year.
func (c *County) ErrandGivers() []int {
	var out []int
	for _, n := range c.Givers() {
		e := c.Employers[n]
		if slices.ContainsFunc(templates(), func(t template) bool {
			return t.quick && t.months == [2]int{1, 12} && slices.Contains(e.Trades, t.trade)
		}) {
			out = append(out, e.N)
		}
	}
	return out
}

// template draws one of the employer's that fit.
func (c *County) template(l Dice, e Employer, fits func(template) bool) (template, bool) {
	var all []template
	for _, t := range templates() {
		if slices.Contains(e.Trades, t.trade) && fits(t) {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return template{}, false
	}
	return one(l, all), true
}

func (c *County) order(l Dice, n int, e Employer, t template) Order {
	at := c.townOf(e.Town)
	if l.Chance(25) { // some work is elsewhere
		at = weighed(l, c.towns, town.weight)
	}
	return Order{
		N: n, Employer: e.N, Trade: t.trade, Title: t.title, Note: t.note, Town: at.code, Place: at.near(l, at.wideM),
		Address: at.address(l, one(l, t.spots)), Door: padded(l.Between(1, 60), 2) + "号", Tools: t.tools, Meals: t.meals,
		People: l.Between(t.people[0], t.people[1]), Unit: t.unit,
	}
}

// rest is the break in a day of so many hours that is not work.
func rest(hours int) int {
	switch {
	case hours >= 8:
		return 60
	case hours > 5:
		return 30
	}
	return 0
}

// priced says what an order pays for how much. Pay goes in whole yuan, by the day
// in tens, by the piece in tenths.
func (c *County) priced(l Dice, o Order, t template) Order {
	step := map[string]int{"piece": 10, "day": 1000}[t.unit]
	if step == 0 {
		step = 100
	}
	o.Pay = core.Yuan(int64(l.Between(t.low/step, t.high/step) * step))
	o.WorkMinutes = int64(len(o.Windows) * (60*t.hours - rest(t.hours)))
	switch t.unit {
	case "hour":
		o.Quantity = o.WorkMinutes
	case "piece":
		o.Quantity = o.WorkMinutes / 60 * int64(t.anHour)
	}
	return o
}
