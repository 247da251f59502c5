package wallet

import (
	"context"
	"math"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

type makeProofInput struct {
	Body struct {
		From string `json:"from,omitempty" format:"date" doc:"First day; three months ago if left out."`
		To   string `json:"to,omitempty" format:"date" doc:"Last day; today if left out."`
	}
}

type proofInput struct {
	Code string `path:"code" maxLength:"40" doc:"As it stands on the paper; case and dashes don't matter."`
}

func (s *Service) registerProofs(a *api.Server) {
	api.Act(a, api.Op{ID: "make-proof", Method: http.MethodPost, Path: "/wallet/proofs", Tag: "wallet", Summary: "Make an income proof", Status: http.StatusCreated,
		Doc: "It fixes what was earned here in a period. Anyone with its code can verify it."}, s.makeProof)
	api.Read(a, api.Op{ID: "list-proofs", Method: http.MethodGet, Path: "/wallet/proofs", Tag: "wallet", Summary: "The income proofs I made, newest first"}, s.listProofs)
	api.Read(a, api.Op{ID: "verify-proof", Method: http.MethodGet, Path: "/wallet/proofs/{code}", Tag: "wallet", Summary: "Verify an income proof by its code", Public: true},
		func(ctx context.Context, _ core.Actor, in *proofInput) (ProofView, error) {
			p, err := s.ProofOf(ctx, s.DB.Reader(), in.Code)
			if err != nil {
				return ProofView{}, err
			}
			return s.viewProof(ctx, p), nil
		})
	api.Send(a, api.Op{ID: "get-proof-pdf", Method: http.MethodGet, Path: "/wallet/proofs/{code}/pdf", Tag: "wallet", Summary: "My income proof as a PDF"},
		[]string{"application/pdf"}, func(ctx context.Context, who core.Actor, in *proofInput) (api.File, error) {
			doc, err := s.ownProof(ctx, who, in.Code)
			return api.File{Type: "application/pdf", Bytes: doc}, err
		})
}

func (s *Service) makeProof(ctx context.Context, tx db.Tx, a core.Actor, in *makeProofInput) (ProofView, error) {
	from, to := defaultPeriod(s.Now())
	if in.Body.From != "" {
		from = core.Date(in.Body.From)
	}
	if in.Body.To != "" {
		to = core.Date(in.Body.To)
	}
	p, err := s.MakeProof(ctx, tx, a, from, to)
	if err != nil {
		return ProofView{}, err
	}
	return s.viewProof(ctx, p), nil
}

func (s *Service) listProofs(ctx context.Context, a core.Actor, in *struct{ api.PageQuery }) (l api.List[ProofView], err error) {
	before, more, err := api.DecodeCursor[proofKey](in.Cursor)
	if err != nil {
		return l, err
	}
	if !more {
		before.AtUS = math.MaxInt64
	}
	limit := in.Page().Cut()
	rows, err := s.store.proofsBefore(ctx, s.DB.Reader(), a.Person, before, limit+1)
	return api.CutPage(rows, limit, func(p Proof) any { return proofKey{db.Micros(p.At), string(p.Code)} },
		func(p Proof) ProofView { return s.viewProof(ctx, p) }), err
}

// ownProof draws the actor's own proof. Another's is as good as none.
//
// Errors: ErrNoProof.
func (s *Service) ownProof(ctx context.Context, a core.Actor, code string) ([]byte, error) {
	p, err := s.ProofOf(ctx, s.DB.Reader(), code)
	if err != nil {
		return nil, err
	}
	if p.Person != a.Person {
		return nil, ErrNoProof
	}
	return s.draw(p, s.verifyPage(ctx, p.Code))
}
