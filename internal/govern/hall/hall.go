package hall

import (
	"fmt"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Faults of halls and tickets.
var (
	ErrNoHall    = fault.New(fault.NotFound, "hall.no_hall", "没有这个大厅。", "There is no such hall.")
	ErrName      = fault.New(fault.Invalid, "hall.name", "大厅名称要有 2 到 40 个字，中英文都要写。", "The hall's name has 2 to 40 characters, in both languages.").At("body.name")
	ErrArea      = fault.New(fault.Invalid, "hall.area", "没有这个地区代码。", "There is no such region code.").At("body.area")
	ErrServices  = fault.New(fault.Invalid, "hall.services", "业务要有 1 到 12 项，每项一个不重复的大写字母和中英文名称。", "A hall has 1 to 12 services, each with a capital letter of its own and a name in both languages.").At("body.services")
	ErrCounters  = fault.New(fault.Invalid, "hall.counters", "窗口号从 1 到 99，不能重复，每个窗口至少办一项已有的业务。", "Counters are numbered 1 to 99, each once, and serve at least one of the services.").At("body.counters")
	ErrNoService = fault.New(fault.NotFound, "hall.no_service", "这个大厅不办这项业务。", "This hall has no such service.")
	ErrNoCounter = fault.New(fault.NotFound, "hall.no_counter", "这个大厅没有这个窗口。", "This hall has no such counter.")
	ErrNoTicket  = fault.New(fault.NotFound, "hall.no_ticket", "今天没有这个号，请再看一眼号票。", "There is no such number today; please look at the ticket again.")
	ErrNobody    = fault.New(fault.Conflict, "hall.nobody_waits", "现在没有人在等这个窗口的业务。", "Nobody is waiting for what this counter serves.")
	ErrBusy      = fault.New(fault.Conflict, "hall.counter_busy", "窗口上还有 {number} 号没办完，请先办结或过号。", "Number {number} is still at this counter; finish it or mark it absent first.")
	ErrMove      = fault.New(fault.Conflict, "hall.ticket_state", "{number} 号现在不能这样操作，请刷新再看。", "Number {number} does not allow this now; please look again.")
	ErrFull      = fault.New(fault.Exhausted, "hall.tickets_full", "今天这项业务的号发完了，请问一下窗口。", "Today's numbers of this service are all given out; please ask at a counter.")
	ErrDay       = fault.New(fault.Invalid, "hall.day", "没有这一天。", "There is no such day.").At("query.day")
)

// Hall is a place where people are served.
type Hall struct {
	ID       core.ID[Hall]
	Name     core.Text
	Area     core.RegionCode
	Address  string
	Phone    string // of the hall, for all to see; may be ""
	Services []Offering
	Counters []Counter
	Created  time.Time
	Changed  time.Time
}

// Desk is which kind of desk serves a service.
type Desk string

// The desks.
const (
	SeekerDesk   Desk = "seeker"   // 求职窗口
	EmployerDesk Desk = "employer" // 用工窗口
	OtherDesk    Desk = "other"
)

// Offering is one thing people come for: what its numbers begin with, and its name.
type Offering struct {
	Code string // one capital letter
	Name core.Text
	Desk Desk
}

// Counter is where people are served (窗口).
type Counter struct {
	N        int64
	Services []string // their codes, sorted
}

// service returns the service of a code.
func (h *Hall) service(code string) (Offering, bool) {
	for _, s := range h.Services {
		if s.Code == code {
			return s, true
		}
	}
	return Offering{}, false
}

// counter returns the counter of a number.
func (h *Hall) counter(n int64) (Counter, bool) {
	for _, c := range h.Counters {
		if c.N == n {
			return c, true
		}
	}
	return Counter{}, false
}

// State is where a ticket stands. Only rules.go makes one follow another.
type State string

// The states of a ticket.
const (
	Waiting State = "waiting"
	Called  State = "called" // to a counter, or served there
	Done    State = "done"
	NoShow  State = "no_show" // 过号
)

// Number is what stands on a ticket: the service's letter and three digits.
type Number struct {
	Service string
	N       int64
}

// String is the number as it is printed and called: A012.
func (n Number) String() string { return fmt.Sprintf("%s%03d", n.Service, n.N) }

// ParseNumber reads a number as people type it: A012, a12.
//
// Errors: ErrNoTicket.
func ParseNumber(text string) (Number, error) {
	s := core.Fold(text)
	if len(s) < 2 || len(s) > 5 {
		return Number{}, ErrNoTicket
	}
	c := s[0]
	if c >= 'a' && c <= 'z' {
		c -= 'a' - 'A'
	}
	n, err := strconv.ParseUint(s[1:], 10, 16)
	if c < 'A' || c > 'Z' || err != nil || n == 0 {
		return Number{}, ErrNoTicket
	}
	return Number{string(c), int64(n)}, nil
}

// Ticket is one number of one day.
type Ticket struct {
	Hall core.ID[Hall]
	Day  core.Date
	Number
	State   State
	First   bool // is served before the others: the old, the disabled, veterans
	Channel core.Channel
	Taken   time.Time
	Waited  time.Duration // from the taking to the first call
	Called  time.Time     // last; zero: not yet
	Calls   int64         // how often it was called out
	Counter int64         // 0: not called yet
	Clerk   core.PersonID // who called it
	Ended   time.Time     // zero: not yet
}
