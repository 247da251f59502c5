package match

import (
	"math"

	"yilu/internal/core"
)

// The grid has cells of 0.05° (about 5.5 km from south to north), numbered row
// by row from the south-west: neighbours in a row have neighbouring numbers, so
// an index on the number finds a stretch of a row as one range.
const (
	cellE7   = 500_000 // 0.05°, in 1e-7 degrees
	gridCols = 7200
	gridRows = 3600

	cellFar  = -1 // of people whose radius is above nearM: searched for every job
	cellNone = -2 // of people who look by region alone

	// nearM is the largest radius that the grid serves.
	nearM = 50_000
)

// cellOf is the number of the cell that p lies in.
func cellOf(p core.Place) int64 {
	row := min((p.LatE7+90e7)/cellE7, gridRows-1)
	col := min((p.LonE7+180e7)/cellE7, gridCols-1)
	return row*gridCols + col
}

// cellFor is the cell under which a person is found.
func cellFor(w *Worker) int64 {
	switch {
	case w.RadiusM <= 0 || w.Centre == (core.Place{}):
		return cellNone
	case w.RadiusM > nearM:
		return cellFar
	}
	return cellOf(w.Centre)
}

// cells is a block of the grid: its first and last number, and its columns. Of
// the numbers between First and Last, those outside the columns are not in it.
type cells struct{ First, Last, West, East int64 }

// far is the block of those whom the grid does not serve.
var far = cells{cellFar, cellFar, cellFar, cellFar}

// cellsAround is a block that contains every place within nearM of p.
func cellsAround(p core.Place) cells {
	b := boxAround(p, nearM)
	sw := cellOf(core.Place{LatE7: b.South, LonE7: b.West})
	ne := cellOf(core.Place{LatE7: b.North, LonE7: b.East})
	return cells{sw, ne, sw % gridCols, ne % gridCols}
}

// box is a stretch of latitudes and longitudes, in 1e-7 degrees, ends included.
type box struct{ South, North, West, East int64 }

// boxAround contains every place within radiusM of p, counted in whole metres,
// with a little to spare. A box over a pole or the date line takes all longitudes.
func boxAround(p core.Place, radiusM int64) box {
	const spare, metresPerDegree = 1.001, 111_194.9 // of the sphere that core.Place measures on
	dLat := float64(radiusM+1) * spare / metresPerDegree
	south, north := p.Lat()-dLat, p.Lat()+dLat
	whole := box{e7(max(south, -90)), e7(min(north, 90)), -180e7, 180e7}
	if south <= -90 || north >= 90 {
		return whole
	}
	// The widest longitude of a circle on the sphere.
	x := math.Sin(dLat*math.Pi/180) / math.Cos(p.Lat()*math.Pi/180)
	if x >= 1 {
		return whole
	}
	dLon := math.Asin(x) * 180 / math.Pi
	west, east := p.Lon()-dLon, p.Lon()+dLon
	if west < -180 || east > 180 {
		return whole
	}
	return box{whole.South, whole.North, e7(west), e7(east)}
}

func e7(degrees float64) int64 { return int64(math.Round(degrees * 1e7)) }

// distanceM is the distance in whole metres.
func distanceM(a, b core.Place) int64 { return int64(math.Round(a.DistanceM(b))) }
