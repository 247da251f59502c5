package gig

import (
	"context"
	"slices"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// JobView is a job as the API shows it: a card, and for those concerned more.
type JobView struct {
	ID         core.JobID      `json:"id"`
	Employer   EmployerCard    `json:"employer"`
	State      JobState        `json:"state" enum:"draft,in_review,refused,unfunded,open,filled,closed,cancelled,expired"`
	Trade      TradeCard       `json:"trade"`
	Title      string          `json:"title"`
	Note       string          `json:"note"`
	Region     core.RegionCode `json:"region"`
	RegionName string          `json:"region_name"`
	Place      Coordinates     `json:"place"`
	Address    string          `json:"address"`
	DistanceM  *int64          `json:"distance_m,omitempty" doc:"From the place asked about, in metres."`
	Windows    []core.Span     `json:"windows" nullable:"false"`
	People     int64           `json:"people" doc:"How many were wanted."`
	Open       int64           `json:"open" doc:"How many are still wanted."`
	Waiting    int64           `json:"waiting" doc:"How many stand in line, or applied."`
	Pay        core.Money      `json:"pay"`
	Unit       PayUnit         `json:"pay_unit" enum:"job,hour,day,piece"`
	PayText    string          `json:"pay_text" example:"300.00 元 / 天"`
	Planned    Figure          `json:"planned" doc:"What is planned for one worker, and held for them."`
	HourPay    core.Money      `json:"hour_pay" doc:"What an hour comes to by the declared hours."`
	Held       bool            `json:"held" doc:"The whole wage is held (钱已到账)."`
	Tools      bool            `json:"tools"`
	Meals      bool            `json:"meals"`
	Outdoor    bool            `json:"outdoor"`
	MinAge     int64           `json:"min_age"`
	Mode       Mode            `json:"mode" enum:"tap,choice"`
	ChooseBy   *time.Time      `json:"choose_by,omitempty"`
	RadiusM    int64           `json:"check_in_radius_m"`
	Photos     []core.FileID   `json:"photos" nullable:"false"`
	Marks      []Mark          `json:"marks" nullable:"false" doc:"What to know at a glance, in words."`
	OpenedAt   *time.Time      `json:"opened_at,omitempty"`
	CreatedAt  time.Time       `json:"created_at"`
	Mine       *Mine           `json:"mine,omitempty" doc:"What binds you to the job."`
	CanTake    bool            `json:"can_take" doc:"You may tap: for a place, a place in line, or as an application."`
	WhyNot     *WhyNot         `json:"why_not,omitempty" doc:"Why you may not, and what would change that."`
	Contact    *Contact        `json:"contact,omitempty" doc:"For the engaged and the employer."`
	Inside     *Inside         `json:"inside,omitempty" doc:"For the employer and staff."`
}

// EmployerCard is an employer as workers see it.
type EmployerCard struct {
	ID     core.EmployerID `json:"id"`
	Name   string          `json:"name"`
	Record *RecordView     `json:"record,omitempty"`
}

// WorkerCard is a worker as employers see him.
type WorkerCard struct {
	ID     core.PersonID `json:"id"`
	Name   string        `json:"name" doc:"Masked."`
	Record *RecordView   `json:"record,omitempty"`
}

// RecordView is how good a record is.
type RecordView struct {
	StarsE2 int64 `json:"stars_e2" doc:"Mean rating in hundredths of a star; 0: none yet."`
	Rated   int64 `json:"rated"`
	Done    int64 `json:"done"`
	Late    int64 `json:"late" doc:"Late cancellations and no-shows."`
}

// TradeCard is a trade by code and name.
type TradeCard struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Figure is a quantity, in words, and what it comes to.
type Figure struct {
	Quantity int64      `json:"quantity" doc:"Minutes, hundredths of a day, pieces, or percent of the job."`
	Text     string     `json:"text"`
	Amount   core.Money `json:"amount"`
}

// Mark is a word on a job card.
type Mark struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Mine is what binds a worker to a job.
type Mine struct {
	Result     Outcome           `json:"result" enum:"booked,waiting,applied"`
	Engagement core.EngagementID `json:"engagement,omitempty"`
	Place      int64             `json:"place,omitempty" doc:"In line, from 1."`
}

// WhyNot is why someone may not take a job.
type WhyNot struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Source string `json:"source,omitempty"`
}

// Contact is how the two sides reach each other.
type Contact struct {
	Door  string `json:"door"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// Inside is what the employer sees of a job, and staff.
type Inside struct {
	Funding  Funding       `json:"funding" enum:"none,asked,held,failed"`
	Whole    core.Money    `json:"whole" doc:"What is to be held for all."`
	Still    core.Money    `json:"still" doc:"What is held now."`
	Paid     core.Money    `json:"paid"`
	Back     core.Money    `json:"back" doc:"What went back to the employer."`
	Booked   int64         `json:"booked"`
	Asking   int64         `json:"asking" doc:"How many workers stated their hours and wait for the employer's word."`
	Reason   string        `json:"reason" doc:"Of a refusal or cancellation."`
	Findings []FindingView `json:"findings" nullable:"false"`
	Next     []string      `json:"next" nullable:"false" doc:"What can be done now: fund, choose, cancel."`
	Timeline []StepView    `json:"timeline" nullable:"false"`
}

// FindingView is what a rule says about a posting.
type FindingView struct {
	Severity Severity `json:"severity" enum:"refuse,warn"`
	Path     string   `json:"path"`
	Code     string   `json:"code"`
	Detail   string   `json:"detail"`
	Source   string   `json:"source"`
}

// StepView is an entry of a timeline.
type StepView struct {
	At   time.Time `json:"at"`
	Who  Side      `json:"who" enum:"worker,employer,staff,clock,bank"`
	What string    `json:"what"`
}

func viewFindings(all []Finding, lang core.Lang) []FindingView {
	out := make([]FindingView, len(all))
	for i, f := range all {
		out[i] = FindingView{f.Severity, f.Path, f.Code, f.Text.In(lang), f.Source}
	}
	return out
}

func viewRecord(r event.RecordChanged, ok bool) *RecordView {
	if !ok {
		return nil
	}
	return &RecordView{r.Stars, r.Rated, r.Done, r.Late}
}

func optionalTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// viewer shows jobs to one person.
type viewer struct {
	s       *Service
	q       db.Q
	actor   core.Actor
	me      *person // nil: not logged in
	near    *core.Place
	names   map[core.EmployerID]string
	records map[core.EmployerID]event.RecordChanged
	agents  map[core.EmployerID][]core.PersonID
}

// viewer reads what the cards of the jobs need beyond the jobs.
func (s *Service) viewer(ctx context.Context, q db.Q, actor core.Actor, near *core.Place, jobs ...Job) (v *viewer, err error) {
	v = &viewer{s: s, q: q, actor: actor, near: near}
	ids := make([]core.EmployerID, 0, len(jobs))
	for _, j := range jobs {
		ids = append(ids, j.Employer)
	}
	ids = sorted(ids)
	if v.names, err = s.employers.MaskedNames(ctx, q, ids); err != nil {
		return nil, err
	}
	if v.records, err = s.records.OfEmployers(ctx, q, ids); err != nil {
		return nil, err
	}
	if v.agents, err = s.employers.AgentsOf(ctx, q, ids); err != nil || !actor.Known() {
		return v, err
	}
	people, err := s.readPeople(ctx, q, []core.PersonID{actor.Person})
	if err == nil {
		v.me = people[actor.Person]
	}
	return v, err
}

func (v *viewer) isAgent(e core.EmployerID) bool {
	return v.actor.Known() && slices.Contains(v.agents[e], v.actor.Person)
}

func (v *viewer) employer(e core.EmployerID) EmployerCard {
	r, ok := v.records[e]
	return EmployerCard{ID: e, Name: v.names[e], Record: viewRecord(r, ok)}
}

// card is the job as anyone sees it, with what it is to the viewer.
func (v *viewer) card(j Job) JobView {
	set, day, lang := v.s.ref.Set(), core.DateOf(v.s.now()), v.actor.Lang
	trade, _ := set.Trade(j.Trade, day)
	out := JobView{
		ID: j.ID, Employer: v.employer(j.Employer), State: j.State, Trade: TradeCard{j.Trade, trade.Name.In(lang)}, Title: j.Title, Note: j.Note,
		Region: j.Region, RegionName: set.FullName(j.Region, day).In(lang), Place: Coordinates{j.Place.Lat(), j.Place.Lon()}, Address: j.Address,
		Windows: j.Windows, People: j.People, Open: j.Free(), Waiting: j.Waiting(), Pay: j.Pay, Unit: j.Unit,
		PayText: payText(j.Offer, lang), Planned: figureOf(j.Offer, j.Quantity, j.EachMinor, lang), HourPay: j.Money(j.HourMinor),
		Held: j.Funding == Held, Tools: j.Tools, Meals: j.Meals, Outdoor: j.Outdoor, MinAge: j.MinAge, Mode: j.Mode,
		ChooseBy: optionalTime(j.ChooseBy), RadiusM: j.RadiusM, Photos: append([]core.FileID{}, j.Photos...), Marks: marksOf(j, lang),
		OpenedAt: optionalTime(j.Opened), CreatedAt: j.Created,
	}
	if v.near != nil {
		m := int64(v.near.DistanceM(j.Place) + 0.5)
		out.DistanceM = &m
	}
	v.mine(&out, j)
	return out
}

// mine says what binds the viewer to the job, or whether it could.
func (v *viewer) mine(out *JobView, j Job) {
	if v.me == nil {
		return
	}
	seats := j.seats()
	t := v.me.tieTo(j.ID)
	var no *fault.Fault
	switch {
	case t == nil:
		no = v.me.whyNot(seats, v.agents[j.Employer], db.Micros(v.s.now()))
	case t.kind == tieBarred:
		no = ErrBarred
	case t.kind == tieBooked:
		out.Mine = &Mine{Result: Got, Engagement: t.engagement}
		return
	default:
		out.Mine = &Mine{Result: waits(j.Mode), Place: t.line} // the number; place makes it the place
		return
	}
	out.CanTake = no == nil
	if no != nil {
		out.WhyNot = &WhyNot{no.Code, core.Text{ZH: no.ZH, EN: no.EN}.In(v.actor.Lang), no.Source}
	}
}

// place makes the number in line of a card its place.
func (v *viewer) place(ctx context.Context, out *JobView) (err error) {
	if out.Mine != nil && out.Mine.Place > 0 {
		out.Mine.Place, err = placeInLine(ctx, v.q, out.ID, out.Mine.Place)
	}
	return err
}

func figureOf(o Offer, quantity, minor int64, lang core.Lang) Figure {
	return Figure{quantity, quantityText(o.Unit, quantity).In(lang), core.Money{Minor: minor, Currency: o.Pay.Currency}}
}

// unitNames are the units of pay in words.
var unitNames = map[PayUnit]core.Text{
	PerJob: {ZH: "单", EN: "job"}, PerHour: {ZH: "小时", EN: "hour"}, PerDay: {ZH: "天", EN: "day"}, PerPiece: {ZH: "件", EN: "piece"},
}

// payText is the pay in words: 300.00 元 / 天.
func payText(o Offer, lang core.Lang) string {
	return say(core.Text{ZH: "{pay} 元 / {unit}", EN: "{pay} yuan / {unit}"}, "pay", o.Pay.Text(), "unit", unitNames[o.Unit]).In(lang)
}

// marksOf are the words on the job's card.
func marksOf(j Job, lang core.Lang) []Mark {
	out := []Mark{}
	for _, m := range []struct {
		so   bool
		code string
		text core.Text
	}{
		{j.Funding == Held, "held", core.Text{ZH: "钱已到账", EN: "Money held"}},
		{j.Meals, "meals", core.Text{ZH: "包饭", EN: "Meals"}},
		{j.Tools, "tools", core.Text{ZH: "自带工具", EN: "Bring tools"}},
		{j.Outdoor, "outdoor", core.Text{ZH: "户外", EN: "Outdoors"}},
		{atNight(j.Windows), "night", core.Text{ZH: "夜里", EN: "At night"}},
		{j.MinAge >= 18, "adult", core.Text{ZH: "满 18 岁", EN: "18 or older"}},
		{j.Mode == Choice, "choice", core.Text{ZH: "雇主挑人", EN: "Employer chooses"}},
	} {
		if m.so {
			out = append(out, Mark{m.code, m.text.In(lang)})
		}
	}
	return out
}
