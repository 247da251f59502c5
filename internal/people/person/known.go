package person

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// ByDocument returns whose document a number is, for a counter or a machine that
// has it in its hands. What is no document is nobody's.
//
// Errors: ErrUnknown.
func (s *Service) ByDocument(ctx context.Context, q db.Q, kind core.DocumentKind, number string) (person core.PersonID, err error) {
	defer fault.Wrap(&err, "person.ByDocument(%s)", kind)
	doc, err := core.ParseDocument(kind, number, s.today())
	if err != nil {
		return "", ErrUnknown
	}
	// One row by its primary key.
	err = q.Row(ctx, `SELECT person FROM person_document WHERE document_index = $1`,
		s.documentIndex(doc.Kind, crypto.Hide[crypto.Document](doc.Number))).Scan(&person)
	if errors.Is(err, db.ErrNoRow) {
		return "", ErrUnknown
	}
	return person, err
}
