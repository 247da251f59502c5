package person

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// deskRoles are those who see the people of their area.
var deskRoles = []core.Role{core.Reviewer, core.HallClerk, core.Mediator}

// StaffInput is what the list of people is narrowed by.
type StaffInput struct {
	api.PageQuery
	Search   string `query:"search" maxLength:"60" doc:"A whole name, a phone number or a document number."`
	Region   string `query:"region" maxLength:"12" doc:"A region's code: people in it."`
	Verified string `query:"verified" enum:"true,false" doc:"With a real name, or without."`
	From     string `query:"from" maxLength:"10" doc:"Registered on this day or later." example:"2026-11-01"`
	To       string `query:"to" maxLength:"10" doc:"Registered on this day or earlier."`
	By       string `query:"by" maxLength:"36" doc:"Registered by this person."`
}

// StaffView is a person as staff see them in a list: masked.
type StaffView struct {
	ID         core.PersonID     `json:"id"`
	Name       string            `json:"name" doc:"Masked; empty without a real name." example:"王*明"`
	Phone      string            `json:"phone" doc:"Masked."`
	Kind       core.DocumentKind `json:"document_kind" doc:"Empty without a real name."`
	Document   string            `json:"document" doc:"Masked."`
	Age        int               `json:"age" doc:"In full years; 0 without a real name."`
	Region     core.RegionCode   `json:"region" doc:"Where they are; empty if not known."`
	RegionName string            `json:"region_name"`
	Verified   bool              `json:"verified"`
	Since      time.Time         `json:"since" doc:"When they were registered."`
	By         core.PersonID     `json:"by" doc:"Who registered them; their own id if they did, empty for the program."`
	ByName     string            `json:"by_name" doc:"Masked; empty if they did it themselves."`
	Channel    core.Channel      `json:"channel" doc:"Through which door."`
}

// StaffDetail is one person as staff see them.
type StaffDetail struct {
	StaffView
	VerifiedAt *time.Time    `json:"verified_at,omitempty"`
	Profile    profileView   `json:"profile"`
	Trades     []string      `json:"trades" nullable:"false" doc:"What they want to do or can do, by name."`
	Consents   []consentView `json:"consents" nullable:"false"`
	Timeline   []Happening   `json:"timeline" nullable:"false" doc:"What happened to the record, newest first."`
}

// Happening is one line of a person's timeline.
type Happening struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who" doc:"Masked; empty for the person and for the program."`
	Text string    `json:"text"`
	Why  string    `json:"why"`
}

func (s *Service) registerStaff(a *api.Server) {
	roster.Register(a, s.DB, s.Now, s.MaskedNames, roster.Roster[StaffInput, StaffView]{
		Name: "people", Tag: "people", Title: core.Text{ZH: "人员", EN: "People"}, Act: "person.list", Roles: deskRoles,
		Doc:     "The people of my area, newest first. A search is for a whole name, number or document: parts find nothing, because what is sealed can't be searched by parts.",
		Columns: staffColumns, Page: s.staffPage,
		What: func(in *StaffInput) string {
			return roster.What("region", in.Region, "verified", in.Verified, "from", in.From, "to", in.To, "by", in.By, "search", searchKind(in.Search))
		},
	})
	api.Look(a, api.Op{
		ID: "get-staff-person", Method: http.MethodGet, Path: "/console/people/{id}", Tag: "people", Roles: deskRoles,
		Summary: "For staff: one person, masked", Doc: "Looking is recorded, and the person sees it. POST /people/{id}/reveal shows a full value, with a reason.",
	}, s.staffPerson)
}

var staffColumns = []roster.Column[StaffView]{
	{Head: core.Text{ZH: "姓名", EN: "Name"}, Width: 12, Cell: func(v StaffView, _ core.Lang) string { return v.Name }},
	{Head: core.Text{ZH: "手机", EN: "Phone"}, Width: 16, Cell: func(v StaffView, _ core.Lang) string { return v.Phone }},
	{Head: core.Text{ZH: "证件号", EN: "Document"}, Width: 24, Cell: func(v StaffView, _ core.Lang) string { return v.Document }},
	{Head: core.Text{ZH: "年龄", EN: "Age"}, Width: 8, Cell: func(v StaffView, _ core.Lang) string {
		if v.Age == 0 {
			return ""
		}
		return strconv.Itoa(v.Age)
	}},
	{Head: core.Text{ZH: "地区", EN: "Region"}, Width: 16, Cell: func(v StaffView, _ core.Lang) string { return v.RegionName }},
	{Head: core.Text{ZH: "登记时间", EN: "Registered"}, Width: 20, Cell: func(v StaffView, _ core.Lang) string { return roster.Day(v.Since) }},
	{Head: core.Text{ZH: "登记人", EN: "Registered by"}, Width: 14, Cell: func(v StaffView, _ core.Lang) string { return v.ByName }},
}

// searchKind tells the audit what was searched for without telling whom.
func searchKind(text string) string {
	text = core.Fold(text)
	if text == "" {
		return ""
	}
	if _, err := core.ParsePhone(text); err == nil {
		return "phone"
	}
	if text[0] < 128 && len(text) >= 6 {
		return "document"
	}
	return "name"
}

// staffPerson shows one person to staff and records the look.
func (s *Service) staffPerson(ctx context.Context, tx db.Tx, a core.Actor, in *PathPerson) (v StaffDetail, err error) {
	rows, err := s.staffRows(ctx, tx, a.Lang, func(w *db.Where) { w.Is("r.person", in.person()) }, 1)
	if err != nil {
		return v, err
	}
	if len(rows) == 0 || api.Within(a, rows[0].Region, deskRoles...) != nil {
		return v, ErrUnknown
	}
	v.StaffView = rows[0]
	profile, err := s.ProfileOf(ctx, tx, v.ID)
	if err != nil {
		return v, err
	}
	v.Profile, v.Trades = s.showProfile(profile, a.Lang), []string{}
	for _, one := range profile.Trades {
		if trade, ok := s.Ref.Set().Trade(one.Trade, s.today()); ok {
			v.Trades = append(v.Trades, trade.Name.In(a.Lang))
		}
	}
	l, err := s.showConsents(ctx, tx, core.Actor{Person: v.ID, Lang: a.Lang})
	if err != nil {
		return v, err
	}
	v.Consents = l.Items
	if v.Timeline, err = s.happenings(ctx, tx, a.Lang, &v); err != nil {
		return v, err
	}
	p, err := s.personOf(ctx, tx, v.ID)
	switch {
	case err == nil:
		v.VerifiedAt = &p.Verified
	case !errors.Is(err, db.ErrNoRow):
		return v, err
	}
	return v, audit.Append(ctx, tx, audit.By(a, s.Now(), string(v.ID), "person.read", "", ""))
}
