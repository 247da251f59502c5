package gig

import (
	"context"
	"slices"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// staffJobs returns a page of the jobs of the actor's areas, newest first.
func (s *Service) staffJobs(ctx context.Context, q db.Q, a core.Actor, in *StaffJobsInput, page core.Page) (l api.List[StaffJob], err error) {
	before, err := roster.Before[core.Job](page.Cursor)
	if err != nil {
		return l, err
	}
	var w db.Where
	w.Begins("region", core.Codes(a.Areas(deskRoles...))...)
	w.Past("id", "<", before)
	if err := in.narrow(&w); err != nil {
		return l, err
	}
	limit := page.Cut()
	last := w.Arg(limit + 1)
	var jobs []Job
	// Ids ascend with the time of posting.
	err = q.Rows(ctx, `SELECT `+jobColumns+` FROM gig_job`+w.SQL()+` ORDER BY id DESC LIMIT `+last, w.Args(), func(r db.Row) error {
		j, err := s.scanJob(r)
		jobs = append(jobs, j)
		return err
	})
	if err != nil {
		return l, err
	}
	show, err := s.staffCards(ctx, q, a.Lang, jobs)
	return api.CutPage(jobs, limit, func(j Job) any { return j.ID }, show), err
}

// narrow adds what the list is narrowed by. Filled is Open without a free place.
func (in *StaffJobsInput) narrow(w *db.Where) error {
	if in.Region != "" {
		w.Begins("region", in.Region)
	}
	switch JobState(in.State) {
	case "":
	case Open:
		w.Is("state", string(Open))
		w.And("booked < places")
	case Filled:
		w.Is("state", string(Open))
		w.And("booked >= places")
	default:
		w.Is("state", in.State)
	}
	if in.Trade != "" {
		w.Is("trade", in.Trade)
	}
	if in.Employer != "" {
		id, err := core.ParseID[core.Employer](in.Employer)
		if err != nil {
			return ErrNotYours.At("query.employer")
		}
		w.Is("employer_id", id)
	}
	for _, word := range strings.Fields(foldedText(core.Tidy(in.Search))) {
		w.Like("search", word)
	}
	return roster.Days(w, "created_us", in.From, in.To)
}

// staffCards returns a function that shows each of the jobs.
func (s *Service) staffCards(ctx context.Context, q db.Q, lang core.Lang, jobs []Job) (func(Job) StaffJob, error) {
	ids := make([]core.EmployerID, 0, len(jobs))
	for _, j := range jobs {
		ids = append(ids, j.Employer)
	}
	names, err := s.employers.MaskedNames(ctx, q, sorted(ids))
	set, day := s.ref.Set(), core.DateOf(s.now())
	return func(j Job) StaffJob {
		trade, _ := set.Trade(j.Trade, day)
		region, _ := set.LastRegion(j.Region)
		return StaffJob{
			ID: j.ID, Title: j.Title, TradeName: trade.Name.In(lang), Employer: j.Employer, EmployerName: names[j.Employer],
			Region: j.Region, RegionName: region.Name.In(lang), State: j.State, Funding: j.Funding, PayText: payText(j.Offer, lang),
			Start: j.Start(), End: j.End(), People: j.People, Booked: j.Booked, Waiting: j.Waiting(),
			Held: j.Money(j.Still()), Paid: j.Money(j.PaidMinor), CreatedAt: j.Created,
		}
	}, err
}

// staffJob shows one job to staff and records the look.
//
// Errors: ErrNoJob.
func (s *Service) staffJob(ctx context.Context, tx db.Tx, a core.Actor, id core.JobID) (out StaffJobDetail, err error) {
	defer fault.Wrap(&err, "gig.staffJob(%s)", id)
	j, err := s.jobOf(ctx, tx, id)
	if err != nil {
		return out, err
	}
	if api.Within(a, j.Region, deskRoles...) != nil {
		return out, ErrNoJob
	}
	v, err := s.viewer(ctx, tx, a, nil, j)
	if err != nil {
		return out, err
	}
	t, err := tallies(ctx, tx, []core.JobID{id})
	if err != nil {
		return out, err
	}
	out.JobView = v.card(j)
	out.Inside = v.inside(j, t[id])
	all, err := engagementsOfJob(ctx, tx, id)
	if err != nil {
		return out, err
	}
	if out.Engagements, err = s.staffRows(ctx, tx, a.Lang, all, map[core.JobID]Job{id: j}); err != nil {
		return out, err
	}
	if out.Story, err = s.story(ctx, tx, a.Lang, j, all, out.Engagements); err != nil {
		return out, err
	}
	return out, audit.Append(ctx, tx, audit.By(a, s.now(), string(j.Employer), "gig.read_job", string(id), ""))
}

// story is all that happened to a job: its own steps, those of its engagements,
// the line, and what other modules tell.
func (s *Service) story(ctx context.Context, q db.Q, lang core.Lang, j Job, all []Engagement, rows []StaffEngagement) ([]StaffStep, error) {
	names := make(map[core.EngagementID]string, len(rows))
	for _, r := range rows {
		names[r.ID] = r.WorkerName
	}
	out := []StaffStep{}
	// By the primary key: a job has some dozens of steps.
	err := q.Rows(ctx, `SELECT at_us, role, zh, en, engagement_id FROM gig_step WHERE job_id = $1 ORDER BY n`, []any{j.ID}, func(r db.Row) error {
		var us int64
		var step StaffStep
		var text core.Text
		var of *core.EngagementID
		err := r.Scan(&us, &step.Who, &text.ZH, &text.EN, &of)
		step.At, step.What = db.Instant(us), text.In(lang)
		if of != nil {
			step.Name = names[*of]
		}
		out = append(out, step)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		out = append(out, StaffStep{At: e.BookedAt, Who: string(WorkerSide), Name: names[e.ID], What: saidBooked[e.How].In(lang)})
	}
	if s.stories != nil {
		ids := make([]core.EngagementID, len(all))
		for i, e := range all {
			ids[i] = e.ID
		}
		told, err := s.stories.OfJob(ctx, q, j.ID, ids, lang)
		if err != nil {
			return nil, err
		}
		for _, t := range told {
			out = append(out, StaffStep{At: t.At, Who: t.Who, Name: t.Name, What: t.What})
		}
	}
	slices.SortStableFunc(out, func(a, b StaffStep) int { return a.At.Compare(b.At) })
	return out, nil
}

// JobsByID returns the jobs that exist among ids, for the program itself.
func (s *Service) JobsByID(ctx context.Context, q db.Q, ids []core.JobID) (_ []Job, err error) {
	defer fault.Wrap(&err, "gig.JobsByID(%d)", len(ids))
	if len(ids) == 0 {
		return nil, nil
	}
	return s.jobsByID(ctx, q, sorted(slices.Clone(ids)))
}
