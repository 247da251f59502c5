package gig

import (
	"context"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// staffEngagements returns a page of the engagements of the actor's areas, newest
// first.
func (s *Service) staffEngagements(ctx context.Context, q db.Q, a core.Actor, in *StaffEngagementsInput, page core.Page) (l api.List[StaffEngagement], err error) {
	before, err := roster.Before[core.Engagement](page.Cursor)
	if err != nil {
		return l, err
	}
	var w db.Where
	w.Begins("j.region", core.Codes(a.Areas(deskRoles...))...)
	w.Past("e.id", "<", before)
	if err := in.narrow(&w); err != nil {
		return l, err
	}
	limit := page.Cut()
	last := w.Arg(limit + 1)
	var all []Engagement
	// Ids ascend with time; an engagement's place is its job's.
	err = q.Rows(ctx, `SELECT `+ofEngagement+` FROM gig_engagement e JOIN gig_job j ON j.id = e.job_id`+w.SQL()+`
		ORDER BY e.id DESC LIMIT `+last, w.Args(), eachEngagement(&all))
	if err != nil {
		return l, err
	}
	ids := make([]core.JobID, len(all))
	for i, e := range all {
		ids[i] = e.Job
	}
	jobs, err := s.jobsByID(ctx, q, sorted(ids))
	if err != nil {
		return l, err
	}
	byID := make(map[core.JobID]Job, len(jobs))
	for _, j := range jobs {
		byID[j.ID] = j
	}
	rows, err := s.staffRows(ctx, q, a.Lang, all, byID)
	return api.CutPage(rows, limit, func(e StaffEngagement) any { return e.ID }, func(e StaffEngagement) StaffEngagement { return e }), err
}

// ofEngagement are engagementColumns where a job is joined.
var ofEngagement = "e." + strings.Join(strings.Fields(engagementColumns), " e.")

// narrow adds what the list is narrowed by.
func (in *StaffEngagementsInput) narrow(w *db.Where) error {
	if in.Region != "" {
		w.Begins("j.region", in.Region)
	}
	if in.State == string(Contested) {
		w.And("e.state = 'contested'") // as the index says it
	} else if in.State != "" {
		w.Is("e.state", in.State)
	}
	for _, one := range []struct{ column, id string }{{"e.worker_id", in.Worker}, {"e.employer_id", in.Employer}} {
		if one.id == "" {
			continue
		}
		id, err := core.ParseID[struct{}](one.id)
		if err != nil {
			return roster.ErrCursor.At("query")
		}
		w.Is(one.column, id)
	}
	return roster.Days(w, "e.booked_us", in.From, in.To)
}

// staffRows shows engagements as staff see them in a list.
func (s *Service) staffRows(ctx context.Context, q db.Q, lang core.Lang, all []Engagement, jobs map[core.JobID]Job) ([]StaffEngagement, error) {
	workers, employers := make([]core.PersonID, len(all)), make([]core.EmployerID, len(all))
	for i, e := range all {
		workers[i], employers[i] = e.Worker, e.Employer
	}
	names, err := s.people.MaskedNames(ctx, q, sorted(workers))
	if err != nil {
		return nil, err
	}
	firms, err := s.employers.MaskedNames(ctx, q, sorted(employers))
	out := make([]StaffEngagement, 0, len(all))
	for _, e := range all {
		j := jobs[e.Job]
		region, _ := s.ref.Set().LastRegion(j.Region)
		out = append(out, StaffEngagement{
			ID: e.ID, State: e.State, How: e.How, Job: e.Job, Title: j.Title, Employer: e.Employer, EmployerName: firms[e.Employer],
			Worker: e.Worker, WorkerName: names[e.Worker], Region: j.Region, RegionName: region.Name.In(lang), Start: e.Span.Start,
			Hold: e.Money(e.HoldMinor), Paid: e.Money(e.PaidMinor), Still: e.Money(e.Still()), BookedAt: e.BookedAt,
		})
	}
	return out, err
}

// staffEngagement shows one engagement to staff and records the look.
//
// Errors: ErrNoEngagement.
func (s *Service) staffEngagement(ctx context.Context, tx db.Tx, a core.Actor, id core.EngagementID) (out StaffEngagementDetail, err error) {
	defer fault.Wrap(&err, "gig.staffEngagement(%s)", id)
	e, err := engagementOf(ctx, tx, id)
	if err != nil {
		return out, err
	}
	j, err := s.jobOf(ctx, tx, e.Job)
	if err != nil {
		return out, err
	}
	if api.Within(a, j.Region, deskRoles...) != nil {
		return out, ErrNoEngagement
	}
	rows, err := s.staffRows(ctx, tx, a.Lang, []Engagement{e}, map[core.JobID]Job{j.ID: j})
	if err != nil {
		return out, err
	}
	out = StaffEngagementDetail{StaffEngagement: rows[0], Planned: figureOf(j.Offer, e.Planned, e.HoldMinor, a.Lang), EndReason: e.EndReason}
	if e.Stated != nil {
		out.Stated = &Said{figureOf(j.Offer, *e.Stated, Due(j.Offer, e, *e.Stated), a.Lang), e.StatedAt, e.StatedBy, e.StatedNote}
	}
	if e.Offered != nil {
		out.Offered = &Said{figureOf(j.Offer, *e.Offered, Due(j.Offer, e, *e.Offered), a.Lang), e.OfferedAt, EmployerSide, e.OfferedReason}
	}
	steps, err := stepsOf(ctx, tx, e.Job, e.ID, a.Lang)
	if err != nil {
		return out, err
	}
	out.Story = []StaffStep{{At: e.BookedAt, Who: string(WorkerSide), Name: out.WorkerName, What: saidBooked[e.How].In(a.Lang)}}
	for _, step := range steps {
		out.Story = append(out.Story, StaffStep{At: step.At, Who: string(step.Who), What: step.What})
	}
	return out, audit.Append(ctx, tx, audit.By(a, s.now(), string(e.Worker), "gig.read_engagement", string(id), ""))
}
