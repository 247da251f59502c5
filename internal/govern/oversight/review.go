package oversight

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// State is where a review stands.
type State string

// The states.
const (
	Open     State = "open"     // 待审核: waits for a reviewer
	Approved State = "approved" // 已通过
	Refused  State = "refused"  // 未通过
)

// Finding is one thing that a reviewer should look at, and the rule behind it.
type Finding struct {
	Text   core.Text `json:"text"`
	Source string    `json:"source"` // as it is cited; "" for none
}

// Decision is how a round of a review ended.
type Decision struct {
	Round    int64
	Approved bool
	Reason   string
	Reviewer core.PersonID
	Name     string // the reviewer's, masked; "" if they have none
	At       time.Time
}

// Review is one subject's review, in its present round.
type Review struct {
	Subject  string // the employer's or job's id
	Kind     string // employer or job
	Region   core.RegionCode
	Title    string
	Findings []Finding
	Asker    core.PersonID   // "" if not known
	Employer core.EmployerID // whose case it is; "" if not known
	Revision int64           // of the subject, as it was asked about
	Round    int64           // 1, and one more whenever it is asked again after a decision
	State    State
	Asked    time.Time // when this round began
	Decision Decision  // zero while open
}

// Faults of reviews.
var (
	ErrNotFound = fault.New(fault.NotFound, "oversight.not_found",
		"没有这条审核。", "There is no such review.")
	ErrNotReviewer = fault.New(fault.Forbidden, "oversight.not_reviewer",
		"只有当地的审核员能做这件事。", "Only a reviewer of the area may do this.")
	ErrOwn = fault.New(fault.Forbidden, "oversight.own",
		"这是您自己的申请，请由别的审核员处理。", "This is your own application; another reviewer decides on it.")
	ErrDecided = fault.New(fault.Conflict, "oversight.decided",
		"{who}已在 {when} 处理了这条，不用再审。", "{who} decided on this at {when}. There is nothing left to do.")
	ErrReason = fault.New(fault.Invalid, "oversight.reason",
		"不通过时请写明原因，{min} 到 {max} 个字，让对方知道怎么改。",
		"A refusal needs a reason of {min} to {max} characters that says what to correct.").At("body.reason")
	ErrReasonLong = fault.New(fault.Invalid, "oversight.reason_long",
		"说明最多 {max} 个字。", "The remark has at most {max} characters.").At("body.reason")
)
