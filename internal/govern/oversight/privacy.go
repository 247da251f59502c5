package oversight

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "oversight.Dossier(%s)", person)
	part := dossier.Part{Key: "reviews", Title: core.Text{ZH: "您申请的审核", EN: "Reviews you asked for"}, Columns: []dossier.Column{
		dossier.Col("title", "什么", "What"), dossier.Col("state", "结果", "Result"), dossier.Col("reason", "说明", "Reason"), dossier.Col("at", "时间", "When"),
	}}
	words := map[State]core.Text{Open: {ZH: "待审核", EN: "open"}, Approved: {ZH: "已通过", EN: "approved"}, Refused: {ZH: "未通过", EN: "refused"}}
	// A person asks for few; the table has no index of askers.
	all, err := reviews(ctx, q, selectReview+` WHERE r.asker = $1 ORDER BY r.asked_us`, string(person))
	for _, r := range all {
		part.Add(dossier.Plain(r.Title), dossier.Said(string(r.State), words[r.State]), dossier.Plain(r.Decision.Reason), dossier.At(r.Asked))
	}
	return []dossier.Part{part}, err
}

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase takes names out of what was asked and decided.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "oversight.Erase(%s)", e.Person)
	all, err := reviews(ctx, tx, selectReview+` WHERE r.asker = $1`, string(e.Person))
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := rename(ctx, tx, r.Subject, e.Redact(r.Title)); err != nil {
			return err
		}
	}
	// Decisions made while they were staff.
	_, err = tx.Exec(ctx, `UPDATE oversight_decision SET reviewer_name = '' WHERE reviewer = $1`, string(e.Person))
	return err
}

// rename changes what a review is called.
func rename(ctx context.Context, tx db.Tx, subject, title string) error {
	_, err := tx.Exec(ctx, `UPDATE oversight_review SET title = $2 WHERE subject = $1`, subject, title)
	return err
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "oversight.Remains")
	return dossier.AllLeft(ctx, q, gone, dossier.Query{What: "reviewers' names", SQL: `SELECT COUNT(*) FROM oversight_decision WHERE reviewer_name <> '' AND reviewer IN`})
}
