package reference

import (
	"cmp"
	"slices"

	"yilu/internal/core"
)

// HeatRule says what holds outdoors when the day's highest temperature, as the
// local weather station gives it, lies in a range.
type HeatRule struct {
	Basis
	ID              string
	Region          core.RegionCode // where it holds; "" everywhere
	AtLeastC        int             // °C
	BelowC          int             // °C; 0: no upper end
	Stop            bool            // no outdoor work that day
	OutdoorMinutes  int             // most minutes outdoors in the day; 0: no limit
	HottestHoursOff int             // no outdoor work in so many hottest hours
	Overtime        bool            // whether outdoor overtime is allowed
	Text            core.Text
}

// HeatAllowance is what a worker gets on top of the wage in the hot months
// (高温津贴). Zero money is a figure that the place does not set.
type HeatAllowance struct {
	Basis
	Region                      core.RegionCode
	FirstMonth, LastMonth       int
	OutdoorMonth, IndoorMonth   core.Money
	OutdoorDay, IndoorDay, Hour core.Money
}

// HeatDay is the highest temperature that the weather station forecasts for a
// region from From up to, but not including, To.
type HeatDay struct {
	Basis
	Region   core.RegionCode
	HighestC int // °C
}

func (s *Set) addHeatDay(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	code := core.RegionCode(r.text("region"))
	put(s.hot, code, HeatDay{Basis: b, Region: code, HighestC: int(r.number("highest_c"))})
	return nil
}

// HighestC returns the day's forecast for the region, or the nearest one upward,
// in whole °C; false if there is none. A forecast without a last day counts for
// its first alone.
func (s *Set) HighestC(region core.RegionCode, day core.Date) (celsius int, ok bool) {
	for c := region; c != ""; c = c.Parent() {
		if h, ok := s.hot[c].at(day); ok && (h.To != "" || h.From == day) {
			return h.HighestC, true
		}
	}
	return 0, false
}

func (s *Set) addHeatRule(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	put(s.heat, r.key(), HeatRule{
		Basis: b, ID: r.key(), Region: core.RegionCode(r.text("region")), AtLeastC: int(r.number("at_least_c")), BelowC: int(r.number("below_c")),
		Stop: r.flag("stop"), OutdoorMinutes: int(r.number("outdoor_minutes")), HottestHoursOff: int(r.number("hottest_hours_off")),
		Overtime: r.flag("overtime"), Text: r.both(),
	})
	return nil
}

func (s *Set) addAllowance(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	code := core.RegionCode(r.text("region"))
	put(s.allowances, code, HeatAllowance{
		Basis: b, Region: code, FirstMonth: int(r.number("first_month")), LastMonth: int(r.number("last_month")),
		OutdoorMonth: r.money("outdoor_month_minor"), IndoorMonth: r.money("indoor_month_minor"),
		OutdoorDay: r.money("outdoor_day_minor"), IndoorDay: r.money("indoor_day_minor"), Hour: r.money("hour_minor"),
	})
	return nil
}

// HeatRules returns the rules of the day, the hottest range first.
func (s *Set) HeatRules(day core.Date) []HeatRule {
	all := allAt(s.heat, day)
	slices.SortStableFunc(all, func(a, b HeatRule) int { return cmp.Compare(b.AtLeastC, a.AtLeastC) })
	return all
}

// HeatRule returns the rule for a region at a highest temperature, in whole °C;
// false if work goes on as usual. A rule of the place itself comes before the
// country's.
func (s *Set) HeatRule(region core.RegionCode, highestC int, day core.Date) (HeatRule, bool) {
	var found HeatRule
	ok := false
	for _, r := range s.HeatRules(day) {
		if !r.Region.Contains(region) || highestC < r.AtLeastC || r.BelowC != 0 && highestC >= r.BelowC {
			continue
		}
		if !ok || len(r.Region) > len(found.Region) {
			found, ok = r, true
		}
	}
	return found, ok
}

// HeatAllowance returns what the region, or the nearest one upward, sets on the
// day; false outside the hot months or where nothing is known.
func (s *Set) HeatAllowance(region core.RegionCode, day core.Date) (HeatAllowance, bool) {
	for c := region; c != ""; c = c.Parent() {
		a, ok := s.allowances[c].at(day)
		if !ok {
			continue
		}
		month := int(day.Start().In(core.China).Month())
		return a, month >= a.FirstMonth && month <= a.LastMonth
	}
	return HeatAllowance{}, false
}
