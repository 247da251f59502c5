package core

import "math"

// GCJ is a point in GCJ-02 (火星坐标), the shifted coordinates of AMap, Tencent
// and WeChat maps, in units of 1e-7 degrees. Inside the program places are
// WGS-84; GCJ appears only at the edge, towards such a map.
type GCJ struct {
	LatE7, LonE7 int64
}

// Lat is the latitude in degrees.
func (g GCJ) Lat() float64 { return float64(g.LatE7) / 1e7 }

// Lon is the longitude in degrees.
func (g GCJ) Lon() float64 { return float64(g.LonE7) / 1e7 }

// GCJ returns the place as Chinese maps draw it; outside China unchanged.
func (p Place) GCJ() GCJ {
	dLat, dLon := gcjShift(p.Lat(), p.Lon())
	return GCJ{p.LatE7 + int64(math.Round(dLat*1e7)), p.LonE7 + int64(math.Round(dLon*1e7))}
}

// WGS returns the true place. The shift has no inverse in closed form, so it is
// found by iteration, to 1e-7 degrees (a centimetre).
func (g GCJ) WGS() Place {
	lat, lon := g.Lat(), g.Lon()
	for range 16 { // the shift changes slowly, each round gains two digits or more
		dLat, dLon := gcjShift(lat, lon)
		nextLat, nextLon := g.Lat()-dLat, g.Lon()-dLon
		done := math.Abs(nextLat-lat) < 1e-9 && math.Abs(nextLon-lon) < 1e-9
		lat, lon = nextLat, nextLon
		if done {
			break
		}
	}
	return Place{int64(math.Round(lat * 1e7)), int64(math.Round(lon * 1e7))}
}

// gcjShift is the published form of the shift, in degrees: Krasovsky's
// ellipsoid and three sums of sines.
func gcjShift(lat, lon float64) (dLat, dLon float64) {
	if lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271 {
		return 0, 0
	}
	const a, ee = 6378245.0, 0.00669342162296594323
	x, y := lon-105, lat-35
	wave := (20*math.Sin(6*math.Pi*x) + 20*math.Sin(2*math.Pi*x)) * 2 / 3
	dLat = -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + wave +
		(20*math.Sin(math.Pi*y)+40*math.Sin(math.Pi*y/3))*2/3 +
		(160*math.Sin(math.Pi*y/12)+320*math.Sin(math.Pi*y/30))*2/3
	dLon = 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + wave +
		(20*math.Sin(math.Pi*x)+40*math.Sin(math.Pi*x/3))*2/3 +
		(150*math.Sin(math.Pi*x/12)+300*math.Sin(math.Pi*x/30))*2/3
	rad := lat * math.Pi / 180
	m := 1 - ee*math.Sin(rad)*math.Sin(rad)
	dLat = dLat * 180 / (a * (1 - ee) / (m * math.Sqrt(m)) * math.Pi)
	dLon = dLon * 180 / (a / math.Sqrt(m) * math.Cos(rad) * math.Pi)
	return dLat, dLon
}
