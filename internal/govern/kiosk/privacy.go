package kiosk

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is nothing beyond the log-ins, which account tells of.
func (s *Service) Dossier(context.Context, db.Q, core.PersonID) ([]dossier.Part, error) {
	return nil, nil
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase forgets log-ins under way.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "kiosk.Erase(%s)", e.Person)
	// Few rows in all.
	if _, err := tx.Exec(ctx, `DELETE FROM kiosk_scan WHERE person = $1`, string(e.Person)); err != nil {
		return err
	}
	// One row for each document that asked for a code.
	_, err = tx.Exec(ctx, `DELETE FROM kiosk_code WHERE person = $1`, string(e.Person))
	return err
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "kiosk.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "codes of a machine", SQL: `SELECT COUNT(*) FROM kiosk_code WHERE person IN`},
		dossier.Query{What: "scans of a machine", SQL: `SELECT COUNT(*) FROM kiosk_scan WHERE person IN`},
	)
}
