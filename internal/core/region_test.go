package core

import (
	"errors"
	"testing"
)

func TestParseRegion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]RegionCode{
		"35": "35", "350000": "35", "350000000000": "35",
		"3507": "3507", "330700": "3307", "620100": "6201",
		"350428": "350428", "３５０４２８": "350428", "350428000": "350428", "350428000000": "350428",
		"350428102": "350428102", "350428102000": "350428102", "350428102201": "350428102201",
		"441900": "4419", "441900003": "441900003", "441900003000": "441900003",
		"110100": "1101",
	} {
		if got, err := ParseRegion(text); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "3", "350", "35042", "3504281", "35042810", "00", "000000", "35042x", "将乐县"} {
		if got, err := ParseRegion(text); !errors.Is(err, ErrRegion) || got != "" {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestRegionCode(t *testing.T) {
	t.Parallel()
	const village RegionCode = "350428102201"
	for _, c := range []struct {
		code                                RegionCode
		province, city, county, town, above RegionCode
		level                               RegionLevel
		gb                                  string
	}{
		{"", "", "", "", "", "", CountryLevel, ""},
		{"35", "35", "", "", "", "", ProvinceLevel, "350000"},
		{"3504", "35", "3504", "", "", "35", CityLevel, "350400"},
		{"350428", "35", "3504", "350428", "", "3504", CountyLevel, "350428"},
		{"350428102", "35", "3504", "350428", "350428102", "350428", TownLevel, "350428102"},
		{village, "35", "3504", "350428", "350428102", "350428102", VillageLevel, "350428102201"},
		{"441900003", "44", "4419", "4419", "441900003", "4419", TownLevel, "441900003"},
	} {
		got := []RegionCode{c.code.Province(), c.code.City(), c.code.County(), c.code.Town(), c.code.Parent()}
		for i, want := range []RegionCode{c.province, c.city, c.county, c.town, c.above} {
			if got[i] != want {
				t.Errorf("%q: %q, want %q at %d", c.code, got[i], want, i)
			}
		}
		if c.code.Level() != c.level || c.code.GB() != c.gb {
			t.Errorf("%q: level %d, %s", c.code, c.code.Level(), c.code.GB())
		}
	}
	for _, inside := range []RegionCode{"35", "3504", "350428", "350428102", village} {
		if !inside.Contains(village) || !RegionCode("").Contains(inside) {
			t.Errorf("%q contains %q, and the country %[1]q", inside, village)
		}
	}
	for _, outside := range []RegionCode{"36", "3505", "350429", "350428103", "350428102202", "350428102201"} {
		if outside.Contains("350428102") {
			t.Errorf("%q does not contain the town 350428102", outside)
		}
	}
}
