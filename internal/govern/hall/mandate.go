package hall

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
)

// Note writes down that an employer lets the hall act for it, and tells its agent,
// who may end that. until is the last day of a standing mandate.
//
// Errors: ErrNoHall, ErrNotAgent, ErrNote, ErrUntil, ErrOneself, auth.area.
func (s *Service) Note(ctx context.Context, tx db.Tx, a core.Actor, m Mandate, until core.Date) (_ Mandate, err error) {
	defer fault.Wrap(&err, "hall.Note(%s, %s)", m.Hall, m.Employer)
	h, err := s.mine(ctx, tx, a, m.Hall)
	if err != nil {
		return Mandate{}, err
	}
	if n := utf8.RuneCountInString(m.Note); n < 4 || n > 200 {
		return Mandate{}, ErrNote
	}
	agents, err := s.Employers.Agents(ctx, tx, m.Employer)
	switch {
	case err != nil:
		return Mandate{}, err
	case !slices.Contains(agents, m.Agent):
		return Mandate{}, ErrNotAgent
	case slices.Contains(agents, a.Person):
		return Mandate{}, ErrOneself
	}
	now := s.Now()
	today := core.DateOf(now)
	m.Until = today.AddDays(1).Start().UTC()
	if m.Basis == Standing {
		if until < today || until > core.DateOf(now.AddDate(1, 0, 0)) {
			return Mandate{}, ErrUntil
		}
		m.Until = until.AddDays(1).Start().UTC()
	}
	m.ID, m.NotedBy, m.Noted = core.NewID[Mandate](now), a.Person, now
	body := core.Text{ZH: "记录为：{note}。有效到 {until}。不是您的意思，请联系大厅，或在“大厅代办”里结束。", EN: "Noted as: {note}. It holds until {until}. If you did not mean that, tell the hall or end it."}
	return m, errors.Join(insertMandate(ctx, tx, m),
		audit.Append(ctx, tx, audit.By(a, now, string(m.Employer), "hall.note_mandate", string(m.ID), m.Note)),
		s.tell(ctx, tx, h, m.Agent, "hall.mandate", "",
			core.Text{ZH: "大厅记下了您单位的代办授权", EN: "The hall noted that it may act for your employer"},
			body.Fill("note", m.Note, "until", string(core.DateOf(m.Until.Add(-1))))))
}

// End ends a mandate before its time: a clerk of the hall, or one who speaks for
// the employer. Ending twice changes nothing.
//
// Errors: ErrMandateEnd.
func (s *Service) End(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], mandate core.ID[Mandate]) (err error) {
	defer fault.Wrap(&err, "hall.End(%s)", mandate)
	m, err := mandateOf(ctx, tx, id, mandate)
	if err != nil {
		return err
	}
	agents, err := s.Employers.Agents(ctx, tx, m.Employer)
	if err != nil {
		return err
	}
	if !slices.Contains(agents, a.Person) {
		if _, err := s.mine(ctx, tx, a, id); err != nil {
			return ErrMandateEnd
		}
	}
	now := s.Now()
	if !m.holds(now) {
		return nil
	}
	return errors.Join(endMandate(ctx, tx, id, mandate, a.Person, now),
		audit.Append(ctx, tx, audit.By(a, now, string(m.Employer), "hall.end_mandate", string(m.ID), "")))
}

// Mandates returns those of a hall that hold now, newest first.
//
// Errors: ErrNoHall, auth.area.
func (s *Service) Mandates(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall]) (_ []Mandate, err error) {
	defer fault.Wrap(&err, "hall.Mandates(%s)", id)
	if _, err := s.mine(ctx, q, a, id); err != nil {
		return nil, err
	}
	return mandatesAt(ctx, q, id, s.Now())
}

// MyMandates returns the mandates under which halls may act as the actor, newest
// first.
func (s *Service) MyMandates(ctx context.Context, q db.Q, a core.Actor) (_ []Mandate, err error) {
	defer fault.Wrap(&err, "hall.MyMandates(%s)", a.Person)
	return mandatesOf(ctx, q, a.Person, s.Now())
}

// asAgent is the actor of what a hall does for an employer: its agent's act, by a
// mandate that holds now, of an agent who still is one.
//
// Errors: ErrNoMandate.
func (s *Service) asAgent(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], employer core.EmployerID) (core.Actor, error) {
	all, err := mandatesFor(ctx, q, id, employer, s.Now())
	if err != nil {
		return a, err
	}
	agents, err := s.Employers.Agents(ctx, q, employer)
	if err != nil {
		return a, err
	}
	for _, m := range all {
		if slices.Contains(agents, m.Agent) && m.Agent != a.Person {
			return a.Acting(m.Agent, m.channel()), nil
		}
	}
	return a, ErrNoMandate
}

// Firm is an employer that a caller speaks for.
type Firm struct {
	Employer core.EmployerID `json:"employer"`
	Name     string          `json:"name"`
	Agent    core.PersonID   `json:"agent" doc:"The caller."`
}

// FirmsOf returns the employers that the holder of a number speaks for: how an
// employer's desk finds who is here or on the telephone. The look is recorded.
//
// Errors: ErrNoHall, ErrPhone, ErrNoPerson, ErrReason, auth.area.
func (s *Service) FirmsOf(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], c Caller) (_ []Firm, err error) {
	defer fault.Wrap(&err, "hall.FirmsOf(%s)", id)
	if _, err := s.mine(ctx, tx, a, id); err != nil {
		return nil, err
	}
	if n := utf8.RuneCountInString(c.Reason); n < 2 || n > 100 {
		return nil, ErrReason
	}
	person, err := s.find(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	ids, err := s.Employers.Of(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	names, err := s.Employers.MaskedNames(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Firm, len(ids))
	for i, e := range ids {
		out[i] = Firm{e, names[e], person}
	}
	return out, audit.Append(ctx, tx, audit.By(a, s.Now(), string(person), "hall.read_employers", "", c.Reason))
}
