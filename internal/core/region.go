package core

import (
	"errors"
	"fmt"
	"strings"
)

// ErrRegion reports text that has not the form of a region code.
var ErrRegion = errors.New("not a region code")

// RegionCode is an administrative code (行政区划代码): GB/T 2260 down to the
// county, statistical codes below. It has 2 digits for a province, 4 for a
// city, 6 for a county, 9 for a town, 12 for a village; "" is the whole
// country. Having the form says nothing about existing: abolished codes stay
// valid for the people born there, and engine/reference knows which hold when.
type RegionCode string

// RegionLevel says how far down a code reaches: its number of digits.
type RegionLevel int

// The levels.
const (
	CountryLevel  RegionLevel = 0
	ProvinceLevel RegionLevel = 2
	CityLevel     RegionLevel = 4
	CountyLevel   RegionLevel = 6
	TownLevel     RegionLevel = 9
	VillageLevel  RegionLevel = 12
)

// ParseRegion accepts a code as it is kept here and as the standards pad it
// with zeros: 35, 350000 and 350000000000 are one province.
//
// Errors: ErrRegion.
func ParseRegion(text string) (RegionCode, error) {
	s := compact(text)
	if n := len(s); !digits(s) || n != 2 && n != 4 && n != 6 && n != 9 && n != 12 {
		return "", fmt.Errorf("%w: %d characters", ErrRegion, len(s))
	}
	s = unpad(s)
	if s == "" {
		return "", fmt.Errorf("%w: no province", ErrRegion)
	}
	return RegionCode(s), nil
}

// unpad cuts off the levels that are zero. A city without counties (东莞
// 441900) has towns at 441900003: zeros before other digits stay.
func unpad(s string) string {
	for _, cut := range []struct{ from, to int }{{12, 9}, {9, 6}, {6, 4}, {4, 2}, {2, 0}} {
		if len(s) != cut.from || strings.Trim(s[cut.to:], "0") != "" {
			continue
		}
		s = s[:cut.to]
	}
	return s
}

// Level is how far down the code reaches.
func (c RegionCode) Level() RegionLevel { return RegionLevel(len(c)) }

// Province is the province the region lies in; "" for the whole country.
func (c RegionCode) Province() RegionCode { return c.up(ProvinceLevel) }

// City is the city the region lies in; "" for provinces and above. Where
// counties answer to the province (北京 1101), the code names no real city.
func (c RegionCode) City() RegionCode { return c.up(CityLevel) }

// County is the county the region lies in; "" for cities and above. For the
// towns of a city without counties it is that city (东莞 4419).
func (c RegionCode) County() RegionCode { return c.up(CountyLevel) }

// Town is the town the region lies in; "" for counties and above.
func (c RegionCode) Town() RegionCode { return c.up(TownLevel) }

func (c RegionCode) up(to RegionLevel) RegionCode {
	if c.Level() < to {
		return ""
	}
	return RegionCode(unpad(string(c[:to])))
}

// Parent is the next code upward: village, town, county, city, province, "".
// It may name no region of its own, as 1101 does.
func (c RegionCode) Parent() RegionCode {
	for _, l := range []RegionLevel{TownLevel, CountyLevel, CityLevel, ProvinceLevel} {
		if c.Level() > l {
			return c.up(l)
		}
	}
	return ""
}

// Contains reports whether o is c or lies in it. The whole country contains
// everything; nothing but itself contains the whole country.
func (c RegionCode) Contains(o RegionCode) bool { return strings.HasPrefix(string(o), string(c)) }

// GB is the code as GB/T 2260 prints it, six digits: 350000. Towns and
// villages, and the whole country, are given as they are.
func (c RegionCode) GB() string {
	if c == "" || len(c) >= 6 {
		return string(c)
	}
	return string(c) + "000000"[len(c):]
}

// Codes are regions as texts.
func Codes(regions []RegionCode) []string {
	out := make([]string, len(regions))
	for i, r := range regions {
		out[i] = string(r)
	}
	return out
}
