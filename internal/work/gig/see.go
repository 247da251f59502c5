package gig

import (
	"context"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// See returns a job as the actor may see it: everyone a job that went live, its
// employer and reviewers any.
//
// Errors: ErrNoJob.
func (s *Service) See(ctx context.Context, q db.Q, actor core.Actor, id core.JobID, near *core.Place) (_ JobView, err error) {
	defer fault.Wrap(&err, "gig.See(%s)", id)
	j, err := s.jobOf(ctx, q, id)
	if err != nil {
		return JobView{}, err
	}
	v, err := s.viewer(ctx, q, actor, near, j)
	if err != nil {
		return JobView{}, err
	}
	inside := v.isAgent(j.Employer) || actor.May(core.Reviewer, j.Region)
	if j.Opened.IsZero() && !inside {
		return JobView{}, ErrNoJob
	}
	out := v.card(j)
	if err := v.place(ctx, &out); err != nil {
		return JobView{}, err
	}
	if v.isAgent(j.Employer) || out.Mine != nil && out.Mine.Result == Got {
		out.Contact = contactOf(j)
	}
	if inside {
		t, err := tallies(ctx, q, []core.JobID{id})
		if err != nil {
			return JobView{}, err
		}
		out.Inside = v.inside(j, t[id])
		if out.Inside.Timeline, err = stepsOf(ctx, q, id, "", actor.Lang); err != nil {
			return JobView{}, err
		}
	}
	return out, nil
}

func contactOf(j Job) *Contact {
	return &Contact{Door: j.Door.Reveal(), Name: j.ContactName.Reveal(), Phone: j.Phone.Reveal()}
}

// inside is what the employer and staff see beyond the card, but for the
// timeline.
func (v *viewer) inside(j Job, t tally) *Inside {
	in := &Inside{
		Funding: j.Funding, Whole: j.Whole(), Still: j.Money(j.Still()), Paid: j.Money(j.PaidMinor), Back: j.Money(j.BackMinor),
		Booked: j.Booked, Asking: t[Stated], Reason: j.Reason, Findings: viewFindings(j.Findings, v.actor.Lang),
		Next: []string{}, Timeline: []StepView{},
	}
	if v.isAgent(j.Employer) {
		in.Next = v.nextForJob(j, t)
	}
	return in
}

// nextForJob is what the employer can do with the job now.
func (v *viewer) nextForJob(j Job, t tally) []string {
	out := []string{}
	facts := JobFacts{Places: j.Places, Booked: j.Booked, Shut: j.Shut, Begun: t.begun()}
	if j.State == Unfunded && j.Funding != Asked && v.s.now().Before(shutsAt(j.Offer)) {
		out = append(out, "fund")
	}
	if j.State == Open && j.Mode == Choice && j.Waiting() > 0 && !j.Shut {
		out = append(out, "choose")
	}
	if _, err := NextJob(j.State, JobCancel, facts); err == nil {
		out = append(out, "cancel")
	}
	return out
}

// stepsOf returns a timeline, oldest first: of the job itself, or of one of its
// engagements.
func stepsOf(ctx context.Context, q db.Q, job core.JobID, e core.EngagementID, lang core.Lang) (out []StepView, err error) {
	out = []StepView{}
	each := func(r db.Row) error {
		var us int64
		var step StepView
		var text core.Text
		err := r.Scan(&us, &step.Who, &text.ZH, &text.EN)
		step.At, step.What = db.Instant(us), text.In(lang)
		out = append(out, step)
		return err
	}
	if e == "" {
		// By the primary key; a job's own steps are few.
		return out, q.Rows(ctx, `SELECT at_us, role, zh, en FROM gig_step WHERE job_id = $1 AND engagement_id IS NULL ORDER BY n`, []any{job}, each)
	}
	// So are those of its engagements.
	return out, q.Rows(ctx, `SELECT at_us, role, zh, en FROM gig_step WHERE job_id = $1 AND engagement_id = $2 ORDER BY n`, []any{job, e}, each)
}

// EmployerJobs returns a page of an employer's jobs, newest first, as its agents
// see them in a list.
//
// Errors: ErrNotYours.
func (s *Service) EmployerJobs(ctx context.Context, q db.Q, actor core.Actor, employer core.EmployerID, before core.JobID, limit int) (_ []Job, _ func(Job) JobView, err error) {
	defer fault.Wrap(&err, "gig.EmployerJobs(%s)", employer)
	if _, err := core.ParseID[core.Employer](string(employer)); err != nil {
		return nil, nil, ErrNotYours.At("query.employer")
	}
	agents, err := s.agentsOf(ctx, q, employer)
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(agents, actor.Person) {
		return nil, nil, ErrNotYours.At("query.employer")
	}
	jobs, err := s.jobsOfEmployer(ctx, q, employer, before, limit)
	if err != nil {
		return nil, nil, err
	}
	v, err := s.viewer(ctx, q, actor, nil, jobs...)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]core.JobID, len(jobs))
	for i, j := range jobs {
		ids[i] = j.ID
	}
	counts, err := tallies(ctx, q, ids)
	return jobs, func(j Job) JobView {
		out := v.card(j)
		out.Inside = v.inside(j, counts[j.ID])
		return out
	}, err
}

// LineJobs returns the jobs in whose lines the actor stands, or where he applied,
// soonest first.
func (s *Service) LineJobs(ctx context.Context, q db.Q, actor core.Actor) (_ []JobView, err error) {
	defer fault.Wrap(&err, "gig.LineJobs")
	var ids []core.JobID
	err = tiesOf(ctx, q, []core.PersonID{actor.Person}, func(t tie) {
		if t.kind == tieLine {
			ids = append(ids, t.job)
		}
	})
	if err != nil || len(ids) == 0 {
		return []JobView{}, err
	}
	jobs, err := s.jobsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(jobs, func(a, b Job) int { return a.Start().Compare(b.Start()) })
	v, err := s.viewer(ctx, q, actor, nil, jobs...)
	if err != nil {
		return nil, err
	}
	out := make([]JobView, len(jobs))
	for i, j := range jobs {
		out[i] = v.card(j)
		if err := v.place(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Applicant is someone who stands in a job's line, as its employer sees them.
type Applicant struct {
	Worker WorkerCard `json:"worker"`
	At     time.Time  `json:"at"`
	Place  int64      `json:"place" doc:"In the order they came, from 1."`
}

// Applicants returns who applied for a job, or waits for a place, first come
// first, after a number in line.
//
// Errors: ErrNoJob, ErrNotYours.
func (s *Service) Applicants(ctx context.Context, q db.Q, actor core.Actor, id core.JobID, after int64, limit int) (_ []waiting, _ func(waiting) Applicant, err error) {
	defer fault.Wrap(&err, "gig.Applicants(%s)", id)
	if _, err := s.mineToSee(ctx, q, actor, id); err != nil {
		return nil, nil, err
	}
	line, err := lineOf(ctx, q, id, after, limit)
	if err != nil {
		return nil, nil, err
	}
	first := int64(1)
	if after > 0 {
		if first, err = placeInLine(ctx, q, id, after); err != nil {
			return nil, nil, err
		}
		first++
	}
	workers := make([]core.PersonID, len(line))
	for i, w := range line {
		workers[i] = w.worker
	}
	card, err := s.workerCards(ctx, q, workers)
	return line, func(w waiting) Applicant {
		at := slices.IndexFunc(line, func(o waiting) bool { return o.n == w.n })
		return Applicant{Worker: card(w.worker), At: w.at, Place: first + int64(at)}
	}, err
}

// mineToSee returns a job to one who speaks for its employer.
//
// Errors: ErrNoJob, ErrNotYours.
func (s *Service) mineToSee(ctx context.Context, q db.Q, actor core.Actor, id core.JobID) (Job, error) {
	j, err := s.jobOf(ctx, q, id)
	if err != nil {
		return Job{}, err
	}
	agents, err := s.agentsOf(ctx, q, j.Employer)
	c := &change{actor: actor, job: j, agents: agents}
	if err == nil && !c.isAgent() {
		err = c.hidden()
	}
	return j, err
}

// workerCards returns a function that shows each of the workers.
func (s *Service) workerCards(ctx context.Context, q db.Q, workers []core.PersonID) (func(core.PersonID) WorkerCard, error) {
	workers = sorted(slices.Clone(workers))
	names, err := s.people.MaskedNames(ctx, q, workers)
	if err != nil {
		return nil, err
	}
	records, err := s.records.OfWorkers(ctx, q, workers)
	return func(w core.PersonID) WorkerCard {
		r, ok := records[w]
		return WorkerCard{ID: w, Name: names[w], Record: viewRecord(r, ok)}
	}, err
}
