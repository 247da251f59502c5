package figures

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"yilu/internal/core"
	"yilu/internal/platform/api"
	"yilu/internal/platform/db"
	"yilu/internal/platform/roster"
)

// readers are those who see figures: no person is in them.
var readers = []core.Role{core.Analyst, core.Reviewer, core.HallClerk, core.Mediator}

// Query is what figures are asked for.
type Query struct {
	Region string `query:"region" maxLength:"12" doc:"A region's code; all of mine if left out."`
	Weeks  int64  `query:"weeks" minimum:"1" maximum:"260" default:"12" doc:"So many weeks, this one included."`
}

// RowsInput is what the table behind the figures is narrowed by.
type RowsInput struct {
	api.PageQuery
	Query
}

// CountView is the figures of a place, a week, or all together.
type CountView struct {
	ID         string          `json:"id"`
	Week       core.Date       `json:"week" doc:"Its Monday; empty for all weeks."`
	Region     core.RegionCode `json:"region" doc:"Empty for all places, or where none is known."`
	RegionName string          `json:"region_name"`
	Registered int64           `json:"registered" doc:"People with a real name."`
	Posted     int64           `json:"posted" doc:"Jobs that went live."`
	Filled     int64           `json:"filled" doc:"Of them, those whose places were all taken."`
	FillS      int64           `json:"fill_s" doc:"Mean time from live to filled, in seconds; 0 if none was."`
	Paid       int64           `json:"paid" doc:"Engagements that were paid."`
	PaidAmount core.Money      `json:"paid_amount"`
}

// View is the first page of figures.
type View struct {
	AsOf      time.Time   `json:"as_of"`
	Total     CountView   `json:"total" doc:"Of the weeks asked for."`
	Ever      CountView   `json:"ever" doc:"Since the beginning."`
	Contested int64       `json:"contested" doc:"Engagements whose sides differ now."`
	Reviews   int64       `json:"reviews" doc:"Employers and jobs that wait for a reviewer now."`
	Weeks     []CountView `json:"weeks" nullable:"false" doc:"Oldest first, also those in which nothing happened."`
	Towns     []CountView `json:"towns" nullable:"false"`
}

// Register adds the module's operations.
func (s *Service) Register(a *api.Server) {
	api.Read(a, api.Op{
		ID: "get-figures", Method: http.MethodGet, Path: "/console/figures", Tag: "figures", Roles: readers,
		Summary: "Figures of my area, by week and by town", Doc: "Each can be followed to the list behind it: the same region and days narrow that list.",
	}, func(ctx context.Context, actor core.Actor, in *struct{ Query }) (View, error) {
		return s.view(ctx, s.DB.Reader(), actor, in.Query)
	})
	roster.Register(a, s.DB, s.Now, s.People.MaskedNames, roster.Roster[RowsInput, CountView]{
		Name: "figures/rows", Tag: "figures", Title: core.Text{ZH: "数据", EN: "Figures"}, Act: "figures.list", Roles: readers,
		Doc: "The table behind the figures: a row for each week and town in which something happened.", Columns: columns, Page: s.rows,
		What: func(in *RowsInput) string {
			return roster.What("region", in.Region, "weeks", strconv.FormatInt(in.Weeks, 10))
		},
	})
}

func count64(n int64) string { return strconv.FormatInt(n, 10) }

var columns = []roster.Column[CountView]{
	{Head: core.Text{ZH: "周（周一）", EN: "Week (Monday)"}, Width: 14, Cell: func(v CountView, _ core.Lang) string { return string(v.Week) }},
	{Head: core.Text{ZH: "地区", EN: "Region"}, Width: 16, Cell: func(v CountView, _ core.Lang) string { return v.RegionName }},
	{Head: core.Text{ZH: "登记人数", EN: "Registered"}, Width: 12, Cell: func(v CountView, _ core.Lang) string { return count64(v.Registered) }},
	{Head: core.Text{ZH: "上线零工单", EN: "Jobs live"}, Width: 12, Cell: func(v CountView, _ core.Lang) string { return count64(v.Posted) }},
	{Head: core.Text{ZH: "招满", EN: "Filled"}, Width: 10, Cell: func(v CountView, _ core.Lang) string { return count64(v.Filled) }},
	{Head: core.Text{ZH: "平均招满用时（分钟）", EN: "Mean minutes to fill"}, Width: 18, Cell: func(v CountView, _ core.Lang) string { return count64(v.FillS / 60) }},
	{Head: core.Text{ZH: "已付笔数", EN: "Paid"}, Width: 10, Cell: func(v CountView, _ core.Lang) string { return count64(v.Paid) }},
	{Head: core.Text{ZH: "已付（元）", EN: "Paid (CNY)"}, Width: 14, Cell: func(v CountView, _ core.Lang) string { return v.PaidAmount.Text() }},
}

// firstWeek is the Monday from which so many weeks are counted.
func (s *Service) firstWeek(weeks int64) core.Date {
	return WeekOf(s.Now()).AddDays(-7 * int(max(1, weeks)-1))
}

func (s *Service) rows(ctx context.Context, q db.Q, a core.Actor, in *RowsInput, page core.Page) (l api.List[CountView], err error) {
	after, _, err := api.DecodeCursor[string](page.Cursor)
	if err != nil {
		return l, err
	}
	all, err := s.Count(ctx, q, a.Areas(readers...), core.RegionCode(in.Region), s.firstWeek(in.Weeks))
	if at := slices.IndexFunc(all, func(r Row) bool { return idOf(r) == after }); at >= 0 {
		all = all[at+1:]
	}
	return api.CutPage(all, page.Cut(), func(r Row) any { return idOf(r) }, func(r Row) CountView { return s.show(r, a.Lang) }), err
}

func idOf(r Row) string { return string(r.Week) + "-" + string(r.Region) }

func (s *Service) show(r Row, lang core.Lang) CountView {
	v := CountView{
		ID: idOf(r), Week: r.Week, Region: r.Region, Registered: r.Registered, Posted: r.Posted, Filled: r.Filled, FillS: r.MeanFillS(),
		Paid: r.Paid, PaidAmount: core.Money{Minor: r.PaidMinor, Currency: core.CNY},
	}
	if g, ok := s.Ref.Set().LastRegion(r.Region); ok {
		v.RegionName = g.Name.In(lang)
	}
	return v
}

// view gathers the first page of figures.
func (s *Service) view(ctx context.Context, q db.Q, a core.Actor, in Query) (v View, err error) {
	areas, region := a.Areas(readers...), core.RegionCode(in.Region)
	ever, err := s.Count(ctx, q, areas, region, "")
	if err != nil {
		return v, err
	}
	first := s.firstWeek(in.Weeks)
	var all, total Row
	weeks, towns := map[core.Date]*Row{}, map[core.RegionCode]*Row{}
	for week := first; week <= WeekOf(s.Now()); week = week.AddDays(7) {
		weeks[week] = &Row{Week: week}
	}
	for _, r := range ever {
		all.add(r)
		if r.Week < first {
			continue
		}
		total.add(r)
		if weeks[r.Week] == nil {
			weeks[r.Week] = &Row{Week: r.Week}
		}
		weeks[r.Week].add(r)
		if towns[r.Region] == nil {
			towns[r.Region] = &Row{Region: r.Region}
		}
		towns[r.Region].add(r)
	}
	v = View{AsOf: s.Now(), Total: s.show(total, a.Lang), Ever: s.show(all, a.Lang), Weeks: []CountView{}, Towns: []CountView{}}
	for _, r := range weeks {
		v.Weeks = append(v.Weeks, s.show(*r, a.Lang))
	}
	for _, r := range towns {
		v.Towns = append(v.Towns, s.show(*r, a.Lang))
	}
	slices.SortFunc(v.Weeks, func(x, y CountView) int { return compare(x.Week, y.Week) })
	slices.SortFunc(v.Towns, func(x, y CountView) int { return compare(x.Region, y.Region) })
	return v, s.waiting(ctx, q, &v, areas, region)
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// waiting counts what waits for an answer now, within areas.
func (s *Service) waiting(ctx context.Context, q db.Q, v *View, areas []core.RegionCode, region core.RegionCode) error {
	contests, err := s.Work.OpenContests(ctx, q)
	if err != nil {
		return err
	}
	reviews, err := s.Reviews.OpenByRegion(ctx, q)
	in := func(r core.RegionCode) bool {
		return region.Contains(r) && slices.ContainsFunc(areas, func(a core.RegionCode) bool { return a.Contains(r) })
	}
	for r, n := range contests {
		if in(r) {
			v.Contested += n
		}
	}
	for r, n := range reviews {
		if in(r) {
			v.Reviews += n
		}
	}
	return err
}
