package reference

import (
	"slices"
	"strings"

	"yilu/internal/core"
)

// Region is an administrative division (行政区划) while its code holds. Dates of
// changes are known to the year: old and new code both hold in that year.
type Region struct {
	Basis
	Code       core.RegionCode
	Name       core.Text         // English is the same as Chinese where no spelling is known
	Parent     core.RegionCode   // the nearest code upward that names a region; "" for provinces
	Successors []core.RegionCode // where an ended code's area went
}

// Centre is the point by which a region is shown on a map.
type Centre struct {
	Basis
	Place   core.Place
	WithinM int64 // the true centre lies within so many metres
}

func (s *Set) addRegion(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	g := Region{Basis: b, Code: core.RegionCode(r.text("code")), Name: core.Text{ZH: r.text("name"), EN: r.text("en")}}
	if g.Name.EN == "" {
		g.Name.EN = g.Name.ZH
	}
	for _, c := range list(r.text("successor")) {
		g.Successors = append(g.Successors, core.RegionCode(c))
	}
	put(s.regions, g.Code, g)
	return nil
}

func (s *Set) addPlace(r row) error {
	b, err := s.basis(r)
	if err != nil {
		return err
	}
	code := core.RegionCode(r.text("region"))
	if len(s.regions[code]) == 0 {
		return r.bad(ErrUnknown, "region")
	}
	p := core.Place{LatE7: r.number("lat_e7"), LonE7: r.number("lon_e7")}
	if _, err := core.PlaceAt(p.Lat(), p.Lon()); err != nil {
		return r.bad(ErrCell, "lat_e7")
	}
	put(s.places, code, Centre{b, p, r.number("within_m")})
	return nil
}

// linkRegions finds each region's parent and children.
func (s *Set) linkRegions() error {
	s.regionOrder = sortedKeys(s.regions)
	for _, code := range s.regionOrder {
		parent := code.Parent()
		for parent != "" && len(s.regions[parent]) == 0 {
			parent = parent.Parent()
		}
		s.below[parent] = append(s.below[parent], code)
		for i := range s.regions[code] {
			s.regions[code][i].Parent = parent
		}
	}
	for _, r := range s.rows {
		if r.table.name != "region" {
			continue
		}
		for _, c := range list(r.text("successor")) {
			if len(s.regions[core.RegionCode(c)]) == 0 {
				return r.bad(ErrUnknown, "successor")
			}
		}
		if code := core.RegionCode(r.text("code")); code.Level() > core.ProvinceLevel && len(s.regions[code.Province()]) == 0 {
			return r.bad(ErrUnknown, "code")
		}
	}
	return nil
}

// Region returns the region that the code names on the day. A code longer than
// the data reach (a village of a county whose villages are not held) is not
// found: ask for its County.
func (s *Set) Region(code core.RegionCode, day core.Date) (Region, bool) {
	return s.regions[code].at(day)
}

// LastRegion returns the region that the code last named, ended or not: for
// the birthplace in a document.
func (s *Set) LastRegion(code core.RegionCode) (Region, bool) {
	all := s.regions[code]
	if len(all) == 0 {
		return Region{}, false
	}
	return all[len(all)-1], true
}

// Children returns the regions right below the code on the day, by code; ""
// gives the provinces. Below a municipality are its districts.
func (s *Set) Children(code core.RegionCode, day core.Date) []Region {
	out := []Region{}
	for _, c := range s.below[code] {
		if r, ok := s.regions[c].at(day); ok {
			out = append(out, r)
		}
	}
	return out
}

// Path returns the regions from the province down to the code's own, as far as
// they are held on the day.
func (s *Set) Path(code core.RegionCode, day core.Date) []Region {
	var out []Region
	for c := code; c != ""; c = c.Parent() {
		if r, ok := s.regions[c].at(day); ok {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

// FullName is the path in words: 福建省三明市将乐县; "" if nothing is held.
func (s *Set) FullName(code core.RegionCode, day core.Date) core.Text {
	var zh, en []string
	for _, r := range s.Path(code, day) {
		zh, en = append(zh, r.Name.ZH), append(en, r.Name.EN)
	}
	slices.Reverse(en)
	return core.Text{ZH: strings.Join(zh, ""), EN: strings.Join(en, ", ")}
}

// Now returns the codes that stand on the day where the code once stood: itself
// if it still holds, otherwise its successors, theirs, and so on.
func (s *Set) Now(code core.RegionCode, day core.Date) []core.RegionCode {
	var out []core.RegionCode
	seen := map[core.RegionCode]bool{}
	var walk func(core.RegionCode)
	walk = func(c core.RegionCode) {
		if seen[c] {
			return
		}
		seen[c] = true
		if _, ok := s.regions[c].at(day); ok {
			out = append(out, c)
			return
		}
		if r, ok := s.LastRegion(c); ok {
			for _, n := range r.Successors {
				walk(n)
			}
		}
	}
	walk(code)
	slices.Sort(out)
	return out
}

// Centre returns the point of the region or, where none is held, of the nearest
// region upward that has one.
func (s *Set) Centre(code core.RegionCode, day core.Date) (Centre, bool) {
	for c := code; c != ""; c = c.Parent() {
		if p, ok := s.places[c].at(day); ok {
			return p, true
		}
	}
	return Centre{}, false
}

// Nearest returns the town or county whose point is nearest to a place, if one is
// within the distance in metres.
func (s *Set) Nearest(p core.Place, day core.Date, withinM float64) (near core.RegionCode, ok bool) {
	least := withinM
	for code, all := range s.places {
		c, held := all.at(day)
		if !held || code.Level() < core.CountyLevel {
			continue
		}
		// Of two at one point the finer one, so that the order of a map does not matter.
		if m := c.Place.DistanceM(p); m < least || m == least && code > near {
			least, near, ok = m, code, true
		}
	}
	return near, ok
}
