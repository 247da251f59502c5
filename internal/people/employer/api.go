package employer

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type applyInput struct {
	Body struct {
		Kind         Kind   `json:"kind" enum:"person,individual_business,enterprise,cooperative,public_body,social_organisation,village_collective"`
		Name         string `json:"name,omitempty" maxLength:"400" doc:"As on the licence; leave out for a person, whose real name counts."`
		USCC         string `json:"uscc,omitempty" maxLength:"60" doc:"Unified social credit code; leave out for a person." example:"91110000600037341L"`
		Region       string `json:"region" maxLength:"20" doc:"A county's code or a finer one." example:"350428100"`
		Address      string `json:"address" maxLength:"600"`
		ContactName  string `json:"contact_name,omitempty" maxLength:"200" doc:"Left out, it is your real name."`
		ContactPhone string `json:"contact_phone" maxLength:"40" doc:"A mobile number, or a landline with its area code." example:"0598-2260000"`
		Industry     string `json:"industry,omitempty" maxLength:"200"`
		Licence      string `json:"licence,omitempty" pattern:"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$" doc:"The photo of the licence, from POST /files; needed but for a person."`
		Principal    bool   `json:"principal,omitempty" doc:"You are the legal representative."`
		Letter       string `json:"letter,omitempty" pattern:"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$" doc:"The letter of authority, from POST /files; needed unless you are the legal representative."`
	}
}

type correctInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Kind         *Kind   `json:"kind,omitempty" enum:"person,individual_business,enterprise,cooperative,public_body,social_organisation,village_collective"`
		Name         *string `json:"name,omitempty" maxLength:"400"`
		USCC         *string `json:"uscc,omitempty" maxLength:"60"`
		Region       *string `json:"region,omitempty" maxLength:"20"`
		Address      *string `json:"address,omitempty" maxLength:"600"`
		ContactName  *string `json:"contact_name,omitempty" maxLength:"200"`
		ContactPhone *string `json:"contact_phone,omitempty" maxLength:"40"`
		Industry     *string `json:"industry,omitempty" maxLength:"200"`
		Licence      *string `json:"licence,omitempty" pattern:"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$"`
		Principal    *bool   `json:"principal,omitempty"`
		Letter       *string `json:"letter,omitempty" pattern:"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$"`
	}
}

type oneInput struct {
	ID string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Secret(a, api.Op{
		ID: "apply-employer", Method: http.MethodPost, Path: "/employers", Tag: "employers", Status: http.StatusCreated,
		Summary: "Register an employer",
		Doc:     "You become its first agent. Staff look at it before its first job goes live; they answer with a message. A person gives work under their own real name; every other kind needs its code and a photo of its licence.",
	}, s.Keys, s.apply)
	api.Read(a, api.Op{
		ID: "list-employers", Method: http.MethodGet, Path: "/employers", Tag: "employers",
		Summary: "The employers I speak for or am invited by, newest first", Doc: "Addresses and contacts are masked; read one employer to see them in full.",
	}, s.list)
	api.Read(a, api.Op{
		ID: "get-employer", Method: http.MethodGet, Path: "/employers/{id}", Tag: "employers", Summary: "One employer",
		Doc: "Anyone who is logged in sees the card of an approved one; its agents see all; reviewers see all, masked.",
	}, func(ctx context.Context, actor core.Actor, in *oneInput) (View, error) {
		return s.see(ctx, s.DB.Reader(), actor, core.EmployerID(in.ID))
	})
	api.Secret(a, api.Op{
		ID: "correct-employer", Method: http.MethodPatch, Path: "/employers/{id}", Tag: "employers",
		Summary: "Correct an application and send it for review again",
		Doc:     "While it is pending or refused. What is left out stays; an empty object sends it once more as it is.",
	}, s.Keys, s.correct)
	s.registerAgents(a)
	s.registerStaff(a)
	s.registerRoster(a)
}

func (s *Service) apply(ctx context.Context, actor core.Actor, in *applyInput, decide api.Decide[View]) (View, error) {
	b := in.Body
	return decide(ctx, func(ctx context.Context, tx db.Tx) (View, error) {
		e, err := s.Apply(ctx, tx, actor, Application{
			Kind: b.Kind, Name: b.Name, USCC: b.USCC, Region: b.Region, Address: b.Address, ContactName: b.ContactName,
			ContactPhone: b.ContactPhone, Industry: b.Industry, Licence: core.FileID(b.Licence), Principal: b.Principal, Letter: core.FileID(b.Letter),
		})
		if err != nil {
			return View{}, err
		}
		return s.see(ctx, tx, actor, e.ID)
	})
}

func (s *Service) correct(ctx context.Context, actor core.Actor, in *correctInput, decide api.Decide[View]) (View, error) {
	b := in.Body
	return decide(ctx, func(ctx context.Context, tx db.Tx) (View, error) {
		e, err := s.Correct(ctx, tx, actor, core.EmployerID(in.ID), Correction{
			Kind: b.Kind, Name: b.Name, USCC: b.USCC, Region: b.Region, Address: b.Address, ContactName: b.ContactName,
			ContactPhone: b.ContactPhone, Industry: b.Industry, Licence: (*core.FileID)(b.Licence), Principal: b.Principal, Letter: (*core.FileID)(b.Letter),
		})
		if err != nil {
			return View{}, err
		}
		return s.see(ctx, tx, actor, e.ID)
	})
}

// errCursor refuses a position that we did not give out.
var errCursor = fault.New(fault.Invalid, "request.cursor", "翻页的位置不对，请从第一页重新看。",
	"This page position is not ours. Please begin at the first page.").At("query.cursor")

func (s *Service) list(ctx context.Context, actor core.Actor, in *struct{ api.PageQuery }) (api.List[View], error) {
	before, given, err := api.DecodeCursor[string](in.Cursor)
	if err != nil {
		return api.List[View]{}, err
	}
	if !given {
		before = "ffffffff-ffff-ffff-ffff-ffffffffffff"
	}
	from, err := core.ParseID[core.Employer](before)
	if err != nil {
		return api.List[View]{}, errCursor
	}
	q, limit := s.DB.Reader(), in.Page().Cut()
	rows, err := s.ofPerson(ctx, q, actor.Person, from, limit+1)
	if err != nil {
		return api.List[View]{}, err
	}
	ids := make([]core.EmployerID, len(rows))
	for i, e := range rows {
		ids[i] = e.ID
	}
	agents, err := agentsOf(ctx, q, ids...)
	if err != nil {
		return api.List[View]{}, err
	}
	var all []Agent
	for _, a := range agents {
		all = append(all, a...)
	}
	names, err := s.names(ctx, q, all)
	return api.CutPage(rows, limit, func(e Employer) any { return e.ID }, func(e Employer) View {
		_, mine, _ := sightOf(e, agents[e.ID], actor) // they are an agent: the query says so
		return show(e, agents[e.ID], names, masked, mine)
	}), err
}
