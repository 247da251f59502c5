package gig

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// deskRoles are those who see the jobs and the work of their area.
var deskRoles = []core.Role{core.Reviewer, core.HallClerk, core.Mediator}

// StaffJobsInput is what the list of jobs is narrowed by.
type StaffJobsInput struct {
	api.PageQuery
	Search   string `query:"search" maxLength:"60" doc:"Words of the title, the note or the address."`
	Region   string `query:"region" maxLength:"12" doc:"A region's code: jobs in it."`
	State    string `query:"state" enum:"draft,in_review,refused,unfunded,open,filled,closed,cancelled,expired"`
	Trade    string `query:"trade" maxLength:"20" doc:"An occupation code."`
	Employer string `query:"employer" maxLength:"36" pattern:"^[0-9a-f-]*$"`
	From     string `query:"from" maxLength:"10" doc:"Posted on this day or later."`
	To       string `query:"to" maxLength:"10" doc:"Posted on this day or earlier."`
}

// StaffJob is a job as staff see it in a list.
type StaffJob struct {
	ID           core.JobID      `json:"id"`
	Title        string          `json:"title"`
	TradeName    string          `json:"trade_name"`
	Employer     core.EmployerID `json:"employer"`
	EmployerName string          `json:"employer_name" doc:"As anyone may see it."`
	Region       core.RegionCode `json:"region"`
	RegionName   string          `json:"region_name"`
	State        JobState        `json:"state" enum:"draft,in_review,refused,unfunded,open,filled,closed,cancelled,expired"`
	Funding      Funding         `json:"funding" enum:"none,asked,held,failed"`
	PayText      string          `json:"pay_text"`
	Start        time.Time       `json:"start"`
	End          time.Time       `json:"end"`
	People       int64           `json:"people"`
	Booked       int64           `json:"booked"`
	Waiting      int64           `json:"waiting"`
	Held         core.Money      `json:"held" doc:"Still in escrow."`
	Paid         core.Money      `json:"paid"`
	CreatedAt    time.Time       `json:"created_at"`
}

// StaffJobDetail is one job with all that happened to it.
type StaffJobDetail struct {
	JobView
	Engagements []StaffEngagement `json:"engagements" nullable:"false"`
	Story       []StaffStep       `json:"story" nullable:"false" doc:"Everything in the order it happened: posted, reviewed, funded, rings, grabs, check-ins, figures, paid, ratings."`
}

// StaffStep is one line of a story.
type StaffStep struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who" enum:"worker,employer,staff,clock,bank"`
	Name string    `json:"name" doc:"Whom it is about, masked; may be empty."`
	What string    `json:"what"`
}

// StaffEngagementsInput is what the list of engagements is narrowed by.
type StaffEngagementsInput struct {
	api.PageQuery
	Region   string `query:"region" maxLength:"12"`
	State    string `query:"state" enum:"booked,working,finished,stated,contested,paid,cancelled,no_show"`
	Worker   string `query:"worker" maxLength:"36" pattern:"^[0-9a-f-]*$"`
	Employer string `query:"employer" maxLength:"36" pattern:"^[0-9a-f-]*$"`
	From     string `query:"from" maxLength:"10" doc:"Booked on this day or later."`
	To       string `query:"to" maxLength:"10" doc:"Booked on this day or earlier."`
}

// StaffEngagement is an engagement as staff see it in a list.
type StaffEngagement struct {
	ID           core.EngagementID `json:"id"`
	State        State             `json:"state" enum:"booked,working,finished,stated,contested,paid,cancelled,no_show"`
	How          How               `json:"how" enum:"tap,choice,line"`
	Job          core.JobID        `json:"job"`
	Title        string            `json:"title"`
	Employer     core.EmployerID   `json:"employer"`
	EmployerName string            `json:"employer_name"`
	Worker       core.PersonID     `json:"worker"`
	WorkerName   string            `json:"worker_name" doc:"Masked."`
	Region       core.RegionCode   `json:"region"`
	RegionName   string            `json:"region_name"`
	Start        time.Time         `json:"start"`
	Hold         core.Money        `json:"hold"`
	Paid         core.Money        `json:"paid"`
	Still        core.Money        `json:"still" doc:"Still in escrow; while it is contested, the part that is."`
	BookedAt     time.Time         `json:"booked_at"`
}

// StaffEngagementDetail is one engagement with both figures and all that happened.
type StaffEngagementDetail struct {
	StaffEngagement
	Planned   Figure      `json:"planned"`
	Stated    *Said       `json:"stated,omitempty" doc:"The worker's figure."`
	Offered   *Said       `json:"offered,omitempty" doc:"The employer's figure."`
	EndReason string      `json:"end_reason"`
	Story     []StaffStep `json:"story" nullable:"false"`
}

func (s *Service) registerStaff(a *api.Server) {
	roster.Register(a, s.db, s.now, s.people.MaskedNames, roster.Roster[StaffJobsInput, StaffJob]{
		Name: "jobs", Tag: "jobs", Title: core.Text{ZH: "零工单", EN: "Jobs"}, Act: "gig.list_jobs", Roles: deskRoles,
		Doc: "The jobs of my area in any state, newest first.", Columns: staffJobColumns, Page: s.staffJobs,
		What: func(in *StaffJobsInput) string {
			return roster.What("search", in.Search, "region", in.Region, "state", in.State, "trade", in.Trade, "employer", in.Employer, "from", in.From, "to", in.To)
		},
	})
	roster.Register(a, s.db, s.now, s.people.MaskedNames, roster.Roster[StaffEngagementsInput, StaffEngagement]{
		Name: "engagements", Tag: "engagements", Title: core.Text{ZH: "用工记录", EN: "Engagements"}, Act: "gig.list_engagements", Roles: deskRoles,
		Doc: "Who works where in my area, newest first.", Columns: staffEngagementColumns, Page: s.staffEngagements,
		What: func(in *StaffEngagementsInput) string {
			return roster.What("region", in.Region, "state", in.State, "worker", in.Worker, "employer", in.Employer, "from", in.From, "to", in.To)
		},
	})
	api.Look(a, api.Op{
		ID: "get-staff-job", Method: http.MethodGet, Path: "/console/jobs/{id}", Tag: "jobs", Roles: deskRoles,
		Summary: "For staff: one job with all that happened to it",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *JobPath) (StaffJobDetail, error) {
		id, err := in.job()
		if err != nil {
			return StaffJobDetail{}, err
		}
		return s.staffJob(ctx, tx, actor, id)
	})
	api.Look(a, api.Op{
		ID: "get-staff-engagement", Method: http.MethodGet, Path: "/console/engagements/{id}", Tag: "engagements", Roles: deskRoles,
		Summary: "For staff: one engagement with both sides' figures and all that happened to it",
	}, func(ctx context.Context, tx db.Tx, actor core.Actor, in *EngagementPath) (StaffEngagementDetail, error) {
		id, err := in.engagement()
		if err != nil {
			return StaffEngagementDetail{}, err
		}
		return s.staffEngagement(ctx, tx, actor, id)
	})
}

var staffJobColumns = []roster.Column[StaffJob]{
	{Head: core.Text{ZH: "标题", EN: "Title"}, Width: 30, Cell: func(v StaffJob, _ core.Lang) string { return v.Title }},
	{Head: core.Text{ZH: "工种", EN: "Trade"}, Width: 16, Cell: func(v StaffJob, _ core.Lang) string { return v.TradeName }},
	{Head: core.Text{ZH: "用工方", EN: "Employer"}, Width: 26, Cell: func(v StaffJob, _ core.Lang) string { return v.EmployerName }},
	{Head: core.Text{ZH: "地区", EN: "Region"}, Width: 14, Cell: func(v StaffJob, _ core.Lang) string { return v.RegionName }},
	{Head: core.Text{ZH: "状态", EN: "State"}, Width: 12, Cell: func(v StaffJob, l core.Lang) string { return jobWords[v.State].In(l) }},
	{Head: core.Text{ZH: "工钱", EN: "Pay"}, Width: 18, Cell: func(v StaffJob, _ core.Lang) string { return v.PayText }},
	{Head: core.Text{ZH: "人数", EN: "People"}, Width: 10, Cell: func(v StaffJob, _ core.Lang) string {
		return strconv.FormatInt(v.Booked, 10) + "/" + strconv.FormatInt(v.People, 10)
	}},
	{Head: core.Text{ZH: "托管中（元）", EN: "Held (CNY)"}, Width: 14, Cell: func(v StaffJob, _ core.Lang) string { return v.Held.Text() }},
	{Head: core.Text{ZH: "已付（元）", EN: "Paid (CNY)"}, Width: 14, Cell: func(v StaffJob, _ core.Lang) string { return v.Paid.Text() }},
	{Head: core.Text{ZH: "开工", EN: "Starts"}, Width: 18, Cell: func(v StaffJob, _ core.Lang) string { return roster.Day(v.Start) }},
	{Head: core.Text{ZH: "发布", EN: "Posted"}, Width: 18, Cell: func(v StaffJob, _ core.Lang) string { return roster.Day(v.CreatedAt) }},
}

var staffEngagementColumns = []roster.Column[StaffEngagement]{
	{Head: core.Text{ZH: "工人", EN: "Worker"}, Width: 12, Cell: func(v StaffEngagement, _ core.Lang) string { return v.WorkerName }},
	{Head: core.Text{ZH: "零工单", EN: "Job"}, Width: 30, Cell: func(v StaffEngagement, _ core.Lang) string { return v.Title }},
	{Head: core.Text{ZH: "用工方", EN: "Employer"}, Width: 26, Cell: func(v StaffEngagement, _ core.Lang) string { return v.EmployerName }},
	{Head: core.Text{ZH: "状态", EN: "State"}, Width: 12, Cell: func(v StaffEngagement, l core.Lang) string { return engagementWords[v.State].In(l) }},
	{Head: core.Text{ZH: "托管（元）", EN: "Held (CNY)"}, Width: 14, Cell: func(v StaffEngagement, _ core.Lang) string { return v.Hold.Text() }},
	{Head: core.Text{ZH: "已付（元）", EN: "Paid (CNY)"}, Width: 14, Cell: func(v StaffEngagement, _ core.Lang) string { return v.Paid.Text() }},
	{Head: core.Text{ZH: "开工", EN: "Starts"}, Width: 18, Cell: func(v StaffEngagement, _ core.Lang) string { return roster.Day(v.Start) }},
	{Head: core.Text{ZH: "抢到", EN: "Booked"}, Width: 18, Cell: func(v StaffEngagement, _ core.Lang) string { return roster.Day(v.BookedAt) }},
}

// How staff read the states.
var (
	jobWords = map[JobState]core.Text{
		Draft: {ZH: "草稿", EN: "Draft"}, InReview: {ZH: "待审核", EN: "In review"}, Refused: {ZH: "未通过", EN: "Refused"},
		Unfunded: {ZH: "待付款", EN: "To be funded"}, Open: {ZH: "招人中", EN: "Open"}, Filled: {ZH: "已招满", EN: "Filled"},
		Closed: {ZH: "已完结", EN: "Closed"}, Cancelled: {ZH: "已取消", EN: "Cancelled"}, Expired: {ZH: "已过期", EN: "Expired"},
	}
	engagementWords = map[State]core.Text{
		Booked: {ZH: "已抢到", EN: "Booked"}, Working: {ZH: "在干活", EN: "Working"}, Finished: {ZH: "干完了", EN: "Finished"},
		Stated: {ZH: "待对方确认", EN: "Awaits an answer"}, Contested: {ZH: "有争议", EN: "Contested"}, PaidOut: {ZH: "已付", EN: "Paid"},
		Dropped: {ZH: "已取消", EN: "Cancelled"}, NoShow: {ZH: "没到", EN: "No-show"},
	}
)
