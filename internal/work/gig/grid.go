package gig

import (
	"math"
	"strings"

	"yilu/internal/core"
)

// The grid by which jobs near a place are found: cells of 0.05 degrees (5.6 km
// from south to north), numbered row by row from the south, each row from the
// west.
const (
	cellE7  = 500_000
	rowsize = 360 * 10_000_000 / cellE7
)

// cellOf is the cell that a place lies in.
func cellOf(p core.Place) int64 {
	return (p.LatE7+900_000_000)/cellE7*rowsize + (p.LonE7+1_800_000_000)/cellE7
}

// searchText is what a job is found by.
func searchText(o Offer) string { return foldedText(o.Title + " " + o.Note + " " + o.Address) }

// foldedText is a text without the differences that don't matter in a search.
func foldedText(s string) string { return strings.ToLower(core.Fold(s)) }

// bandsAround returns the stretches of cells, one for each row of the grid, that
// cover a circle. Near the poles and the date line it covers less; there are no
// jobs.
func bandsAround(p core.Place, radiusM float64) [][2]int64 {
	const degreeM = 111_320.0 // metres to a degree of latitude
	high := radiusM / degreeM
	wide := high / math.Max(0.01, math.Cos(p.Lat()*math.Pi/180))
	clamp := func(v, most float64) float64 { return math.Max(-most, math.Min(most, v)) }
	south, north := clamp(p.Lat()-high, 89.9), clamp(p.Lat()+high, 89.9)
	west, east := clamp(p.Lon()-wide, 179.9), clamp(p.Lon()+wide, 179.9)
	var out [][2]int64
	at := func(lat, lon float64) int64 {
		return cellOf(core.Place{LatE7: int64(lat * 1e7), LonE7: int64(lon * 1e7)})
	}
	for row := at(south, west) / rowsize; row <= at(north, west)/rowsize; row++ {
		out = append(out, [2]int64{row*rowsize + at(south, west)%rowsize, row*rowsize + at(south, east)%rowsize})
	}
	return out
}
