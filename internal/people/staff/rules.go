package staff

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/platform/crypto"
)

// tries is what is kept of the wrong tries with a number.
type tries struct {
	wrong int
	last  time.Time
	until time.Time // locked up to here
}

// locked refuses while the number is locked.
//
// Errors: ErrLocked.
func (t tries) locked(now time.Time) error {
	if wait := t.until.Sub(now); wait > 0 {
		return ErrLocked.With("minutes", int((wait+time.Minute-1)/time.Minute))
	}
	return nil
}

// after is what is kept after one more wrong try.
func (t tries) after(now time.Time, p Policy) tries {
	if now.Sub(t.last) >= p.Lock {
		t.wrong = 0
	}
	t.wrong, t.last = t.wrong+1, now
	if t.wrong >= p.Tries {
		t.wrong, t.until = 0, now.Add(p.Lock)
	}
	return t
}

// recoveryAlphabet has no characters that are taken for each other: no 0, O, 1,
// I, L, and no U, which is taken for V.
const recoveryAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// recoveryLen is the length of a recovery code: 10 of 30 characters are 49 bits.
const recoveryLen = 10

// newRecovery makes a recovery code, as K7QMX-2D9PF, from digits of chance.
func newRecovery(digits func(n int) string) string {
	var b strings.Builder
	for b.Len() < recoveryLen {
		// Three digits below 990 give every character equally often.
		if d := digits(3); d < "990" {
			n := int(d[0]-'0')*100 + int(d[1]-'0')*10 + int(d[2]-'0')
			b.WriteByte(recoveryAlphabet[n%len(recoveryAlphabet)])
		}
	}
	s := b.String()
	return s[:recoveryLen/2] + "-" + s[recoveryLen/2:]
}

// tidyCode reads what somebody typed as the second factor: blanks, dashes, small
// letters and full-width characters are forgiven.
func tidyCode(text string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(core.Fold(text)))
}

// parsePhone reads a mobile number.
//
// Errors: ErrPhone.
func parsePhone(text string) (core.Phone, error) {
	p, err := core.ParsePhone(text)
	if err != nil {
		return "", ErrPhone
	}
	return p, nil
}

// parseName reads a name.
//
// Errors: ErrName.
func parseName(text string) (crypto.Private[crypto.Name], error) {
	n, err := core.ParseName(text)
	if err != nil {
		return crypto.Private[crypto.Name]{}, ErrName
	}
	return crypto.Hide[crypto.Name](n), nil
}

// parseReason reads why something is done.
//
// Errors: ErrReason.
func parseReason(text string) (string, error) {
	s := strings.TrimSpace(core.Fold(text))
	if n := utf8.RuneCountInString(s); n < 4 || n > 200 {
		return "", ErrReason
	}
	return s, nil
}

// parseArea reads where a role holds and checks that there is such a region: ""
// is everywhere. Villages of a county whose villages are not held in the
// reference data are taken as they are.
//
// Errors: ErrArea.
func parseArea(set *reference.Set, text string, day core.Date) (core.RegionCode, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	code, err := core.ParseRegion(text)
	if errors.Is(err, core.ErrRegion) {
		return "", ErrArea
	}
	if _, ok := set.Region(code, day); ok {
		return code, nil
	}
	for up := code.Parent(); up.Level() >= core.CountyLevel; up = up.Parent() {
		if _, ok := set.Region(up, day); ok && len(set.Children(up, day)) == 0 {
			return code, nil
		}
	}
	return "", ErrArea
}

// isAdmin reports whether the role is one of the three offices.
func isAdmin(r core.Role) bool { return slices.Contains(core.Admins, r) }

// ended reports whether the grant holds no more.
func (g Grant) ended(now time.Time) bool { return !g.To.IsZero() && !now.Before(g.To) }

// inForce reports whether the grant holds now.
func (g Grant) inForce(now time.Time) bool { return !now.Before(g.From) && !g.ended(now) }

// lasting reports whether the grant holds now and has no end.
func (g Grant) lasting(now time.Time) bool { return g.inForce(now) && g.To.IsZero() }

// covers reports whether g already gives all that o would.
func (g Grant) covers(o Grant, now time.Time) bool {
	if o.From.IsZero() {
		o.From = now
	}
	return g.Role == o.Role && g.Area == o.Area && !o.From.Before(g.From) && !g.ended(now) &&
		(g.To.IsZero() || !o.To.IsZero() && !o.To.After(g.To))
}

// apart refuses a second office: of the roles held now or later at most one is
// that of an administrator.
//
// Errors: ErrApart.
func apart(held []Grant, role core.Role, now time.Time) error {
	if !isAdmin(role) {
		return nil
	}
	for _, g := range held {
		if isAdmin(g.Role) && g.Role != role && !g.ended(now) {
			return ErrApart
		}
	}
	return nil
}

// times completes and checks a grant's beginning and end.
//
// Errors: ErrTimes.
func (g Grant) times(now time.Time) (Grant, error) {
	if g.From.IsZero() || g.From.Before(now) {
		g.From = now
	}
	if !g.To.IsZero() && !g.To.After(g.From) {
		return Grant{}, ErrTimes
	}
	return g, nil
}
