package app

import (
	"yilu/internal/core"
)

// bootTown is a point on the faces' own map.
type bootTown struct {
	Code string  `json:"code"`
	Name string  `json:"name"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
	Seat bool    `json:"seat,omitempty"`
}

// bootTiles is a source of map pictures.
type bootTiles struct {
	URL    string `json:"url"`
	Credit string `json:"credit"`
}

type bootRegion struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// boot is first data: what the first screen needs, so that it need not ask.
type boot struct {
	Now    string         `json:"now"`
	Region bootRegion     `json:"region"`
	Towns  []bootTown     `json:"towns"`
	Tiles  *bootTiles     `json:"tiles,omitempty"`
	Demo   bool           `json:"demo,omitempty"`
	First  map[string]any `json:"first"`
}

// home is the county that the demo shows: Jiangle.
const home = core.RegionCode("350428")

func (a *App) boot() boot {
	now := a.Now()
	day, set := core.DateOf(now), a.Ref.Set()
	b := boot{Now: now.Format("2006-01-02T15:04:05Z07:00"), Demo: a.Demo, First: map[string]any{}, Towns: []bootTown{}}
	if r, ok := set.Region(home, day); ok {
		b.Region = bootRegion{string(home), r.Name.ZH}
	}
	for i, t := range set.Children(home, day) {
		c, ok := set.Centre(t.Code, day)
		if !ok {
			continue
		}
		b.Towns = append(b.Towns, bootTown{Code: string(t.Code), Name: t.Name.ZH, Lat: c.Place.Lat(), Lon: c.Place.Lon(), Seat: i == 0})
	}
	if a.Tiles != "" {
		b.Tiles = &bootTiles{URL: a.Tiles, Credit: "天地图"}
	}
	return b
}
