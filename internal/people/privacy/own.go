package privacy

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Dossier is what this module keeps itself: what was asked of it.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "privacy.Dossier(%s)", person)
	part := dossier.Part{Key: "corrections", Title: core.Text{ZH: "您申请的更正", EN: "Corrections you asked for"}, Columns: []dossier.Column{
		dossier.Col("kind", "改什么", "What"), dossier.Col("state", "结果", "Result"), dossier.Col("reason", "您写的原因", "Your reason"), dossier.Col("answer", "答复", "Answer"), dossier.Col("at", "时间", "When"),
	}}
	all, err := s.correctionsOf(ctx, q, person)
	for _, c := range all {
		part.Add(dossier.Said(string(c.Kind), wishTexts[c.Kind]), dossier.Said(string(c.State), stateTexts[c.State]), dossier.Plain(c.Reason), dossier.Plain(c.Answer), dossier.At(c.Asked))
	}
	return []dossier.Part{part}, err
}

var (
	wishTexts  = map[CorrectionKind]core.Text{IdentityWish: {ZH: "姓名或证件", EN: "name or document"}, PhoneWish: {ZH: "手机号", EN: "phone"}}
	stateTexts = map[CorrectionState]core.Text{Open: {ZH: "等审核", EN: "open"}, Done: {ZH: "已更正", EN: "corrected"}, Refused: {ZH: "没有通过", EN: "refused"}, Withdrawn: {ZH: "已撤回", EN: "withdrawn"}}
)

// Hindrances are none.
func (s *Service) Hindrances(context.Context, db.Q, core.PersonID) ([]dossier.Hindrance, error) {
	return nil, nil
}

// Erase removes exports and corrections. That somebody was erased, when, and what
// stayed, is kept without a name.
func (s *Service) Erase(ctx context.Context, tx db.Tx, e *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "privacy.Erase(%s)", e.Person)
	exports, err := exportsOf(ctx, tx, e.Person)
	if err != nil {
		return err
	}
	for _, x := range exports {
		if err := s.Jobs.Schedule(ctx, tx, dropJob, string(x.ID), s.Now(), e.Person); err != nil {
			return err
		}
	}
	for _, statement := range []string{`DELETE FROM privacy_export WHERE person = $1`, `DELETE FROM privacy_correction WHERE person = $1`} {
		// Prefixes of the primary keys.
		if _, err := tx.Exec(ctx, statement, e.Person); err != nil {
			return err
		}
	}
	return nil
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "privacy.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "exports", SQL: `SELECT COUNT(*) FROM privacy_export WHERE person IN`},
		dossier.Query{What: "corrections", SQL: `SELECT COUNT(*) FROM privacy_correction WHERE person IN`},
	)
}

// Verify asks every module what is left of those who were erased.
func (s *Service) Verify(ctx context.Context, q db.Q) (checked, broken []string, err error) {
	defer fault.Wrap(&err, "privacy.Verify")
	gone, err := erasedPeople(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	for _, h := range append([]Holder{s}, s.Holders...) {
		left, err := h.Remains(ctx, q, gone)
		if err != nil {
			return nil, nil, err
		}
		broken = append(broken, left...)
	}
	return []string{"privacy: people who were erased have nothing left where nothing may be"}, broken, nil
}
