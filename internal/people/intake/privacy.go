package intake

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person: what others did for them.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "intake.Dossier(%s)", person)
	part := dossier.Part{Key: "done_for_me", Title: core.Text{ZH: "别人替您办过的事", EN: "What was done for you"}, Columns: []dossier.Column{
		dossier.Col("at", "时间", "When"), dossier.Col("what", "什么事", "What"), dossier.Col("who", "谁", "Who"), dossier.Col("channel", "途径", "Door"), dossier.Col("contest", "您的异议", "Your objection"),
	}}
	acts, _, err := s.ActsFor(ctx, q, person, "", 1000)
	if err != nil {
		return nil, err
	}
	var doers []core.PersonID
	for _, a := range acts {
		doers = append(doers, a.Actor)
	}
	names, err := s.Names.ShownNames(ctx, q, doers)
	for _, a := range acts {
		contest := ""
		if a.Contested != nil {
			contest = a.Contested.Reason
		}
		part.Add(dossier.At(a.At), dossier.Said(a.Act, actTexts[a.Act]), dossier.Plain(names[a.Actor]), dossier.Plain(string(a.Channel)), dossier.Plain(contest))
	}
	return []dossier.Part{part}, err
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase removes what others wrote down about the person. Rows of tables are
// sealed and forgotten by themselves after keepImports.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "intake.Erase(%s)", e.Person)
	for _, statement := range []string{
		`DELETE FROM intake_slip WHERE person = $1`,
		`DELETE FROM intake_contest WHERE person = $1`,
		`DELETE FROM intake_record WHERE person = $1`,
		`DELETE FROM intake_person WHERE person = $1`,
	} {
		// The person's rows, one table after the other.
		if _, err := tx.Exec(ctx, statement, e.Person); err != nil {
			return err
		}
	}
	return nil
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "intake.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "registrations", SQL: `SELECT COUNT(*) FROM intake_person WHERE person IN`},
		dossier.Query{What: "records of registering", SQL: `SELECT COUNT(*) FROM intake_record WHERE person IN`},
		dossier.Query{What: "slips", SQL: `SELECT COUNT(*) FROM intake_slip WHERE person IN`},
		dossier.Query{What: "objections", SQL: `SELECT COUNT(*) FROM intake_contest WHERE person IN`},
	)
}
