package county

import (
	"strings"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
)

// town is a town (镇, 乡) with what is made up there.
type town struct {
	code     core.RegionCode
	name     string
	centre   core.Place
	share    int // of all people, in no unit
	wideM    int // how far from the centre people live
	villages []village
}

// village is one of a town.
type village struct {
	code core.RegionCode
	name string // as 解放村
}

func (t town) weight() int { return t.share }

// shares are how many live where, in no unit: the seat and the town across the
// river hold half of the county. Ours: no census is quoted.
var shares = map[core.RegionCode]int{
	"350428100": 32, "350428105": 18, "350428101": 7, "350428102": 8, "350428103": 7, "350428104": 7, "350428106": 4,
	"350428107": 5, "350428201": 3, "350428203": 3, "350428204": 3, "350428205": 2, "350428206": 2,
}

// townsOf returns the towns that have a point on the day, the county's seat
// first.
func townsOf(set *reference.Set, day core.Date) []town {
	var out []town
	for _, r := range set.Children(Home, day) {
		at, ok := set.Centre(r.Code, day)
		if !ok {
			continue
		}
		t := town{code: r.Code, name: r.Name.ZH, centre: at.Place, share: max(1, shares[r.Code]), wideM: 2500}
		if t.share >= 15 {
			t.wideM = 1500
		}
		for _, v := range set.Children(r.Code, day) { // every town has some: a test looks
			if name, ok := strings.CutSuffix(v.Name.ZH, "村委会"); ok {
				t.villages = append(t.villages, village{v.Code, strings.TrimSuffix(name, "村") + "村"})
			}
		}
		out = append(out, t)
	}
	return out
}

// Units of 1e-7 degrees in a metre at 26.7 degrees north, rounded: whole numbers
// give the same places on every machine.
const (
	latPerM = 90
	lonPerM = 101
)

// near draws a place around the centre.
func (t town) near(l Dice, wideM int) core.Place {
	return core.Place{
		LatE7: t.centre.LatE7 + int64(l.spread(wideM)*latPerM),
		LonE7: t.centre.LonE7 + int64(l.spread(wideM)*lonPerM),
	}
}

// townOf returns the town with the code, the seat if there is none.
func (c *County) townOf(code core.RegionCode) town {
	for _, t := range c.towns {
		if t.code == code {
			return t
		}
	}
	return c.towns[0]
}
