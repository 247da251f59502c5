package intake

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of registering others.
var (
	ErrRegion      = fault.New(fault.Invalid, "intake.region", "请选村或乡镇。", "Please choose the village or town.").At("body.region")
	ErrRegionWide  = fault.New(fault.Invalid, "intake.region_wide", "请选到乡镇或村，不能只选县。", "Please choose a town or village, not only the county.").At("body.region")
	ErrArea        = fault.New(fault.Forbidden, "intake.area", "这个地方不归您管，只能登记{area}的人。", "This place is not in your area; you can register people of {area}.").At("body.region")
	ErrTrade       = fault.New(fault.Invalid, "intake.trade", "没有“{trade}”这个工种，请从下拉列表里选。", "There is no trade “{trade}”; please choose from the list.").At("body.trades")
	ErrTradeNear   = fault.New(fault.Invalid, "intake.trade_near", "没有“{trade}”这个工种，是不是“{near}”？", "There is no trade “{trade}”; did you mean “{near}”?").At("body.trades")
	ErrPhoneOther  = fault.New(fault.Conflict, "intake.phone_other", "这个手机号已经是别人实名的账号了，请核对；没有自己的手机可以不填。", "This number is somebody else's account with a real name. Please check it; who has no phone of their own leaves it empty.").At("body.phone")
	ErrNameOther   = fault.New(fault.Conflict, "intake.name_other", "姓名和证件号对不上，请照证件再看一遍。", "The name and the number do not belong together; please look at the document again.").At("body.document")
	ErrKnown       = fault.New(fault.Conflict, "intake.known", "这个人已经登记过，和这次填的有不同。请看过要改的地方再确认。", "This person is registered already, with differences. Please look at what would change, then confirm.")
	ErrKnownSame   = fault.New(fault.Conflict, "intake.known_same", "这个人已经登记过，没有要改的。", "This person is registered already; nothing would change.")
	ErrKnownElse   = fault.New(fault.Conflict, "intake.known_elsewhere", "这个人已经登记过，资料由本人或别处管，这里不改。", "This person is registered already and keeps their own data, or another place does; it can't be changed here.")
	ErrMatchOld    = fault.New(fault.Conflict, "intake.match_old", "这个人的资料刚刚又变了，请重新看一遍要改的地方。", "This person's data has changed meanwhile; please look again at what would change.")
	ErrUnavailable = fault.New(fault.Busy, "intake.unavailable", "身份核验暂时连不上，什么都没有登记，请过几分钟再试。", "The identity check can't be reached at present; nothing was registered. Please try again in a few minutes.")
	ErrMissing     = fault.New(fault.NotFound, "intake.missing", "没有这条登记，或者不在您管的地方。", "There is no such record, or it is not in your area.")

	ErrSlipForm    = fault.New(fault.Invalid, "intake.slip_form", "小票码是 9 个字母，请对着小票再看一遍。", "A slip's code has 9 letters; please look at the slip again.").At("body.slip")
	ErrSlipCheck   = fault.New(fault.Invalid, "intake.slip_check", "小票码有一个字母不对，请对着小票再看一遍。", "One letter of the slip's code is wrong; please look at the slip again.").At("body.slip")
	ErrSlip        = fault.New(fault.Invalid, "intake.slip", "这张小票不能用了：过期、换了新的，或已经用过。请让登记的人再打一张。", "This slip can't be used: it has expired, was replaced, or was used. Please ask for a new one where you registered.").At("body.slip")
	ErrSlipMany    = fault.New(fault.Exhausted, "intake.slip_many", "小票码试得太多了，请 1 小时后再试，或让登记的人再打一张。", "Too many tries with slips; please try again in an hour, or ask for a new slip.")
	ErrPhoneDiffer = fault.New(fault.Conflict, "intake.phone_differs", "登记时写的是另一个手机号，请用那个号码。号码写错了或不用了，请带证件到驿站改。", "Another phone number was written down; please use that one. If it is wrong or no longer yours, bring your document to a station.").At("body.phone")

	ErrActMissing  = fault.New(fault.NotFound, "intake.act_missing", "没有这件事，或者不是替您办的。", "There is no such act, or it was not done for you.")
	ErrNotUndone   = fault.New(fault.Conflict, "intake.not_reversible", "这件事不能在这里撤回。觉得不对，可以写明原因提出来。", "This can't be taken back here. If it is wrong, contest it and say why.")
	ErrChangedLate = fault.New(fault.Conflict, "intake.changed_since", "登记以后又改过了，撤回会把新的也改掉。请到“想干的活”里直接改。", "It was changed again since; taking it back would undo that, too. Please change it under what I want to do.")
	ErrReason      = fault.New(fault.Invalid, "intake.reason", "请写明哪里不对，至少 {min} 个字。", "Please say what is wrong, in at least {min} characters.").At("body.reason")
	ErrContested   = fault.New(fault.Conflict, "intake.contested", "这件事您已经提出来了，正在等答复。", "You have contested this already; it waits for an answer.")
	ErrAnswered    = fault.New(fault.Conflict, "intake.answered", "这件事已经答复过了。", "This was answered already.")
)

// Stated is what is written on a document, as somebody typed it.
type Stated struct {
	Name   string            `json:"name"`
	Kind   core.DocumentKind `json:"kind"`
	Number string            `json:"number"`
	Birth  core.Date         `json:"birth,omitempty"`
}

// Wish is a trade that somebody wants to do, can do, or both.
type Wish struct {
	Trade string `json:"trade" minLength:"1" maxLength:"40" doc:"A code from /trades." example:"4-10-01-06/01"`
	Wants bool   `json:"wants" required:"false"`
	Can   bool   `json:"can" required:"false"`
}

// Hours is a stretch of a weekday, in China's time.
type Hours struct {
	Weekday int64 `json:"weekday" minimum:"1" maximum:"7" doc:"1 Monday to 7 Sunday."`
	From    int64 `json:"from" minimum:"0" maximum:"1439" doc:"Minutes after midnight."`
	To      int64 `json:"to" minimum:"1" maximum:"1440" doc:"Minutes after midnight, after from."`
}

// Wishes are what work somebody looks for, as far as it is asked at a desk.
type Wishes struct {
	Trades  []Wish            `json:"trades"`
	Regions []core.RegionCode `json:"regions"` // where they would work
	Hours   []Hours           `json:"hours"`   // none: any time
}

// Entry is one person as written down, each part checked.
type Entry struct {
	Stated Stated          `json:"stated"`
	Phone  core.Phone      `json:"phone,omitempty"` // "" for who has none
	Region core.RegionCode `json:"region"`          // where they live
	Wishes Wishes          `json:"wishes"`
}

// Outcome is what taking in an entry would do.
type Outcome string

// The outcomes.
const (
	Fresh  Outcome = "fresh"  // a person nobody knows yet
	Change Outcome = "change" // a known one, of whom something changes
	Same   Outcome = "same"   // a known one, of whom nothing changes
	Bad    Outcome = "bad"    // it can't be taken in
	Done   Outcome = "done"   // it was
)

// Difference is one thing that would change.
type Difference struct {
	Field  string    `json:"field" enum:"region,trades,when"`
	Before core.Text `json:"before"`
	After  core.Text `json:"after"`
}

// Finding is what is known about an entry.
type Finding struct {
	Outcome     Outcome
	Person      core.PersonID // known; "" if not
	Token       string        // stands for exactly these differences
	Differences []Difference
	Notes       []core.Text // what the operator should know
	Fault       *fault.Fault
	regionWas   core.RegionCode
}

// Record is one act of registering, or of changing what was registered.
type Record struct {
	Person       core.PersonID
	ID           core.ID[Record]
	Operator     core.PersonID
	Channel      core.Channel
	Kind         Outcome // Fresh or Change
	Region       core.RegionCode
	RegionBefore core.RegionCode
	Before       []byte // the person's profile before and after, opaque
	After        []byte
	Consents     []string // kinds that the operator recorded
	Reversed     bool
	At           time.Time
}

// Registered is a person whom somebody registered.
type Registered struct {
	Person   core.PersonID
	Region   core.RegionCode
	Operator core.PersonID
	Channel  core.Channel
	Phone    bool // a number was written down, or came with the take-over
	First    time.Time
	Taken    time.Time // when they took the account over; zero: not yet
}

// Slip is the code by which a person takes their account over.
type Slip struct {
	Person  core.PersonID
	Code    Code
	By      core.PersonID
	Made    time.Time
	Expires time.Time
}

// Contest is a person's word that something done for them was wrong.
type Contest struct {
	Person   core.PersonID
	ID       core.ID[Contest]
	Entry    string // of the audit
	Act      string
	Doer     core.PersonID
	Region   core.RegionCode
	Reason   string
	Answer   string
	By       core.PersonID // who answered
	At       time.Time
	Answered time.Time // zero: open
}
