package person

import (
	"cmp"
	"fmt"
	"slices"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/event"
	"yilu/internal/fault"
)

// check brings a profile into its normal form, or says all that is wrong with it.
func (p Profile) check(set *reference.Set, day core.Date) (Profile, error) {
	f := slices.Concat(p.checkTrades(set, day), p.checkPlaces(set, day), p.checkHours(), p.checkPay())
	if p.Looking && !slices.ContainsFunc(p.Trades, func(t Trade) bool { return t.Wants }) {
		f = append(f, ErrNoWish)
	}
	if p.Looking && p.Centre == nil && len(p.Regions) == 0 {
		f = append(f, ErrNoWhere)
	}
	if len(f) > 0 {
		return p, fault.Join(f)
	}
	p.Trades, p.Regions, p.WeekHours = filled(p.Trades), filled(p.Regions), filled(p.WeekHours)
	for i, code := range p.Regions { // checked above
		c, _ := core.ParseRegion(code)
		p.Regions[i] = string(c)
	}
	slices.SortFunc(p.WeekHours, func(a, b Hours) int { return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.From, b.From)) })
	if p.LowestPay == nil {
		p.PayUnit = ""
	}
	return p, nil
}

// filled is a copy that is never nil.
func filled[T any](s []T) []T { return append([]T{}, s...) }

func (p Profile) checkTrades(set *reference.Set, day core.Date) (out []*fault.Fault) {
	seen := map[string]bool{}
	for i, t := range p.Trades {
		at := func(f *fault.Fault, field string) {
			out = append(out, f.At(fmt.Sprintf("body.trades[%d].%s", i, field)))
		}
		if _, ok := set.Trade(t.Trade, day); !ok {
			at(ErrTrade, "trade")
		}
		if seen[t.Trade] {
			at(ErrTradeTwice, "trade")
		}
		if !t.Wants && !t.Can {
			at(ErrTradeIdle, "wants")
		}
		seen[t.Trade] = true
	}
	return out
}

func (p Profile) checkPlaces(set *reference.Set, day core.Date) (out []*fault.Fault) {
	seen := map[core.RegionCode]bool{}
	for i, text := range p.Regions {
		at := fmt.Sprintf("body.regions[%d]", i)
		code, err := core.ParseRegion(text)
		if _, ok := set.Region(code, day); err != nil || !ok {
			out = append(out, ErrRegion.At(at))
		} else if seen[code] {
			out = append(out, ErrRegionTwice.At(at))
		}
		seen[code] = true
	}
	switch {
	case p.Centre != nil && p.RadiusM == 0:
		out = append(out, ErrRadius)
	case p.Centre == nil && p.RadiusM > 0:
		out = append(out, ErrCentre)
	}
	return out
}

func (p Profile) checkHours() (out []*fault.Fault) {
	for i, h := range p.WeekHours {
		switch {
		case h.To <= h.From:
			out = append(out, ErrHours.At(fmt.Sprintf("body.week_hours[%d].to", i)))
		case slices.ContainsFunc(p.WeekHours[:i], func(o Hours) bool { return o.Weekday == h.Weekday && o.From < h.To && h.From < o.To }):
			out = append(out, ErrHoursTwice.At(fmt.Sprintf("body.week_hours[%d].from", i)))
		}
	}
	return out
}

func (p Profile) checkPay() (out []*fault.Fault) {
	if p.LowestPay == nil {
		return nil
	}
	if p.LowestPay.Currency != core.CNY || p.LowestPay.Minor <= 0 {
		out = append(out, ErrPay)
	}
	if p.PayUnit == "" {
		out = append(out, ErrPayUnit)
	}
	return out
}

// changed is the event of a profile. Without consent a person is not looking,
// whatever the profile says.
func changed(p Profiled, w Worker) event.ProfileChanged {
	e := event.ProfileChanged{
		Person: p.Person, Birth: w.Birth, Looking: p.Looking && w.Consented, Trades: []event.TradeLevel{}, RadiusM: p.RadiusM,
		Regions: p.Regions, WeekHours: []event.HourRange{}, PayUnit: p.PayUnit, OwnTools: p.OwnTools, Vehicle: p.Vehicle,
	}
	for _, t := range p.Trades {
		if t.Wants {
			e.Trades = append(e.Trades, event.TradeLevel{Trade: t.Trade, Level: int(t.Level)})
		}
	}
	for _, h := range p.WeekHours {
		e.WeekHours = append(e.WeekHours, event.HourRange{Weekday: int(h.Weekday), From: int(h.From), To: int(h.To)})
	}
	if p.Centre != nil {
		e.Centre, _ = core.PlaceAt(p.Centre.Lat, p.Centre.Lon) // in range, by the schema
	}
	if p.LowestPay != nil {
		e.LowestPay = *p.LowestPay
	}
	return e
}
