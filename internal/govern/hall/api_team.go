package hall

import (
	"context"
	"errors"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// CallNote is a call as clerks see it.
type CallNote struct {
	Outcome Outcome    `json:"outcome" enum:"yes,no,no_answer,later"`
	Note    string     `json:"note"`
	AgainAt *time.Time `json:"again_at,omitempty"`
	At      time.Time  `json:"at"`
}

// ProspectView is someone to call.
type ProspectView struct {
	Card
	ScoreE2    int64      `json:"score_e2" doc:"Hundredths of a point; as match explains it."`
	Level      int64      `json:"level" doc:"In the trade, as they state it."`
	DistanceM  *int64     `json:"distance_m,omitempty"`
	StarsE2    int64      `json:"stars_e2"`
	Done       int64      `json:"done"`
	Told       bool       `json:"told" doc:"Their phone told them of the job already."`
	DayMinutes int64      `json:"day_minutes" doc:"Work on the longest of the job's days, this job included."`
	DaysInRow  int64      `json:"days_in_row"`
	GapMinutes *int64     `json:"gap_minutes,omitempty" doc:"The shortest between this and other work, within a week."`
	Warnings   []string   `json:"warnings" nullable:"false" doc:"What to ask before they agree: rest and hours."`
	Calls      []CallNote `json:"calls" nullable:"false" doc:"Oldest first."`
}

func viewProspect(p Prospect, c Card, lang core.Lang) ProspectView {
	v := ProspectView{
		Card: c, ScoreE2: p.Score, Level: p.Level, StarsE2: p.Stars, Done: p.Done, Told: p.Told, DayMinutes: p.DayMinutes,
		DaysInRow: p.DaysInRow, Warnings: []string{}, Calls: []CallNote{},
	}
	if p.DistanceM >= 0 {
		v.DistanceM = &p.DistanceM
	}
	if p.GapMinutes >= 0 {
		v.GapMinutes = &p.GapMinutes
	}
	for _, w := range p.Warnings {
		v.Warnings = append(v.Warnings, w.In(lang))
	}
	for _, k := range p.Calls {
		v.Calls = append(v.Calls, CallNote{k.Outcome, k.Note, optional(k.Again), k.At})
	}
	return v
}

// MemberPath names somebody in, or for, a dispatch.
type MemberPath struct {
	DispatchPath
	Person string `path:"person" maxLength:"36"`
}

func (p MemberPath) person() (core.PersonID, error) {
	id, err := core.ParseID[core.Person](p.Person)
	if err != nil {
		return "", ErrNotMember
	}
	return id, nil
}

type calledInput struct {
	DispatchPath
	Body struct {
		Person  core.PersonID `json:"person" maxLength:"36"`
		Outcome Outcome       `json:"outcome" enum:"yes,no,no_answer,later" doc:"yes takes a place for the person at once."`
		Note    string        `json:"note,omitempty" maxLength:"600"`
		AgainAt *time.Time    `json:"again_at,omitempty" doc:"Of later."`
	}
}

// CalledView is a call and what it came to.
type CalledView struct {
	CallNote
	Taken *Taken `json:"taken,omitempty" doc:"Of a yes."`
}

// PhoneView is a number to call.
type PhoneView struct {
	Phone string `json:"phone"`
}

// MemberView is a line of the roll.
type MemberView struct {
	Member
	Name   string `json:"name" doc:"Masked."`
	Phone  string `json:"phone" doc:"Masked."`
	Leader bool   `json:"leader"`
}

// RollView is a muster roll.
type RollView struct {
	Dispatch core.ID[Dispatch] `json:"dispatch"`
	Job      Job               `json:"job"`
	Employer string            `json:"employer"`
	Members  []MemberView      `json:"members" nullable:"false" doc:"All who have or had a place, oldest first."`
}

type markInput struct {
	MemberPath
	Body struct {
		What     string `json:"what" enum:"came,left,hours" doc:"came: the employer's word. left, hours: their own, as they tell you."`
		Quantity int64  `json:"quantity,omitempty" minimum:"0" maximum:"1000000" doc:"Of hours: minutes, hundredths of a day, pieces, or percent of the job."`
		Note     string `json:"note,omitempty" maxLength:"600"`
	}
}

func (s *Service) registerTeams(a *api.Server) {
	const base = "/hall/halls/{hall}/dispatches/{dispatch}"
	op := func(id, method, path, summary, doc string) api.Op {
		return api.Op{ID: id, Method: method, Path: base + path, Tag: dispatchTag, Roles: clerks, Summary: summary, Doc: doc}
	}
	api.Look(a, op("list-candidates", http.MethodGet, "/candidates", "Whom to call, best first",
		"By trade, level, distance, rest and consent; those who said no come last. None before the wage is held. One page of at most 100."), s.listProspects)
	api.Secret(a, op("see-candidate-phone", http.MethodPost, "/people/{person}/phone", "A candidate's or member's number, to call", "The person sees who looked, and why."), s.Keys,
		func(ctx context.Context, a core.Actor, in *MemberPath, decide api.Decide[PhoneView]) (PhoneView, error) {
			person, err := in.person()
			if err != nil {
				return PhoneView{}, err
			}
			return decide(ctx, func(ctx context.Context, tx db.Tx) (PhoneView, error) {
				phone, err := s.PhoneOf(ctx, tx, a, in.hall(), in.dispatch(), person)
				return PhoneView{phone}, err
			})
		})
	api.Act(a, op("note-call", http.MethodPost, "/calls", "Note what a call came to", "A yes takes a place for the person, as their act by telephone."), s.called)
	api.Act(a, op("text-candidate", http.MethodPost, "/people/{person}/text", "Offer the job to a candidate by SMS", "They answer a digit, and that is their tap."),
		func(ctx context.Context, tx db.Tx, a core.Actor, in *MemberPath) (Sent, error) {
			person, err := in.person()
			if err != nil {
				return Sent{}, err
			}
			return Sent{true}, s.Text(ctx, tx, a, in.hall(), in.dispatch(), person)
		})
	api.Act(a, op("drop-member", http.MethodPost, "/people/{person}/drop", "Take somebody out who can't come", "As their act; the next in line moves up."),
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct {
			MemberPath
			Body struct {
				Reason string `json:"reason" maxLength:"600" doc:"As they say it; the employer sees it."`
			}
		}) (Ended, error) {
			person, err := in.person()
			if err != nil {
				return Ended{}, err
			}
			return Ended{true}, s.Drop(ctx, tx, a, in.hall(), in.dispatch(), person, core.Tidy(in.Body.Reason))
		})
	api.Act(a, op("lead-team", http.MethodPut, "/leader", "Make a member the leader (带队)", ""),
		func(ctx context.Context, tx db.Tx, a core.Actor, in *struct {
			DispatchPath
			Body struct {
				Person core.PersonID `json:"person" maxLength:"36" doc:"Empty for nobody."`
			}
		}) (DispatchView, error) {
			d, err := s.Lead(ctx, tx, a, in.hall(), in.dispatch(), in.Body.Person)
			if err != nil {
				return DispatchView{}, err
			}
			return s.viewDispatch(ctx, tx, a, d)
		})
	s.registerRolls(a, op)
}

func (s *Service) registerRolls(a *api.Server, op func(id, method, path, summary, doc string) api.Op) {
	api.Look(a, op("get-muster", http.MethodGet, "/muster", "The muster roll (点名册): both sides' figures side by side", ""),
		func(ctx context.Context, tx db.Tx, a core.Actor, in *DispatchPath) (RollView, error) {
			r, err := s.Muster(ctx, tx, a, in.hall(), in.dispatch())
			return viewRoll(r), err
		})
	api.Send(a, op("print-muster", http.MethodGet, "/muster.pdf", "The muster roll to print", ""), []string{"application/pdf"}, s.printMuster)
	api.Act(a, op("mark-member", http.MethodPost, "/people/{person}/marks", "Write on the roll that somebody came, left, and for how long", ""),
		func(ctx context.Context, tx db.Tx, a core.Actor, in *markInput) (Ended, error) {
			person, err := in.person()
			if err != nil {
				return Ended{}, err
			}
			return Ended{true}, s.Mark(ctx, tx, a, in.hall(), in.dispatch(), person, Mark{in.Body.What, in.Body.Quantity, core.Tidy(in.Body.Note)})
		})
	api.Act(a, op("settle-team", http.MethodPost, "/settle", "Accept everyone's figures at once", "As the agent's act, under a mandate that holds now: one settlement for the team."),
		func(ctx context.Context, tx db.Tx, a core.Actor, in *DispatchPath) (Settlement, error) {
			return s.Settle(ctx, tx, a, in.hall(), in.dispatch())
		})
}

func (s *Service) listProspects(ctx context.Context, tx db.Tx, a core.Actor, in *DispatchPath) (l api.List[ProspectView], err error) {
	all, cards, err := s.Prospects(ctx, tx, a, in.hall(), in.dispatch())
	l.Items = make([]ProspectView, 0, len(all))
	for _, p := range all {
		l.Items = append(l.Items, viewProspect(p, cards[p.Person], a.Lang))
	}
	return l, err
}

func (s *Service) called(ctx context.Context, tx db.Tx, a core.Actor, in *calledInput) (CalledView, error) {
	c := Phoned{Person: in.Body.Person, Outcome: in.Body.Outcome, Note: core.Tidy(in.Body.Note)}
	if _, err := core.ParseID[core.Person](string(c.Person)); err != nil {
		return CalledView{}, ErrNotSuited
	}
	if in.Body.AgainAt != nil {
		c.Again = in.Body.AgainAt.UTC().Truncate(time.Minute)
	}
	c, got, err := s.Called(ctx, tx, a, in.hall(), in.dispatch(), c)
	v := CalledView{CallNote: CallNote{c.Outcome, c.Note, optional(c.Again), c.At}}
	if c.Outcome == Yes {
		v.Taken = &got
	}
	return v, err
}

func viewRoll(r Roll) RollView {
	v := RollView{Dispatch: r.Dispatch.ID, Job: r.Job, Employer: r.Employer, Members: []MemberView{}}
	for _, m := range r.Members {
		c := r.Cards[m.Person]
		v.Members = append(v.Members, MemberView{m, c.Name, c.Phone, m.In && m.Person == r.Dispatch.Leader})
	}
	return v
}

// isFault reports whether err is the fault.
func isFault(err error, f *fault.Fault) bool { return errors.Is(err, f) }
