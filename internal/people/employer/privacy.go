package employer

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/engine/dossier"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/crypto"
	"yilu/internal/platform/db"
)

// Dossier is what the module keeps of a person.
func (s *Service) Dossier(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Part, err error) {
	defer fault.Wrap(&err, "employer.Dossier(%s)", person)
	part := dossier.Part{Key: "employers", Title: core.Text{ZH: "您的用工方", EN: "Employers you speak for"}, Columns: []dossier.Column{
		dossier.Col("name", "名称", "Name"), dossier.Col("kind", "种类", "Kind"), dossier.Col("code", "统一社会信用代码", "Credit code"), dossier.Col("state", "状态", "State"),
		dossier.Col("address", "地址", "Address"), dossier.Col("contact", "联系人", "Contact"), dossier.Col("phone", "联系电话", "Phone"), dossier.Col("at", "登记时间", "Since"),
	}}
	all, err := s.everyOf(ctx, q, person)
	for _, e := range all {
		part.Add(dossier.Plain(e.FullName().Reveal()), dossier.Said(string(e.Kind), nameOf(e.Kind)), dossier.Plain(string(e.USCC)), dossier.Said(string(e.State), stateTexts[e.State]),
			dossier.Plain(e.Address.Reveal()), dossier.Plain(e.ContactName.Reveal()), dossier.Plain(e.ContactPhone.Reveal()), dossier.At(e.At))
	}
	return []dossier.Part{part}, err
}

var stateTexts = map[State]core.Text{
	Pending: {ZH: "待审核", EN: "waits for review"}, Approved: {ZH: "已通过", EN: "approved"}, Refused: {ZH: "未通过", EN: "refused"}, Suspended: {ZH: "已暂停", EN: "suspended"},
}

// everyOf returns all employers that a person speaks for, is invited by, or made.
func (s *Service) everyOf(ctx context.Context, q db.Q, person core.PersonID) (out []Employer, err error) {
	// The person's agencies by their index; whoever made one is its agent at first.
	err = q.Rows(ctx, selectEmployer+`
		WHERE e.creator = $1 OR e.id IN (SELECT a.employer FROM employer_agent a WHERE a.person = $1) ORDER BY e.id`, []any{person}, func(r db.Row) error {
		e, err := s.scan(r)
		out = append(out, e)
		return err
	})
	return out, err
}

// alone reports whether nobody but the person can speak for an employer.
func alone(agents []Agent, person core.PersonID) bool {
	mine := false
	for _, a := range agents {
		switch {
		case a.State != Active:
		case a.Person == person:
			mine = true
		default:
			return false
		}
	}
	return mine
}

// Alone returns the employers that nobody but the person speaks for.
func (s *Service) Alone(ctx context.Context, q db.Q, person core.PersonID) (out []core.EmployerID, err error) {
	defer fault.Wrap(&err, "employer.Alone(%s)", person)
	all, err := s.everyOf(ctx, q, person)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		agents, err := agentsOf(ctx, q, e.ID)
		if err != nil {
			return nil, err
		}
		if alone(agents[e.ID], person) {
			out = append(out, e.ID)
		}
	}
	return out, nil
}

// Hindrances are organisations at work that nobody else speaks for.
func (s *Service) Hindrances(ctx context.Context, q db.Q, person core.PersonID) (_ []dossier.Hindrance, err error) {
	defer fault.Wrap(&err, "employer.Hindrances(%s)", person)
	all, err := s.everyOf(ctx, q, person)
	if err != nil {
		return nil, err
	}
	var out []dossier.Hindrance
	for _, e := range all {
		if e.Kind == Person || e.State == Pending || e.State == Refused {
			continue
		}
		agents, err := agentsOf(ctx, q, e.ID)
		if err != nil {
			return nil, err
		}
		if alone(agents[e.ID], person) {
			out = append(out, dossier.Hindrance{Link: "/hire/employers/" + string(e.ID), Text: core.Text{
				ZH: "您是“{name}”唯一的经办人。请先请别人来做经办人。", EN: "You alone speak for “{name}”. Please have somebody else become its agent first.",
			}.Fill("name", e.Name)})
		}
	}
	return out, nil
}

// left is the reason that stands at an employer whose person is gone.
const left = "本人已注销"

// Erase takes the person out of what they speak for, and closes what was only
// theirs. The code of an organisation stays: it is public.
func (s *Service) Erase(ctx context.Context, tx db.Tx, x *dossier.Erasure) (err error) {
	defer fault.Wrap(&err, "employer.Erase(%s)", x.Person)
	all, err := s.everyOf(ctx, tx, x.Person)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e, err = s.lock(ctx, tx, e.ID); err != nil {
			return err
		}
		agents, err := agentsOf(ctx, tx, e.ID)
		if err != nil {
			return err
		}
		if e.Kind == Person && e.Creator == x.Person || alone(agents[e.ID], x.Person) {
			if err := s.closeFor(ctx, tx, x, e); err != nil {
				return err
			}
			continue
		}
		if err := s.takeOut(ctx, tx, x, e, agents[e.ID]); err != nil {
			return err
		}
	}
	return nil
}

// closeFor closes an employer that was only the person's. Its agent stays, as an
// identifier without a name.
func (s *Service) closeFor(ctx context.Context, tx db.Tx, x *dossier.Erasure, e Employer) error {
	if e.Kind == Person {
		e.Name, e.RealName = dossier.Gone, crypto.Hide[crypto.Name](dossier.Gone)
	}
	e.Address, e.ContactName, e.ContactPhone = crypto.Hide[crypto.Address](dossier.Gone), crypto.Hide[crypto.Name](dossier.Gone), crypto.Hide[crypto.Phone](dossier.Gone)
	e.Industry, e.State, e.Reason, e.Changed = "", Refused, left, s.Now()
	if err := s.update(ctx, tx, e); err != nil {
		return err
	}
	x.Keep("keep_service")
	return release(ctx, tx, e.ID)
}

// takeOut leaves an employer to its other agents. Its licence and letters stay.
func (s *Service) takeOut(ctx context.Context, tx db.Tx, x *dossier.Erasure, e Employer, agents []Agent) error {
	x.KeepFile(e.Licence)
	for _, a := range agents {
		x.KeepFile(a.Letter)
	}
	if _, err := deleteAgent(ctx, tx, e.ID, x.Person); err != nil {
		return err
	}
	if e.ContactName == x.Name {
		e.ContactName = crypto.Hide[crypto.Name](dossier.Gone)
	}
	if e.ContactPhone == x.Phone {
		e.ContactPhone = crypto.Hide[crypto.Phone](dossier.Gone)
	}
	x.Keep("keep_service")
	return s.update(ctx, tx, e)
}

// Remains tells what is left of people who were erased.
func (s *Service) Remains(ctx context.Context, q db.Q, gone []core.PersonID) (_ []string, err error) {
	defer fault.Wrap(&err, "employer.Remains")
	return dossier.AllLeft(ctx, q, gone,
		dossier.Query{What: "employers at work", SQL: `SELECT COUNT(*) FROM employer_employer WHERE kind = 'person' AND reason <> '本人已注销' AND creator IN`},
		dossier.Query{What: "agents of employers at work", SQL: `SELECT COUNT(*) FROM employer_agent a JOIN employer_employer e ON e.id = a.employer WHERE e.reason <> '本人已注销' AND a.person IN`},
	)
}

// OnPersonCorrected brings the name of those who give work under their own up to
// date.
func (s *Service) OnPersonCorrected(ctx context.Context, tx db.Tx, c event.PersonCorrected) (err error) {
	defer fault.Wrap(&err, "employer.OnPersonCorrected(%s)", c.Person)
	real, err := s.realName(ctx, tx, c.Person)
	if err != nil {
		return err
	}
	all, err := s.everyOf(ctx, tx, c.Person)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Kind != Person || e.Creator != c.Person {
			continue
		}
		if e, err = s.lock(ctx, tx, e.ID); err != nil {
			return err
		}
		if e.ContactName == e.RealName {
			e.ContactName = real
		}
		e.RealName, e.Name = real, real.String()
		if err := s.update(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}
