package hall

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
)

// Move is something that happens to a ticket.
type Move string

// The moves of a ticket.
const (
	Call   Move = "call"    // to a counter, for the first time
	Recall Move = "recall"  // called out once more
	Absent Move = "no_show" // nobody came
	Again  Move = "again"   // came after all, or is not done yet
	Finish Move = "finish"
)

// Next is the state that a move leads to.
//
// Errors: ErrMove.
func Next(from State, m Move) (State, error) {
	switch {
	case m == Call && from == Waiting, m == Recall && from == Called, m == Again && (from == NoShow || from == Done):
		return Called, nil
	case m == Absent && from == Called:
		return NoShow, nil
	case m == Finish && from == Called:
		return Done, nil
	}
	return "", ErrMove
}

// move makes the ticket follow: by whom, when, and for calls at which counter.
//
// Errors: ErrMove.
func (t *Ticket) move(m Move, by core.PersonID, counter int64, now time.Time) error {
	to, err := Next(t.State, m)
	if err != nil {
		return ErrMove.With("number", t.Number)
	}
	if t.State == Waiting {
		t.Waited = max(0, now.Sub(t.Taken))
	}
	t.State = to
	switch m {
	case Call, Again:
		t.Called, t.Counter, t.Clerk, t.Ended = now, counter, by, time.Time{}
		t.Calls++
	case Recall:
		t.Called = now
		t.Calls++
	default:
		t.Ended = now
	}
	return nil
}

// Limits of a hall. They are ours.
const (
	maxServices = 12
	maxCounter  = 99
	maxNumber   = 999
)

// check puts a hall's lists into their order and looks at all of it.
//
// Errors: ErrName, ErrServices, ErrCounters.
func (h *Hall) check() error {
	for _, name := range []string{h.Name.ZH, h.Name.EN} {
		if n := utf8.RuneCountInString(name); n < 2 || n > 40 {
			return ErrName
		}
	}
	if len(h.Services) == 0 || len(h.Services) > maxServices {
		return ErrServices
	}
	slices.SortFunc(h.Services, func(a, b Offering) int { return strings.Compare(a.Code, b.Code) })
	for i, s := range h.Services {
		if len(s.Code) != 1 || s.Code[0] < 'A' || s.Code[0] > 'Z' || s.Name.ZH == "" || s.Name.EN == "" || i > 0 && h.Services[i-1].Code == s.Code {
			return ErrServices
		}
	}
	slices.SortFunc(h.Counters, func(a, b Counter) int { return int(a.N - b.N) })
	for i := range h.Counters {
		c := &h.Counters[i]
		slices.Sort(c.Services)
		c.Services = slices.Compact(c.Services)
		if c.N < 1 || c.N > maxCounter || len(c.Services) == 0 || i > 0 && h.Counters[i-1].N == c.N {
			return ErrCounters
		}
		for _, code := range c.Services {
			if _, known := h.service(code); !known {
				return ErrCounters
			}
		}
	}
	if len(h.Counters) == 0 {
		return ErrCounters
	}
	return nil
}

// guess is how long the next ones will wait: so many ahead of them, served at so
// many counters, each taking as long as the last ones did. Ten minutes each while
// nobody has been served yet; ours.
func guess(ahead, counters int64, mean time.Duration) time.Duration {
	if mean <= 0 {
		mean = 10 * time.Minute
	}
	return time.Duration(ahead) * mean / time.Duration(max(1, counters))
}
