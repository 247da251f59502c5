package hall

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Roll is a team's muster roll (点名册): who came, from when to when, and both
// sides' figures beside each other.
type Roll struct {
	Dispatch Dispatch
	Job      Job
	Employer string // as anyone may see it
	Hall     Hall
	Members  []Member
	Cards    map[core.PersonID]Card
}

// Muster returns a dispatch's roll. The list is recorded about the clerk.
//
// Errors: ErrNoDispatch, auth.area.
func (s *Service) Muster(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch]) (r Roll, err error) {
	defer fault.Wrap(&err, "hall.Muster(%s)", dispatch)
	if r.Hall, err = s.mine(ctx, tx, a, id); err != nil {
		return Roll{}, err
	}
	if r.Dispatch, err = dispatchOf(ctx, tx, id, dispatch); err != nil {
		return Roll{}, err
	}
	if r.Job, err = s.Jobs.Job(ctx, tx, r.Dispatch.Job, a.Lang); err != nil {
		return Roll{}, err
	}
	names, err := s.Employers.MaskedNames(ctx, tx, []core.EmployerID{r.Dispatch.Employer})
	if err != nil {
		return Roll{}, err
	}
	r.Employer = names[r.Dispatch.Employer]
	if r.Members, err = s.team(ctx, tx, r.Dispatch); err != nil {
		return Roll{}, err
	}
	ids := make([]core.PersonID, len(r.Members))
	for i, m := range r.Members {
		ids[i] = m.Person
	}
	if r.Cards, err = s.People.Cards(ctx, tx, ids, a.Lang); err != nil {
		return Roll{}, err
	}
	return r, audit.Append(ctx, tx, audit.By(a, s.Now(), string(a.Person), "hall.list_team", string(dispatch), ""))
}

// Mark writes on the roll: that somebody came is the employer's word, under a
// mandate; that they are done and for how long is their own, said to the clerk.
//
// Errors: ErrNoDispatch, ErrNotMember, ErrNoMandate, ErrOneself, those of the
// engagement, auth.area.
func (s *Service) Mark(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], person core.PersonID, m Mark) (err error) {
	defer fault.Wrap(&err, "hall.Mark(%s, %s, %s)", dispatch, person, m.What)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return err
	}
	if person == a.Person {
		return ErrOneself
	}
	in, err := s.member(ctx, tx, d, person)
	if err != nil {
		return err
	}
	doer := a.Acting(person, core.ByCall)
	if m.What == "came" {
		if doer, err = s.asAgent(ctx, tx, a, id, d.Employer); err != nil {
			return err
		}
	}
	return errors.Join(s.Teams.Mark(ctx, tx, doer, in.Engagement, m), s.signal(ctx, tx, id))
}

// Settle accepts the figures of all who stated theirs, at the word of the
// employer's agent, under a mandate: one settlement for the team.
//
// Errors: ErrNoDispatch, ErrNoMandate, those of accepting, auth.area.
func (s *Service) Settle(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch]) (_ Settlement, err error) {
	defer fault.Wrap(&err, "hall.Settle(%s)", dispatch)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return Settlement{}, err
	}
	agent, err := s.asAgent(ctx, tx, a, id, d.Employer)
	if err != nil {
		return Settlement{}, err
	}
	out, err := s.Teams.AcceptAll(ctx, tx, agent, d.Job)
	return out, errors.Join(err, s.signal(ctx, tx, id))
}
