package person

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Consent is one act: a text was accepted, or its acceptance withdrawn. The
// latest of a kind counts; none is ever changed.
type Consent struct {
	ID       core.ID[Consent]
	Person   core.PersonID
	Kind     ConsentKind
	Granted  bool
	Version  string    // of the text it is about
	Lang     core.Lang // it was read in
	Hash     string    // of that text
	Channel  core.Channel
	Operator core.PersonID // who did it for the person; "" for the person
	At       time.Time
}

// Given names a text that someone accepts.
type Given struct {
	Kind    ConsentKind
	Version string
}

// Consent records that the actor accepts the current text of a kind, or
// withdraws. What changes nothing is not recorded again.
//
// Errors: ErrConsentKind, ErrConsentVersion.
func (s *Service) Consent(ctx context.Context, tx db.Tx, a core.Actor, kind ConsentKind, granted bool, version string) (err error) {
	defer fault.Wrap(&err, "person.Consent(%s, %s)", a.Person, kind)
	t, err := textOn(kind, s.today())
	if err != nil {
		return err
	}
	all, err := consentsOf(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	was := all[kind]
	switch {
	case granted && version != t.Version:
		return named(ErrConsentVersion, t)
	case granted && was.Granted && was.Version == t.Version, !granted && !was.Granted:
		return nil
	case !granted: // what is withdrawn is what was accepted
		if t, err = textOf(kind, was.Version); err != nil {
			return err
		}
	}
	if err := s.record(ctx, tx, a, t, granted, laterThan(was.At, s.Now())); err != nil {
		return err
	}
	if kind.Required() && was.Granted != granted {
		return s.publishProfile(ctx, tx, a.Person)
	}
	return nil
}

// laterThan is at, or the next moment after was: the latest word on a consent
// counts, so each is later than the one before.
func laterThan(was, at time.Time) time.Time {
	if at.After(was) {
		return at
	}
	return was.Add(time.Microsecond)
}

// record writes a consent and its audit entry.
func (s *Service) record(ctx context.Context, tx db.Tx, a core.Actor, t Text, granted bool, at time.Time) error {
	c := consentOf(a, a.Person, at, t, granted)
	if err := insertConsents(ctx, tx, []Consent{c}); err != nil {
		return err
	}
	act := "person.consent"
	if !granted {
		act = "person.withdraw_consent"
	}
	return audit.Append(ctx, tx, audit.By(a, c.At, string(c.Person), act, string(t.Kind)+" "+t.Version, ""))
}

// consentOf is what is recorded of a consent; the actor may act for the person.
func consentOf(a core.Actor, person core.PersonID, at time.Time, t Text, granted bool) Consent {
	lang := core.ZH
	if a.Lang == core.EN {
		lang = core.EN
	}
	c := Consent{
		ID: core.NewID[Consent](at), Person: person, Kind: t.Kind, Granted: granted, Version: t.Version,
		Lang: lang, Hash: t.hashIn(lang), Channel: a.Channel, At: at,
	}
	if doer := a.Doer(); doer != person {
		c.Operator = doer
	}
	return c
}

// Consents returns the latest consent of each kind that the person ever gave.
func (s *Service) Consents(ctx context.Context, q db.Q, person core.PersonID) (_ map[ConsentKind]Consent, err error) {
	defer fault.Wrap(&err, "person.Consents(%s)", person)
	return consentsOf(ctx, q, person)
}

// Consented reports whether the person's latest word on a kind is yes, to
// whichever version. Modules ask it before they use sensitive data; kind is
// "location" or "bank_card".
func (s *Service) Consented(ctx context.Context, q db.Q, person core.PersonID, kind string) (_ bool, err error) {
	defer fault.Wrap(&err, "person.Consented(%s, %s)", person, kind)
	all, err := consentsOf(ctx, q, person)
	return all[ConsentKind(kind)].Granted, err
}

// outstanding are the required kinds whose current text is not accepted.
func outstanding(all map[ConsentKind]Consent, day core.Date) []ConsentKind {
	out := []ConsentKind{}
	for _, k := range Kinds {
		t, err := textOn(k, day)
		if c := all[k]; k.Required() && err == nil && (!c.Granted || c.Version != t.Version) {
			out = append(out, k)
		}
	}
	return out
}

// required reports whether all required kinds are accepted, in any version.
func required(all map[ConsentKind]Consent) bool {
	for _, k := range Kinds {
		if k.Required() && !all[k].Granted {
			return false
		}
	}
	return true
}

// toGive returns the texts that a person must still accept before a real name,
// out of those that come with the request.
//
// Errors: ErrConsentMissing, ErrConsentVersion.
func toGive(all map[ConsentKind]Consent, given []Given, day core.Date) (accept []Text, err error) {
	var faults []*fault.Fault
	for _, k := range outstanding(all, day) {
		t, err := textOn(k, day)
		if err != nil {
			return nil, err
		}
		f := ErrConsentMissing
		for _, g := range given {
			if g.Kind == k {
				f = ErrConsentVersion.At("body.consents")
			}
			if g.Kind == k && g.Version == t.Version {
				f = nil
				accept = append(accept, t)
				break
			}
		}
		if f != nil {
			faults = append(faults, named(f, t))
		}
	}
	return accept, fault.Join(faults)
}

// named fills in the title, each language its own.
func named(f *fault.Fault, t Text) *fault.Fault {
	zh, en := f.With("title", t.Title.ZH), f.With("title", t.Title.EN)
	zh.EN = en.EN
	return zh
}
