package gig

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// errPlaceHalf refuses half a place, and errRegionQuery a code of no region.
var (
	errPlaceHalf   = fault.New(fault.Invalid, "gig.place_half", "经度和纬度要一起给。", "Give latitude and longitude together.").At("query.lat")
	errRegionQuery = errRegion.At("query.region")
	errDayQuery    = fault.New(fault.Invalid, "gig.day", "没有这一天。", "There is no such day.").At("query.day")
	errEmployer    = ErrNotYours.At("query.employer")
)

type searchInput struct {
	api.PageQuery
	Lat     string `query:"lat" maxLength:"20" doc:"Where I am, in degrees; with lon."`
	Lon     string `query:"lon" maxLength:"20"`
	RadiusM int64  `query:"radius_m" minimum:"100" maximum:"100000" default:"20000" doc:"Around the place, in metres."`
	Region  string `query:"region" maxLength:"12" doc:"A region's code: jobs in it."`
	Trade   string `query:"trade" maxLength:"20" doc:"An occupation code, or its beginning."`
	Day     string `query:"day" maxLength:"10" doc:"Jobs with work on this day." example:"2026-11-24"`
	MinHour int64  `query:"min_hour_pay" minimum:"0" maximum:"10000000" doc:"The least that an hour comes to, in fen."`
	Text    string `query:"text" maxLength:"60" doc:"Words to be found in title, note, address or trade."`
	Sort    string `query:"sort" enum:"distance,newest" doc:"distance if a place is given, otherwise newest."`
}

// search reads the query.
func (in *searchInput) search() (f Search, err error) {
	f = Search{Trade: in.Trade, MinHour: in.MinHour, Text: core.Tidy(in.Text), RadiusM: float64(in.RadiusM)}
	if f.Near, err = readPlace(in.Lat, in.Lon); err != nil {
		return f, err
	}
	if in.Region != "" {
		if f.Region, err = core.ParseRegion(in.Region); err != nil {
			return f, errRegionQuery
		}
	}
	if in.Day != "" {
		if f.Day, err = core.ParseDate(in.Day); err != nil {
			return f, errDayQuery
		}
	}
	f.Nearest = f.Near != nil && in.Sort != "newest"
	last, ok, err := api.DecodeCursor[Search](in.Cursor)
	if ok {
		f.Distance, f.Opened, f.After = last.Distance, last.Opened, last.After
		if _, bad := core.ParseID[core.Job](string(f.After)); bad != nil {
			return f, errCursor
		}
	}
	return f, err
}

// errCursor refuses a page position that can't be ours.
var errCursor = fault.New(fault.Invalid, "request.cursor", "翻页的位置不对，请从第一页重新看。", "This page position is not ours. Please begin at the first page.").At("query.cursor")

// cursorID reads a cursor that is an id; the newest page begins below lastID.
func cursorID[T any](cursor string) (core.ID[T], error) {
	id, ok, err := api.DecodeCursor[core.ID[T]](cursor)
	if err != nil || !ok {
		return lastID, err
	}
	if _, err := core.ParseID[T](string(id)); err != nil {
		return "", errCursor
	}
	return id, nil
}

func (s *Service) registerLists(a *api.Server) {
	api.Read(a, api.Op{
		ID: "list-jobs", Method: http.MethodGet, Path: "/jobs", Tag: "jobs", Public: true, Summary: "Open jobs",
		Doc: "Jobs whose wage is held and that want people, nearest first around a place, or newest first. Looking needs no log-in; with one, each says whether I can take it and why not.",
	}, s.listOpen)
	api.Read(a, api.Op{
		ID: "get-job", Method: http.MethodGet, Path: "/jobs/{id}", Tag: "jobs", Public: true, Summary: "One job",
	}, func(ctx context.Context, actor core.Actor, in *struct {
		JobPath
		Lat string `query:"lat" maxLength:"20"`
		Lon string `query:"lon" maxLength:"20"`
	}) (JobView, error) {
		id, err := in.job()
		if err != nil {
			return JobView{}, err
		}
		near, err := readPlace(in.Lat, in.Lon)
		if err != nil {
			return JobView{}, err
		}
		return s.See(ctx, s.db.Reader(), actor, id, near)
	})
	api.Read(a, api.Op{
		ID: "list-my-jobs", Method: http.MethodGet, Path: "/jobs/mine", Tag: "jobs", Summary: "The jobs of my employer, or those I wait for",
		Doc: "as=employer: all jobs of the employer, newest first. as=worker: jobs in whose line I stand, or where I applied; those I have a place in are engagements.",
	}, s.listMine)
	api.Read(a, api.Op{
		ID: "list-job-engagements", Method: http.MethodGet, Path: "/jobs/{id}/engagements", Tag: "jobs", Summary: "Who works in my job, with their records",
	}, func(ctx context.Context, actor core.Actor, in *JobPath) (api.List[EngagementView], error) {
		id, err := in.job()
		if err != nil {
			return api.List[EngagementView]{}, err
		}
		items, err := s.JobEngagements(ctx, s.db.Reader(), actor, id)
		return api.List[EngagementView]{Items: items}, err
	})
	api.Read(a, api.Op{
		ID: "list-applicants", Method: http.MethodGet, Path: "/jobs/{id}/applicants", Tag: "jobs", Summary: "Who applied for my job, or waits for a place, with their records",
	}, s.listApplicants)
}

func (s *Service) listOpen(ctx context.Context, actor core.Actor, in *searchInput) (l api.List[JobView], err error) {
	f, err := in.search()
	if err != nil {
		return l, err
	}
	q, limit := s.db.Reader(), in.Page().Cut()
	ids, after, err := s.Find(ctx, q, f, limit+1)
	if err != nil {
		return l, err
	}
	cards, err := s.cardsOf(ctx, q, actor, f.Near, ids)
	if err != nil {
		return l, err
	}
	return api.CutPage(ids, limit, func(id core.JobID) any { return after(id) }, func(id core.JobID) JobView { return cards[id] }), nil
}

// cardsOf shows jobs to the actor, by id.
func (s *Service) cardsOf(ctx context.Context, q db.Q, actor core.Actor, near *core.Place, ids []core.JobID) (map[core.JobID]JobView, error) {
	jobs, err := s.jobsByID(ctx, q, slices.Clone(ids))
	if err != nil {
		return nil, err
	}
	v, err := s.viewer(ctx, q, actor, near, jobs...)
	if err != nil {
		return nil, err
	}
	cards := make(map[core.JobID]JobView, len(jobs))
	for _, j := range jobs {
		card := v.card(j)
		if err := v.place(ctx, &card); err != nil {
			return nil, err
		}
		cards[j.ID] = card
	}
	return cards, nil
}

type mineInput struct {
	api.PageQuery
	As       string          `query:"as" enum:"employer,worker" default:"employer"`
	Employer core.EmployerID `query:"employer" maxLength:"36" doc:"With as=employer: which."`
}

func (s *Service) listMine(ctx context.Context, actor core.Actor, in *mineInput) (l api.List[JobView], err error) {
	q := s.db.Reader()
	if in.As == "worker" {
		l.Items, err = s.LineJobs(ctx, q, actor)
		return l, err
	}
	if strings.TrimSpace(string(in.Employer)) == "" {
		return l, errEmployer
	}
	before, err := cursorID[core.Job](in.Cursor)
	if err != nil {
		return l, err
	}
	limit := in.Page().Cut()
	jobs, view, err := s.EmployerJobs(ctx, q, actor, in.Employer, before, limit+1)
	if err != nil {
		return l, err
	}
	return api.CutPage(jobs, limit, func(j Job) any { return j.ID }, view), nil
}

func (s *Service) listApplicants(ctx context.Context, actor core.Actor, in *struct {
	JobPath
	api.PageQuery
}) (l api.List[Applicant], err error) {
	id, err := in.job()
	if err != nil {
		return l, err
	}
	after, _, err := api.DecodeCursor[int64](in.Cursor)
	if err != nil {
		return l, err
	}
	limit := in.Page().Cut()
	line, view, err := s.Applicants(ctx, s.db.Reader(), actor, id, after, limit+1)
	if err != nil {
		return l, err
	}
	return api.CutPage(line, limit, func(w waiting) any { return w.n }, view), nil
}
