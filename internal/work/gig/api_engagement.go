package gig

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// readPlace reads a place from a query; nil for none.
func readPlace(lat, lon string) (*core.Place, error) {
	if lat == "" && lon == "" {
		return nil, nil
	}
	x, errX := strconv.ParseFloat(lat, 64)
	y, errY := strconv.ParseFloat(lon, 64)
	p, err := core.PlaceAt(x, y)
	if errX != nil || errY != nil || err != nil {
		return nil, errPlaceHalf
	}
	return &p, nil
}

type EngagementPath struct {
	ID string `path:"id" maxLength:"64" doc:"The engagement."`
}

func (p EngagementPath) engagement() (core.EngagementID, error) {
	id, err := core.ParseID[core.Engagement](p.ID)
	if err != nil {
		return "", ErrNoEngagement
	}
	return id, nil
}

func (s *Service) registerPlaces(a *api.Server) {
	api.Direct(a, api.Op{
		ID: "grab-job", Method: http.MethodPost, Path: "/jobs/{id}/grabs", Tag: "jobs", Summary: "Take the job (抢单)",
		Doc: "Whoever taps first has the place; the others stand in line. Where the employer chooses, it is an application. The same tap twice is the same answer.",
	}, func(ctx context.Context, actor core.Actor, k api.Key, in *JobPath) (Grabbed, error) {
		id, err := in.job()
		if err != nil {
			return Grabbed{}, err
		}
		return s.Grab(ctx, GrabRequest{Actor: actor, Job: id, Key: k})
	})
	api.Act(a, api.Op{
		ID: "withdraw-from-job", Method: http.MethodPost, Path: "/jobs/{id}/withdrawals", Tag: "jobs", Summary: "Leave the job or its line",
		Doc: "A place that I have needs a reason, and ends on the terms of the cancellation tiers. The next in line moves up.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *struct {
		JobPath
		Body *struct {
			Reason string `json:"reason,omitempty" maxLength:"600"`
		}
	}) (Withdrawn, error) {
		id, err := in.job()
		if err != nil {
			return Withdrawn{}, err
		}
		reason := ""
		if in.Body != nil {
			reason = core.Tidy(in.Body.Reason)
		}
		w, err := s.Withdraw(ctx, tx, actor, id, reason)
		return Withdrawn{id, w.LeftLine, w.Engagement}, err
	})
	api.Act(a, api.Op{
		ID: "choose-worker", Method: http.MethodPost, Path: "/jobs/{id}/choices", Tag: "jobs", Summary: "Give a place to one who applied",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *struct {
		JobPath
		Body struct {
			Worker core.PersonID `json:"worker" maxLength:"36"`
		}
	}) (Chosen, error) {
		id, err := in.job()
		if err != nil {
			return Chosen{}, err
		}
		e, err := s.Choose(ctx, tx, actor, id, in.Body.Worker)
		return Chosen{id, e}, err
	})
}

// Withdrawn is the answer to leaving a job.
type Withdrawn struct {
	Job        core.JobID        `json:"job"`
	LeftLine   bool              `json:"left_line" doc:"I only stood in line, or had applied."`
	Engagement core.EngagementID `json:"engagement,omitempty" doc:"The engagement that was cancelled."`
}

// Chosen is the answer to a choice.
type Chosen struct {
	Job        core.JobID        `json:"job"`
	Engagement core.EngagementID `json:"engagement"`
}

// act does something to an engagement.
type act[I any] func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, in I) error

// actOn registers an act on an engagement that answers with the engagement as it
// is then. What is private stays out of the answer, which is remembered.
func actOn[I interface {
	engagement() (core.EngagementID, error)
}](a *api.Server, s *Service, op api.Op, do act[I]) {
	op.Method, op.Tag, op.Path = http.MethodPost, "engagements", "/engagements/{id}/"+op.Path
	api.Act(a, op, func(ctx context.Context, tx db.Tx, actor core.Actor, in *I) (EngagementView, error) {
		id, err := (*in).engagement()
		if err != nil {
			return EngagementView{}, err
		}
		if err := do(ctx, tx, actor, id, *in); err != nil {
			return EngagementView{}, err
		}
		return s.afterAct(ctx, tx, actor, id)
	})
}

// afterAct is the engagement without its contact.
func (s *Service) afterAct(ctx context.Context, q db.Q, actor core.Actor, id core.EngagementID) (EngagementView, error) {
	v, err := s.SeeEngagement(ctx, q, actor, id)
	v.Contact = nil
	return v, err
}

func (s *Service) registerEngagements(a *api.Server) {
	api.Read(a, api.Op{
		ID: "list-engagements", Method: http.MethodGet, Path: "/engagements", Tag: "engagements", Summary: "My engagements as a worker, newest first",
	}, func(ctx context.Context, actor core.Actor, in *struct{ api.PageQuery }) (l api.List[EngagementView], err error) {
		before, err := cursorID[core.Engagement](in.Cursor)
		if err != nil {
			return l, err
		}
		limit := in.Page().Cut()
		all, err := s.MyEngagements(ctx, s.db.Reader(), actor, before, limit+1)
		if err != nil {
			return l, err
		}
		return api.CutPage(all, limit, func(v EngagementView) any { return v.ID }, func(v EngagementView) EngagementView { return v }), nil
	})
	api.Read(a, api.Op{
		ID: "get-engagement", Method: http.MethodGet, Path: "/engagements/{id}", Tag: "engagements", Summary: "One engagement, with its timeline",
	}, func(ctx context.Context, actor core.Actor, in *EngagementPath) (EngagementView, error) {
		id, err := in.engagement()
		if err != nil {
			return EngagementView{}, err
		}
		return s.SeeEngagement(ctx, s.db.Reader(), actor, id)
	})
	api.Secret(a, api.Op{
		ID: "make-start-code", Method: http.MethodPost, Path: "/engagements/{id}/start-code", Tag: "engagements", Summary: "The start code to show a worker who has come",
		Doc: "Six digits, and what a QR code should say. Five wrong tries end a code; ask for another.",
	}, s.ring, func(ctx context.Context, actor core.Actor, in *EngagementPath, decide api.Decide[StartCode]) (StartCode, error) {
		id, err := in.engagement()
		if err != nil {
			return StartCode{}, err
		}
		return decide(ctx, func(ctx context.Context, tx db.Tx) (StartCode, error) { return s.StartCode(ctx, tx, actor, id) })
	})
	api.Secret(a, api.Op{
		ID: "check-in", Method: http.MethodPost, Path: "/engagements/{id}/check-in", Tag: "engagements", Summary: "Begin the work (我到了)",
		Doc: "The worker gives the employer's code, or the phone's place; the employer confirms with an empty body.",
	}, s.ring, s.checkIn)
	actOn(a, s, api.Op{ID: "finish-work", Path: "finish", Summary: "End the work (干完了)"},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, _ EngagementPath) error {
			_, err := s.Finish(ctx, tx, actor, id)
			return err
		})
	actOn(a, s, api.Op{ID: "cancel-engagement", Path: "cancel", Summary: "Call an engagement off, with a reason",
		Doc: "On the terms shown as cancel in the engagement. A worker's place goes to the next in line."},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, in cancelInput) error {
			_, err := s.Cancel(ctx, tx, actor, id, core.Tidy(in.Body.Reason), in.Body.KeepPlace)
			return err
		})
}

type cancelInput struct {
	EngagementPath
	Body struct {
		Reason    string `json:"reason" maxLength:"600"`
		KeepPlace bool   `json:"keep_place,omitempty" doc:"Of the employer: someone else is wanted in this place."`
	}
}

type arrivalInput struct {
	EngagementPath
	Body *struct {
		Code  string       `json:"code,omitempty" maxLength:"12"`
		Place *Coordinates `json:"place,omitempty"`
	}
}

func (s *Service) checkIn(ctx context.Context, actor core.Actor, in *arrivalInput, decide api.Decide[EngagementView]) (EngagementView, error) {
	id, err := in.engagement()
	if err != nil {
		return EngagementView{}, err
	}
	var arrival Arrival
	if in.Body != nil {
		arrival.Code = in.Body.Code
		if p := in.Body.Place; p != nil {
			place, err := core.PlaceAt(p.Lat, p.Lon)
			if err != nil {
				return EngagementView{}, errPlace.At("body.place")
			}
			arrival.Place = &place
		}
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (EngagementView, error) {
		_, err := s.CheckIn(ctx, tx, actor, id, arrival)
		if errors.Is(err, ErrCode) {
			return EngagementView{}, api.Keep(fault.Of(err))
		}
		if err != nil {
			return EngagementView{}, err
		}
		return s.afterAct(ctx, tx, actor, id)
	})
}

type hoursInput struct {
	EngagementPath
	Body struct {
		Quantity int64  `json:"quantity" minimum:"0" maximum:"1000000" doc:"Minutes for hour, hundredths of a day for day, pieces for piece, percent of the whole for job."`
		Note     string `json:"note,omitempty" maxLength:"600"`
	}
}

type contestInput struct {
	EngagementPath
	Body struct {
		Quantity int64  `json:"quantity" minimum:"0" maximum:"1000000" doc:"In the same steps as the worker's."`
		Reason   string `json:"reason" maxLength:"600"`
	}
}

type blockInput struct {
	EngagementPath
	Body struct {
		Reason string `json:"reason" maxLength:"600"`
	}
}

func (s *Service) registerSettling(a *api.Server) {
	actOn(a, s, api.Op{ID: "state-hours", Path: "hours", Summary: "Say how much it was",
		Doc: "May be corrected until the employer answers. After the employer contested, only nearer to the employer's figure."},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, in hoursInput) error {
			_, err := s.StateHours(ctx, tx, actor, id, in.Body.Quantity, core.Tidy(in.Body.Note))
			return err
		})
	actOn(a, s, api.Op{ID: "accept-hours", Path: "accept", Summary: "Take the other side's figure (同意)",
		Doc: "The wage is released at once; what is not needed goes back to the employer."},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, _ EngagementPath) error {
			_, err := s.Accept(ctx, tx, actor, id)
			return err
		})
	actOn(a, s, api.Op{ID: "contest-hours", Path: "contest", Summary: "State a lower figure",
		Doc: "What it comes to is paid at once; only the difference stays held."},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, in contestInput) error {
			_, err := s.Contest(ctx, tx, actor, id, in.Body.Quantity, core.Tidy(in.Body.Reason))
			return err
		})
	actOn(a, s, api.Op{ID: "block-other-side", Path: "block", Summary: "No more with the other side of this engagement"},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, in blockInput) error {
			return s.Block(ctx, tx, actor, id, core.Tidy(in.Body.Reason))
		})
	actOn(a, s, api.Op{ID: "unblock-other-side", Path: "unblock", Summary: "Take my block back"},
		func(ctx context.Context, tx db.Tx, actor core.Actor, id core.EngagementID, _ EngagementPath) error {
			return s.Unblock(ctx, tx, actor, id)
		})
}
