package employer

import (
	"context"
	"net/http"
	"strings"
	"time"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// deskRoles are those who see the employers of their area.
var deskRoles = []core.Role{core.Reviewer, core.HallClerk, core.Mediator}

// StaffInput is what the list of employers is narrowed by.
type StaffInput struct {
	api.PageQuery
	Search string `query:"search" maxLength:"60" doc:"A part of the name, or a whole unified social credit code."`
	Region string `query:"region" maxLength:"12"`
	State  string `query:"state" enum:"pending,approved,refused,suspended"`
	Kind   string `query:"kind" enum:"person,individual_business,enterprise,cooperative,public_body,social_organisation,village_collective"`
}

// StaffView is an employer as staff see it in a list: masked.
type StaffView struct {
	ID         core.EmployerID `json:"id"`
	Name       string          `json:"name" doc:"A person's is masked."`
	Kind       Kind            `json:"kind" enum:"person,individual_business,enterprise,cooperative,public_body,social_organisation,village_collective"`
	USCC       string          `json:"uscc"`
	Region     core.RegionCode `json:"region"`
	RegionName string          `json:"region_name"`
	Industry   string          `json:"industry"`
	State      State           `json:"state" enum:"pending,approved,refused,suspended"`
	Contact    string          `json:"contact" doc:"Name, masked."`
	Phone      string          `json:"phone" doc:"Masked."`
	CreatedAt  time.Time       `json:"created_at"`
}

// StaffDetail is one employer as staff see it.
type StaffDetail struct {
	StaffView
	Address  string      `json:"address" doc:"Masked."`
	Reason   string      `json:"reason" doc:"Of a refusal or suspension."`
	Licence  core.FileID `json:"licence"`
	Agents   []AgentView `json:"agents" nullable:"false"`
	Timeline []Happening `json:"timeline" nullable:"false" doc:"What was done to it, newest first."`
}

// Happening is one line of an employer's timeline.
type Happening struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who" doc:"Masked; may be empty."`
	Text string    `json:"text"`
	Why  string    `json:"why"`
}

// acts are those that the timeline tells, as the audit names them.
var acts = map[string]core.Text{
	"employer.suspend":      {ZH: "暂停", EN: "Suspended"},
	"employer.resume":       {ZH: "恢复", EN: "Resumed"},
	"employer.reveal":       {ZH: "查看了完整资料", EN: "Saw the full data"},
	"employer.invite":       {ZH: "邀请经办人", EN: "Invited an agent"},
	"employer.accept":       {ZH: "经办人接受了邀请", EN: "An agent accepted"},
	"employer.remove_agent": {ZH: "去掉经办人", EN: "Removed an agent"},
	"oversight.approved":    {ZH: "审核通过", EN: "Approved"},
	"oversight.refused":     {ZH: "审核没有通过", EN: "Refused"},
	"wallet.fund":           {ZH: "付款托管", EN: "Funded a job"},
}

func (s *Service) registerRoster(a *api.Server) {
	roster.Register(a, s.DB, s.Now, s.People.MaskedNames, roster.Roster[StaffInput, StaffView]{
		Name: "employers", Tag: "employers", Title: core.Text{ZH: "用工方", EN: "Employers"}, Act: "employer.list", Roles: deskRoles,
		Doc: "The employers of my area, newest first.", Columns: staffColumns, Page: s.staffPage,
		What: func(in *StaffInput) string {
			return roster.What("search", in.Search, "region", in.Region, "state", in.State, "kind", in.Kind)
		},
	})
	api.Look(a, api.Op{
		ID: "get-staff-employer", Method: http.MethodGet, Path: "/console/employers/{id}", Tag: "employers", Roles: deskRoles,
		Summary: "For staff: one employer, masked",
	}, s.staffEmployer)
}

var staffColumns = []roster.Column[StaffView]{
	{Head: core.Text{ZH: "名称", EN: "Name"}, Width: 30, Cell: func(v StaffView, _ core.Lang) string { return v.Name }},
	{Head: core.Text{ZH: "统一社会信用代码", EN: "Credit code"}, Width: 24, Cell: func(v StaffView, _ core.Lang) string { return v.USCC }},
	{Head: core.Text{ZH: "地区", EN: "Region"}, Width: 14, Cell: func(v StaffView, _ core.Lang) string { return v.RegionName }},
	{Head: core.Text{ZH: "行业", EN: "Industry"}, Width: 18, Cell: func(v StaffView, _ core.Lang) string { return v.Industry }},
	{Head: core.Text{ZH: "状态", EN: "State"}, Width: 12, Cell: func(v StaffView, l core.Lang) string { return stateWords[v.State].In(l) }},
	{Head: core.Text{ZH: "联系人", EN: "Contact"}, Width: 12, Cell: func(v StaffView, _ core.Lang) string { return v.Contact }},
	{Head: core.Text{ZH: "电话", EN: "Phone"}, Width: 16, Cell: func(v StaffView, _ core.Lang) string { return v.Phone }},
	{Head: core.Text{ZH: "登记时间", EN: "Registered"}, Width: 18, Cell: func(v StaffView, _ core.Lang) string { return roster.Day(v.CreatedAt) }},
}

// stateWords are how staff read the states.
var stateWords = map[State]core.Text{
	Pending: {ZH: "待审核", EN: "Pending"}, Approved: {ZH: "已通过", EN: "Approved"},
	Refused: {ZH: "未通过", EN: "Refused"}, Suspended: {ZH: "已暂停", EN: "Suspended"},
}

// staffPage returns a page of the employers of the actor's areas, newest first.
func (s *Service) staffPage(ctx context.Context, q db.Q, a core.Actor, in *StaffInput, page core.Page) (l api.List[StaffView], err error) {
	before, err := roster.Before[core.Employer](page.Cursor)
	if err != nil {
		return l, err
	}
	var w db.Where
	w.Begins("e.region", core.Codes(a.Areas(deskRoles...))...)
	w.Past("e.id", "<", before)
	if in.Region != "" {
		w.Begins("e.region", in.Region)
	}
	if in.State != "" {
		w.Is("e.state", in.State)
	}
	if in.Kind != "" {
		w.Is("e.kind", in.Kind)
	}
	if text := core.Fold(in.Search); text != "" {
		if code, err := core.ParseUSCC(text); err == nil {
			w.Is("e.uscc", string(code))
		} else {
			w.Like("e.name", text)
		}
	}
	limit := page.Cut()
	last := w.Arg(limit + 1)
	var rows []Employer
	// Ids ascend with the time of registering.
	err = q.Rows(ctx, selectEmployer+w.SQL()+` ORDER BY e.id DESC LIMIT `+last, w.Args(), func(r db.Row) error {
		e, err := s.scan(r)
		rows = append(rows, e)
		return err
	})
	return api.CutPage(rows, limit, func(e Employer) any { return e.ID }, func(e Employer) StaffView { return s.staffView(e, a.Lang) }), err
}

func (s *Service) staffView(e Employer, lang core.Lang) StaffView {
	region, _ := s.Ref.Set().LastRegion(e.Region)
	return StaffView{
		ID: e.ID, Name: e.Name, Kind: e.Kind, USCC: string(e.USCC), Region: e.Region, RegionName: region.Name.In(lang), Industry: e.Industry,
		State: e.State, Contact: e.ContactName.String(), Phone: e.ContactPhone.String(), CreatedAt: e.At,
	}
}

// staffEmployer shows one employer to staff and records the look.
//
// Errors: ErrNotFound.
func (s *Service) staffEmployer(ctx context.Context, tx db.Tx, a core.Actor, in *oneInput) (v StaffDetail, err error) {
	defer fault.Wrap(&err, "employer.staffEmployer(%s)", in.ID)
	e, agents, err := s.Get(ctx, tx, core.EmployerID(in.ID))
	if err != nil {
		return v, err
	}
	if api.Within(a, e.Region, deskRoles...) != nil {
		return v, ErrNotFound
	}
	names, err := s.names(ctx, tx, agents)
	if err != nil {
		return v, err
	}
	shown := show(e, agents, names, masked, "").Details
	v = StaffDetail{StaffView: s.staffView(e, a.Lang), Address: shown.Address, Reason: e.Reason, Licence: e.Licence, Agents: shown.Agents}
	if v.Timeline, err = s.happenings(ctx, tx, a.Lang, e); err != nil {
		return v, err
	}
	return v, audit.Append(ctx, tx, audit.By(a, s.Now(), string(e.ID), "employer.read", "", ""))
}

// happenings are an employer's timeline, as the audit tells it.
func (s *Service) happenings(ctx context.Context, q db.Q, lang core.Lang, e Employer) ([]Happening, error) {
	entries, err := audit.About(ctx, q, string(e.ID), "", 200)
	if err != nil {
		return nil, err
	}
	var people []core.PersonID
	for _, one := range entries {
		if _, told := acts[one.Act]; told && one.Actor != "" {
			people = append(people, one.Actor)
		}
	}
	names, err := s.People.MaskedNames(ctx, q, append(people, e.Creator))
	if err != nil {
		return nil, err
	}
	out := []Happening{}
	for _, one := range entries {
		if text, told := acts[one.Act]; told {
			out = append(out, Happening{At: one.At, Who: names[one.Actor], Text: text.In(lang), Why: strings.TrimSpace(one.Reason)})
		}
	}
	return append(out, Happening{At: e.At, Who: names[e.Creator], Text: core.Text{ZH: "登记，申请审核", EN: "Registered, and asked for review"}.In(lang)}), nil
}
