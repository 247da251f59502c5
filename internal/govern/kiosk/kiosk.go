package kiosk

import (
	"crypto/rand"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of machines.
var (
	ErrMachine   = fault.New(fault.NotFound, "kiosk.machine", "这台机器还没有登记，请到窗口找工作人员。", "This machine is not registered; please ask at a counter.")
	ErrName      = fault.New(fault.Invalid, "kiosk.name", "机器名称要有 2 到 30 个字，例如：一号机。", "A machine's name has 2 to 30 characters.").At("body.name")
	ErrNoMachine = fault.New(fault.NotFound, "kiosk.no_machine", "没有这台机器。", "There is no such machine.")
	ErrNoScan    = fault.New(fault.NotFound, "kiosk.no_scan", "这个二维码过期了，请在机器上重新扫。", "This code has expired; please scan again at the machine.")
	ErrTaken     = fault.New(fault.Conflict, "kiosk.scan_taken", "这个二维码已经有人用了，请在机器上换一个。", "Somebody used this code already; please take another at the machine.")
	ErrDocument  = fault.New(fault.Invalid, "kiosk.document", "证件号不对，请对着证件再看一遍。", "The number is not right; please look at the document again.").At("body.document")
	ErrCodeWrong = fault.New(fault.Invalid, "kiosk.code_wrong", "验证码不对，还可以试 {left} 次。", "The code is wrong; you can try {left} more times.").At("body.code")
	ErrCodeEnded = fault.New(fault.Invalid, "kiosk.code_ended", "这个验证码不能用了，请重新获取。", "This code can no longer be used; please ask for a new one.").At("body.code")
	ErrSoon      = fault.New(fault.Exhausted, "kiosk.code_soon", "刚发过验证码，请 {seconds} 秒后再获取。", "A code was sent just now; please ask again in {seconds} seconds.")
	ErrMany      = fault.New(fault.Exhausted, "kiosk.code_many", "今天这个证件要的验证码太多了，请到窗口办理。", "Too many codes today for this document; please go to a counter.")
)

// scanLife is how long a code to scan holds. Ours.
const scanLife = 2 * time.Minute

// dayMost is how many codes one document gets in a day. Ours: below what a number
// gets, for who knows a document's number is not always its holder.
const dayMost = 6

// Machine is one machine of a hall.
type Machine struct {
	ID    core.ID[Machine]
	Hall  string // its id
	Name  string
	By    core.PersonID
	Made  time.Time
	Ended time.Time // zero: in use
}

// Scan is a log-in that begins at a machine and is allowed on a phone.
type Scan struct {
	Code    string
	Hall    string
	Pair    string        // two digits, shown at both ends
	Person  core.PersonID // who said yes; "" for nobody yet
	Expires time.Time
}

// alphabet leaves out what is mixed up when read aloud.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// newCode is eight characters of the alphabet.
func newCode() string {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails: crypto/rand
	for i, b := range raw {
		raw[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(raw[:])
}

// asked is a code under way for a document.
type asked struct {
	mac     []byte
	person  core.PersonID // "": nobody's document
	tries   int64
	n       int64 // asked for since the day's first
	since   time.Time
	at      time.Time
	expires time.Time
}

// mayAsk says whether one more code may be sent, given the last.
//
// Errors: ErrSoon, ErrMany.
func (a asked) mayAsk(now time.Time, gap time.Duration) error {
	if wait := a.at.Add(gap).Sub(now); wait > 0 {
		return ErrSoon.With("seconds", int((wait+time.Second-1)/time.Second))
	}
	if now.Sub(a.since) < keep && a.n >= dayMost {
		return ErrMany
	}
	return nil
}
