package person

import (
	"context"
	"errors"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// attempt is one question to the register.
type attempt struct{}

// Read checks what someone states about themselves as far as that goes without
// asking anybody.
//
// Errors: those of names, documents and births, ErrUnderAge; all that apply.
func (s *Service) Read(st Stated) (Claim, error) {
	c, faults := st.claim(s.Ref.Set(), s.today())
	return c, fault.Join(faults)
}

// Begin says whether a claim may be put to the register, and counts the attempt.
// It is settled if the very same was accepted before.
//
// Errors: ErrIdentitySettled, ErrConsentMissing, ErrConsentVersion, ErrManyAttempts.
func (s *Service) Begin(ctx context.Context, tx db.Tx, a core.Actor, c Claim, given []Given) (try core.ID[attempt], settled bool, err error) {
	defer fault.Wrap(&err, "person.Begin(%s)", a.Person)
	if settled, err := s.settled(ctx, tx, a.Person, c); err != nil || settled {
		return "", settled, err
	}
	all, err := consentsOf(ctx, tx, a.Person)
	if err != nil {
		return "", false, err
	}
	if _, err := toGive(all, given, s.today()); err != nil {
		return "", false, err
	}
	now := s.Now()
	try = core.NewID[attempt](now)
	if err := insertAttempt(ctx, tx, a.Person, try, now); err != nil {
		return "", false, err
	}
	n, err := countAttempts(ctx, tx, a.Person, now.AddDate(0, 0, -1))
	if err == nil && n > maxAttempts {
		return "", false, ErrManyAttempts // and the attempt is rolled back
	}
	return try, false, err
}

// settled reports whether the person has exactly this real name already.
//
// Errors: ErrIdentitySettled if they have another.
func (s *Service) settled(ctx context.Context, q db.Q, id core.PersonID, c Claim) (bool, error) {
	p, err := s.personOf(ctx, q, id)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return false, nil
	case err != nil:
		return false, err
	case !p.same(c):
		return false, ErrIdentitySettled
	}
	return true, nil
}

// Ask puts a claim to the register. Call it outside of transactions.
func (s *Service) Ask(ctx context.Context, c Claim) Verdict {
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	v, err := s.Checker.Check(ctx, c)
	if err != nil || v != Consistent && v != Mismatch {
		s.Log.WarnContext(ctx, "person: identity check failed", "verdict", string(v), "error", err)
		return ""
	}
	return v
}

// Settle ends an attempt: a consistent claim becomes the person's real name,
// together with the consents that come with it. Refusals are counted: the caller
// must commit (api.Keep).
//
// Errors: ErrMismatch, ErrUnavailable, ErrDocumentTaken, ErrIdentitySettled,
// ErrConsentMissing, ErrConsentVersion.
func (s *Service) Settle(ctx context.Context, tx db.Tx, a core.Actor, try core.ID[attempt], c Claim, v Verdict, given []Given) (err error) {
	defer fault.Wrap(&err, "person.Settle(%s)", a.Person)
	switch v {
	case Consistent:
	case Mismatch:
		return s.refuse(ctx, tx, a, try, "mismatch", ErrMismatch)
	default:
		return s.refuse(ctx, tx, a, try, "unavailable", ErrUnavailable)
	}
	all, err := consentsOf(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	accept, err := toGive(all, given, s.today())
	if err != nil {
		return err
	}
	at := s.Now() // of the consents and the name that rests on them
	for _, t := range accept {
		at = laterThan(all[t.Kind].At, at)
	}
	fresh, err := s.keep(ctx, tx, a.Person, c, at)
	switch {
	case errors.Is(err, ErrDocumentTaken):
		return s.refuse(ctx, tx, a, try, "taken", ErrDocumentTaken)
	case err != nil || !fresh:
		return err
	}
	if err := endAttempt(ctx, tx, a.Person, try, string(Consistent)); err != nil {
		return err
	}
	for _, t := range accept {
		if err := s.record(ctx, tx, a, t, true, at); err != nil {
			return err
		}
	}
	if err := s.enlist(ctx, tx, rolled{Person: a.Person, Name: c.Name, Since: at, By: a.Doer(), Channel: a.Channel, Verified: true}); err != nil {
		return err
	}
	if err := s.Outbox.Publish(ctx, tx, event.PersonVerified{Person: a.Person, Birth: c.Birth}); err != nil {
		return err
	}
	if err := s.publishProfile(ctx, tx, a.Person); err != nil {
		return err
	}
	return audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "person.identify", string(c.Kind), ""))
}

// keep writes a real name if person and document are both free; fresh is false
// if the very same stands already.
//
// Errors: ErrDocumentTaken (then nothing is written), ErrIdentitySettled.
func (s *Service) keep(ctx context.Context, tx db.Tx, id core.PersonID, c Claim, at time.Time) (fresh bool, err error) {
	owner, err := claimDocument(ctx, tx, s.documentIndex(c.Kind, c.Number), id)
	switch {
	case err != nil:
		return false, err
	case owner != id:
		return false, ErrDocumentTaken
	}
	p := Person{ID: id, Name: c.Name, Kind: c.Kind, Number: c.Number, Birth: c.Birth, Verified: at}
	if fresh, err := s.insertPeople(ctx, tx, []Person{p}); err != nil || fresh == 1 {
		return fresh == 1, err
	}
	// Someone was quicker: the same tap twice, or another claim.
	_, err = s.settled(ctx, tx, id, c)
	return false, err
}

// refuse records how an attempt ended and keeps that although it is refused.
func (s *Service) refuse(ctx context.Context, tx db.Tx, a core.Actor, try core.ID[attempt], outcome string, f *fault.Fault) error {
	if err := endAttempt(ctx, tx, a.Person, try, outcome); err != nil {
		return err
	}
	if err := audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "person.identify_refused", outcome, "")); err != nil {
		return err
	}
	return api.Keep(f)
}
