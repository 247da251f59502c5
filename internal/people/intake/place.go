package intake

import (
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// endings are what people leave out of a place's name, or put there.
var endings = []string{"村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "村", "街道办事处", "街道", "镇", "乡"}

// short is a place's name without its ending: 解放村委会 is 解放.
func short(name string) string {
	name = bare(name)
	for _, e := range endings {
		if rest, ok := strings.CutSuffix(name, e); ok && rest != "" {
			return rest
		}
	}
	return name
}

// home is a town or village that an operator can write down.
type home struct {
	code        core.RegionCode
	name, short string // bare, and without its ending
	en          string
	town        string // of a village: the name of its town, bare
	townShort   string
}

// homes are the towns and villages of an operator's areas.
func (w words) homes(areas []core.RegionCode) (out []home) {
	var walk func(code core.RegionCode)
	walk = func(code core.RegionCode) {
		if r, ok := w.set.Region(code, w.day); ok && code.Level() >= core.TownLevel {
			h := home{code: code, name: bare(r.Name.ZH), short: short(r.Name.ZH), en: bare(r.Name.EN)}
			if code.Level() == core.VillageLevel {
				t, _ := w.set.Region(code.Town(), w.day)
				h.town, h.townShort = bare(t.Name.ZH), short(t.Name.ZH)
			}
			out = append(out, h)
		}
		if code.Level() >= core.VillageLevel || len(out) > maxHomes {
			return
		}
		for _, child := range w.set.Children(code, w.day) {
			walk(child.Code)
		}
	}
	for _, a := range areas {
		walk(a)
	}
	return out[:min(len(out), maxHomes)]
}

// maxHomes is how many places one operator can choose from: a large city's
// villages.
const maxHomes = 20_000

// place finds where somebody lives by the names of town and village. One name may
// stand in either column, or the whole address in one. Where the operator has a
// single village, nothing need be written.
func (p parser) place(town, village string) (core.RegionCode, *fault.Fault) {
	t, v := bare(town), bare(village)
	if t == "" && v == "" {
		if len(p.areas) == 1 && p.areas[0].Level() >= core.TownLevel {
			return p.areas[0], nil
		}
		return "", ErrRegion
	}
	found := p.among(func(h home) bool { return h.is(t, v) })
	if len(found) == 0 { // an address: …古镛镇解放村 12 号
		found = p.among(func(h home) bool { return h.within(t + v) })
	}
	switch len(found) {
	case 1:
		return found[0].code, nil
	case 0:
		return "", ErrPlace.With("place", core.Tidy(town+village))
	}
	return "", ErrPlaceMany.With("place", core.Tidy(town+village))
}

func (p parser) among(fits func(home) bool) (out []home) {
	for _, h := range p.homes {
		if fits(h) {
			out = append(out, h)
		}
	}
	return out
}

// within reports whether an address names a village's town, and the village after it.
func (h home) within(address string) bool {
	if h.town == "" || len([]rune(h.short)) < 2 {
		return false
	}
	_, rest, ok := strings.Cut(address, h.town)
	if !ok {
		_, rest, ok = strings.Cut(address, h.townShort)
	}
	return ok && strings.Contains(rest, h.short)
}

// is reports whether two bare names, of town and village, say this place.
func (h home) is(town, village string) bool {
	t, v := short(town), short(village)
	own := func(s, whole string) bool {
		return s != "" && (s == h.short || whole == h.name || whole == h.en && whole != "")
	}
	if h.town == "" { // a town
		return (own(t, town) && (v == "" || v == h.short)) || t == "" && own(v, village)
	}
	if v == "" {
		return own(t, town) || t == h.townShort+h.short || town == h.town+h.name
	}
	inTown := t == "" || t == h.townShort || town == h.town
	return inTown && (own(v, village) || v == h.townShort+h.short || village == h.town+h.name || v == h.town+h.short)
}
