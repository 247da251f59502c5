package reputation

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "reputation.Dossier(%s)", person)
	columns := []dossier.Column{
		dossier.Col("engagement", "哪份工作（编号）", "Engagement"), dossier.Col("stars", "星", "Stars"), dossier.Col("words", "写的话", "Words"),
		dossier.Col("reply", "回复", "Answer"), dossier.Col("shown", "已公开", "Shown"), dossier.Col("at", "时间", "When"),
	}
	given := dossier.Part{Key: "ratings_given", Title: core.Text{ZH: "您给别人的评价", EN: "Ratings you gave"}, Columns: columns}
	got := dossier.Part{Key: "ratings_got", Title: core.Text{ZH: "别人给您的评价", EN: "Ratings you got"}, Columns: columns,
		Note: core.Text{ZH: "还没有公开的不在这里，公开后才能看到。", EN: "Those that are not shown yet are not here."}}
	// Both are few: a person's work.
	err = q.Rows(ctx, selectRating+` WHERE author = $1 OR subject = $2 ORDER BY at_us`, []any{person, string(person)}, func(row db.Row) error {
		r, err := scanRating(row)
		if err != nil {
			return err
		}
		line := []dossier.Cell{dossier.Plain(string(r.Engagement)), {Value: r.Stars, Text: dossier.Count(int64(r.Stars))}, dossier.Plain(r.Words),
			dossier.Plain(r.Reply), dossier.Bool(!r.Shown.IsZero()), dossier.At(r.At)}
		switch {
		case r.Author == person:
			given.Add(line...)
		case !r.Shown.IsZero():
			got.Add(line...)
		}
		return nil
	})
	return []dossier.Part{given, got}, err
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase removes what was written in ratings by the person and about them. The
// stars stay: without a name they are part of the other side's mean.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "reputation.Erase(%s)", e.Person)
	// An answer goes with what it answers.
	_, err = tx.Exec(ctx, `UPDATE reputation_rating SET words = '', reply = '', reply_us = NULL WHERE author = $1 OR subject = $2`, e.Person, string(e.Person))
	return err
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "reputation.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "words in ratings given", SQL: `SELECT COUNT(*) FROM reputation_rating WHERE (words <> '' OR reply <> '') AND author IN`},
		dossier.Query{What: "words in ratings got", SQL: `SELECT COUNT(*) FROM reputation_rating WHERE (words <> '' OR reply <> '') AND subject IN`},
	)
}
