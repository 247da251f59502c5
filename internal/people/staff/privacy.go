package staff

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person beyond their roles: nothing that
// they could read, but when they joined.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "staff.Dossier(%s)", person)
	part := dossier.Part{Key: "staff", Title: core.Text{ZH: "工作人员登录", EN: "Log-in as staff"}, Columns: []dossier.Column{
		dossier.Col("invited_at", "邀请时间", "Invited"), dossier.Col("joined_at", "开通时间", "Joined"),
	}}
	// One row by its primary key.
	err = q.Rows(ctx, `SELECT invited_us, joined_us FROM staff_member WHERE person = $1`, []any{person}, func(r db.Row) error {
		var invited int64
		var joined *int64
		err := r.Scan(&invited, &joined)
		part.Add(dossier.At(db.Instant(invited)), dossier.At(db.OptInstant(joined)))
		return err
	})
	return []dossier.Part{part}, err
}

// Hindrances are none: roles that are in force are account's to tell.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase removes the log-in. Who gave and took which role stays in the record.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "staff.Erase(%s)", e.Person)
	for _, statement := range []string{
		`DELETE FROM staff_password WHERE person = $1`,
		`DELETE FROM staff_recovery WHERE person = $1`,
		`DELETE FROM staff_link WHERE person = $1`,
		`DELETE FROM staff_member WHERE person = $1`,
	} {
		// The member's rows, those that lean on others first.
		if _, err := tx.Exec(ctx, statement, string(e.Person)); err != nil {
			return err
		}
	}
	return nil
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "staff.Remains")
	return dossier.AllLeft(ctx, q, gone, dossier.Query{What: "members of staff", SQL: `SELECT COUNT(*) FROM staff_member WHERE person IN`})
}
