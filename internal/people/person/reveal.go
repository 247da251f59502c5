package person

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Field is a value that goes out masked.
type Field string

// The fields.
const (
	NameField     Field = "name"
	DocumentField Field = "document"
	PhoneField    Field = "phone"
)

// LookRole is as what somebody looked.
type LookRole string

// The roles. A party is the other side of something both take part in.
const (
	BySelf     LookRole = "self"
	ByReviewer LookRole = "reviewer"
	ByParty    LookRole = "party"
	BySystem   LookRole = "system"
)

// Look is one showing of a full value.
type Look struct {
	ID      core.ID[Look]
	Person  core.PersonID // whose value
	Looker  core.PersonID // "" for the system
	Role    LookRole
	Field   Field
	Reason  string
	Channel core.Channel
	At      time.Time
}

// minReason is the shortest reason for looking at another's data, in characters.
const minReason = 4

// Reveal gives a full value to the person, or to a reviewer of where they are who
// says why.
//
// Errors: ErrLook, ErrLookReason, ErrUnknown, ErrIdentityMissing.
func (s *Service) Reveal(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, field Field, reason string) (value string, err error) {
	defer fault.Wrap(&err, "person.Reveal(%s, %s)", person, field)
	role, reason := BySelf, core.Fold(reason)
	if a.Person != person {
		role = ByReviewer
		region, err := s.RegionOf(ctx, tx, person)
		if err != nil {
			return "", err
		}
		if !a.May(core.Reviewer, region) {
			return "", ErrLook
		}
		if utf8.RuneCountInString(reason) < minReason {
			return "", ErrLookReason.With("min", minReason)
		}
	}
	return s.look(ctx, tx, a, role, person, field, reason)
}

// Disclose is Reveal for other modules, whose use case decides who may look: a
// name for a contract, a phone for the other side of a job. It is recorded just
// so, and the reason is shown to the person.
//
// Errors: ErrUnknown, ErrIdentityMissing.
func (s *Service) Disclose(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, field Field, reason string) (value string, err error) {
	defer fault.Wrap(&err, "person.Disclose(%s, %s)", person, field)
	role := ByParty
	switch a.Person {
	case "":
		role = BySystem
	case person:
		role = BySelf
	}
	return s.look(ctx, tx, a, role, person, field, reason)
}

// look records a look and gives the value.
func (s *Service) look(ctx context.Context, tx db.Tx, a core.Actor, role LookRole, person core.PersonID, field Field, reason string) (string, error) {
	value, err := s.full(ctx, tx, person, field)
	if err != nil {
		return "", err
	}
	now := s.Now()
	l := Look{core.NewID[Look](now), person, a.Person, role, field, reason, a.Channel, now}
	if err := insertLook(ctx, tx, l); err != nil {
		return "", err
	}
	return value, audit.Append(ctx, tx, audit.By(a, now, string(person), "person.reveal", string(field), reason))
}

func (s *Service) full(ctx context.Context, q db.Q, person core.PersonID, field Field) (string, error) {
	if field == PhoneField {
		phone, err := s.Phones.Phone(ctx, q, person)
		if fault.KindOf(err) == fault.NotFound {
			return "", ErrUnknown
		}
		return phone.Reveal(), err
	}
	p, err := s.personOf(ctx, q, person)
	switch {
	case errors.Is(err, db.ErrNoRow):
		return "", ErrIdentityMissing
	case err != nil:
		return "", err
	case field == NameField:
		return p.Name.Reveal(), nil
	}
	return p.Number.Reveal(), nil
}

// Looks returns who saw a person's full values, newest first, older than the
// look before; "" begins.
func (s *Service) Looks(ctx context.Context, q db.Q, person core.PersonID, before core.ID[Look], limit int) (_ []Look, err error) {
	defer fault.Wrap(&err, "person.Looks(%s)", person)
	if before == "" {
		before = lastID
	}
	return looksBefore(ctx, q, person, before, limit)
}
