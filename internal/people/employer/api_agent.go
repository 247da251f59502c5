package employer

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type inviteInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Phone     string `json:"phone" minLength:"1" maxLength:"40" doc:"That the person logs in with." example:"13800138000"`
		Principal bool   `json:"principal,omitempty" doc:"The person is the legal representative."`
		Letter    string `json:"letter,omitempty" pattern:"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$" doc:"The letter of authority, from POST /files; needed unless the person is the legal representative."`
	}
}

type removeInput struct {
	ID     string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Person string `path:"person" pattern:"^(me|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$" doc:"A person's id, or me."`
}

type suspendInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Suspended bool   `json:"suspended"`
		Reason    string `json:"reason" maxLength:"2000" doc:"The agents read it; 4 to 500 characters."`
	}
}

type revealInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Reason string `json:"reason" maxLength:"2000" doc:"Recorded and told to the agents; 4 to 500 characters."`
	}
}

// Revealed is what is masked elsewhere.
type Revealed struct {
	Name         string `json:"name"`
	Address      string `json:"address"`
	ContactName  string `json:"contact_name"`
	ContactPhone string `json:"contact_phone"`
}

// registerAgents adds the operations on agents.
func (s *Service) registerAgents(a *api.Server) {
	api.Secret(a, api.Op{
		ID: "invite-agent", Method: http.MethodPost, Path: "/employers/{id}/agents", Tag: "employers", Status: http.StatusCreated,
		Summary: "Ask a person to speak for an employer", Doc: "They get a message and are an agent once they accept. At most 20.",
	}, s.Keys, func(ctx context.Context, actor core.Actor, in *inviteInput, decide api.Decide[View]) (View, error) {
		return decide(ctx, func(ctx context.Context, tx db.Tx) (View, error) {
			id := core.EmployerID(in.ID)
			if _, err := s.Invite(ctx, tx, actor, id, Invitation{in.Body.Phone, in.Body.Principal, core.FileID(in.Body.Letter)}); err != nil {
				return View{}, err
			}
			return s.see(ctx, tx, actor, id)
		})
	})
	api.Secret(a, api.Op{
		ID: "accept-agent", Method: http.MethodPut, Path: "/employers/{id}/agents/me", Tag: "employers",
		Summary: "Accept to speak for an employer",
	}, s.Keys, func(ctx context.Context, actor core.Actor, in *oneInput, decide api.Decide[View]) (View, error) {
		return decide(ctx, func(ctx context.Context, tx db.Tx) (View, error) {
			id := core.EmployerID(in.ID)
			if err := s.Accept(ctx, tx, actor, id); err != nil {
				return View{}, err
			}
			return s.see(ctx, tx, actor, id)
		})
	})
	api.Act(a, api.Op{
		ID: "remove-agent", Method: http.MethodDelete, Path: "/employers/{id}/agents/{person}", Tag: "employers",
		Summary: "Take away an agent or an invitation", Doc: "An agent removes anyone, the invited themselves. One agent stays.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *removeInput) (struct{}, error) {
		person := core.PersonID(in.Person)
		if in.Person == "me" {
			person = actor.Person
		}
		return struct{}{}, s.Remove(ctx, tx, actor, core.EmployerID(in.ID), person)
	})
}

// registerStaff adds the operations of reviewers.
func (s *Service) registerStaff(a *api.Server) {
	api.Act(a, api.Op{
		ID: "suspend-employer", Method: http.MethodPost, Path: "/employers/{id}/suspension", Tag: "employers", Roles: []core.Role{core.Reviewer},
		Summary: "Suspend an approved employer, or resume it", Doc: "Its agents are told the reason. What was begun is brought to its end; nothing new goes live.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *suspendInput) (View, error) {
		id := core.EmployerID(in.ID)
		if _, err := s.SetSuspended(ctx, tx, actor, id, in.Body.Suspended, in.Body.Reason); err != nil {
			return View{}, err
		}
		return s.see(ctx, tx, actor, id)
	})
	api.Secret(a, api.Op{
		ID: "reveal-employer", Method: http.MethodPost, Path: "/employers/{id}/reveal", Tag: "employers", Roles: []core.Role{core.Reviewer},
		Summary: "See an employer's name, address and contact in full", Doc: "The look and its reason are recorded, and its agents are told.",
	}, s.Keys, func(ctx context.Context, actor core.Actor, in *revealInput, decide api.Decide[Revealed]) (Revealed, error) {
		return decide(ctx, func(ctx context.Context, tx db.Tx) (Revealed, error) {
			e, err := s.Reveal(ctx, tx, actor, core.EmployerID(in.ID), in.Body.Reason)
			if err != nil {
				return Revealed{}, err
			}
			return Revealed{e.FullName().Reveal(), e.Address.Reveal(), e.ContactName.Reveal(), e.ContactPhone.Reveal()}, nil
		})
	})
}
