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
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
)

// AddressLimits are how many codes one network address may ask for, over all
// numbers.
type AddressLimits struct{ PerHour, PerDay int }

// DefaultAddressLimits are ours, not a rule: a hall of a hundred people shares
// one address, and each text costs money.
var DefaultAddressLimits = AddressLimits{PerHour: 100, PerDay: 500}

// mayAsk says whether a number may get one more code, given when it got codes
// in the last day, oldest first.
//
// Errors: ErrCodeSoon, ErrCodeMany.
func mayAsk(l reference.OTP, now time.Time, asked []time.Time) error {
	if n := len(asked); n > 0 {
		if wait := asked[n-1].Add(l.Gap).Sub(now); wait > 0 {
			return ErrCodeSoon.With("seconds", int((wait+time.Second-1)/time.Second))
		}
	}
	return within(now, asked, l.PerHour, l.PerDay, ErrCodeMany)
}

// mayAskFrom is mayAsk for an address.
//
// Errors: ErrAddrMany.
func (l AddressLimits) mayAskFrom(now time.Time, asked []time.Time) error {
	return within(now, asked, l.PerHour, l.PerDay, ErrAddrMany)
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
		if w.most <= 0 { // no limit is known: none may be sent
			return refusal.With("minutes", int(w.span/time.Minute))
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

// parseCode reads a code of n digits as people type it: blanks and full-width
// digits are forgiven.
//
// Errors: ErrCodeForm.
func parseCode(text string, n int) (string, error) {
	s := strings.ReplaceAll(core.Fold(text), " ", "")
	if len(s) != n || strings.Trim(s, "0123456789") != "" {
		return "", ErrCodeForm.With("digits", n)
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
