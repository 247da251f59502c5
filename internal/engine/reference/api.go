package reference

import (
	"context"
	"net/http"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/api"
)

// Refusals of the API.
var (
	ErrRegion = fault.New(fault.NotFound, "reference.region", "没有这个地区代码，请重新选择。", "There is no region with this code. Please choose again.")
	ErrParent = fault.New(fault.Invalid, "reference.parent", "没有这个地区代码，请重新选择。", "There is no region with this code. Please choose again.").At("query.parent")
	ErrDay    = fault.New(fault.Invalid, "reference.day", "日期要写成 2026-11-23 这样，并且真有这一天。", "Write the date like 2026-11-23; it must exist.").At("query.day")
)

// RegionView is a region as the API shows it.
type RegionView struct {
	Code   core.RegionCode `json:"code" example:"350428" doc:"2, 4, 6, 9 or 12 digits; padded with zeros it is taken, too."`
	GB     string          `json:"gb" example:"350428" doc:"Six digits as GB/T 2260 prints it; longer for towns and villages."`
	Name   string          `json:"name" example:"将乐县"`
	Level  string          `json:"level" enum:"province,city,county,town,village"`
	Parent core.RegionCode `json:"parent" doc:"Empty for a province."`
	More   bool            `json:"has_children" doc:"Whether regions below it are held."`
	Point  *PointView      `json:"point,omitempty" doc:"Where a map shows it; absent if not held."`
}

// PointView is a region's point.
type PointView struct {
	Lat     float64 `json:"lat" doc:"WGS-84 degrees."`
	Lon     float64 `json:"lon" doc:"WGS-84 degrees."`
	WithinM int64   `json:"within_m" doc:"It is right within so many metres."`
}

// RegionDetail is a region with what holds in it.
type RegionDetail struct {
	RegionView
	FullName string       `json:"full_name" example:"福建省三明市将乐县"`
	Path     []RegionView `json:"path" nullable:"false" doc:"From the province down to the region itself."`
	Minimum  *WageView    `json:"minimum_wage,omitempty" doc:"Absent where none is known."`
}

// WageView is the minimum wage of a region.
type WageView struct {
	Monthly core.Money `json:"monthly"`
	Hourly  core.Money `json:"hourly" doc:"For work that is not full-time."`
	Tier    int        `json:"tier"`
	Floor   bool       `json:"floor" doc:"Only the province's lowest tier is known for this region."`
	From    core.Date  `json:"from"`
	Source  string     `json:"source"`
}

// TradeView is a trade as the API shows it.
type TradeView struct {
	Code         string            `json:"code" example:"5-01-02-02/02"`
	Name         string            `json:"name" example:"采摘工"`
	Aliases      []string          `json:"aliases" nullable:"false"`
	Risk         RiskView          `json:"risk"`
	Restricted   bool              `json:"restricted" doc:"Whether certificates are needed."`
	Certificates []CertificateView `json:"certificates" nullable:"false" doc:"All of them are needed."`
	Outdoor      bool              `json:"outdoor"`
	MinAge       int               `json:"min_age" example:"16"`
	PayUnits     []string          `json:"pay_units" nullable:"false" doc:"Usual ones, commonest first: job, hour, day, piece."`
}

// RiskView is a risk class.
type RiskView struct {
	Class   int        `json:"class" example:"2"`
	Name    string     `json:"name"`
	Premium core.Money `json:"premium" doc:"Accident cover for one order."`
}

// CertificateView is a kind of certificate.
type CertificateView struct {
	ID   string `json:"id" example:"special_electric"`
	Name string `json:"name"`
}

// DayQuery asks for the data of another day than today.
type DayQuery struct {
	Day string `query:"day" maxLength:"10" example:"2026-11-23" doc:"The data of this day; today if left out."`
}

func (d DayQuery) on(now core.Clock) (core.Date, error) {
	if d.Day == "" {
		return core.DateOf(now()), nil
	}
	day, err := core.ParseDate(d.Day)
	if err != nil {
		return "", ErrDay
	}
	return day, nil
}

type regionsInput struct {
	DayQuery
	Parent string `query:"parent" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$" example:"350428" doc:"The region they lie in; the provinces if left out."`
	Name   string `query:"name" maxLength:"60" doc:"Only those whose name has this, anywhere below the parent."`
	api.PageQuery
}

type regionInput struct {
	DayQuery
	Code string `path:"code" pattern:"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$"`
}

type tradesInput struct {
	DayQuery
	Title      string `query:"title" maxLength:"200" doc:"A job's title: gives the likeliest trades first, on one page."`
	Restricted string `query:"restricted" enum:"true,false" doc:"Only trades that need certificates, or only those that do not."`
	api.PageQuery
}

// Register adds the operations: anyone may look these things up.
func Register(a *api.Server, src Source, now core.Clock) {
	api.Read(a, api.Op{ID: "list-regions", Method: http.MethodGet, Path: "/regions", Tag: "regions", Public: true, Summary: "Regions right below another, or by name"},
		func(_ context.Context, who core.Actor, in *regionsInput) (api.List[RegionView], error) {
			return listRegions(src.Set(), who.Lang, now, in)
		})
	api.Read(a, api.Op{ID: "get-region", Method: http.MethodGet, Path: "/regions/{code}", Tag: "regions", Public: true, Summary: "One region, its path and its minimum wage"},
		func(_ context.Context, who core.Actor, in *regionInput) (RegionDetail, error) {
			return getRegion(src.Set(), who.Lang, now, in)
		})
	api.Read(a, api.Op{ID: "list-trades", Method: http.MethodGet, Path: "/trades", Tag: "trades", Public: true, Summary: "Trades, or those that a title suggests"},
		func(_ context.Context, who core.Actor, in *tradesInput) (api.List[TradeView], error) {
			return listTrades(src.Set(), who.Lang, now, in)
		})
}

func listRegions(s *Set, lang core.Lang, now core.Clock, in *regionsInput) (l api.List[RegionView], err error) {
	day, err := in.on(now)
	if err != nil {
		return l, err
	}
	var parent core.RegionCode
	if in.Parent != "" {
		if parent, err = core.ParseRegion(in.Parent); err != nil || len(s.regions[parent]) == 0 {
			return l, ErrParent
		}
	}
	after, _, err := api.DecodeCursor[core.RegionCode](in.Cursor)
	if err != nil {
		return l, err
	}
	found := s.Children(parent, day)
	if name := core.Fold(in.Name); name != "" {
		found = s.named(name, parent, day)
	}
	limit, rows := in.Page().Cut(), []Region{}
	for _, r := range found {
		if r.Code > after && len(rows) <= limit {
			rows = append(rows, r)
		}
	}
	return api.CutPage(rows, limit, func(r Region) any { return r.Code }, func(r Region) RegionView { return s.regionView(r, day, lang) }), nil
}

// named returns the regions below the parent whose name has the text, by code.
func (s *Set) named(name string, parent core.RegionCode, day core.Date) []Region {
	out := []Region{}
	name = strings.ToLower(name)
	for _, code := range s.regionOrder {
		if r, ok := s.regions[code].at(day); ok && code != parent && parent.Contains(code) &&
			(strings.Contains(r.Name.ZH, name) || strings.Contains(strings.ToLower(r.Name.EN), name)) {
			out = append(out, r)
		}
	}
	return out
}

func getRegion(s *Set, lang core.Lang, now core.Clock, in *regionInput) (v RegionDetail, err error) {
	day, err := in.on(now)
	if err != nil {
		return v, err
	}
	code, err := core.ParseRegion(in.Code)
	if err != nil {
		return v, ErrRegion.At("path.code")
	}
	r, ok := s.Region(code, day)
	if !ok {
		return v, ErrRegion.At("path.code")
	}
	v = RegionDetail{RegionView: s.regionView(r, day, lang), FullName: s.FullName(code, day).In(lang), Path: []RegionView{}}
	for _, up := range s.Path(code, day) {
		v.Path = append(v.Path, s.regionView(up, day, lang))
	}
	if w, ok := s.MinimumWage(code, day); ok {
		v.Minimum = &WageView{w.Monthly, w.Hourly, w.Tier, w.Floor, w.From, w.Source.In(lang)}
	}
	return v, nil
}

func (s *Set) regionView(r Region, day core.Date, lang core.Lang) RegionView {
	levels := map[core.RegionLevel]string{core.ProvinceLevel: "province", core.CityLevel: "city", core.CountyLevel: "county", core.TownLevel: "town", core.VillageLevel: "village"}
	v := RegionView{Code: r.Code, GB: r.Code.GB(), Name: r.Name.In(lang), Level: levels[r.Code.Level()], Parent: r.Parent, More: len(s.Children(r.Code, day)) > 0}
	if p, ok := s.places[r.Code].at(day); ok {
		v.Point = &PointView{p.Place.Lat(), p.Place.Lon(), p.WithinM}
	}
	return v
}

func listTrades(s *Set, lang core.Lang, now core.Clock, in *tradesInput) (l api.List[TradeView], err error) {
	day, err := in.on(now)
	if err != nil {
		return l, err
	}
	after, _, err := api.DecodeCursor[string](in.Cursor)
	if err != nil {
		return l, err
	}
	limit, rows := in.Page().Cut(), []Trade{}
	found := s.Trades(day)
	if in.Title != "" {
		found, after = s.SuggestTrades(in.Title, day, len(found)), ""
	}
	for _, t := range found {
		fits := in.Restricted == "" || (in.Restricted == "true") == t.Restricted()
		if fits && (in.Title != "" || t.Code > after) && len(rows) <= limit {
			rows = append(rows, t)
		}
	}
	if in.Title != "" {
		rows = rows[:min(limit, len(rows))]
	}
	return api.CutPage(rows, limit, func(t Trade) any { return t.Code }, func(t Trade) TradeView { return tradeView(t, lang) }), nil
}

func tradeView(t Trade, lang core.Lang) TradeView {
	v := TradeView{
		Code: t.Code, Name: t.Name.In(lang), Aliases: append([]string{}, t.Aliases...), Restricted: t.Restricted(), Certificates: []CertificateView{},
		Risk: RiskView{t.Risk.Class, t.Risk.Name.In(lang), t.Risk.Premium}, Outdoor: t.Outdoor, MinAge: t.MinAge, PayUnits: append([]string{}, t.Units...),
	}
	for _, c := range t.Certificates {
		v.Certificates = append(v.Certificates, CertificateView{c.ID, c.Name.In(lang)})
	}
	return v
}
