package reputation

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type oneInput struct {
	ID string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

type rateInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Stars int      `json:"stars" minimum:"1" maximum:"5"`
		Tags  []string `json:"tags,omitempty" maxItems:"20" doc:"Codes of the catalogue, at most 5."`
		Words string   `json:"words,omitempty" maxLength:"1000" doc:"At most 200 characters. Public, so without names and numbers."`
	}
}

type replyInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Words string `json:"words" minLength:"1" maxLength:"1000" doc:"At most 200 characters. Public."`
	}
}

type recordInput struct {
	ID string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	api.PageQuery
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Act(a, api.Op{
		ID: "rate-engagement", Method: http.MethodPost, Path: "/engagements/{id}/rating", Tag: "engagements", Status: http.StatusCreated,
		Summary: "Rate the other side of an engagement",
		Doc:     "Once for each side, within 30 days after it was paid or the worker did not come. Hidden until both have rated or 7 days after the first; then both are shown.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *rateInput) (PairView, error) {
		id := core.EngagementID(in.ID)
		if _, err := s.Rate(ctx, tx, actor, id, Opinion{in.Body.Stars, in.Body.Tags, in.Body.Words}); err != nil {
			return PairView{}, err
		}
		return s.pair(ctx, tx, actor, id)
	})
	api.Read(a, api.Op{
		ID: "get-rating", Method: http.MethodGet, Path: "/engagements/{id}/rating", Tag: "engagements",
		Summary: "My rating of an engagement, and the other side's once it is shown",
	}, func(ctx context.Context, actor core.Actor, in *oneInput) (PairView, error) {
		return s.pair(ctx, s.DB.Reader(), actor, core.EngagementID(in.ID))
	})
	api.Act(a, api.Op{
		ID: "reply-rating", Method: http.MethodPost, Path: "/engagements/{id}/rating/reply", Tag: "engagements",
		Summary: "Answer the rating I got", Doc: "Once, when it is shown.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *replyInput) (PairView, error) {
		id := core.EngagementID(in.ID)
		if err := s.Reply(ctx, tx, actor, id, in.Body.Words); err != nil {
			return PairView{}, err
		}
		return s.pair(ctx, tx, actor, id)
	})
	for _, of := range []struct{ id, path, tag, who string }{
		{"get-person-record", "/people/{id}/record", "people", "a worker"},
		{"get-employer-record", "/employers/{id}/record", "employers", "an employer"},
	} {
		api.Read(a, api.Op{
			ID: of.id, Method: http.MethodGet, Path: of.path, Tag: of.tag, Public: true,
			Summary: "How " + of.who + " stands: mean, counts and comments, newest first",
			Doc:     "Names nobody. Who has no record yet has zeros.",
		}, func(ctx context.Context, actor core.Actor, in *recordInput) (RecordView, error) {
			return s.record(ctx, actor, Subject(in.ID), in.Page())
		})
	}
}
