package staff

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
)

// Faults of this module.
var (
	ErrLogIn   = fault.New(fault.Invalid, "staff.log_in", "手机号、密码或动态码不对，请核对后再试。", "The number, the password or the code is wrong; please check them and try again.")
	ErrLocked  = fault.New(fault.Exhausted, "staff.locked", "输错次数太多，请 {minutes} 分钟后再试。", "Too many wrong tries; please try again in {minutes} minutes.")
	ErrBarred  = fault.New(fault.Forbidden, "staff.barred", "这个账号已被系统管理员停用，请与系统管理员联系。", "The system administrator has locked this account; please ask them.")
	ErrCode    = fault.New(fault.Invalid, "staff.code", "动态码不对，请看验证器里现在的六位数字。", "The code is wrong; please enter the six digits that the authenticator shows now.").At("body.code")
	ErrLink    = fault.New(fault.NotFound, "staff.link", "这个链接用过了或过期了，请向系统管理员要一个新的。", "This link was used or has run out; please ask the system administrator for a new one.").At("body.token")
	ErrPhone   = fault.New(fault.Invalid, "staff.phone", "这不是手机号，请填 11 位号码。", "This is not a mobile number; please enter its 11 digits.").At("body.phone")
	ErrNotHers = fault.New(fault.Invalid, "staff.other_phone", "这个链接是发给另一个手机号的，请填收到邀请的号码。", "This link is for another number; please enter the one that was invited.").At("body.phone")
	ErrSMS     = fault.New(fault.Invalid, "staff.sms_code", "请填发到这个手机的短信验证码。", "Please enter the code that was sent to this phone.").At("body.sms_code")
	ErrName    = fault.New(fault.Invalid, "staff.name", "请填 2 到 30 个字的姓名。", "Please enter a name of 2 to 30 characters.").At("body.name")

	ErrShort         = fault.New(fault.Invalid, "staff.password_short", "密码至少 {least} 个字符，至多 {most} 个。", "A password has at least {least} and at most {most} characters.").Cite(levelThree)
	ErrClasses       = fault.New(fault.Invalid, "staff.password_classes", "密码要有大写字母、小写字母、数字、符号中的三种。", "A password has three of these: capitals, small letters, digits, signs.").Cite(levelThree)
	ErrPersonal      = fault.New(fault.Invalid, "staff.password_personal", "密码里不要有您的姓名或手机号。", "Please leave your name and number out of the password.").Cite(levelThree)
	ErrCommon        = fault.New(fault.Invalid, "staff.password_common", "这个密码太容易猜：去掉常见词、连续和重复的部分，剩下的太少。", "This password is easy to guess: without common words, runs and repeats too little is left.").Cite(levelThree)
	ErrWrongPassword = fault.New(fault.Invalid, "staff.password", "现在的密码不对。", "This is not your present password.").At("body.password")
	ErrUsed          = fault.New(fault.Invalid, "staff.password_used", "这个密码最近用过，请换一个。", "You used this password lately; please choose another.").Cite(levelThree)

	ErrNoMember = fault.New(fault.NotFound, "staff.unknown", "没有这个工作人员。", "There is no such member of staff.")
	ErrNotStaff = fault.New(fault.Forbidden, "staff.not_staff", "您的账号不是工作人员账号。", "Your account is not one of staff.")
	ErrMember   = fault.New(fault.Conflict, "staff.member", "这个手机号已经是工作人员了。", "This number is a member of staff already.").At("body.phone")
	ErrJoined   = fault.New(fault.Conflict, "staff.joined", "这个人已经设置过登录；要换验证器，请用重置。", "This person has set up the log-in already; use a reset to change the authenticator.")
	ErrOwn      = fault.New(fault.Forbidden, "staff.own", "不能对自己的账号做这件事，请让另一位管理员来做。", "You can't do this to your own account; please ask another administrator.")
	ErrReset    = fault.New(fault.Forbidden, "staff.reset_admin", "管理员忘了密码，要由机房用命令 yilu staff reset 处理。", "An administrator's password is renewed by the operator: yilu staff reset.")
	ErrReason   = fault.New(fault.Invalid, "staff.reason", "请写明原因，4 到 200 个字。", "Please give the reason in 4 to 200 characters.").At("body.reason")

	ErrOwnRole = fault.New(fault.Forbidden, "staff.own_role", "不能给自己授权或撤权。", "Nobody gives or takes their own roles.").Cite(levelThree)
	ErrApart   = fault.New(fault.Conflict, "staff.apart", "系统、安全、审计三个管理员要由不同的人担任。", "The system, security and audit administrators are three different people.").Cite(levelThree)
	ErrLast    = fault.New(fault.Conflict, "staff.last", "这是最后一位能用的这种管理员，请先再任命一位。", "This is the last of these administrators who can act; appoint another first.").Cite(levelThree)
	ErrArea    = fault.New(fault.Invalid, "staff.area", "没有这个地区。", "There is no such region.").At("body.area")
	ErrRole    = fault.New(fault.Invalid, "staff.role", "没有这种角色。", "There is no such role.").At("body.role")
	ErrTimes   = fault.New(fault.Invalid, "staff.times", "结束时间要在开始之后，并且还没有过去。", "The end must be after the beginning and not in the past.").At("body.to")
	ErrNoGrant = fault.New(fault.NotFound, "staff.no_grant", "这个人在这个地区没有这种角色。", "This person does not hold this role in this area.")
)

// levelThree is the standard behind the rules of this module.
const levelThree = "GB/T 22239-2019 8.1.4.1、8.1.5"

// Policy holds the figures of the log-in. The standard asks for each of these
// measures and leaves the figures to the installation; those here are what is
// commonly chosen (DOMAIN §9.3), and ours where none is common.
type Policy struct {
	Tries    int           // wrong ones after which a number is locked (common: 5)
	Lock     time.Duration // how long (common: 10 to 30 minutes); wrong tries further apart are not added up
	Sessions int           // places where a member is logged in at once (ours)

	PasswordLeast int           // characters (common: 8 to 10)
	PasswordKinds int           // of capitals, small letters, digits and signs (common: 3)
	PasswordOwn   int           // characters that are neither common words nor runs nor repeats (ours)
	PasswordLife  time.Duration // until it must be changed (common: 90 days)
	Remembered    int           // passwords that may not come again (common: 5)

	Skew          int64         // steps by which clocks may differ (RFC 6238 §5.2: one)
	RecoveryCodes int           // on a sheet (common: 10)
	LinkLife      time.Duration // of a set-up link (ours)
	TicketLife    time.Duration // to change a password that has run out (ours)

	Hash crypto.Cost
}

// DefaultPolicy is in force unless something else is asked for.
var DefaultPolicy = Policy{
	Tries: 5, Lock: 30 * time.Minute, Sessions: 3,
	PasswordLeast: 10, PasswordKinds: 3, PasswordOwn: 6, PasswordLife: 90 * 24 * time.Hour, Remembered: 5,
	Skew: 1, RecoveryCodes: 10, LinkLife: 24 * time.Hour, TicketLife: 10 * time.Minute,
	Hash: crypto.DefaultCost,
}

// passwordMost bounds the work that a long text makes.
const passwordMost = 128

// Member is somebody who works for the platform.
type Member struct {
	Person    core.PersonID
	Name      crypto.Private[crypto.Name]
	Invited   time.Time
	InvitedBy core.PersonID // "" is the operator
	Joined    time.Time     // when the log-in was set up; zero before
	Seen      time.Time     // last log-in; zero for none
	Barred    time.Time     // when an administrator locked the account; zero if not
	BarredBy  core.PersonID
	BarredWhy string

	totp crypto.Secret // "" while the second factor is not set up
	step int64         // the last step of time whose code was used
}

// State is how a member stands.
type State string

// The states.
const (
	Invited State = "invited" // the log-in is not set up, or a reset waits for it
	Active  State = "active"
	Barred  State = "locked" // by an administrator, until they unlock it
)

// state tells how the member stands.
func (m Member) state() State {
	switch {
	case !m.Barred.IsZero():
		return Barred
	case m.Joined.IsZero():
		return Invited
	}
	return Active
}

// usable reports whether the member can act.
func (m Member) usable() bool { return m.state() == Active }

// Kind is what a link is for.
type Kind string

// The kinds of links.
const (
	ForOffice   Kind = "office"   // the first holder of one of the three offices
	ForInvite   Kind = "invite"   // a new member
	ForFactor   Kind = "factor"   // a new authenticator; the password stays and is asked for
	ForBoth     Kind = "both"     // a new password and a new authenticator
	forPassword Kind = "password" // a ticket: both factors were right, the password has run out
)

// Link lets its holder set up a log-in, once.
type Link struct {
	ID      core.ID[Link]
	Kind    Kind
	Role    core.Role     // of an office
	Person  core.PersonID // "" for an office
	MadeBy  core.PersonID // "" is the operator
	Made    time.Time
	Expires time.Time
	Used    time.Time

	hash []byte
	totp crypto.Secret
}

// open reports whether the link can still be used.
func (l Link) open(now time.Time) bool { return l.Used.IsZero() && now.Before(l.Expires) }

// vouched reports whether the operator made the link: whoever has the machine
// needs no message to prove a number.
func (l Link) vouched() bool { return l.MadeBy == "" }

// Act is a role that was given or taken.
type Act struct {
	ID     core.ID[Act]
	Person core.PersonID
	What   string // granted or revoked
	Role   core.Role
	Area   core.RegionCode
	From   time.Time // zero for a revocation
	To     time.Time // zero: until it is revoked
	By     core.PersonID
	At     time.Time
	Reason string
}
