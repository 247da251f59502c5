package account

import (
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of this module.
var (
	ErrPhoneLength = fault.New(fault.Invalid, "account.phone_length", "手机号要有 11 位，请再数一遍。", "A mobile number has 11 digits; please count again.").At("body.phone")
	ErrPhone       = fault.New(fault.Invalid, "account.phone", "这不是手机号，请填 1 开头的 11 位号码。", "This is not a mobile number in China; please enter 11 digits that begin with 1.").At("body.phone")
	ErrCodeForm    = fault.New(fault.Invalid, "account.code_form", "验证码是 {digits} 位数字，请再看一眼短信。", "The code has {digits} digits; please look at the message again.").At("body.code")
	ErrCodeWrong   = fault.New(fault.Invalid, "account.code_wrong", "验证码不对，还可以试 {left} 次。", "The code is wrong; you can try {left} more times.").At("body.code")
	ErrCodeEnded   = fault.New(fault.Invalid, "account.code_ended", "这个验证码不能用了，请重新获取。", "This code can no longer be used; please ask for a new one.").At("body.code")

	ErrCodeSoon = fault.New(fault.Exhausted, "account.code_soon", "刚发过验证码，请 {seconds} 秒后再获取。", "A code was sent just now; please ask again in {seconds} seconds.")
	ErrCodeMany = fault.New(fault.Exhausted, "account.code_many", "这个号码要的验证码太多了，请 {minutes} 分钟后再获取。", "Too many codes were asked for this number; please ask again in {minutes} minutes.")
	ErrAddrMany = fault.New(fault.Exhausted, "account.address_many", "这个网络要的验证码太多了，请 {minutes} 分钟后再获取，或者换一个网络。", "Too many codes were asked from this network; please ask again in {minutes} minutes, or use another network.")

	ErrSession = fault.New(fault.NotFound, "account.session", "没有这个登录，可能已经退出了。", "There is no such session; it may have ended already.")
	ErrUnknown = fault.New(fault.NotFound, "account.unknown", "没有这个账号。", "There is no such account.")
	ErrRole    = fault.New(fault.Invalid, "account.role", "没有这种角色。", "There is no such role.").At("body.role")
)

// Door is how a person came in.
type Door string

// The doors. Roles are in force only behind StaffDoor, which takes two factors.
const (
	PhoneDoor Door = "phone" // a code by SMS
	StaffDoor Door = "staff" // a password and a one-time code
	KioskDoor Door = "kiosk" // at a machine that others use
)

// lives are how long a session lives that nobody uses. Staff: GB/T 22239 asks for
// an end by time without a figure; half an hour is ours. A kiosk's face forgets
// its user after a minute; this is the end behind it.
var lives = map[Door]time.Duration{PhoneDoor: 30 * 24 * time.Hour, StaffDoor: 30 * time.Minute, KioskDoor: 3 * time.Minute}

// Session is one place where a person is logged in.
type Session struct {
	ID      core.ID[Session]
	Person  core.PersonID
	Door    Door
	Device  string // as the client calls itself; may be empty
	Addr    string // network address, masked
	Begun   time.Time
	Seen    time.Time // when it was last used, a few minutes behind
	Expires time.Time // moves on while it is used
}

// Sign is a sign that someone is logged in: the token is shown once and only its
// hash is kept.
type Sign struct {
	Session
	Token string
}

// Grant gives a person a role in a region for a time.
type Grant struct {
	Person core.PersonID
	Role   core.Role
	Region core.RegionCode // "" is everywhere
	From   time.Time       // zero: now
	To     time.Time       // zero: until it is revoked
	By     core.PersonID   // filled in; "" is the system
}
