package kiosk

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Begin makes a code to scan, and the secret by which the machine asks what came
// of it.
//
// Errors: ErrMachine.
func (s *Service) Begin(ctx context.Context, tx db.Tx, key string) (_ Scan, secret string, err error) {
	defer fault.Wrap(&err, "kiosk.Begin")
	h, err := s.at(ctx, tx, key)
	if err != nil {
		return Scan{}, "", err
	}
	now := s.Now()
	secret = crypto.Token()
	c := Scan{Code: newCode(), Hall: h.ID, Pair: s.Digits(2), Expires: now.Add(scanLife)}
	return c, secret, errors.Join(deleteScans(ctx, tx, now), insertScan(ctx, tx, c, crypto.HashToken(secret)))
}

// Seen shows a scan to the one whose phone scanned it.
//
// Errors: ErrNoScan, ErrTaken.
func (s *Service) Seen(ctx context.Context, q db.Q, a core.Actor, code string) (_ Scan, _ Hall, err error) {
	defer fault.Wrap(&err, "kiosk.Seen")
	c, err := scanOf(ctx, q, code, false)
	switch {
	case errors.Is(err, db.ErrNoRow), err == nil && !s.Now().Before(c.Expires):
		return Scan{}, Hall{}, ErrNoScan
	case err != nil:
		return Scan{}, Hall{}, err
	case c.Person != "" && c.Person != a.Person:
		return Scan{}, Hall{}, ErrTaken
	}
	h, err := s.Halls.Hall(ctx, q, c.Hall)
	return c, h, err
}

// Allow says yes on the person's own phone. Twice is once. A machine can't allow
// another machine.
//
// Errors: ErrNoScan, ErrTaken.
func (s *Service) Allow(ctx context.Context, tx db.Tx, a core.Actor, code string) (_ Scan, _ Hall, err error) {
	defer fault.Wrap(&err, "kiosk.Allow")
	if _, err := scanOf(ctx, tx, code, true); err != nil && !errors.Is(err, db.ErrNoRow) {
		return Scan{}, Hall{}, err
	}
	c, h, err := s.Seen(ctx, tx, a, code)
	if err != nil || c.Person == a.Person {
		return c, h, err
	}
	c.Person = a.Person
	return c, h, errors.Join(allowScan(ctx, tx, code, a.Person),
		audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "kiosk.allow", c.Hall, "")))
}

// Claim asks what came of a scan: nothing yet, for the zero Signed, or somebody
// logged in. It gives a session once.
//
// Errors: ErrMachine, ErrNoScan.
func (s *Service) Claim(ctx context.Context, tx db.Tx, a core.Actor, key, code, secret string) (_ Signed, err error) {
	defer fault.Wrap(&err, "kiosk.Claim")
	h, err := s.at(ctx, tx, key)
	if err != nil {
		return Signed{}, err
	}
	hash, err := secretOf(ctx, tx, code)
	if errors.Is(err, db.ErrNoRow) || err == nil && !crypto.Same(hash, crypto.HashToken(secret)) {
		return Signed{}, ErrNoScan
	}
	if err != nil {
		return Signed{}, err
	}
	c, err := scanOf(ctx, tx, code, true)
	switch {
	case errors.Is(err, db.ErrNoRow), err == nil && (!s.Now().Before(c.Expires) || c.Hall != h.ID):
		return Signed{}, ErrNoScan
	case err != nil:
		return Signed{}, err
	case c.Person == "":
		return Signed{}, nil
	}
	if err := deleteScan(ctx, tx, code); err != nil {
		return Signed{}, err
	}
	return s.open(ctx, tx, a, h, c.Person)
}
