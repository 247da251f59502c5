package reply

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person: jobs offered by SMS, and what
// became of the offers.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "reply.Dossier(%s)", person)
	part := dossier.Part{Key: "sms_offers", Title: core.Text{ZH: "短信推给您的活", EN: "Jobs offered to you by SMS"}, Columns: []dossier.Column{
		dossier.Col("title", "活", "Job"), dossier.Col("state", "结果", "Outcome"), dossier.Col("at", "时间", "When"),
	}}
	// By the primary key's beginning, newest first.
	err = q.Rows(ctx, `SELECT title, state, made_us FROM reply_offer WHERE person_id = $1 ORDER BY id DESC`, []any{person}, func(r db.Row) error {
		var title, state string
		var us int64
		err := r.Scan(&title, &state, &us)
		part.Add(dossier.Plain(title), dossier.Plain(state), dossier.At(db.Instant(us)))
		return err
	})
	return []dossier.Part{part}, err
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase forgets what was offered to the person and whose a message was.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "reply.Erase(%s)", e.Person)
	// By the primary key's beginning.
	if _, err := tx.Exec(ctx, `DELETE FROM reply_offer WHERE person_id = $1`, e.Person); err != nil {
		return err
	}
	// By no index: an erasure is rare. The message stays known, so that it counts once.
	_, err = tx.Exec(ctx, `UPDATE reply_heard SET person = '' WHERE person = $1`, string(e.Person))
	return err
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "reply.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "offers by SMS", SQL: `SELECT COUNT(*) FROM reply_offer WHERE person_id IN`},
		dossier.Query{What: "messages", SQL: `SELECT COUNT(*) FROM reply_heard WHERE person IN`},
	)
}
