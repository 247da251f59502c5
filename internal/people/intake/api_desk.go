package intake

import (
	"context"

	"yilu/internal/core"
	"yilu/internal/platform/api"
)

type areaView struct {
	Code core.RegionCode `json:"code" doc:"Empty: everywhere."`
	Name string          `json:"name"`
}

type homeView struct {
	Code core.RegionCode `json:"code"`
	Name string          `json:"name"`
	Town string          `json:"town,omitempty" doc:"Of a village: the code of its town."`
}

type timeView struct {
	Code  string  `json:"code"`
	Name  string  `json:"name"`
	Hours []Hours `json:"hours" nullable:"false"`
}

type permitView struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

type deskView struct {
	Areas      []areaView   `json:"areas" nullable:"false"`
	Homes      []homeView   `json:"homes" nullable:"false" doc:"The towns and villages that I can write down; at most 2000."`
	Times      []timeView   `json:"times" nullable:"false"`
	Allowed    []permitView `json:"allowed" nullable:"false" doc:"All that I may do for others."`
	Registered int64        `json:"registered" doc:"How many people I registered."`
}

// maxShownHomes keeps the answer to what a phone can keep.
const maxShownHomes = 2000

func (s *Service) getDesk(ctx context.Context, a core.Actor, _ *struct{}) (v deskView, err error) {
	w, areas := s.words(), a.Areas(Roles...)
	v = deskView{Areas: []areaView{}, Homes: []homeView{}, Times: []timeView{}, Allowed: []permitView{}}
	for _, c := range areas {
		v.Areas = append(v.Areas, areaView{c, w.region(c).In(a.Lang)})
	}
	all := w.homes(areas)
	for _, h := range all[:min(len(all), maxShownHomes)] {
		r, _ := w.set.Region(h.code, w.day)
		one := homeView{Code: h.code, Name: r.Name.In(a.Lang)}
		if h.town != "" {
			one.Town = string(h.code.Town())
		}
		v.Homes = append(v.Homes, one)
	}
	for _, u := range Usual {
		v.Times = append(v.Times, timeView{u.Code, u.Text.In(a.Lang), append([]Hours{}, u.Hours...)})
	}
	for _, p := range Allowed {
		v.Allowed = append(v.Allowed, permitView{p.Code, p.Text.In(a.Lang)})
	}
	v.Registered, err = countBy(ctx, s.DB.Reader(), a.Person)
	return v, err
}

// PathPerson is a person in a path.
type PathPerson struct {
	ID string `path:"id" maxLength:"36" pattern:"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$" doc:"A person's id."`
}

// FormBody is one person as somebody typed them.
type FormBody struct {
	Name     string            `json:"name" minLength:"1" maxLength:"120" doc:"As on the document." example:"王小明"`
	Kind     core.DocumentKind `json:"kind" enum:"citizen_id,hmt_residence,foreigner_pr,hm_pass,tw_pass,passport"`
	Document string            `json:"document" minLength:"1" maxLength:"60" example:"350428197906150014"`
	Birth    core.Date         `json:"birth,omitempty" maxLength:"10" doc:"Needed for documents whose number carries no date of birth."`
	Phone    string            `json:"phone,omitempty" maxLength:"40" doc:"Their own; leave it out if they have none." example:"13800138000"`
	Region   core.RegionCode   `json:"region" maxLength:"20" doc:"Where they live: a town or village of my area." example:"350428100201"`
	Trades   []Wish            `json:"trades" required:"false" nullable:"false" maxItems:"30"`
	Reach    Reach             `json:"reach,omitempty" enum:"village,town,county" doc:"How far from home they would work; town if left out."`
	Hours    []Hours           `json:"week_hours" required:"false" nullable:"false" maxItems:"50" doc:"When they can work; empty is any time."`
}

func (b FormBody) form() Form {
	return Form{Stated: Stated{Name: b.Name, Kind: b.Kind, Number: b.Document, Birth: b.Birth}, Phone: b.Phone, Region: b.Region,
		Trades: b.Trades, Reach: b.Reach, Hours: b.Hours}
}

// DiffView is a difference in the caller's language.
type DiffView struct {
	Field  string `json:"field" enum:"region,trades,when"`
	Before string `json:"before"`
	After  string `json:"after"`
}

func showDiffs(all []Difference, lang core.Lang) []DiffView {
	out := make([]DiffView, 0, len(all))
	for _, d := range all {
		out = append(out, DiffView{d.Field, d.Before.In(lang), d.After.In(lang)})
	}
	return out
}

func showTexts(all []core.Text, lang core.Lang) []string {
	out := make([]string, 0, len(all))
	for _, t := range all {
		out = append(out, t.In(lang))
	}
	return out
}

type checkInput struct{ Body FormBody }

type checkView struct {
	Outcome     Outcome    `json:"outcome" enum:"fresh,change,same"`
	Match       string     `json:"match,omitempty" doc:"Send it with the registration to agree to these differences."`
	Differences []DiffView `json:"differences" nullable:"false"`
	Notes       []string   `json:"notes" nullable:"false"`
}

func (s *Service) postCheck(ctx context.Context, a core.Actor, in *checkInput, _ api.Decide[checkView]) (v checkView, err error) {
	e, err := s.readAll(a, in.Body.form())
	if err != nil {
		return v, err
	}
	found, err := s.Look(ctx, s.DB.Reader(), a, []Entry{e})
	if err != nil {
		return v, err
	}
	f := found[0]
	if f.Outcome == Bad {
		return v, f.Fault
	}
	return checkView{f.Outcome, f.Token, showDiffs(f.Differences, a.Lang), showTexts(f.Notes, a.Lang)}, nil
}
