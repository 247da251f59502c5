package gig

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/crypto"
)

// JobState is where a job stands. Only rules.go makes one follow another.
type JobState string

// The states of a job. Filled is Open without a free place: it is computed, not
// stored, so that it can't disagree with the counters.
const (
	Draft     JobState = "draft"     // kept until the employer is approved
	InReview  JobState = "in_review" // a rule warned: staff must look
	Refused   JobState = "refused"   // staff said no
	Unfunded  JobState = "unfunded"  // may go live once its wage is held
	Open      JobState = "open"
	Filled    JobState = "filled"
	Closed    JobState = "closed" // all is done and settled
	Cancelled JobState = "cancelled"
	Expired   JobState = "expired" // its time came and nobody was booked
)

// Over reports whether nothing more can happen to the job.
func (s JobState) Over() bool {
	return s == Refused || s == Closed || s == Cancelled || s == Expired
}

// Live reports whether the job's wage is held and workers may be bound to it.
func (s JobState) Live() bool { return s == Open || s == Filled }

// Mode is how workers get a job's places.
type Mode string

// The modes.
const (
	Tap    Mode = "tap"    // 抢单: who taps first has it
	Choice Mode = "choice" // 择优: taps are applications, the employer chooses
)

// PayUnit is what the pay is for.
type PayUnit string

// The units of pay. Quantities are counted in the unit's own steps: percent of
// the whole job, minutes, hundredths of a day, pieces.
const (
	PerJob   PayUnit = "job"
	PerHour  PayUnit = "hour"
	PerDay   PayUnit = "day"
	PerPiece PayUnit = "piece"
)

// Steps is how many steps of quantity make one unit of pay.
func (u PayUnit) Steps() int64 {
	switch u {
	case PerHour:
		return 60
	case PerJob, PerDay:
		return 100
	}
	return 1
}

// Known reports whether u is one of the units.
func (u PayUnit) Known() bool { return u == PerJob || u == PerHour || u == PerDay || u == PerPiece }

// Job is one call for hands: what is to be done, where and when, by how many,
// for what.
type Job struct {
	ID       core.JobID
	Employer core.EmployerID
	Poster   core.PersonID // the agent who posted it
	State    JobState
	Offer
	EachMinor int64 // the wage held for one place
	HourMinor int64 // what an hour comes to by the declared hours
	Places    int64 // how many may be bound now; at most Offer.People
	Booked    int64 // engagements that count: neither cancelled nor absent
	LineIn    int64 // how many ever stood in line; the last one's number
	LineOut   int64 // how many of them are no longer in line
	Shut      bool  // takes nobody any more
	Funding   Funding
	HeldMinor int64 // ever held in escrow for the job
	PaidMinor int64 // of it released to workers
	BackMinor int64 // of it returned to the employer
	Reason    string
	Findings  []Finding // the warnings it was posted with
	Revision  int64
	Steps     int64 // entries of the timeline, its engagements' included
	Created   time.Time
	Opened    time.Time // zero: never
	Ended     time.Time // zero: not over
}

// Offer is what an employer posts.
type Offer struct {
	Trade       string // occupation code with local suffix
	Title       string
	Note        string
	Region      core.RegionCode
	Place       core.Place
	Address     string                         // for all to see
	Door        crypto.Private[crypto.Address] // the rest of it, for the engaged only
	ContactName crypto.Private[crypto.Name]    // for the engaged only
	Phone       crypto.Private[crypto.Phone]   // for the engaged only
	Windows     []core.Span                    // ascending, without overlap
	People      int64                          // head count
	Pay         core.Money                     // for one Unit
	Unit        PayUnit
	Quantity    int64 // planned for one worker, in the unit's steps
	WorkMinutes int64 // declared normal hours of one worker for all of it
	Tools       bool  // the worker brings tools
	Meals       bool
	Outdoor     bool
	MinAge      int64 // 16 or 18
	Mode        Mode
	ChooseBy    time.Time // of Choice: when the choosing ends
	RadiusM     int64     // check-in by place counts within it
	Photos      []core.FileID
}

// Start is the first instant of the work.
func (o Offer) Start() time.Time { return o.Windows[0].Start }

// End is the first instant after all of the work.
func (o Offer) End() time.Time { return o.Windows[len(o.Windows)-1].End }

// Funding is how far the employer's payment has come.
type Funding string

// The steps of funding.
const (
	NotAsked Funding = "none"
	Asked    Funding = "asked" // the bank was asked and has not answered
	Held     Funding = "held"
	Failed   Funding = "failed"
)

// Waiting is how many stand in the job's line.
func (j Job) Waiting() int64 { return j.LineIn - j.LineOut }

// Free is how many places nobody has.
func (j Job) Free() int64 { return j.Places - j.Booked }

// Money returns an amount in the job's currency.
func (j Job) Money(minor int64) core.Money { return core.Money{Minor: minor, Currency: j.Pay.Currency} }

// Still is how much of the job's wage is in escrow now.
func (j Job) Still() int64 { return j.HeldMinor - j.PaidMinor - j.BackMinor }

// State is where an engagement stands. Only rules.go makes one follow another.
type State string

// The states of an engagement.
const (
	Booked    State = "booked"
	Working   State = "working"
	Finished  State = "finished"
	Stated    State = "stated"    // the worker's figure waits for the employer's word
	Contested State = "contested" // both figures stand; the lower one is paid
	PaidOut   State = "paid"
	Dropped   State = "cancelled"
	NoShow    State = "no_show"
)

// Over reports whether nothing more can happen to the engagement.
func (s State) Over() bool { return s == PaidOut || s == Dropped || s == NoShow }

// Counts reports whether the engagement takes one of its job's places.
func (s State) Counts() bool { return s != Dropped && s != NoShow }

// How is the way a worker got a place.
type How string

// The ways.
const (
	ByTap    How = "tap"
	ByChoice How = "choice"
	ByLine   How = "line" // moved up when someone left
)

// Side is who acts in an engagement.
type Side string

// The sides. Staff, the clock and the bank appear in timelines only.
const (
	WorkerSide   Side = "worker"
	EmployerSide Side = "employer"
	StaffSide    Side = "staff"
	ClockSide    Side = "clock"
	BankSide     Side = "bank"
)

// Engagement is one worker's place in one job, from the booking to the wage.
type Engagement struct {
	ID       core.EngagementID
	Job      core.JobID
	Worker   core.PersonID
	Employer core.EmployerID
	State    State
	How      How
	Span     core.Span // from the first window's start to the last one's end
	Currency string

	HoldMinor int64 // set aside for it
	PaidMinor int64
	BackMinor int64

	Planned       int64
	Stated        *int64 // the worker's figure; nil: none yet
	StatedAt      time.Time
	StatedBy      Side // worker, or clock when the plan was proposed
	StatedNote    string
	Offered       *int64 // the employer's figure; nil: none
	OfferedAt     time.Time
	OfferedReason string

	BookedAt   time.Time
	StartedAt  time.Time
	StartedBy  string // code, place or employer
	FinishedAt time.Time
	EndedAt    time.Time
	EndedBy    Side
	EndReason  string
	Late       bool // ended inside a tier that counts

	Code      string // the start code; "" until the employer asks for one
	CodeTries int64

	Version int64
}

// Still is how much of its wage is in escrow now.
func (e Engagement) Still() int64 {
	if e.State.Over() {
		return 0
	}
	return e.HoldMinor - e.PaidMinor - e.BackMinor
}

// Money returns an amount in the engagement's currency.
func (e Engagement) Money(minor int64) core.Money {
	return core.Money{Minor: minor, Currency: e.Currency}
}

// tie is what binds a worker: a window of an engagement, a place in a line, or
// a bar from a job.
type tie struct {
	worker     core.PersonID
	job        core.JobID
	n          int64 // the window's number; lineTie or barTie
	kind       string
	startUS    int64
	endUS      int64
	engagement core.EngagementID // "" unless booked
	line       int64             // the number in line, 0 unless waiting
}

// The kinds of ties, and the numbers of those that are no window.
const (
	tieBooked = "booked"
	tieLine   = "line"
	tieBarred = "barred"
	lineTie   = -1
	barTie    = -2
)
