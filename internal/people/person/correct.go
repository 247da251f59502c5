package person

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// CorrectIdentity replaces a settled real name and document: a reviewer has seen
// the document (个人信息保护法 46).
//
// Errors: ErrIdentityMissing, ErrDocumentTaken.
func (s *Service) CorrectIdentity(ctx context.Context, tx db.Tx, a core.Actor, person core.PersonID, c Claim) (err error) {
	defer fault.Wrap(&err, "person.CorrectIdentity(%s)", person)
	was, err := s.personOf(ctx, tx, person)
	if errors.Is(err, db.ErrNoRow) {
		return ErrIdentityMissing
	}
	if err != nil {
		return err
	}
	owner, err := claimDocument(ctx, tx, s.documentIndex(c.Kind, c.Number), person)
	switch {
	case err != nil:
		return err
	case owner != person:
		return ErrDocumentTaken
	}
	if was.Kind != c.Kind || was.Number != c.Number {
		if err := freeDocument(ctx, tx, s.documentIndex(was.Kind, was.Number)); err != nil {
			return err
		}
	}
	// The day on which the name was first settled stays.
	now := Person{ID: person, Name: c.Name, Kind: c.Kind, Number: c.Number, Birth: c.Birth, Verified: was.Verified}
	if err := s.updatePerson(ctx, tx, now); err != nil {
		return err
	}
	if err := s.Outbox.Publish(ctx, tx, event.PersonVerified{Person: person, Birth: c.Birth}, event.PersonCorrected{Person: person}); err != nil {
		return err
	}
	return errors.Join(
		s.publishProfile(ctx, tx, person),
		audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "person.correct_identity", string(c.Kind), "")),
	)
}

// freeDocument lets go of a document.
func freeDocument(ctx context.Context, tx db.Tx, index []byte) error {
	_, err := tx.Exec(ctx, `DELETE FROM person_document WHERE document_index = $1`, index)
	return err
}

// updatePerson writes a corrected real name, and what the roll finds it by.
func (s *Service) updatePerson(ctx context.Context, tx db.Tx, p Person) error {
	_, err := tx.Exec(ctx, `UPDATE person_person SET name = $2, kind = $3, document = $4, birth = $5 WHERE person = $1`,
		p.ID, s.names().Seal(p.ID, p.Name), string(p.Kind), s.documents().Seal(p.ID, p.Number), string(p.Birth))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person_roll SET name_index = $2 WHERE person = $1`, p.ID, s.nameIndex(p.Name))
	return err
}
