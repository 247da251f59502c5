package account

import (
	"cmp"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

	"yilu/internal/core"
	"yilu/internal/fault"
)

// Limits are how often codes may be asked for and tried.
type Limits struct {
	From        core.Date     // first day they hold
	Life        time.Duration // of a code
	Every       time.Duration // least time between two codes of a number
	PerHour     int           // codes a number
	PerDay      int           // codes a number
	Tries       int           // wrong ones that end a code
	AddrPerHour int           // codes an address, over all numbers
	AddrPerDay  int           // codes an address, over all numbers
}

// DefaultLimits are the customary ones (DOMAIN §1.5). Those of an address are
// ours: a hall of a hundred people shares one, and a text costs money.
var DefaultLimits = []Limits{{
	From: "2020-01-01", Life: 5 * time.Minute, Every: time.Minute, PerHour: 5, PerDay: 10, Tries: 5,
	AddrPerHour: 100, AddrPerDay: 500,
}}

// limitsOn returns the limits that hold on a day: the latest that have begun.
func limitsOn(dated []Limits, day core.Date) Limits {
	l := dated[0]
	for _, d := range dated[1:] {
		if d.From <= day && d.From > l.From {
			l = d
		}
	}
	return l
}

// mayAsk says whether a number may get one more code, given when it got codes
// in the last day, oldest first.
//
// Errors: ErrCodeSoon, ErrCodeMany.
func (l Limits) mayAsk(now time.Time, asked []time.Time) error {
	if n := len(asked); n > 0 {
		if wait := asked[n-1].Add(l.Every).Sub(now); wait > 0 {
			return ErrCodeSoon.With("seconds", int(wait/time.Second)+1)
		}
	}
	return within(now, asked, l.PerHour, l.PerDay, ErrCodeMany)
}

// mayAskFrom is mayAsk for an address.
//
// Errors: ErrAddrMany.
func (l Limits) mayAskFrom(now time.Time, asked []time.Time) error {
	return within(now, asked, l.AddrPerHour, l.AddrPerDay, ErrAddrMany)
}

// within refuses what would be more than perHour in an hour or perDay in a day.
func within(now time.Time, asked []time.Time, perHour, perDay int, refusal *fault.Fault) error {
	for _, w := range []struct {
		span time.Duration
		most int
	}{{24 * time.Hour, perDay}, {time.Hour, perHour}} {
		if len(asked) < w.most {
			continue
		}
		// The one that must be older than the span for another to fit.
		free := asked[len(asked)-w.most].Add(w.span)
		if wait := free.Sub(now); wait > 0 {
			return refusal.With("minutes", int((wait+time.Minute-1)/time.Minute))
		}
	}
	return nil
}

// parsePhone reads the number that someone logs in with.
//
// Errors: ErrPhoneLength, ErrPhone.
func parsePhone(text string) (core.Phone, error) {
	p, err := core.ParsePhone(text)
	switch {
	case err == nil:
		return p, nil
	case errors.Is(err, core.ErrLength):
		return "", ErrPhoneLength
	}
	return "", ErrPhone
}

// parseCode reads a code as people type it: blanks and full-width digits are
// forgiven.
//
// Errors: ErrCodeForm.
func parseCode(text string) (string, error) {
	s := strings.ReplaceAll(core.Fold(text), " ", "")
	if len(s) != CodeDigits || strings.Trim(s, "0123456789") != "" {
		return "", ErrCodeForm
	}
	return s, nil
}

// maskAddr hides the part of a network address that tells the household.
func maskAddr(addr string) string {
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return ""
	}
	bits, tail := 24, ".*"
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		bits, tail = 48, ":*"
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	if ip.Is4() {
		return strings.TrimSuffix(p.Masked().Addr().String(), ".0") + tail
	}
	return strings.TrimSuffix(p.Masked().Addr().String(), "::") + tail
}

// tidyDevice makes a client's name for itself fit to be shown.
func tidyDevice(text string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, core.Fold(text))
	if r := []rune(s); len(r) > maxDevice {
		s = string(r[:maxDevice])
	}
	return strings.TrimSpace(s)
}

// maxDevice is the longest name of a device, in characters.
const maxDevice = 60

// leastUsed returns the n sessions that were used least recently.
func leastUsed(all []Session, n int) []Session {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Session) int {
		return cmp.Or(a.Seen.Compare(b.Seen), cmp.Compare(a.ID, b.ID))
	})
	return all[:n]
}
