package person

import (
	"context"
	"fmt"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

// Enrolment is one person to be taken in with others. The account must exist.
type Enrolment struct {
	Person   core.PersonID
	Stated   Stated
	Consents []ConsentKind // accepted in their current text; the required ones always are
	Profile  *Profile      // nil: none
}

// Enrol takes in many people whose documents were seen elsewhere (a hall, an
// import, the demo), by the same rules as one by one but for the register's
// check. All or nobody: the first that breaks a rule stops all, and the error
// tells its place in the list.
//
// Errors: those of Read and of the profile, ErrDocumentTaken, ErrIdentitySettled.
func (s *Service) Enrol(ctx context.Context, tx db.Tx, a core.Actor, all []Enrolment) (err error) {
	defer fault.Wrap(&err, "person.Enrol(%d)", len(all))
	done := 0
	return db.Chunks(all, func(part []Enrolment) error {
		b, err := s.prepare(a, part, done)
		if err != nil {
			return err
		}
		done += len(part)
		return s.enrol(ctx, tx, a, b)
	})
}

// enrolments are what a part of the list becomes.
type enrolments struct {
	people   []Person
	indexes  [][]byte
	consents []Consent
	profiles []Profiled
	events   []outbox.Event
	entries  []audit.Entry
	roll     []rolled
}

// prepare checks a part of the list; done is how many came before it.
func (s *Service) prepare(a core.Actor, part []Enrolment, done int) (b enrolments, err error) {
	now, day := s.Now(), s.today()
	for i, e := range part {
		c, err := s.Read(e.Stated)
		if err != nil {
			return b, fmt.Errorf("person %d: %w", done+i, err)
		}
		p := Person{ID: e.Person, Name: c.Name, Kind: c.Kind, Number: c.Number, Birth: c.Birth, Verified: now}
		b.people = append(b.people, p)
		b.indexes = append(b.indexes, s.documentIndex(c.Kind, c.Number))
		for _, k := range kindsOf(e.Consents) {
			t, err := textOn(k, day)
			if err != nil {
				return b, err
			}
			b.consents = append(b.consents, consentOf(a, e.Person, now, t, true))
		}
		b.events = append(b.events, event.PersonVerified{Person: e.Person, Birth: c.Birth})
		b.entries = append(b.entries, audit.By(a, now, string(e.Person), "person.enrol", string(c.Kind), ""))
		b.roll = append(b.roll, rolled{e.Person, c.Name, s.regionOf(e.Profile), now, a.Doer(), a.Channel, true})
		if e.Profile == nil {
			continue
		}
		profile, err := e.Profile.check(s.Ref.Set(), day)
		if err != nil {
			return b, fmt.Errorf("person %d: %w", done+i, err)
		}
		made := Profiled{e.Person, profile, now}
		b.profiles = append(b.profiles, made)
		b.events = append(b.events, changed(made, Worker{Person: e.Person, Verified: true, Birth: c.Birth, Name: c.Name, Consented: true}))
	}
	return b, nil
}

// kindsOf adds the required kinds and drops twins.
func kindsOf(given []ConsentKind) (out []ConsentKind) {
	has := map[ConsentKind]bool{}
	for _, k := range given {
		has[k] = true
	}
	for _, k := range Kinds {
		if k.Required() || has[k] {
			out = append(out, k)
		}
	}
	return out
}

// enrol writes what prepare made.
func (s *Service) enrol(ctx context.Context, tx db.Tx, a core.Actor, b enrolments) error {
	n, err := claimDocuments(ctx, tx, b.indexes, b.people)
	switch {
	case err != nil:
		return err
	case n != int64(len(b.people)):
		return ErrDocumentTaken
	}
	n, err = s.insertPeople(ctx, tx, b.people)
	switch {
	case err != nil:
		return err
	case n != int64(len(b.people)):
		return ErrIdentitySettled
	}
	if err := db.Chunks(b.consents, func(part []Consent) error { return insertConsents(ctx, tx, part) }); err != nil {
		return err
	}
	if len(b.profiles) > 0 {
		if err := upsertProfiles(ctx, tx, b.profiles); err != nil {
			return err
		}
	}
	if err := s.enlist(ctx, tx, b.roll...); err != nil {
		return err
	}
	if err := s.Outbox.Publish(ctx, tx, b.events...); err != nil {
		return err
	}
	return audit.Append(ctx, tx, b.entries...)
}
