package hall

import (
	"context"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Faults of dispatches.
var (
	ErrNoDispatch = fault.New(fault.NotFound, "hall.no_dispatch", "没有这个派工单。", "There is no such dispatch.")
	ErrTexts      = fault.New(fault.Invalid, "hall.dispatch_text", "接送和集合地点各最多 200 个字。", "Transport and meeting point have at most 200 characters each.").At("body.meeting")
	ErrLevel      = fault.New(fault.Invalid, "hall.level", "技能等级从 0 到 7。", "Levels go from 0 to 7.").At("body.min_level")
	ErrMeet       = fault.New(fault.Invalid, "hall.meet", "集合时间要在开工之前。", "People meet before the work begins.").At("body.meet_at")
	ErrNotMember  = fault.New(fault.Conflict, "hall.not_member", "这个人不在队里，或者已经退出。", "This person is not in the team, or has left it.")
	ErrNotSuited  = fault.New(fault.Conflict, "hall.not_suited", "这个活不合这个人的条件，或者已经不收人了。", "The job does not suit this person, or takes nobody any more.")
	ErrSaidNo     = fault.New(fault.Conflict, "hall.said_no", "这个人说过不去，不再打扰。", "This person said no already; leave them in peace.")
	ErrAgainAt    = fault.New(fault.Invalid, "hall.again_at", "“过会儿再打”要写一个以后的时间。", "To call later needs a time to come.").At("body.again_at")
	ErrOver       = fault.New(fault.Conflict, "hall.dispatch_over", "这个派工单已经结束。", "This dispatch is over.")
)

// Order is what a firm asks for (十个熟练采摘工，干两天): a job as gig takes it, and
// its fields by the same names.
type Order struct {
	Trade       string      `json:"trade" maxLength:"20" doc:"Occupation code with local suffix; see GET /trades."`
	Title       string      `json:"title" maxLength:"100"`
	Note        string      `json:"note,omitempty" maxLength:"2000"`
	Region      string      `json:"region" maxLength:"12"`
	Place       Point       `json:"place"`
	Address     string      `json:"address" maxLength:"300"`
	Door        string      `json:"door,omitempty" maxLength:"100" doc:"Shown to the engaged only."`
	ContactName string      `json:"contact_name,omitempty" maxLength:"60"`
	Phone       string      `json:"contact_phone" maxLength:"30"`
	Windows     []core.Span `json:"windows" maxItems:"60" nullable:"false"`
	People      int64       `json:"people" minimum:"1" maximum:"200"`
	Pay         core.Money  `json:"pay" doc:"What one worker gets for one pay_unit."`
	Unit        string      `json:"pay_unit" enum:"job,hour,day,piece"`
	Quantity    int64       `json:"quantity,omitempty" minimum:"0" maximum:"1000000" doc:"Planned for one worker; leave out for what the windows come to."`
	WorkMinutes int64       `json:"work_minutes,omitempty" minimum:"0" maximum:"100000"`
	Tools       bool        `json:"tools,omitempty"`
	Meals       bool        `json:"meals,omitempty"`
	Outdoor     *bool       `json:"outdoor,omitempty"`
	MinAge      int64       `json:"min_age,omitempty" minimum:"0" maximum:"18"`
	RadiusM     int64       `json:"check_in_radius_m,omitempty" minimum:"0" maximum:"2000"`
}

// Point is a place in WGS-84.
type Point struct {
	Lat float64 `json:"lat" minimum:"-90" maximum:"90"`
	Lon float64 `json:"lon" minimum:"-180" maximum:"180"`
}

// Plan is what a dispatch adds to its job.
type Plan struct {
	MinLevel  int64     // what people must have stated of themselves; 0: any
	Transport string    // how people get there: 大厅派车
	Meeting   string    // where they meet
	Meet      time.Time // zero: none said
}

func (p Plan) check(start time.Time) error {
	switch {
	case utf8.RuneCountInString(p.Transport) > 200 || utf8.RuneCountInString(p.Meeting) > 200:
		return ErrTexts
	case p.MinLevel < 0 || p.MinLevel > 7:
		return ErrLevel
	case !p.Meet.IsZero() && !start.IsZero() && p.Meet.After(start):
		return ErrMeet
	}
	return nil
}

// Dispatch is a team put together by a hall (派工): one job of an employer, called
// for one by one.
type Dispatch struct {
	Hall     core.ID[Hall]
	ID       core.ID[Dispatch]
	Employer core.EmployerID
	Job      core.JobID
	Title    string
	Area     core.RegionCode // of the job
	Plan
	Leader  core.PersonID // "": none yet
	Clerk   core.PersonID // who took the order
	Made    time.Time
	Changed time.Time
	Ended   time.Time // zero: not over
	Version int64
}

// Order takes a firm's order: the job is posted as its agent's act, under a mandate
// that holds now, and the dispatch hangs on that one job.
//
// Errors: ErrNoMandate, those of a plan, those of posting, auth.area.
func (s *Service) Order(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], employer core.EmployerID, o Order, p Plan) (_ Dispatch, err error) {
	defer fault.Wrap(&err, "hall.Order(%s, %s)", id, employer)
	if _, err := s.mine(ctx, tx, a, id); err != nil {
		return Dispatch{}, err
	}
	if err := within(a, core.RegionCode(o.Region), core.HallClerk); err != nil {
		return Dispatch{}, err
	}
	agent, err := s.asAgent(ctx, tx, a, id, employer)
	if err != nil {
		return Dispatch{}, err
	}
	if err := p.check(startOf(o.Windows)); err != nil {
		return Dispatch{}, err
	}
	job, err := s.Jobs.Post(ctx, tx, agent, employer, o)
	if err != nil {
		return Dispatch{}, err
	}
	now := s.Now()
	d := Dispatch{
		Hall: id, ID: core.NewID[Dispatch](now), Employer: employer, Job: job, Title: core.Tidy(o.Title), Area: core.RegionCode(o.Region),
		Plan: p, Clerk: a.Person, Made: now, Changed: now, Version: 1,
	}
	return d, errors.Join(insertDispatch(ctx, tx, d),
		audit.Append(ctx, tx, audit.By(a, now, string(employer), "hall.order", string(d.ID), "")),
		s.signal(ctx, tx, id))
}

// Fund has the whole wage of a dispatch's job collected into escrow, once.
//
// Errors: ErrNoDispatch, ErrNoMandate, those of funding, auth.area.
func (s *Service) Fund(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch]) (err error) {
	defer fault.Wrap(&err, "hall.Fund(%s)", dispatch)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return err
	}
	agent, err := s.asAgent(ctx, tx, a, id, d.Employer)
	if err != nil {
		return err
	}
	return errors.Join(s.Jobs.Fund(ctx, tx, agent, d.Job), s.signal(ctx, tx, id))
}

// dispatch returns a dispatch to a clerk of its hall.
//
// Errors: ErrNoHall, ErrNoDispatch, auth.area.
func (s *Service) dispatch(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch]) (Dispatch, error) {
	if _, err := s.mine(ctx, q, a, id); err != nil {
		return Dispatch{}, err
	}
	return dispatchOf(ctx, q, id, dispatch)
}

// Replan changes how a dispatch travels and meets, and tells those in the team.
//
// Errors: ErrNoDispatch, ErrOver, those of a plan, auth.area.
func (s *Service) Replan(ctx context.Context, tx db.Tx, a core.Actor, id core.ID[Hall], dispatch core.ID[Dispatch], p Plan) (_ Dispatch, err error) {
	defer fault.Wrap(&err, "hall.Replan(%s)", dispatch)
	d, err := s.dispatch(ctx, tx, a, id, dispatch)
	if err != nil {
		return Dispatch{}, err
	}
	j, err := s.Jobs.Job(ctx, tx, d.Job, core.ZH)
	switch {
	case err != nil:
		return Dispatch{}, err
	case j.Over:
		return Dispatch{}, ErrOver
	}
	if err := p.check(startOf(j.Windows)); err != nil {
		return Dispatch{}, err
	}
	was := d.Plan
	d.Plan = p
	if err := s.save(ctx, tx, a, &d, "hall.replan"); err != nil {
		return Dispatch{}, err
	}
	if was.Meeting == p.Meeting && was.Transport == p.Transport && was.Meet.Equal(p.Meet) {
		return d, nil
	}
	team, err := s.team(ctx, tx, d)
	if err != nil {
		return Dispatch{}, err
	}
	var all []notify.Message
	for _, m := range team {
		if m.In {
			all = append(all, d.meetingPoint(m.Person, m.Engagement))
		}
	}
	return d, s.Notify.Send(ctx, tx, all...)
}

// save writes what changed in a dispatch.
func (s *Service) save(ctx context.Context, tx db.Tx, a core.Actor, d *Dispatch, act string) error {
	d.Changed = s.Now()
	d.Version++
	return errors.Join(updateDispatch(ctx, tx, *d),
		audit.Append(ctx, tx, audit.By(a, d.Changed, string(d.Employer), act, string(d.ID), "")),
		s.signal(ctx, tx, d.Hall))
}

// meetingPoint tells a member where and when people meet and how they travel.
func (d Dispatch) meetingPoint(person core.PersonID, e core.EngagementID) notify.Message {
	zh, en := "《"+d.Title+"》", "“"+d.Title+"”: "
	if !d.Meet.IsZero() {
		at := d.Meet.In(core.China)
		zh += at.Format("1月2日 15:04 ")
		en += at.Format("2 Jan 15:04, ")
	}
	if d.Meeting != "" {
		zh += "在" + d.Meeting + "集合。"
		en += "meet at " + d.Meeting + ". "
	}
	if d.Transport != "" {
		zh += "接送：" + d.Transport + "。"
		en += "Transport: " + d.Transport + "."
	}
	return notify.Message{
		Person: person, Kind: "hall.meeting", Title: core.Text{ZH: "集合和接送", EN: "Where to meet"}, Body: core.Text{ZH: zh, EN: en},
		Link: "/engagements/" + string(e), Ring: true,
	}
}

// says reports whether there is anything to tell about meeting and transport.
func (p Plan) says() bool { return p.Meeting != "" || p.Transport != "" || !p.Meet.IsZero() }

// Dispatches returns those of a hall, newest first, before one; "" begins. open
// leaves out those that are over.
//
// Errors: ErrNoHall, auth.area.
func (s *Service) Dispatches(ctx context.Context, q db.Q, a core.Actor, id core.ID[Hall], open bool, before core.ID[Dispatch], limit int) (_ []Dispatch, err error) {
	defer fault.Wrap(&err, "hall.Dispatches(%s)", id)
	if _, err := s.mine(ctx, q, a, id); err != nil {
		return nil, err
	}
	return dispatchesBefore(ctx, q, id, open, before, limit)
}

func startOf(windows []core.Span) (start time.Time) {
	for _, w := range windows {
		if start.IsZero() || w.Start.Before(start) {
			start = w.Start
		}
	}
	return start
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
