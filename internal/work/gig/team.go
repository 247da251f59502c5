package gig

import (
	"context"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// Settlement is what accepting a whole team's figures came to.
type Settlement struct {
	Job   core.JobID `json:"job"`
	Count int64      `json:"count" doc:"How many workers' figures were accepted."`
	Paid  core.Money `json:"paid" doc:"What went to them, together."`
	Left  int64      `json:"left" doc:"How many are still to be settled: at work, or contested."`
}

// AcceptAll takes the figure of every worker of the job who has stated one, all
// of them or none: one settlement for a team.
//
// Errors: ErrNoJob, ErrNotYours, ErrNothing.
func (s *Service) AcceptAll(ctx context.Context, tx db.Tx, actor core.Actor, id core.JobID) (out Settlement, err error) {
	defer fault.Wrap(&err, "gig.AcceptAll(%s)", id)
	c, err := s.begin(ctx, tx, actor, id)
	if err != nil {
		return Settlement{}, err
	}
	if !c.isAgent() {
		return Settlement{}, c.hidden()
	}
	all, err := engagementsOfJob(ctx, tx, id)
	if err != nil {
		return Settlement{}, err
	}
	out = Settlement{Job: id, Paid: c.job.Money(0)}
	for _, e := range all {
		switch {
		case e.State == Stated:
			e, err := s.Accept(ctx, tx, actor, e.ID)
			if err != nil {
				return Settlement{}, err
			}
			out.Count++
			out.Paid.Minor += e.PaidMinor
		case !e.State.Over():
			out.Left++
		}
	}
	if out.Count == 0 {
		return Settlement{}, ErrNothing
	}
	return out, nil
}

// ErrNothing refuses a settlement of nobody.
var ErrNothing = fault.New(fault.Conflict, "gig.nothing_stated", "现在没有人报了工时等您确认。", "Nobody's hours wait for your word now.")

// Worked returns when each of the workers was, is or will be at work within the
// span, by the windows of their places; who has none is missing.
func (s *Service) Worked(ctx context.Context, q db.Q, workers []core.PersonID, in core.Span) (_ map[core.PersonID][]core.Span, err error) {
	defer fault.Wrap(&err, "gig.Worked(%d)", len(workers))
	var all []Engagement
	err = db.Chunks(workers, func(part []core.PersonID) error {
		ids := db.Fill(part)
		// By the worker's index.
		return q.Rows(ctx, `
			SELECT `+engagementColumns+` FROM gig_engagement
			WHERE end_us > $1 AND start_us < $2 AND state NOT IN ('cancelled', 'no_show') AND worker_id IN `+db.In(3, len(ids)),
			append([]any{db.Micros(in.Start), db.Micros(in.End)}, ids...), eachEngagement(&all))
	})
	if err != nil {
		return nil, err
	}
	ids := make([]core.JobID, len(all))
	for i, e := range all {
		ids[i] = e.Job
	}
	jobs, err := s.jobsByID(ctx, q, sorted(ids))
	if err != nil {
		return nil, err
	}
	windows := make(map[core.JobID][]core.Span, len(jobs))
	for _, j := range jobs {
		windows[j.ID] = j.Windows
	}
	out := map[core.PersonID][]core.Span{}
	for _, e := range all {
		for _, w := range windows[e.Job] {
			if w = e.attended(w); w.Overlaps(in) {
				out[e.Worker] = append(out[e.Worker], w)
			}
		}
	}
	return out, nil
}

// attended is what of a window the worker was there for, as far as that is known.
func (e Engagement) attended(w core.Span) core.Span {
	w.Start = later(w.Start, e.StartedAt)
	if !e.FinishedAt.IsZero() && e.FinishedAt.Before(w.End) {
		w.End = e.FinishedAt
	}
	if w.End.Before(w.Start) {
		w.End = w.Start
	}
	return w
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// OpenJobs returns open jobs as the actor may take them, as list-jobs does.
func (s *Service) OpenJobs(ctx context.Context, q db.Q, actor core.Actor, f Search, limit int) (_ []JobView, err error) {
	defer fault.Wrap(&err, "gig.OpenJobs")
	ids, _, err := s.Find(ctx, q, f, limit)
	if err != nil {
		return nil, err
	}
	cards, err := s.cardsOf(ctx, q, actor, f.Near, ids)
	out := make([]JobView, 0, len(ids))
	for _, id := range ids {
		out = append(out, cards[id])
	}
	return out, err
}

// PayText is the pay in words: 300.00 元 / 天.
func (o Offer) PayText(lang core.Lang) string { return payText(o, lang) }

func (s *Service) registerTeams(a *api.Server) {
	api.Act(a, api.Op{
		ID: "accept-all-hours", Method: http.MethodPost, Path: "/jobs/{id}/accept", Tag: "jobs", Summary: "Accept everyone's hours at once",
		Doc: "One settlement for a team: every figure that waits for the employer's word is accepted, or none.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *JobPath) (Settlement, error) {
		id, err := in.job()
		if err != nil {
			return Settlement{}, err
		}
		return s.AcceptAll(ctx, tx, actor, id)
	})
}
