package hall

import (
	"context"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// PlanBody is what a dispatch adds to its job.
type PlanBody struct {
	MinLevel  int64      `json:"min_level,omitempty" minimum:"0" maximum:"7" doc:"Trained: the level they state of themselves in the trade; 0 for any."`
	Transport string     `json:"transport,omitempty" maxLength:"600" doc:"How people get there." example:"大厅门口坐中巴"`
	Meeting   string     `json:"meeting,omitempty" maxLength:"600" doc:"Where they meet."`
	MeetAt    *time.Time `json:"meet_at,omitempty"`
}

func (b PlanBody) plan() Plan {
	p := Plan{MinLevel: b.MinLevel, Transport: core.Tidy(b.Transport), Meeting: core.Tidy(b.Meeting)}
	if b.MeetAt != nil {
		p.Meet = b.MeetAt.UTC().Truncate(time.Minute)
	}
	return p
}

// DispatchView is a dispatch as clerks see it.
type DispatchView struct {
	ID       core.ID[Dispatch] `json:"id"`
	Hall     core.ID[Hall]     `json:"hall"`
	Employer core.EmployerID   `json:"employer"`
	Name     string            `json:"employer_name"`
	Job      Job               `json:"job"`
	Short    int64             `json:"short" doc:"How many are still wanted."`
	PlanBody
	Leader  core.PersonID `json:"leader" doc:"Empty: none yet."`
	MadeAt  time.Time     `json:"made_at"`
	EndedAt *time.Time    `json:"ended_at,omitempty"`
	Mandate bool          `json:"mandate" doc:"The hall may act for the employer now: fund, mark who came, settle."`
	Next    []string      `json:"next" nullable:"false" doc:"What can be done now: fund, call, muster, settle, replan."`
	Version int64         `json:"version"`
}

func (s *Service) viewDispatch(ctx context.Context, q db.Q, a core.Actor, d Dispatch) (v DispatchView, err error) {
	v = DispatchView{
		ID: d.ID, Hall: d.Hall, Employer: d.Employer, PlanBody: PlanBody{d.MinLevel, d.Transport, d.Meeting, optional(d.Meet)},
		Leader: d.Leader, MadeAt: d.Made, EndedAt: optional(d.Ended), Next: []string{}, Version: d.Version,
	}
	if v.Job, err = s.Jobs.Job(ctx, q, d.Job, a.Lang); err != nil {
		return v, err
	}
	names, err := s.Employers.MaskedNames(ctx, q, []core.EmployerID{d.Employer})
	if err != nil {
		return v, err
	}
	v.Name = names[d.Employer]
	_, err = s.asAgent(ctx, q, a, d.Hall, d.Employer)
	v.Mandate = err == nil
	j := v.Job
	if !j.Over {
		v.Short = max(0, j.Places-j.Booked)
	}
	for _, n := range []struct {
		so   bool
		what string
	}{
		{j.State == "unfunded" && j.Funding != "asked" && v.Mandate, "fund"},
		{j.State == "open", "call"},
		{j.Booked > 0, "muster"},
		{j.Booked > 0 && !j.Over && v.Mandate, "settle"},
		{!j.Over, "replan"},
	} {
		if n.so {
			v.Next = append(v.Next, n.what)
		}
	}
	if err != nil && !isFault(err, ErrNoMandate) {
		return v, err
	}
	return v, nil
}

// DispatchPath names a dispatch.
type DispatchPath struct {
	Path
	Dispatch string `path:"dispatch" maxLength:"36"`
}

func (p DispatchPath) dispatch() core.ID[Dispatch] { return core.ID[Dispatch](p.Dispatch) }

type orderInput struct {
	Path
	Body struct {
		Employer core.EmployerID `json:"employer" maxLength:"36" doc:"One that has given the hall a mandate."`
		Order
		PlanBody
	}
}

type dispatchesInput struct {
	Path
	All bool `query:"all" doc:"Those that are over, too."`
	api.PageQuery
}

const dispatchTag = "hall dispatches"

func (s *Service) registerDispatches(a *api.Server) {
	api.Act(a, api.Op{ID: "take-order", Method: http.MethodPost, Path: "/hall/halls/{hall}/dispatches", Tag: dispatchTag, Roles: clerks, Status: http.StatusCreated,
		Summary: "Take a firm's order for people", Doc: "Posts one job as the agent's act under a mandate, by the same rules as post-job, and its fields by the same names."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *orderInput) (DispatchView, error) {
			d, err := s.Order(ctx, tx, a, in.hall(), in.Body.Employer, in.Body.Order, in.Body.plan())
			if err != nil {
				return DispatchView{}, err
			}
			return s.viewDispatch(ctx, tx, a, d)
		})
	api.Read(a, api.Op{ID: "list-dispatches", Method: http.MethodGet, Path: "/hall/halls/{hall}/dispatches", Tag: dispatchTag, Roles: clerks, Summary: "A hall's dispatches, newest first"}, s.listDispatches)
	api.Read(a, api.Op{ID: "get-dispatch", Method: http.MethodGet, Path: "/hall/halls/{hall}/dispatches/{dispatch}", Tag: dispatchTag, Roles: clerks, Summary: "One dispatch"},
		func(ctx context.Context, a core.Actor, in *DispatchPath) (DispatchView, error) {
			d, err := s.dispatch(ctx, s.DB.Reader(), a, in.hall(), in.dispatch())
			if err != nil {
				return DispatchView{}, err
			}
			return s.viewDispatch(ctx, s.DB.Reader(), a, d)
		})
	s.actOn(a, api.Op{ID: "fund-dispatch", Path: "fund", Summary: "Have the whole wage collected into escrow, once", Doc: "As the agent's act, under a mandate that holds now."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *DispatchPath) error {
			return s.Fund(ctx, tx, a, in.hall(), in.dispatch())
		})
	api.Act(a, api.Op{ID: "replan-dispatch", Method: http.MethodPut, Path: "/hall/halls/{hall}/dispatches/{dispatch}/plan", Tag: dispatchTag, Roles: clerks,
		Summary: "Change transport and meeting point", Doc: "The team is told."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct {
			DispatchPath
			Body PlanBody
		}) (DispatchView, error) {
			d, err := s.Replan(ctx, tx, a, in.hall(), in.dispatch(), in.Body.plan())
			if err != nil {
				return DispatchView{}, err
			}
			return s.viewDispatch(ctx, tx, a, d)
		})
	s.registerTeams(a)
}

// actOn registers an act on a dispatch that answers with the dispatch as it is
// then.
func (s *Service) actOn(a *api.Server, op api.Op, do func(ctx context.Context, tx db.Tx, a core.Actor, in *DispatchPath) error) {
	op.Method, op.Tag, op.Roles, op.Path = http.MethodPost, dispatchTag, clerks, "/hall/halls/{hall}/dispatches/{dispatch}/"+op.Path
	api.Act(a, op, func(ctx context.Context, tx db.Tx, a core.Actor, in *DispatchPath) (DispatchView, error) {
		if err := do(ctx, tx, a, in); err != nil {
			return DispatchView{}, err
		}
		d, err := dispatchOf(ctx, tx, in.hall(), in.dispatch())
		if err != nil {
			return DispatchView{}, err
		}
		return s.viewDispatch(ctx, tx, a, d)
	})
}

func (s *Service) listDispatches(ctx context.Context, a core.Actor, in *dispatchesInput) (l api.List[DispatchView], err error) {
	before, _, err := api.DecodeCursor[string](in.Cursor)
	if err != nil {
		return l, err
	}
	if _, bad := core.ParseID[Dispatch](before); bad != nil && before != "" {
		return l, ErrNoDispatch.At("query.cursor")
	}
	q, limit := s.DB.Reader(), in.Page().Cut()
	rows, err := s.Dispatches(ctx, q, a, in.hall(), !in.All, core.ID[Dispatch](before), limit+1)
	if err != nil {
		return l, err
	}
	page := api.CutPage(rows, limit, func(d Dispatch) any { return string(d.ID) }, func(d Dispatch) Dispatch { return d })
	l.Next, l.Items = page.Next, make([]DispatchView, 0, len(page.Items))
	for _, d := range page.Items {
		v, err := s.viewDispatch(ctx, q, a, d)
		if err != nil {
			return l, err
		}
		l.Items = append(l.Items, v)
	}
	return l, nil
}
