package employer

import (
	"context"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/db"
)

// View is an employer as the API shows it.
type View struct {
	ID       core.EmployerID `json:"id"`
	Kind     Kind            `json:"kind" enum:"person,individual_business,enterprise,cooperative,public_body,social_organisation,village_collective"`
	Name     string          `json:"name" doc:"A person's is masked, but for their own agents."`
	USCC     string          `json:"uscc" doc:"Unified social credit code; empty for a person."`
	Region   core.RegionCode `json:"region"`
	Industry string          `json:"industry"`
	Approved bool            `json:"approved" doc:"Its jobs may go live."`
	Details  *Details        `json:"details,omitempty" doc:"For its agents, and masked for reviewers; absent for all others."`
}

// Details is what only agents and staff see.
type Details struct {
	State        State       `json:"state" enum:"pending,approved,refused,suspended"`
	Reason       string      `json:"reason" doc:"Of a refusal or suspension."`
	Address      string      `json:"address"`
	ContactName  string      `json:"contact_name"`
	ContactPhone string      `json:"contact_phone"`
	Licence      core.FileID `json:"licence" doc:"A file; it opens for who uploaded it and for reviewers. Empty for a person."`
	Mine         AgentState  `json:"mine,omitempty" enum:"invited,active" doc:"Whether you speak for it or are only invited; absent for staff."`
	Agents       []AgentView `json:"agents" nullable:"false"`
	CreatedAt    time.Time   `json:"created_at"`
	ChangedAt    time.Time   `json:"changed_at"`
}

// AgentView is a person who speaks for an employer.
type AgentView struct {
	Person    core.PersonID `json:"person"`
	Name      string        `json:"name" doc:"Masked; may be empty before they have a real name."`
	State     AgentState    `json:"state" enum:"invited,active"`
	Principal bool          `json:"principal" doc:"The legal representative, or the person themselves."`
	Letter    core.FileID   `json:"letter" doc:"Letter of authority, a file; may be empty."`
	At        time.Time     `json:"at" doc:"When they were invited or became an agent."`
}

// sight is how much of an employer an actor sees.
type sight int

const (
	card   sight = iota // what anyone may know
	masked              // all, with personal data masked: staff, lists, the invited
	full                // all: active agents
)

// sightOf says what the actor sees of an employer. One that is not approved
// exists for its agents and for staff alone.
//
// Errors: ErrNotFound.
func sightOf(e Employer, agents []Agent, actor core.Actor) (sight, AgentState, error) {
	for _, a := range agents {
		switch {
		case a.Person != actor.Person:
		case a.State == Active:
			return full, Active, nil
		default:
			return masked, Invited, nil
		}
	}
	switch {
	case actor.May(core.Reviewer, e.Region):
		return masked, "", nil
	case e.State == Approved || e.State == Suspended: // its jobs may still be known
		return card, "", nil
	}
	return card, "", ErrNotFound
}

// show shows an employer as far as the actor sees it.
func show(e Employer, agents []Agent, names map[core.PersonID]string, how sight, mine AgentState) View {
	v := View{ID: e.ID, Kind: e.Kind, Name: e.Name, USCC: string(e.USCC), Region: e.Region, Industry: e.Industry, Approved: e.State == Approved}
	if how == card {
		return v
	}
	d := Details{
		State: e.State, Reason: e.Reason, Licence: e.Licence, Mine: mine, Agents: []AgentView{}, CreatedAt: e.At, ChangedAt: e.Changed,
		Address: e.Address.String(), ContactName: e.ContactName.String(), ContactPhone: e.ContactPhone.String(),
	}
	if how == full {
		v.Name = e.FullName().Reveal()
		d.Address, d.ContactName, d.ContactPhone = e.Address.Reveal(), e.ContactName.Reveal(), e.ContactPhone.Reveal()
	}
	for _, a := range agents {
		d.Agents = append(d.Agents, AgentView{a.Person, names[a.Person], a.State, a.Principal, a.Letter, a.At})
	}
	v.Details = &d
	return v
}

// see returns the employer as the actor sees it.
//
// Errors: ErrNotFound.
func (s *Service) see(ctx context.Context, q db.Q, actor core.Actor, id core.EmployerID) (View, error) {
	e, agents, err := s.Get(ctx, q, id)
	if err != nil {
		return View{}, err
	}
	how, mine, err := sightOf(e, agents, actor)
	if err != nil {
		return View{}, err
	}
	names, err := s.names(ctx, q, agents)
	return show(e, agents, names, how, mine), err
}

// names are the masked names of agents.
func (s *Service) names(ctx context.Context, q db.Q, agents []Agent) (map[core.PersonID]string, error) {
	persons := make([]core.PersonID, len(agents))
	for i, a := range agents {
		persons[i] = a.Person
	}
	return s.People.MaskedNames(ctx, q, persons)
}
