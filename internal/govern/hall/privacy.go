package hall

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person: visits and calls.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "hall.Dossier(%s)", person)
	visits := dossier.Part{Key: "hall_visits", Title: core.Text{ZH: "大厅来访", EN: "Visits to a hall"}, Columns: []dossier.Column{
		dossier.Col("reason", "办什么", "What for"), dossier.Col("channel", "途径", "Door"), dossier.Col("at", "时间", "When"),
	}}
	// No index leads here: it is asked once for an export.
	err = q.Rows(ctx, `SELECT reason, channel, opened_us FROM hall_visit WHERE person_id = $1 ORDER BY opened_us DESC`, []any{person}, func(r db.Row) error {
		var reason, channel string
		var us int64
		err := r.Scan(&reason, &channel, &us)
		visits.Add(dossier.Plain(reason), dossier.Plain(channel), dossier.At(db.Instant(us)))
		return err
	})
	if err != nil {
		return nil, err
	}
	calls := dossier.Part{Key: "hall_calls", Title: core.Text{ZH: "大厅打给您的电话", EN: "Calls from a hall"}, Columns: []dossier.Column{
		dossier.Col("outcome", "结果", "Outcome"), dossier.Col("note", "备注", "Note"), dossier.Col("at", "时间", "When"),
	}}
	// So is this.
	err = q.Rows(ctx, `SELECT outcome, note, at_us FROM hall_call WHERE person_id = $1 ORDER BY at_us DESC`, []any{person}, func(r db.Row) error {
		var outcome, note string
		var us int64
		err := r.Scan(&outcome, &note, &us)
		calls.Add(dossier.Plain(outcome), dossier.Plain(note), dossier.At(db.Instant(us)))
		return err
	})
	return []dossier.Part{visits, calls}, err
}

// Hindrances are none: places in a team are engagements.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase takes out what clerks wrote about the person. That somebody came, or was
// called, stays in the service ledger.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "hall.Erase(%s)", e.Person)
	for _, statement := range []string{
		`UPDATE hall_visit SET reason = $2 WHERE person_id = $1`,
		`UPDATE hall_call SET note = $2 WHERE person_id = $1 AND note <> ''`,
		`UPDATE hall_mandate SET note = $2 WHERE agent = $1`,
	} {
		// By no index: an erasure is rare.
		n, err := tx.Exec(ctx, statement, e.Person, dossier.Gone)
		if err != nil {
			return err
		}
		if n > 0 {
			e.Keep("keep_service")
		}
	}
	return nil
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "hall.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "reasons of visits", SQL: `SELECT COUNT(*) FROM hall_visit WHERE reason <> '（已注销）' AND person_id IN`},
		dossier.Query{What: "notes of calls", SQL: `SELECT COUNT(*) FROM hall_call WHERE note <> '（已注销）' AND note <> '' AND person_id IN`},
	)
}
