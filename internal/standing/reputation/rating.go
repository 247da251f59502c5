package reputation

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Side is one of the two who deal with each other.
type Side string

// The sides.
const (
	Worker   Side = "worker"
	Employer Side = "employer"
)

// other is the side across.
func (s Side) other() Side {
	if s == Worker {
		return Employer
	}
	return Worker
}

// Outcome is how an engagement ended, as far as a record is concerned.
type Outcome string

// The outcomes.
const (
	Booked    Outcome = "booked"    // not ended yet
	Paid      Outcome = "paid"      // the work was accepted and paid
	NoShow    Outcome = "no_show"   // the worker did not come
	Cancelled Outcome = "cancelled" // by either side or the clock
)

// Subject is who is rated and has a record: a person's or an employer's id.
type Subject string

// Engagement is what reputation needs to know of one.
type Engagement struct {
	ID       core.EngagementID
	Worker   core.PersonID
	Employer core.EmployerID
	Trade    string // "" until paid
	Outcome  Outcome
	By       string // who ended it: worker, employer, clock, or "" while it is not
	Late     bool   // ended inside a tier that counts
	Ended    time.Time
	First    time.Time // when the first rating came; zero for none
	Shown    time.Time // when ratings were first shown; zero for not yet
}

// subject is who stands on the side.
func (e Engagement) subject(s Side) Subject {
	if s == Worker {
		return Subject(e.Worker)
	}
	return Subject(e.Employer)
}

// Rating is what one side says of the other.
type Rating struct {
	Subject     Subject // who is rated
	Engagement  core.EngagementID
	Side        Side // who rates
	Author      core.PersonID
	Stars       int
	Tags        []string // codes of the catalogue
	Words       string
	AfterSeeing bool // written when the other's was shown already
	At          time.Time
	Shown       time.Time // zero: hidden
	Reply       string    // of who is rated
	Replied     time.Time // zero: not yet
}

const (
	// RateWithin is how long a side may rate after the end of an engagement.
	RateWithin = 30 * 24 * time.Hour
	// RevealAfter is how long the first rating is hidden while the other side has
	// not rated.
	RevealAfter = 7 * 24 * time.Hour
)

// The lengths of what people write.
const (
	maxWords = 200
	maxTags  = 5
)

// Faults of ratings.
var (
	ErrNotFound = fault.New(fault.NotFound, "reputation.not_found",
		"没有这份工作，或者您不是当事人。", "There is no such engagement, or you are not part of it.")
	ErrNotEnded = fault.New(fault.Conflict, "reputation.not_ended",
		"活干完、结了账，才能评价。", "You can rate once the work is done and paid.")
	ErrCancelled = fault.New(fault.Conflict, "reputation.cancelled",
		"这份工作取消了，没有评价。", "This engagement was cancelled; there is nothing to rate.")
	ErrClosed = fault.New(fault.Conflict, "reputation.closed",
		"已经过了 {days} 天的评价期。", "The {days} days for rating are over.")
	ErrRated = fault.New(fault.Conflict, "reputation.rated",
		"您已经评价过了。", "You have rated already.")
	ErrSelf = fault.New(fault.Forbidden, "reputation.self",
		"不能给自己人评价。", "You can't rate your own side.")
	ErrTags = fault.New(fault.Invalid, "reputation.tags",
		"标签最多选 {max} 个，要从列表里选，不能重复。", "Choose at most {max} different tags from the list.").At("body.tags")
	ErrLong = fault.New(fault.Invalid, "reputation.words_long",
		"最多写 {max} 个字。", "At most {max} characters, please.").At("body.words")
	ErrWords = fault.New(fault.Invalid, "reputation.words",
		"请换个说法，不要写“{found}”。", "Please put it another way, without “{found}”.").At("body.words")
	ErrNumbers = fault.New(fault.Invalid, "reputation.numbers",
		"评价是公开的，请不要写电话、证件号或账号。", "Ratings are public. Please leave out phone, document and account numbers.").At("body.words")
	ErrEmpty = fault.New(fault.Invalid, "reputation.empty",
		"请写点什么。", "Please write something.").At("body.words")
	ErrNotRated = fault.New(fault.Conflict, "reputation.not_rated",
		"还没有可以回复的评价。", "There is no rating to answer yet.")
	ErrReplied = fault.New(fault.Conflict, "reputation.replied",
		"您已经回复过了。", "You have answered already.")
)
