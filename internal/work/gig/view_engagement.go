package gig

import (
	"context"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// EngagementView is an engagement as its two sides see it.
type EngagementView struct {
	ID         core.EngagementID `json:"id"`
	State      State             `json:"state" enum:"booked,working,finished,stated,contested,paid,cancelled,no_show"`
	Side       Side              `json:"side" enum:"worker,employer" doc:"On which side you are."`
	How        How               `json:"how" enum:"tap,choice,line"`
	Job        JobBrief          `json:"job"`
	Worker     WorkerCard        `json:"worker"`
	Hold       core.Money        `json:"hold" doc:"Set aside for it."`
	Paid       core.Money        `json:"paid"`
	Back       core.Money        `json:"back" doc:"What went back to the employer."`
	Contested  core.Money        `json:"contested" doc:"The part that stays held because the sides differ."`
	Planned    Figure            `json:"planned"`
	Stated     *Said             `json:"stated,omitempty" doc:"The worker's figure."`
	Offered    *Said             `json:"offered,omitempty" doc:"The employer's figure."`
	AnswerBy   *time.Time        `json:"answer_by,omitempty" doc:"After this the worker's figure stands."`
	CheckIn    CheckInView       `json:"check_in"`
	BookedAt   time.Time         `json:"booked_at"`
	StartedAt  *time.Time        `json:"started_at,omitempty"`
	StartedBy  string            `json:"started_by,omitempty" enum:"code,place,employer" doc:"How it is known that work began."`
	FinishedAt *time.Time        `json:"finished_at,omitempty"`
	EndedAt    *time.Time        `json:"ended_at,omitempty"`
	EndedBy    Side              `json:"ended_by,omitempty" enum:"worker,employer,clock"`
	EndReason  string            `json:"end_reason,omitempty"`
	Late       bool              `json:"late" doc:"It ended in a way that counts on the record of who ended it."`
	Next       []string          `json:"next" nullable:"false" doc:"What you can do now: check_in, start_code, finish, hours, accept, contest, cancel."`
	Cancel     *TermsView        `json:"cancel,omitempty" doc:"What it comes to if you cancel now."`
	Contact    *Contact          `json:"contact,omitempty" doc:"Of the job; absent in the answers of acts."`
	Blocked    bool              `json:"blocked" doc:"You want no more of the other side; false in lists."`
	Timeline   []StepView        `json:"timeline" nullable:"false"`
	Version    int64             `json:"version"`
}

// JobBrief is what an engagement shows of its job.
type JobBrief struct {
	ID       core.JobID   `json:"id"`
	State    JobState     `json:"state" enum:"open,filled,closed,cancelled,expired"`
	Employer EmployerCard `json:"employer"`
	Trade    TradeCard    `json:"trade"`
	Title    string       `json:"title"`
	Place    Coordinates  `json:"place"`
	Address  string       `json:"address"`
	Windows  []core.Span  `json:"windows" nullable:"false"`
	Pay      core.Money   `json:"pay"`
	Unit     PayUnit      `json:"pay_unit" enum:"job,hour,day,piece"`
	PayText  string       `json:"pay_text"`
}

// Said is a side's figure.
type Said struct {
	Figure
	At   time.Time `json:"at"`
	By   Side      `json:"by" enum:"worker,employer,clock"`
	Note string    `json:"note"`
}

// CheckInView is when and how near one checks in.
type CheckInView struct {
	Opens   time.Time `json:"opens"`
	Closes  time.Time `json:"closes"`
	RadiusM int64     `json:"radius_m"`
}

// TermsView is what cancelling comes to.
type TermsView struct {
	Text   string     `json:"text" doc:"The published tier that applies now."`
	ToPay  core.Money `json:"to_pay" doc:"What goes to the worker."`
	Late   bool       `json:"late"`
	NoShow bool       `json:"no_show"`
	Tiers  []TierView `json:"tiers" nullable:"false" doc:"All published tiers of your side, from the longest notice to none."`
}

// TierView is a published step of the cancellation rules.
type TierView struct {
	Text string `json:"text"`
	Now  bool   `json:"now" doc:"It is the one that applies."`
}

// SeeEngagement returns an engagement to one of its sides.
//
// Errors: ErrNoEngagement.
func (s *Service) SeeEngagement(ctx context.Context, q db.Q, actor core.Actor, id core.EngagementID) (_ EngagementView, err error) {
	defer fault.Wrap(&err, "gig.SeeEngagement(%s)", id)
	e, err := engagementOf(ctx, q, id)
	if err != nil {
		return EngagementView{}, err
	}
	all, err := s.showEngagements(ctx, q, actor, []Engagement{e})
	if err != nil {
		return EngagementView{}, err
	}
	if len(all) == 0 {
		return EngagementView{}, ErrNoEngagement
	}
	out := all[0]
	j, err := s.jobOf(ctx, q, e.Job)
	if err != nil {
		return EngagementView{}, err
	}
	if !e.State.Over() || out.Side == EmployerSide {
		out.Contact = contactOf(j)
	}
	if out.Blocked, err = blocks(ctx, q, e, out.Side); err != nil {
		return EngagementView{}, err
	}
	out.Timeline, err = stepsOf(ctx, q, e.Job, e.ID, actor.Lang)
	booked := StepView{At: e.BookedAt, Who: WorkerSide, What: saidBooked[e.How].In(actor.Lang)}
	out.Timeline = slices.Insert(out.Timeline, 0, booked)
	return out, err
}

// MyEngagements returns a page of the actor's engagements as a worker, newest
// first.
func (s *Service) MyEngagements(ctx context.Context, q db.Q, actor core.Actor, before core.EngagementID, limit int) (_ []EngagementView, err error) {
	defer fault.Wrap(&err, "gig.MyEngagements")
	all, err := engagementsOfWorker(ctx, q, actor.Person, before, limit)
	if err != nil {
		return nil, err
	}
	return s.showEngagements(ctx, q, actor, all)
}

// JobEngagements returns all engagements of a job to its employer, oldest first.
//
// Errors: ErrNoJob, ErrNotYours.
func (s *Service) JobEngagements(ctx context.Context, q db.Q, actor core.Actor, id core.JobID) (_ []EngagementView, err error) {
	defer fault.Wrap(&err, "gig.JobEngagements(%s)", id)
	if _, err := s.mineToSee(ctx, q, actor, id); err != nil {
		return nil, err
	}
	all, err := engagementsOfJob(ctx, q, id)
	if err != nil {
		return nil, err
	}
	return s.showEngagements(ctx, q, actor, all)
}

// showEngagements shows those of the engagements that the actor has a side in,
// in the given order.
func (s *Service) showEngagements(ctx context.Context, q db.Q, actor core.Actor, all []Engagement) ([]EngagementView, error) {
	ids := make([]core.JobID, len(all))
	workers := make([]core.PersonID, len(all))
	for i, e := range all {
		ids[i], workers[i] = e.Job, e.Worker
	}
	jobs, err := s.jobsByID(ctx, q, sorted(ids))
	if err != nil {
		return nil, err
	}
	v, err := s.viewer(ctx, q, actor, nil, jobs...)
	if err != nil {
		return nil, err
	}
	cards, err := s.workerCards(ctx, q, workers)
	if err != nil {
		return nil, err
	}
	byID := make(map[core.JobID]Job, len(jobs))
	for _, j := range jobs {
		byID[j.ID] = j
	}
	out := make([]EngagementView, 0, len(all))
	for _, e := range all {
		j := byID[e.Job]
		c := &change{actor: actor, agents: v.agents[e.Employer]}
		if side, err := c.side(&e); err == nil {
			out = append(out, v.engagement(j, e, side, cards(e.Worker)))
		}
	}
	return out, nil
}

// engagement is one engagement as its side sees it.
func (v *viewer) engagement(j Job, e Engagement, side Side, worker WorkerCard) EngagementView {
	lang, now := v.actor.Lang, v.s.now()
	card := v.card(j)
	opens, closes := checkInTimes(j.Offer)
	out := EngagementView{
		ID: e.ID, State: e.State, Side: side, How: e.How, Worker: worker, Hold: e.Money(e.HoldMinor), Paid: e.Money(e.PaidMinor),
		Back: e.Money(e.BackMinor), Contested: e.Money(0), Planned: figureOf(j.Offer, e.Planned, e.HoldMinor, lang),
		Job: JobBrief{
			ID: j.ID, State: j.State, Employer: card.Employer, Trade: card.Trade, Title: j.Title, Place: card.Place, Address: j.Address,
			Windows: j.Windows, Pay: j.Pay, Unit: j.Unit, PayText: card.PayText,
		},
		CheckIn: CheckInView{opens, closes, j.RadiusM}, BookedAt: e.BookedAt, StartedAt: optionalTime(e.StartedAt), StartedBy: e.StartedBy,
		FinishedAt: optionalTime(e.FinishedAt), EndedAt: optionalTime(e.EndedAt), EndedBy: e.EndedBy, EndReason: e.EndReason, Late: e.Late,
		Next: nextFor(j, e, side, now), Timeline: []StepView{}, Version: e.Version,
	}
	if e.Stated != nil {
		out.Stated = &Said{figureOf(j.Offer, *e.Stated, Due(j.Offer, e, *e.Stated), lang), e.StatedAt, e.StatedBy, e.StatedNote}
	}
	if e.Offered != nil {
		out.Offered = &Said{figureOf(j.Offer, *e.Offered, Due(j.Offer, e, *e.Offered), lang), e.OfferedAt, EmployerSide, e.OfferedReason}
	}
	if e.State == Contested {
		out.Contested = e.Money(e.Still())
	}
	if e.State == Stated {
		by := e.StatedAt.Add(v.s.ref.Set().Duration("answer_hours", core.DateOf(now)))
		out.AnswerBy = &by
	}
	if slices.Contains(out.Next, "cancel") {
		t := termsOf(v.s.ref.Set(), j.Offer, e, side, now)
		out.Cancel = &TermsView{t.Tier.Text.In(lang), e.Money(t.ToPay), t.Late, t.NoShow, v.tiers(side, t.Tier.ID, now)}
	}
	return out
}

// tiers are the published steps of the side's cancelling; now is the one that applies.
func (v *viewer) tiers(side Side, now string, at time.Time) []TierView {
	out := []TierView{}
	for _, t := range v.s.ref.Set().CancelTiers(core.DateOf(at)) {
		if t.Side == reference.Side(side) {
			out = append(out, TierView{t.Text.In(v.actor.Lang), t.ID == now})
		}
	}
	return out
}

// nextFor is what the side can do with the engagement now.
func nextFor(j Job, e Engagement, side Side, now time.Time) []string {
	out := []string{}
	opens, closes := checkInTimes(j.Offer)
	facts := Facts{By: side, Now: now, Opens: opens, Closes: closes, Planned: e.Planned, Stated: e.Stated, Offered: e.Offered}
	can := func(name string, m Move, f Facts) {
		if _, err := Next(e.State, m, f); err == nil {
			out = append(out, name)
		}
	}
	can("check_in", CheckIn, facts)
	if side == EmployerSide && e.State == Booked && now.Before(closes) {
		out = append(out, "start_code")
	}
	can("finish", Finish, facts)
	lower, raised := facts, facts
	if e.Stated != nil {
		lower.Figure = *e.Stated - 1 // some nearer figure, whichever
		raised.Figure = lower.Figure
	}
	if e.Offered != nil {
		raised.Figure = *e.Offered + 1
	}
	can("hours", Declare, lower)
	can("accept", Accept, facts)
	can("contest", Contest, raised)
	can("cancel", Drop, facts)
	return out
}
