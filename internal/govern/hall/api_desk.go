package hall

import (
	"context"
	"net/http"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
)

// CallerBody names who is served.
type CallerBody struct {
	Phone    string            `json:"phone,omitempty" maxLength:"40" doc:"The whole number; or a document."`
	Kind     core.DocumentKind `json:"kind,omitempty" enum:",citizen_id,hmt_residence,foreigner_pr,hm_pass,tw_pass,passport" doc:"Of the document; citizen_id if left out."`
	Document string            `json:"document,omitempty" maxLength:"40" doc:"The whole number."`
	Channel  core.Channel      `json:"channel,omitempty" enum:",hall,call" doc:"hall: they are here (default). call: they are on the telephone."`
	Reason   string            `json:"reason" maxLength:"200" doc:"What it is about; the person will see it."`
}

func (b CallerBody) caller() Caller {
	if b.Kind == "" {
		b.Kind = core.CitizenID
	}
	return Caller{Phone: b.Phone, Kind: b.Kind, Document: b.Document, Channel: b.Channel, Reason: core.Tidy(b.Reason)}
}

// NewcomerBody is someone to be taken in.
type NewcomerBody struct {
	Phone     string            `json:"phone" maxLength:"40"`
	Kind      core.DocumentKind `json:"kind,omitempty" enum:",citizen_id,hmt_residence,foreigner_pr,hm_pass,tw_pass,passport"`
	Document  string            `json:"document" maxLength:"40" doc:"As on the document, which you hold in your hands."`
	Name      string            `json:"name" maxLength:"100" doc:"As on the document."`
	Birth     core.Date         `json:"birth,omitempty" maxLength:"10" doc:"Needed where the number carries none."`
	Trades    []string          `json:"trades,omitempty" maxItems:"10" doc:"Codes of what they want to do; none: not looking yet."`
	Consented bool              `json:"consented" doc:"They have read and accepted the terms and the handling of their data, here."`
	Reason    string            `json:"reason" maxLength:"200"`
}

// VisitView is somebody being served.
type VisitView struct {
	ID       core.ID[Visit] `json:"id"`
	Card     Card           `json:"person"`
	Channel  core.Channel   `json:"channel" enum:"hall,call"`
	Reason   string         `json:"reason"`
	OpenedAt time.Time      `json:"opened_at"`
	Until    time.Time      `json:"until" doc:"After this, look them up again."`
}

func (s *Service) viewVisit(ctx context.Context, q db.Q, v Visit, lang core.Lang) (VisitView, error) {
	cards, err := s.People.Cards(ctx, q, []core.PersonID{v.Person}, lang)
	return VisitView{v.ID, cards[v.Person], v.Channel, v.Reason, v.Opened, v.Opened.Add(visitLife)}, err
}

// VisitPath names a visit.
type VisitPath struct {
	Path
	Visit string `path:"visit" maxLength:"36"`
}

func (p VisitPath) visit() core.ID[Visit] { return core.ID[Visit](p.Visit) }

type forJobInput struct {
	VisitPath
	Body struct {
		Job    core.JobID `json:"job" maxLength:"36"`
		Reason string     `json:"reason,omitempty" maxLength:"600" doc:"Of leaving."`
	}
}

type searchInput struct {
	VisitPath
	Area  string `query:"area" maxLength:"12" doc:"The hall's if left out."`
	Trade string `query:"trade" maxLength:"20"`
	Text  string `query:"text" maxLength:"60"`
	Day   string `query:"day" maxLength:"10"`
}

// Ended is the answer to ending something.
type Ended struct {
	Ended bool `json:"ended"`
}

// Sent is the answer to sending something.
type Sent struct {
	Sent bool `json:"sent"`
}

const deskTag = "hall desks"

func (s *Service) registerDesks(a *api.Server) {
	api.Secret(a, api.Op{ID: "open-visit", Method: http.MethodPost, Path: "/hall/halls/{hall}/visits", Tag: deskTag, Roles: clerks, Status: http.StatusCreated,
		Summary: "Find somebody who is here, or on the telephone, and serve them", Doc: "By a whole number. The look is recorded and the person sees it."}, s.Keys,
		func(ctx context.Context, a core.Actor, in *struct {
			Path
			Body CallerBody
		}, decide api.Decide[VisitView]) (VisitView, error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (VisitView, error) {
				v, err := s.Open(ctx, tx, a, in.hall(), in.Body.caller())
				if err != nil {
					return VisitView{}, err
				}
				return s.viewVisit(ctx, tx, v, a.Lang)
			})
		})
	api.Secret(a, api.Op{ID: "enrol-visitor", Method: http.MethodPost, Path: "/hall/halls/{hall}/newcomers", Tag: deskTag, Roles: clerks, Status: http.StatusCreated,
		Summary: "Register somebody who is here, and serve them", Doc: "Their real name counts at once: you have seen the document. They are told."}, s.Keys, s.enrolVisitor)
	api.Act(a, api.Op{ID: "close-visit", Method: http.MethodDelete, Path: "/hall/halls/{hall}/visits/{visit}", Tag: deskTag, Roles: clerks, Summary: "Stop serving somebody"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *VisitPath) (Ended, error) {
			return Ended{true}, s.Close(ctx, tx, a, in.hall(), in.visit())
		})
	api.Read(a, api.Op{ID: "find-jobs-for-visitor", Method: http.MethodGet, Path: "/hall/halls/{hall}/visits/{visit}/jobs", Tag: deskTag, Roles: clerks,
		Summary: "Open jobs, as this person may take them"}, s.jobsFor)
	api.Act(a, api.Op{ID: "grab-for-visitor", Method: http.MethodPost, Path: "/hall/halls/{hall}/visits/{visit}/grabs", Tag: deskTag, Roles: clerks,
		Summary: "Take a job for this person", Doc: "Their own act, marked with you and the channel; they are told and may cancel. All rules of a tap hold."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *forJobInput) (Taken, error) {
			return s.GrabFor(ctx, tx, a, in.hall(), in.visit(), in.Body.Job)
		})
	api.Act(a, api.Op{ID: "text-visitor", Method: http.MethodPost, Path: "/hall/halls/{hall}/visits/{visit}/texts", Tag: deskTag, Roles: clerks,
		Summary: "Offer this person a job by SMS", Doc: "They answer a digit, and that is their tap."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *forJobInput) (Sent, error) {
			return Sent{true}, s.TextFor(ctx, tx, a, in.hall(), in.visit(), in.Body.Job)
		})
	api.Act(a, api.Op{ID: "withdraw-for-visitor", Method: http.MethodPost, Path: "/hall/halls/{hall}/visits/{visit}/withdrawals", Tag: deskTag, Roles: clerks,
		Summary: "Leave a job for this person"},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *forJobInput) (Ended, error) {
			return Ended{true}, s.WithdrawFor(ctx, tx, a, in.hall(), in.visit(), in.Body.Job, core.Tidy(in.Body.Reason))
		})
	s.registerMandates(a)
}

func (s *Service) enrolVisitor(ctx context.Context, a core.Actor, in *struct {
	Path
	Body NewcomerBody
}, decide api.Decide[VisitView]) (VisitView, error) {
	b := in.Body
	phone, err := core.ParsePhone(b.Phone)
	if err != nil {
		return VisitView{}, ErrPhone
	}
	n := Newcomer{Phone: phone, Kind: b.Kind, Number: b.Document, Name: b.Name, Birth: b.Birth, Trades: b.Trades}
	if n.Kind == "" {
		n.Kind = core.CitizenID
	}
	return decide(ctx, func(ctx context.Context, tx db.Tx) (VisitView, error) {
		v, err := s.Enrol(ctx, tx, a, in.hall(), n, b.Consented, Caller{Channel: core.ByHall, Reason: core.Tidy(b.Reason)})
		if err != nil {
			return VisitView{}, err
		}
		return s.viewVisit(ctx, tx, v, a.Lang)
	})
}

func (s *Service) jobsFor(ctx context.Context, a core.Actor, in *searchInput) (l api.List[JobCard], err error) {
	f := Search{Trade: in.Trade, Text: core.Tidy(in.Text), Limit: 50}
	if in.Area != "" {
		if f.Area, err = core.ParseRegion(in.Area); err != nil {
			return l, ErrArea.At("query.area")
		}
	}
	if in.Day != "" {
		if f.Day, err = core.ParseDate(in.Day); err != nil {
			return l, ErrDay
		}
	}
	l.Items, err = s.JobsFor(ctx, s.DB.Reader(), a, in.hall(), in.visit(), f)
	if l.Items == nil {
		l.Items = []JobCard{}
	}
	return l, err
}

// MandateView is a mandate as clerks and agents see it.
type MandateView struct {
	Hall     core.ID[Hall]    `json:"hall"`
	ID       core.ID[Mandate] `json:"id"`
	Employer core.EmployerID  `json:"employer"`
	Name     string           `json:"name" doc:"The employer's, as anyone may see it."`
	Agent    core.PersonID    `json:"agent"`
	Basis    Basis            `json:"basis" enum:"standing,present,called"`
	Note     string           `json:"note"`
	NotedAt  time.Time        `json:"noted_at"`
	Until    time.Time        `json:"until" doc:"It ends before this."`
}

func (s *Service) viewMandates(ctx context.Context, q db.Q, all []Mandate) (l api.List[MandateView], err error) {
	ids := make([]core.EmployerID, len(all))
	for i, m := range all {
		ids[i] = m.Employer
	}
	names, err := s.Employers.MaskedNames(ctx, q, ids)
	l.Items = make([]MandateView, 0, len(all))
	for _, m := range all {
		l.Items = append(l.Items, MandateView{m.Hall, m.ID, m.Employer, names[m.Employer], m.Agent, m.Basis, m.Note, m.Noted, m.Until})
	}
	return l, err
}

type noteInput struct {
	Path
	Body struct {
		Employer core.EmployerID `json:"employer" maxLength:"36"`
		Agent    core.PersonID   `json:"agent" maxLength:"36" doc:"As find-callers-employers gave it."`
		Basis    Basis           `json:"basis" enum:"standing,present,called" doc:"standing: a letter, until its day. present, called: the agent is here or on the telephone; until the end of today."`
		Note     string          `json:"note" maxLength:"600" doc:"The letter's number, or who is here or called. The agent sees it."`
		Until    core.Date       `json:"until,omitempty" maxLength:"10" doc:"Last day of a standing one."`
	}
}

// MandatePath names a mandate.
type MandatePath struct {
	Path
	Mandate string `path:"mandate" maxLength:"36"`
}

func (s *Service) registerMandates(a *api.Server) {
	api.Secret(a, api.Op{ID: "find-callers-employers", Method: http.MethodPost, Path: "/hall/halls/{hall}/callers", Tag: deskTag, Roles: clerks,
		Summary: "Which employers a caller speaks for", Doc: "By a whole number. The look is recorded and the person sees it."}, s.Keys,
		func(ctx context.Context, a core.Actor, in *struct {
			Path
			Body CallerBody
		}, decide api.Decide[api.List[Firm]]) (api.List[Firm], error) {
			return decide(ctx, func(ctx context.Context, tx db.Tx) (l api.List[Firm], err error) {
				l.Items, err = s.FirmsOf(ctx, tx, a, in.hall(), in.Body.caller())
				return l, err
			})
		})
	api.Act(a, api.Op{ID: "note-mandate", Method: http.MethodPost, Path: "/hall/halls/{hall}/mandates", Tag: deskTag, Roles: clerks, Status: http.StatusCreated,
		Summary: "Note that an employer lets the hall act for it", Doc: "Its agent is told and may end it."}, s.note)
	api.Read(a, api.Op{ID: "list-mandates", Method: http.MethodGet, Path: "/hall/halls/{hall}/mandates", Tag: deskTag, Roles: clerks, Summary: "The mandates that hold now, newest first"},
		func(ctx context.Context, a core.Actor, in *Path) (l api.List[MandateView], err error) {
			all, err := s.Mandates(ctx, s.DB.Reader(), a, in.hall())
			if err != nil {
				return l, err
			}
			return s.viewMandates(ctx, s.DB.Reader(), all)
		})
	api.Read(a, api.Op{ID: "list-my-mandates", Method: http.MethodGet, Path: "/me/hall-mandates", Tag: deskTag, Summary: "Halls that may act as me for an employer"},
		func(ctx context.Context, a core.Actor, _ *struct{}) (l api.List[MandateView], err error) {
			all, err := s.MyMandates(ctx, s.DB.Reader(), a)
			if err != nil {
				return l, err
			}
			return s.viewMandates(ctx, s.DB.Reader(), all)
		})
	api.Act(a, api.Op{ID: "end-mandate", Method: http.MethodDelete, Path: "/hall/halls/{hall}/mandates/{mandate}", Tag: deskTag, Summary: "End a mandate",
		Doc: "For clerks of the hall, and for those who speak for the employer."},
		func(ctx context.Context, tx db.Tx, a core.Actor, in *MandatePath) (Ended, error) {
			return Ended{true}, s.End(ctx, tx, a, in.hall(), core.ID[Mandate](in.Mandate))
		})
}

func (s *Service) note(ctx context.Context, tx db.Tx, a core.Actor, in *noteInput) (MandateView, error) {
	m, err := s.Note(ctx, tx, a, Mandate{
		Hall: in.hall(), Employer: in.Body.Employer, Agent: in.Body.Agent, Basis: in.Body.Basis, Note: core.Tidy(in.Body.Note),
	}, in.Body.Until)
	if err != nil {
		return MandateView{}, err
	}
	l, err := s.viewMandates(ctx, tx, []Mandate{m})
	if err != nil {
		return MandateView{}, err
	}
	return l.Items[0], nil
}
