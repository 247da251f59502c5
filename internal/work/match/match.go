package match

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
)

// Faults of this module.
var (
	ErrJob   = fault.New(fault.NotFound, "match.job", "没有找到这个活，它可能已经撤下了。", "There is no such job; it may have been taken down.")
	ErrQuiet = fault.New(fault.Invalid, "match.quiet_hours", "时间要写成 22:00 这样。", "Write the time like 22:00.")
)

// Worker is what match knows of a person. The zero Worker is someone of whom
// nothing was heard.
type Worker struct {
	Person   core.PersonID
	Verified bool
	Birth    core.Date // "": not known
	Looking  bool
	Skills   []event.TradeLevel
	Centre   core.Place // zero: none given
	RadiusM  int64      // around Centre; 0: only Regions
	Regions  []core.RegionCode
	Hours    []event.HourRange // empty: any time
	Lowest   core.Money        // zero: any pay
	LowestBy string            // hour or day
	Tools    bool
	Vehicle  string
	Record   Record
	Quiet    Quiet
}

// Record is how a person's work went so far.
type Record struct {
	Stars int64 // mean, in hundredths of a star; 0: none yet
	Rated int64
	Done  int64
	Late  int64 // late cancellations and no-shows
}

// History is what a person and one employer had with each other.
type History struct {
	Paid int64 // places worked and paid
	Late int64 // left late, or not come
}

// Quiet is the stretch of the day in which a person's phone must not sound, in
// minutes after midnight in China. It may pass midnight; From equal to To is none.
type Quiet struct{ From, To int }

// DefaultQuiet is 22:00 to 06:00.
var DefaultQuiet = Quiet{22 * 60, 6 * 60}

// Job is a job as it was opened, and how its call for people stands.
type Job struct {
	event.JobOpened
	DayPay core.Money // what a day of it comes to
	Call
}

// Call is how far the ringing for a job has come.
type Call struct {
	Open  int       // places still free
	Ended time.Time // zero: not yet
	Waves int       // waves rung so far
	Idle  int       // waves in a row that found nobody
	Last  time.Time // of the last wave
	Next  time.Time // planned; zero: none
}

// Start is when the work begins.
func (j *Job) Start() time.Time {
	var first time.Time
	for _, w := range j.Windows {
		if first.IsZero() || w.Start.Before(first) {
			first = w.Start
		}
	}
	return first
}

// takes reports whether the job still takes people at now.
func (j *Job) takes(now time.Time) bool {
	return j.Open > 0 && j.Ended.IsZero() && now.Before(j.Start())
}

// span covers all windows.
func (j *Job) span() core.Span {
	s := core.Span{Start: j.Start()}
	for _, w := range j.Windows {
		if w.End.After(s.End) {
			s.End = w.End
		}
	}
	return s
}

// Ring is one person told of one job.
type Ring struct {
	Job     core.JobID
	Person  core.PersonID
	Wave    int
	Rank    int       // in its wave, from 1
	Told    time.Time // when it reached the inbox
	Sounded time.Time // when it rang aloud; zero: it did not
	Score   int64     // hundredths
	Facts   Facts     // what the score was made of
	Weights core.Date // the day from which its weights hold
}

// Explanation says why a job is or is not for a person, and what its rank is
// made of.
type Explanation struct {
	Job        core.JobID
	Person     core.PersonID
	Suited     bool        // every condition is met
	Conditions []Condition // all of them, in a fixed order
	Score      int64       // hundredths of a point, 0 to 10,000; the sum of Parts
	Parts      []Part
	Weights    core.Date // the day from which the weights hold
}

// Condition is one hard condition and whether it is met.
type Condition struct {
	Code string
	Met  bool
	Text core.Text
}

// Part is one weight's share in a score.
type Part struct {
	Code    string
	Weight  int64 // points that the whole part is worth
	ShareBP int64 // how much of it is reached, in basis points
	Points  int64 // hundredths of a point: Weight·ShareBP/100, rounded half up
	Text    core.Text
	Why     core.Text // why the part counts
}
