package oversight

import (
	"context"
	"math"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// FindingView is one thing to look at, in the caller's language.
type FindingView struct {
	Text   string `json:"text"`
	Source string `json:"source" doc:"The rule behind it, as it is cited; may be empty." example:"人力资源市场暂行条例第二十六条"`
}

// DecisionView is how a round ended.
type DecisionView struct {
	Round        int64         `json:"round"`
	Approved     bool          `json:"approved"`
	Reason       string        `json:"reason" doc:"As the applicant reads it; may be empty on an approval."`
	Reviewer     core.PersonID `json:"reviewer"`
	ReviewerName string        `json:"reviewer_name" doc:"Masked; may be empty."`
	At           time.Time     `json:"at"`
}

// View is a review as staff see it in the queue.
type View struct {
	ID       string          `json:"id" doc:"The same as subject."`
	Kind     string          `json:"kind" doc:"What is reviewed: employer or job." example:"employer"`
	Subject  string          `json:"subject" doc:"The employer's or job's id."`
	Title    string          `json:"title"`
	Region   core.RegionCode `json:"region"`
	State    State           `json:"state" enum:"open,approved,refused"`
	Findings []FindingView   `json:"findings" nullable:"false" doc:"Why it must be looked at."`
	Employer core.EmployerID `json:"employer,omitempty" doc:"Whose case it is."`
	Round    int64           `json:"round" doc:"Above 1 if it was decided before and is asked again."`
	AskedAt  time.Time       `json:"asked_at"`
	WaitingS int64           `json:"waiting_s" doc:"How long this round waited or has been waiting, in seconds."`
	Decision *DecisionView   `json:"decision,omitempty" doc:"Absent while it is open."`
}

// Detail is a review with all that is needed to decide.
type Detail struct {
	View
	MayDecide bool           `json:"may_decide" doc:"Whether you may decide now."`
	WhyNot    string         `json:"why_not" doc:"If you may not: the reason, in your language."`
	Earlier   []DecisionView `json:"earlier" nullable:"false" doc:"What was decided in the rounds before, newest first."`
}

type listInput struct {
	State string `query:"state" enum:"open,approved,refused" default:"open" doc:"Open ones come oldest first, decided ones newest first."`
	Kind  string `query:"kind" maxLength:"40" pattern:"^[a-z_]*$" doc:"employer or job; leave out for all."`
	api.PageQuery
}

type reviewInput struct {
	ID string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
}

type decideInput struct {
	ID   string `path:"id" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"`
	Body struct {
		Approved bool   `json:"approved"`
		Reason   string `json:"reason,omitempty" maxLength:"2000" doc:"For the applicant. A refusal needs 4 to 500 characters that say what to correct."`
	}
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Read(a, api.Op{
		ID: "list-reviews", Method: http.MethodGet, Path: "/reviews", Tag: "reviews", Roles: []core.Role{core.Reviewer},
		Summary: "The review queue",
	}, s.list)
	api.Read(a, api.Op{
		ID: "get-review", Method: http.MethodGet, Path: "/reviews/{id}", Tag: "reviews", Roles: []core.Role{core.Reviewer},
		Summary: "One review, with what was decided before",
	}, func(ctx context.Context, actor core.Actor, in *reviewInput) (Detail, error) {
		d, err := s.detail(ctx, s.DB.Reader(), actor, in.ID)
		if err == nil && !actor.May(core.Reviewer, d.Region) {
			err = ErrNotFound // as if it were not there
		}
		return d, err
	})
	api.Act(a, api.Op{
		ID: "decide-review", Method: http.MethodPost, Path: "/reviews/{id}/decision", Tag: "reviews", Roles: []core.Role{core.Reviewer},
		Summary: "Approve or refuse",
		Doc:     "Of two reviewers who decide at once one wins; the other gets 409 oversight.decided with who decided and when. Nobody decides on their own application.",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *decideInput) (Detail, error) {
		if _, err := s.Decide(ctx, tx, actor, in.ID, in.Body.Approved, in.Body.Reason); err != nil {
			return Detail{}, err
		}
		return s.detail(ctx, tx, actor, in.ID)
	})
}

func (s *Service) list(ctx context.Context, actor core.Actor, in *listInput) (api.List[View], error) {
	from, given, err := api.DecodeCursor[place](in.Cursor)
	if err != nil {
		return api.List[View]{}, err
	}
	if given {
		if _, err := core.ParseID[struct{}](from.Subject); err != nil {
			return api.List[View]{}, errCursor
		}
	}
	q, limit := s.DB.Reader(), in.Page().Cut()
	var rows []Review
	key := func(r Review) any { return place{db.Micros(r.Asked), r.Subject} }
	if state := State(in.State); state == Open {
		if !given {
			from = place{math.MinInt64, "00000000-0000-0000-0000-000000000000"}
		}
		rows, err = openReviews(ctx, q, actor.Areas(core.Reviewer), in.Kind, from, limit+1)
	} else {
		if !given {
			from = place{math.MaxInt64, "ffffffff-ffff-ffff-ffff-ffffffffffff"}
		}
		rows, err = closedReviews(ctx, q, actor.Areas(core.Reviewer), state, in.Kind, from, limit+1)
		key = func(r Review) any { return place{db.Micros(r.Decision.At), r.Subject} }
	}
	return api.CutPage(rows, limit, key, func(r Review) View { return viewOf(r, actor.Lang, s.Now()) }), err
}

// errCursor refuses a position that we did not give out.
var errCursor = fault.New(fault.Invalid, "request.cursor", "翻页的位置不对，请从第一页重新看。",
	"This page position is not ours. Please begin at the first page.").At("query.cursor")

func (s *Service) detail(ctx context.Context, q db.Q, actor core.Actor, subject string) (Detail, error) {
	r, earlier, err := s.Review(ctx, q, subject)
	if err != nil {
		return Detail{}, err
	}
	v := Detail{View: viewOf(r, actor.Lang, s.Now()), Earlier: []DecisionView{}}
	err = s.MayDecide(ctx, q, actor, r)
	f := fault.Of(err)
	if err != nil && f == nil {
		return Detail{}, err
	}
	if v.MayDecide = f == nil; f != nil {
		v.WhyNot = core.Text{ZH: f.ZH, EN: f.EN}.In(actor.Lang)
	}
	for _, d := range earlier {
		v.Earlier = append(v.Earlier, decisionView(d))
	}
	return v, nil
}

func viewOf(r Review, lang core.Lang, now time.Time) View {
	v := View{
		ID: r.Subject, Kind: r.Kind, Subject: r.Subject, Title: r.Title, Region: r.Region, State: r.State,
		Findings: []FindingView{}, Employer: r.Employer, Round: r.Round, AskedAt: r.Asked,
	}
	for _, f := range r.Findings {
		v.Findings = append(v.Findings, FindingView{f.Text.In(lang), f.Source})
	}
	end := now
	if r.State != Open {
		d := decisionView(r.Decision)
		v.Decision, end = &d, d.At
	}
	v.WaitingS = max(0, int64(end.Sub(r.Asked)/time.Second))
	return v
}

func decisionView(d Decision) DecisionView {
	return DecisionView{d.Round, d.Approved, d.Reason, d.Reviewer, d.Name, d.At}
}
