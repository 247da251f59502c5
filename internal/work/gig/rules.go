package gig

import "time"

// JobMove is something that happens to a job.
type JobMove string

// The moves of a job.
const (
	JobPost    JobMove = "post"    // the employer sends it in
	JobAllow   JobMove = "allow"   // the employer itself was approved
	JobPass    JobMove = "pass"    // staff let it through
	JobReject  JobMove = "reject"  // staff said no
	JobFund    JobMove = "fund"    // its whole wage is held
	JobBook    JobMove = "book"    // a worker got a place
	JobFree    JobMove = "free"    // a place came free, or was given up
	JobShut    JobMove = "shut"    // it takes nobody any more
	JobCancel  JobMove = "cancel"  // the employer calls it off
	JobSettled JobMove = "settled" // the last engagement is over
)

// JobFacts is what a job's next state depends on. Counters are as they stand
// after the move.
type JobFacts struct {
	Approved bool // the employer is
	Warned   bool // a rule warned, and staff have not looked yet
	Places   int64
	Booked   int64
	Shut     bool
	Begun    bool  // someone has finished, so that there is something to settle
	Going    int64 // engagements that are not over
}

// NextJob is the state that a move leads to. The state of a job that is not
// there yet is "".
//
// Errors: ErrJobState, ErrBegun.
func NextJob(from JobState, m JobMove, f JobFacts) (JobState, error) {
	if f.Booked < 0 || f.Booked > f.Places {
		return "", ErrJobState.With("state", from, "move", m)
	}
	switch {
	case m == JobPost && from == "", m == JobAllow && from == Draft:
		return beforeMoney(f), nil
	case m == JobPass && from == InReview:
		return Unfunded, nil
	case m == JobReject && from == InReview:
		return Refused, nil
	case m == JobFund && from == Unfunded:
		return live(f), nil
	case m == JobBook && from == Open && !f.Shut && f.Booked > 0:
		return live(f), nil
	case m == JobFree && from.Live():
		return live(f), nil
	case m == JobShut:
		return shut(from, f)
	case m == JobCancel:
		return cancel(from, f)
	case m == JobSettled && from.Live() && f.Shut && f.Going == 0:
		return Closed, nil
	}
	return "", ErrJobState.With("state", from, "move", m)
}

// beforeMoney is where a job stands that nobody has paid for yet.
func beforeMoney(f JobFacts) JobState {
	switch {
	case !f.Approved:
		return Draft
	case f.Warned:
		return InReview
	}
	return Unfunded
}

func live(f JobFacts) JobState {
	if f.Booked == f.Places {
		return Filled
	}
	return Open
}

func shut(from JobState, f JobFacts) (JobState, error) {
	switch {
	case from == Draft || from == InReview || from == Unfunded:
		return Expired, nil
	case from.Live() && f.Booked == 0:
		return Expired, nil
	case from.Live() && f.Booked == f.Places: // the free places were given up
		return Filled, nil
	}
	return "", ErrJobState.With("state", from, "move", JobShut)
}

func cancel(from JobState, f JobFacts) (JobState, error) {
	switch {
	case from == Draft || from == InReview || from == Unfunded:
		return Cancelled, nil
	case from.Live() && f.Begun:
		return "", ErrBegun
	case from.Live():
		return Cancelled, nil
	}
	return "", ErrJobState.With("state", from, "move", JobCancel)
}

// Move is something that happens to an engagement.
type Move string

// The moves of an engagement.
const (
	CheckIn Move = "check_in" // the worker is there
	Absent  Move = "absent"   // the time to check in is over
	Finish  Move = "finish"   // 干完了
	Declare Move = "declare"  // the worker says how much it was
	Propose Move = "propose"  // nobody said, so the plan is proposed
	Accept  Move = "accept"   // a side takes the other's figure
	Contest Move = "contest"  // the employer says it was less
	Stand   Move = "stand"    // nobody answered in time: the worker's figure stands
	Drop    Move = "drop"     // a side calls it off
)

// Facts is what an engagement's next state depends on.
type Facts struct {
	By      Side
	Now     time.Time
	Opens   time.Time // first instant of checking in
	Closes  time.Time // first instant when it is too late
	Planned int64
	Stated  *int64 // the worker's figure before the move
	Offered *int64 // the employer's figure before the move
	Figure  int64  // the new figure of Declare, Propose and Contest
}

// Next is the state that a move leads to.
//
// Errors: ErrState, ErrTooEarly, ErrTooLate, ErrFigure, ErrNotLower, ErrNotCloser.
func Next(from State, m Move, f Facts) (State, error) {
	switch m {
	case CheckIn:
		return checkIn(from, f)
	case Absent:
		if from == Booked && f.By == ClockSide && !f.Now.Before(f.Closes) {
			return NoShow, nil
		}
	case Finish:
		if from == Working && f.By != EmployerSide {
			return Finished, nil
		}
	case Declare:
		if f.By == WorkerSide {
			return declare(from, f)
		}
	case Propose:
		if (from == Working || from == Finished) && f.By == ClockSide && f.Figure == f.Planned {
			return Stated, nil
		}
	case Contest:
		if f.By == EmployerSide {
			return contest(from, f)
		}
	case Accept:
		if from == Stated && f.By == EmployerSide || from == Contested && (f.By == EmployerSide || f.By == WorkerSide) {
			return PaidOut, nil
		}
	case Stand:
		if from == Stated && f.By == ClockSide {
			return PaidOut, nil
		}
	case Drop:
		if from == Booked && f.By != ClockSide || from == Working && f.By == EmployerSide {
			return Dropped, nil
		}
	}
	return "", ErrState.With("state", from, "move", m)
}

func checkIn(from State, f Facts) (State, error) {
	switch {
	case from != Booked:
		return "", ErrState.With("state", from, "move", CheckIn)
	case f.Now.Before(f.Opens):
		return "", ErrTooEarly.With("opens", shortTime(f.Opens))
	case !f.Now.Before(f.Closes):
		return "", ErrTooLate.With("closes", shortTime(f.Closes))
	}
	return Working, nil
}

// declare takes the worker's figure: the first one, a correction before the answer,
// or a step towards the employer's.
func declare(from State, f Facts) (State, error) {
	if f.Figure < 0 || f.Figure > f.Planned {
		return "", ErrFigure
	}
	switch from {
	case Finished, Stated:
		return Stated, nil
	case Contested:
		switch {
		case f.Stated == nil || f.Offered == nil:
			break
		case f.Figure <= *f.Offered: // they agree
			return PaidOut, nil
		case f.Figure < *f.Stated:
			return Contested, nil
		default:
			return "", ErrNotCloser
		}
	}
	return "", ErrState.With("state", from, "move", Declare)
}

// contest is the employer's figure: below the worker's, and later only nearer.
func contest(from State, f Facts) (State, error) {
	if f.Stated == nil || from != Stated && from != Contested {
		return "", ErrState.With("state", from, "move", Contest)
	}
	switch {
	case f.Figure < 0:
		return "", ErrFigure
	case from == Stated && f.Figure < *f.Stated:
		return Contested, nil
	case from == Stated:
		return "", ErrNotLower
	case f.Offered != nil && f.Figure <= *f.Offered:
		return "", ErrNotCloser
	case f.Figure >= *f.Stated: // they agree
		return PaidOut, nil
	}
	return Contested, nil
}

// settledAt is the figure that a paid engagement was settled at.
func settledAt(m Move, f Facts) int64 {
	switch {
	case m == Accept && f.By == WorkerSide, m == Declare:
		return *f.Offered
	}
	return *f.Stated
}
