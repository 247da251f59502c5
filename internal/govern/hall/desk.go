package hall

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of the desks.
var (
	ErrNoPerson   = fault.New(fault.NotFound, "hall.no_person", "没有找到这个人。号码请再核对一遍；没登记过的，可以当场登记。", "Nobody was found. Please check the number again; who is new can be registered here.")
	ErrWho        = fault.New(fault.Invalid, "hall.who", "请填手机号或证件号，只填一样。", "Please give a phone or a document number, one of them.")
	ErrReason     = fault.New(fault.Invalid, "hall.reason", "请写明来办什么，2 到 100 个字，本人能看到。", "Please say what it is about, in 2 to 100 characters; the person will see it.").At("body.reason")
	ErrOneself    = fault.New(fault.Forbidden, "hall.oneself", "不能在窗口给自己办，请用自己的手机，或请同事办。", "You can't serve yourself at a counter; use your own phone or ask a colleague.")
	ErrNoVisit    = fault.New(fault.NotFound, "hall.no_visit", "这次接待不在了，请重新查找本人。", "There is no such visit; please look the person up again.")
	ErrVisitOver  = fault.New(fault.Conflict, "hall.visit_over", "这次接待已经结束，请重新查找本人。", "This visit is over; please look the person up again.")
	ErrConsent    = fault.New(fault.Invalid, "hall.consent", "请先让本人看过并同意服务协议和个人信息处理说明。", "The person must first have read and accepted the terms and the handling of their data.").At("body.consented").Cite("个人信息保护法第十四条")
	ErrPhone      = fault.New(fault.Invalid, "hall.phone", "这不是手机号，请填 1 开头的 11 位号码。", "This is not a mobile number in China: 11 digits that begin with 1.").At("body.phone")
	ErrNotAgent   = fault.New(fault.Invalid, "hall.not_agent", "这个人不是这家雇主的经办人。", "This person does not speak for this employer.").At("body.agent").Cite("人力资源市场暂行条例第二十六条")
	ErrNote       = fault.New(fault.Invalid, "hall.note", "请写明依据：委托书编号，或者谁在场、谁来的电话，4 到 200 个字。", "Please say what it rests on, in 4 to 200 characters: the letter's number, or who is here or called.").At("body.note")
	ErrUntil      = fault.New(fault.Invalid, "hall.until", "长期授权要写到哪一天为止，最长一年。", "A standing mandate needs its last day, within a year.").At("body.until")
	ErrNoMandate  = fault.New(fault.Forbidden, "hall.no_mandate", "这家雇主现在没有授权本厅代办。请先记下：有委托书，或者经办人在场、在电话上。", "This employer has given the hall no mandate that holds now. Note one first: a letter, or its agent here or on the phone.").Cite("人力资源市场暂行条例第二十六条")
	ErrMandateEnd = fault.New(fault.NotFound, "hall.mandate_gone", "没有这个授权，或者已经结束。", "There is no such mandate, or it has ended.")
)

// visitLife is how long a clerk serves one person without looking them up again.
const visitLife = time.Hour

// Visit is one person served at a desk, or on the telephone, by one clerk: what
// the clerk does for them hangs on it.
type Visit struct {
	Hall    core.ID[Hall]
	ID      core.ID[Visit]
	Person  core.PersonID
	Clerk   core.PersonID
	Channel core.Channel // ByHall or ByCall
	Reason  string
	Opened  time.Time
	Closed  time.Time // zero: not yet
}

// live reports whether the clerk may still act under the visit.
func (v Visit) live(now time.Time) bool {
	return v.Closed.IsZero() && now.Before(v.Opened.Add(visitLife))
}

// Basis is what a mandate rests on.
type Basis string

// The bases. The last two hold until the end of their day.
const (
	Standing Basis = "standing" // a letter (委托书), for up to a year
	Present  Basis = "present"  // the agent is here
	OnPhone  Basis = "called"   // the agent is on the telephone
)

// Mandate lets the clerks of a hall act for an employer as one of its agents.
type Mandate struct {
	Hall     core.ID[Hall]
	ID       core.ID[Mandate]
	Employer core.EmployerID
	Agent    core.PersonID
	Basis    Basis
	Note     string
	NotedBy  core.PersonID
	Noted    time.Time
	Until    time.Time // first instant after
	Ended    time.Time // zero: not before Until
	EndedBy  core.PersonID
}

// holds reports whether clerks may act under the mandate.
func (m Mandate) holds(now time.Time) bool { return m.Ended.IsZero() && now.Before(m.Until) }

// channel is the door of what is done under the mandate.
func (m Mandate) channel() core.Channel {
	if m.Basis == OnPhone {
		return core.ByCall
	}
	return core.ByHall
}
