package employer

import (
	"context"
	"errors"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Invitation asks a person to speak for an employer.
type Invitation struct {
	Phone     string      // that the person logs in with
	Principal bool        // the person is the legal representative
	Letter    core.FileID // letter of authority, uploaded by who invites; needed unless Principal
}

// Invite asks a person to be an agent of an approved employer. They are one when
// they accept.
//
// Errors: ErrNotAgent, ErrNotApproved, ErrPhone, ErrLetterOther, ErrFile,
// ErrNoAccount, ErrAlready, ErrManyAgents.
func (s *Service) Invite(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID, in Invitation) (a Agent, err error) {
	defer fault.Wrap(&err, "employer.Invite(%s)", id)
	e, _, err := s.lockAsAgent(ctx, tx, actor, id)
	if err != nil {
		return Agent{}, err
	}
	if e.State != Approved {
		return Agent{}, ErrNotApproved
	}
	phone, err := core.ParsePhone(in.Phone)
	if err != nil {
		return Agent{}, ErrPhone
	}
	if in.Principal = in.Principal && e.Kind != Person; !in.Principal && in.Letter == "" {
		return Agent{}, ErrLetterOther
	}
	person, err := s.Accounts.PersonByPhone(ctx, tx, phone)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return Agent{}, ErrNoAccount
	}
	if err != nil {
		return Agent{}, err
	}
	agents, err := agentsOf(ctx, tx, id)
	if err != nil {
		return Agent{}, err
	}
	for _, x := range agents[id] {
		if x.Person == person {
			return Agent{}, ErrAlready
		}
	}
	if len(agents[id]) >= maxAgents {
		return Agent{}, ErrManyAgents.With("max", maxAgents)
	}
	if err := s.keep(ctx, tx, Agent{Person: actor.Person}, "", in.Letter); err != nil {
		return Agent{}, err
	}
	a = Agent{Employer: id, Person: person, State: Invited, Principal: in.Principal, Letter: in.Letter, At: s.Now()}
	if err := putAgent(ctx, tx, a); err != nil {
		return Agent{}, err
	}
	return a, errors.Join(
		audit.Append(ctx, tx, audit.By(actor, a.At, string(id), "employer.invite", string(person), "")),
		s.Notify.Send(ctx, tx, message(e, person, "employer.invited",
			core.Text{ZH: "有人请您做经办人", EN: "You are asked to speak for an employer"},
			core.Text{ZH: "“{name}”请您做经办人，接受后您可以替它发布和管理零工。", EN: "“{name}” asks you to be its agent. If you accept, you can post and manage jobs for it."})),
		s.signal(ctx, tx, id, agents[id], person),
	)
}

// Accept makes the actor, who was invited, an agent. They need a real name.
//
// Errors: ErrNotInvited, ErrRealName.
func (s *Service) Accept(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID) (err error) {
	defer fault.Wrap(&err, "employer.Accept(%s)", id)
	if _, err := s.lock(ctx, tx, id); err != nil {
		return orElse(err, ErrNotInvited)
	}
	a, err := agentOf(ctx, tx, id, actor.Person)
	if err != nil {
		return orElse(err, ErrNotInvited)
	}
	if a.State == Active {
		return nil
	}
	if _, err := s.realName(ctx, tx, actor.Person); err != nil {
		return err
	}
	a.State, a.At = Active, s.Now()
	if err := putAgent(ctx, tx, a); err != nil {
		return err
	}
	agents, err := agentsOf(ctx, tx, id)
	return errors.Join(err,
		audit.Append(ctx, tx, audit.By(actor, a.At, string(id), "employer.accept", string(actor.Person), "")),
		s.signal(ctx, tx, id, agents[id]),
	)
}

// Remove takes away an agent or an invitation: an agent removes anyone, the
// invited themselves alone. One active agent stays.
//
// Errors: ErrNotAgent, ErrNoAgent, ErrLastAgent.
func (s *Service) Remove(ctx context.Context, tx db.Tx, actor core.Actor, id core.EmployerID, person core.PersonID) (err error) {
	defer fault.Wrap(&err, "employer.Remove(%s, %s)", id, person)
	e, err := s.lock(ctx, tx, id)
	if err != nil {
		return orElse(err, ErrNotAgent)
	}
	all, err := agentsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	var gone *Agent
	mine, others := false, 0
	for _, a := range all[id] {
		if a.Person == actor.Person {
			mine = a.State == Active || person == actor.Person
		}
		if a.Person == person {
			gone = &a
		} else if a.State == Active {
			others++
		}
	}
	switch {
	case !mine:
		return ErrNotAgent
	case gone == nil:
		return ErrNoAgent
	case gone.State == Active && others == 0:
		return ErrLastAgent
	}
	if _, err := deleteAgent(ctx, tx, id, person); err != nil {
		return err
	}
	err = errors.Join(
		audit.Append(ctx, tx, audit.By(actor, s.Now(), string(id), "employer.remove_agent", string(person), "")),
		s.signal(ctx, tx, id, all[id]),
	)
	if person == actor.Person {
		return err
	}
	return errors.Join(err, s.Notify.Send(ctx, tx, message(e, person, "employer.removed",
		core.Text{ZH: "您不再是经办人", EN: "You no longer speak for an employer"},
		core.Text{ZH: "“{name}”的经办人里已经没有您了。", EN: "You are no longer an agent of “{name}”."})))
}

// signalTopic is what open pages of employers listen for.
const signalTopic = "employer"

// signal tells the open pages of the agents and of some others.
func (s *Service) signal(ctx context.Context, tx db.Tx, id core.EmployerID, agents []Agent, others ...core.PersonID) error {
	var errs []error
	for _, a := range agents {
		errs = append(errs, s.Notify.Signal(ctx, tx, a.Person, signalTopic, string(id)))
	}
	for _, p := range others {
		errs = append(errs, s.Notify.Signal(ctx, tx, p, signalTopic, string(id)))
	}
	return errors.Join(errs...)
}

// tell sends a message to every active agent, and signals all.
func (s *Service) tell(ctx context.Context, tx db.Tx, e Employer, kind string, title, body core.Text) error {
	agents, err := agentsOf(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	var all []notify.Message
	for _, a := range agents[e.ID] {
		if a.State == Active {
			all = append(all, message(e, a.Person, kind, title, body))
		}
	}
	return errors.Join(s.Notify.Send(ctx, tx, all...), s.signal(ctx, tx, e.ID, agents[e.ID]))
}

// message is a word about the employer to one person; {name} and {reason} in the
// body are filled.
func message(e Employer, to core.PersonID, kind string, title, body core.Text) notify.Message {
	return notify.Message{
		Person: to, Kind: kind, Title: title, Body: body.Fill("name", e.Name, "reason", e.Reason),
		Link: "/hire/employers/" + string(e.ID), Data: map[string]any{"employer": e.ID},
	}
}
