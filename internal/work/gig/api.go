package gig

import (
	"context"
	"net/http"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// JobPath names a job. Any text is taken, so that one that is no id is not found
// rather than malformed.
type JobPath struct {
	ID string `path:"id" maxLength:"64" doc:"The job."`
}

func (p JobPath) job() (core.JobID, error) {
	id, err := core.ParseID[core.Job](p.ID)
	if err != nil {
		return "", ErrNoJob
	}
	return id, nil
}

type postInput struct{ Body Posting }

// Posted is the answer to a posting.
type Posted struct {
	ID       core.JobID    `json:"id"`
	State    JobState      `json:"state" enum:"draft,in_review,unfunded"`
	Whole    core.Money    `json:"whole" doc:"What is to be paid, and held, for all."`
	Says     string        `json:"says" doc:"What comes next, in a sentence."`
	Warnings []FindingView `json:"warnings" nullable:"false" doc:"What staff will look at."`
}

// saidAfterPost is what comes next for a new job.
var saidAfterPost = map[JobState]core.Text{
	Draft:    {ZH: "活先给您留着。雇主审核通过后，就可以付工钱上线。", EN: "The job is kept. Once the employer is approved you can pay for it."},
	InReview: {ZH: "有提醒项，工作人员先看一下，通过后付工钱上线。", EN: "A rule warned, so staff look at it first. You can pay once they let it through."},
	Unfunded: {ZH: "付了工钱就上线。", EN: "It goes live once the wage is paid."},
}

// Checked is what the rules say about a posting that was not sent in.
type Checked struct {
	Findings []FindingView `json:"findings" nullable:"false"`
	Trades   []TradeCard   `json:"trades" nullable:"false" doc:"Trades that the title seems to mean, likeliest first."`
	Each     *core.Money   `json:"each,omitempty" doc:"What is held for one worker."`
	Whole    *core.Money   `json:"whole,omitempty" doc:"What is held for all."`
	HourPay  *core.Money   `json:"hour_pay,omitempty" doc:"What an hour comes to."`
	MinAge   int64         `json:"min_age" doc:"The minimum age that fits."`
}

type reasonInput struct {
	JobPath
	Body struct {
		Reason string `json:"reason" maxLength:"600" doc:"Others will see it."`
	}
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	s.registerPosting(a)
	s.registerLists(a)
	s.registerPlaces(a)
	s.registerEngagements(a)
	s.registerCall(a)
	s.registerSettling(a)
	s.registerTeams(a)
	s.registerStaff(a)
}

func (s *Service) registerPosting(a *api.Server) {
	api.Secret(a, api.Op{
		ID: "post-job", Method: http.MethodPost, Path: "/jobs", Tag: "jobs", Status: http.StatusCreated, Summary: "Post a job",
		Doc: "Refused with every bad field at once, or kept with warnings that staff look at. It goes live when its whole wage is held: see fund-job.",
	}, s.ring, func(ctx context.Context, actor core.Actor, in *postInput, decide api.Decide[Posted]) (Posted, error) {
		return decide(ctx, func(ctx context.Context, tx db.Tx) (Posted, error) {
			j, err := s.Post(ctx, tx, actor, in.Body)
			if err != nil {
				return Posted{}, err
			}
			return Posted{j.ID, j.State, j.Whole(), saidAfterPost[j.State].In(actor.Lang), viewFindings(j.Findings, actor.Lang)}, nil
		})
	})
	api.Read(a, api.Op{
		ID: "check-job", Method: http.MethodPost, Path: "/jobs/check", Tag: "jobs", Summary: "What the rules say about a posting",
		Doc: "Stores nothing: for a form that warns while one types.",
	}, func(ctx context.Context, actor core.Actor, in *postInput) (Checked, error) {
		return s.checked(ctx, actor, in.Body), nil
	})
	api.Read(a, api.Op{
		ID: "get-job-template", Method: http.MethodGet, Path: "/jobs/template", Tag: "jobs", Summary: "My last posting, to post again",
		Doc: "Its windows are moved by whole weeks until they are to come. Send it to post-job as it is.",
	}, func(ctx context.Context, actor core.Actor, in *struct {
		Employer core.EmployerID `query:"employer" required:"true" maxLength:"36"`
	}) (Posting, error) {
		return s.Template(ctx, s.db.Reader(), actor, in.Employer)
	})
	api.Act(a, api.Op{
		ID: "fund-job", Method: http.MethodPost, Path: "/jobs/{id}/fund", Tag: "jobs", Summary: "Pay the whole wage into escrow",
		Doc: "The job goes live when the money is held, which the stream and the job's funding tell.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *JobPath) (Funded, error) {
		id, err := in.job()
		if err != nil {
			return Funded{}, err
		}
		j, err := s.Fund(ctx, tx, actor, id)
		return Funded{j.ID, j.State, j.Funding, j.Whole()}, err
	})
	api.Act(a, api.Op{
		ID: "cancel-job", Method: http.MethodPost, Path: "/jobs/{id}/cancel", Tag: "jobs", Summary: "Call a job off",
		Doc: "Each engagement ends on the terms of its cancellation tier; the rest of the wage goes back.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *reasonInput) (Funded, error) {
		id, err := in.job()
		if err != nil {
			return Funded{}, err
		}
		j, err := s.CancelJob(ctx, tx, actor, id, core.Tidy(in.Body.Reason))
		return Funded{j.ID, j.State, j.Funding, j.Whole()}, err
	})
}

// Funded is where a job and its money stand.
type Funded struct {
	ID      core.JobID `json:"id"`
	State   JobState   `json:"state" enum:"draft,in_review,refused,unfunded,open,filled,closed,cancelled,expired"`
	Funding Funding    `json:"funding" enum:"none,asked,held,failed"`
	Whole   core.Money `json:"whole"`
}

// checked is the answer to a posting that is only tried.
func (s *Service) checked(ctx context.Context, actor core.Actor, p Posting) Checked {
	o, found := s.Check(ctx, p)
	out := Checked{Findings: viewFindings(found, actor.Lang), Trades: []TradeCard{}, MinAge: o.MinAge}
	for _, t := range s.ref.Set().SuggestTrades(p.Title, core.DateOf(s.now()), 3) {
		out.Trades = append(out.Trades, TradeCard{t.Code, t.Name.In(actor.Lang)})
	}
	if each, err := wage(o.Pay, o.Unit, o.Quantity); err == nil && o.Quantity > 0 && o.WorkMinutes > 0 && o.People > 0 && each.Minor*o.People <= maxTotal {
		whole, hour := core.Yuan(each.Minor*o.People), core.Yuan(perHour(each.Minor, o.WorkMinutes))
		out.Each, out.Whole, out.HourPay = &each, &whole, &hour
	}
	return out
}
