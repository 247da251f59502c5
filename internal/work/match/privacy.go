package match

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person beyond their profile: which jobs
// rang for them, and why.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "match.Dossier(%s)", person)
	part := dossier.Part{Key: "rings", Title: core.Text{ZH: "给您推过的活", EN: "Jobs that rang for you"}, Columns: []dossier.Column{
		dossier.Col("job", "活（编号）", "Job"), dossier.Col("at", "时间", "When"), dossier.Col("score", "合适分", "Score"), dossier.Col("distance_m", "离您（米）", "Distance (m)"),
	}}
	// By the index of people, newest first; older ones are for the record only.
	err = q.Rows(ctx, `SELECT job_id, told_us, score, distance_m FROM match_ring WHERE person_id = $1 ORDER BY told_us DESC, job_id LIMIT 5000`, []any{person}, func(r db.Row) error {
		var job string
		var us, score, distance int64
		err := r.Scan(&job, &us, &score, &distance)
		part.Add(dossier.Plain(job), dossier.At(db.Instant(us)), dossier.Cell{Value: score, Text: dossier.Count(score)}, dossier.Cell{Value: distance, Text: dossier.Count(distance)})
		return err
	})
	return []dossier.Part{part}, err
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase forgets the person.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "match.Erase(%s)", e.Person)
	return forgetPerson(ctx, tx, e.Person)
}

// OnPersonErased forgets what an older fact brought after the erasure.
func (s *Service) OnPersonErased(ctx context.Context, tx db.Tx, e event.PersonErased) (err error) {
	defer fault.Wrap(&err, "match.OnPersonErased(%s)", e.Person)
	return forgetPerson(ctx, tx, e.Person)
}

// forgetPerson removes all rows of a person.
func forgetPerson(ctx context.Context, tx db.Tx, person core.PersonID) error {
	// The person's rows, those that lean on others first.
	for _, statement := range []string{
		`DELETE FROM match_trade WHERE person_id = $1`,
		`DELETE FROM match_area WHERE person_id = $1`,
		`DELETE FROM match_worker WHERE person_id = $1`,
		`DELETE FROM match_ring WHERE person_id = $1`,
		`DELETE FROM match_busy WHERE person_id = $1`,
		`DELETE FROM match_stint WHERE person_id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, person); err != nil {
			return err
		}
	}
	return nil
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "match.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "wishes", SQL: `SELECT COUNT(*) FROM match_worker WHERE person_id IN`},
		dossier.Query{What: "rings", SQL: `SELECT COUNT(*) FROM match_ring WHERE person_id IN`},
	)
}
