package core

import (
	"errors"
	"math"
)

// ErrPlace reports coordinates that are not on the Earth.
var ErrPlace = errors.New("coordinates are out of range")

// Place is a point in WGS-84, in units of 1e-7 degrees (about a centimetre).
type Place struct {
	LatE7, LonE7 int64
}

// PlaceAt rounds degrees to a Place.
//
// Errors: ErrPlace.
func PlaceAt(lat, lon float64) (Place, error) {
	if math.IsNaN(lat) || math.IsNaN(lon) || math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		return Place{}, ErrPlace
	}
	return Place{int64(math.Round(lat * 1e7)), int64(math.Round(lon * 1e7))}, nil
}

// Lat is the latitude in degrees.
func (p Place) Lat() float64 { return float64(p.LatE7) / 1e7 }

// Lon is the longitude in degrees.
func (p Place) Lon() float64 { return float64(p.LonE7) / 1e7 }

// earthM is the mean radius of the Earth, in metres (IUGG 1980).
const earthM = 6_371_008.8

// DistanceM returns the great-circle distance in metres (haversine; off by at
// most 0.5 % because the Earth is not a sphere).
func (p Place) DistanceM(o Place) float64 {
	la, lb := p.Lat()*math.Pi/180, o.Lat()*math.Pi/180
	sa := math.Sin((lb - la) / 2)
	so := math.Sin((o.Lon() - p.Lon()) * math.Pi / 360)
	h := sa*sa + math.Cos(la)*math.Cos(lb)*so*so
	return 2 * earthM * math.Asin(math.Sqrt(math.Min(1, h)))
}
