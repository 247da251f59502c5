package reference

import "yilu/internal/core"

// MinimumWage is the least that work may pay in a region (最低工资标准). The
// hourly figure is for work that is not full-time; it leaves out overtime,
// shift and heat allowances, and welfare.
type MinimumWage struct {
	Basis
	Region  core.RegionCode // whose tier it is: the region asked for, or one above it
	Tier    int             // 档: 1 is the highest
	Floor   bool            // only the province's lowest tier is known for the region
	Monthly core.Money
	Hourly  core.Money
}

type wageKey struct {
	province core.RegionCode
	tier     int64
}

type wage struct {
	Basis
	monthly, hourly core.Money
}

type wageTier struct {
	Basis
	tier  int64
	floor bool
}

func (s *Set) addWage(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	k := wageKey{core.RegionCode(r.text("province")), r.number("tier")}
	put(s.wages, k, wage{b, r.money("monthly_minor"), r.money("hourly_minor")})
	return nil
}

func (s *Set) addTier(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	code := core.RegionCode(r.text("region"))
	if len(s.regions[code]) == 0 {
		return r.bad(ErrUnknown, "region")
	}
	if len(s.wages[wageKey{code.Province(), r.number("tier")}]) == 0 {
		return r.bad(ErrUnknown, "tier")
	}
	put(s.tiers, code, wageTier{b, r.number("tier"), r.flag("floor")})
	return nil
}

// MinimumWage returns the minimum of the region on the day: by its own tier, or
// that of the nearest region upward. Where no tier but the province's floor is
// known, it is the floor: below that, work pays too little anywhere in the
// province. False if nothing is known.
func (s *Set) MinimumWage(region core.RegionCode, day core.Date) (MinimumWage, bool) {
	for c := region; c != ""; c = c.Parent() {
		t, ok := s.tiers[c].at(day)
		if !ok {
			continue
		}
		w, ok := s.wages[wageKey{c.Province(), t.tier}].at(day)
		if !ok {
			return MinimumWage{}, false
		}
		return MinimumWage{w.Basis, c, int(t.tier), t.floor, w.monthly, w.hourly}, true
	}
	return MinimumWage{}, false
}
