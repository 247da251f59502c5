package gig

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// callReason is what the worker reads about the look.
const callReason = "您接了《{title}》，雇主要打电话联系您"

// WorkerPhone gives the employer the number of a worker who has a place in one
// of its jobs, until the engagement is over. The look is recorded and the worker
// sees it.
//
// Errors: ErrNoEngagement, ErrState.
func (s *Service) WorkerPhone(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID) (_ string, err error) {
	defer fault.Wrap(&err, "gig.WorkerPhone(%s)", id)
	e, side, err := s.sideOf(ctx, tx, actor, id)
	switch {
	case err != nil:
		return "", err
	case side != EmployerSide:
		return "", ErrNoEngagement
	case e.State.Over():
		return "", ErrState
	}
	j, err := s.jobOf(ctx, tx, e.Job)
	if err != nil {
		return "", err
	}
	reason := say(core.Text{ZH: callReason}, "title", j.Title).ZH
	return s.people.DisclosePhone(ctx, tx, actor, e.Worker, reason)
}

// PhoneView is a number to call.
type PhoneView struct {
	Phone string `json:"phone"`
}

func (s *Service) registerCall(a *api.Server) {
	api.Secret(a, api.Op{
		ID: "see-worker-phone", Method: http.MethodPost, Path: "/engagements/{id}/phone", Tag: "engagements", Summary: "The worker's number, to call (打电话)",
		Doc: "For the employer, while the engagement is not over. The worker sees who looked, and when.",
	}, s.ring, func(ctx context.Context, actor core.Actor, in *EngagementPath, decide api.Decide[PhoneView]) (PhoneView, error) {
		id, err := in.engagement()
		if err != nil {
			return PhoneView{}, err
		}
		return decide(ctx, func(ctx context.Context, tx db.Tx) (PhoneView, error) {
			phone, err := s.WorkerPhone(ctx, tx, actor, id)
			return PhoneView{phone}, err
		})
	})
}
