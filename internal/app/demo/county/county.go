package county

import (
	"errors"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
)

// Home is the county that is made up: 将乐县.
const Home = core.RegionCode("350428")

// Size is how much is made up: people, employers, and the orders of a week. The
// zero Size is FullSize.
type Size struct{ People, Employers, Orders int }

// FullSize is the size of the county that published its figures: 11,000 users,
// and 160 orders in its first month. The employers are ours.
var FullSize = Size{People: 11_000, Employers: 60, Orders: 40}

// LeastSize is the smallest county that has everyone and everything that a
// demonstration needs.
var LeastSize = Size{People: 60, Employers: 12, Orders: 20}

// ErrSize reports a county below LeastSize, or with more employers than people
// to speak for them.
var ErrSize = errors.New("county: too small")

// County is a made-up county. It does not change; safe for concurrent use.
type County struct {
	Seed      uint64
	Year      int // ages are those of its first day
	Size      Size
	People    []Person
	Employers []Employer
	Staff     []Staffer
	towns     []town
}

// New makes up the county of a seed in a year. set gives towns and their points.
//
// Errors: ErrSize.
func New(seed uint64, year int, size Size, set *reference.Set) (*County, error) {
	if size == (Size{}) {
		size = FullSize
	}
	if size.Employers < LeastSize.Employers || size.People < max(LeastSize.People, Cast+2*size.Employers) || size.Orders < LeastSize.Orders {
		return nil, ErrSize
	}
	c := &County{Seed: seed, Year: year, Size: size}
	if c.towns = townsOf(set, dayOf(year)); len(c.towns) == 0 {
		return nil, errors.New("county: no towns are known")
	}
	c.makePeople(size)
	c.makeEmployers(size.Employers)
	c.makeStaff()
	return c, nil
}

// dayOf is the first day of a year.
func dayOf(year int) core.Date {
	return core.Date([]byte{digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), '-', '0', '1', '-', '0', '1'})
}

func digit(n int) byte { return byte('0' + n%10) }

// The first people of every county have fixed parts; agents of the
// employers come next, everyone else after them.
const (
	visitorEmployers = 3 // people 0 to 2 speak for the employers 0 to 2
	visitorWorkers   = 6
	visitorReviewers = 1
	houseReviewers   = 2 // staff of the simulation

	firstVisitorWorker = visitorEmployers
	firstReviewer      = firstVisitorWorker + visitorWorkers
	firstHouse         = firstReviewer + visitorReviewers
	// Cast is how many people have fixed parts.
	Cast = firstHouse + houseReviewers
)

// Part is what someone is in the demonstration.
type Part string

// The parts.
const (
	VisitorEmployer Part = "visitor_employer" // reserved: speaks for an employer
	VisitorWorker   Part = "visitor_worker"   // reserved
	VisitorReviewer Part = "visitor_reviewer" // reserved
	HouseReviewer   Part = "house_reviewer"   // staff whom the simulation plays
	Agent           Part = "agent"            // speaks for an employer, and is played
	Worker          Part = "worker"           // looks for work, and is played
)

// Reserved reports whether the part is a visitor's: nobody else may play it.
func (p Part) Reserved() bool {
	return p == VisitorEmployer || p == VisitorWorker || p == VisitorReviewer
}

// partOf is the part of person n in a county with so many employers.
func partOf(n, employers int) Part {
	switch {
	case n < firstVisitorWorker:
		return VisitorEmployer
	case n < firstReviewer:
		return VisitorWorker
	case n < firstHouse:
		return VisitorReviewer
	case n < Cast:
		return HouseReviewer
	case n < Cast+employers-visitorEmployers+(employers+2)/3: // one each, and a second for every third
		return Agent
	}
	return Worker
}

// FreshPhone has no account until a visitor logs in with it for the first time.
const FreshPhone = core.Phone("15400000099")

// phoneOf is the number of person n. Those of fixed parts are short enough to remember.
func phoneOf(n int) core.Phone {
	if n < Cast {
		return core.Phone(number(15_400_000_001 + n))
	}
	return core.Phone(number(15_400_010_000 + n))
}
