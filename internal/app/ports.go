package app

import (
	"context"
	"strconv"

	"yilu/internal/core"
	"yilu/internal/engine/reference"
	"yilu/internal/people/employer"
	"yilu/internal/people/person"
	"yilu/internal/platform/db"
	"yilu/internal/standing/reputation"
	"yilu/internal/work/gig"
	"yilu/internal/work/match"
)

// people answers what other modules ask about persons.
type people struct{ *person.Service }

// ShownNames are names as others may see them.
func (p people) ShownNames(ctx context.Context, q db.Q, ids []core.PersonID) (map[core.PersonID]string, error) {
	return p.MaskedNames(ctx, q, ids)
}

// ShownName is one name as others may see it.
func (p people) ShownName(ctx context.Context, q db.Q, id core.PersonID) (string, error) {
	all, err := p.MaskedNames(ctx, q, []core.PersonID{id})
	return all[id], err
}

// NameMatches reports whether name is the verified name, if there is one.
func (p people) NameMatches(ctx context.Context, q db.Q, id core.PersonID, name string) (matches, verified bool, err error) {
	if verified, err = p.Verified(ctx, q, id); err != nil || !verified {
		return false, false, err
	}
	matches, err = p.Service.NameMatches(ctx, q, id, name)
	return matches, true, err
}

// DisclosePhone gives a number in full; the person sees that, when and why.
func (p people) DisclosePhone(ctx context.Context, tx db.Tx, actor core.Actor, id core.PersonID, reason string) (string, error) {
	return p.Disclose(ctx, tx, actor, id, person.PhoneField, reason)
}

// employers answers what other modules ask about employers.
type employers struct{ *employer.Service }

// ShownNames are names as anyone may see them.
func (e employers) ShownNames(ctx context.Context, q db.Q, ids []core.EmployerID) (map[core.EmployerID]string, error) {
	return e.MaskedNames(ctx, q, ids)
}

// Name is the full name, for the custodian and the holder of a card.
func (e employers) Name(ctx context.Context, q db.Q, id core.EmployerID) (string, error) {
	name, err := e.FullName(ctx, q, id)
	return name.Reveal(), err
}

// weather forecasts heat from the imported reference data.
type weather struct{ ref reference.Source }

// Highest is the day's highest temperature, in whole °C, if it is known.
func (w weather) Highest(_ context.Context, region core.RegionCode, day core.Date) (celsius int, known bool) {
	return w.ref.Set().HighestC(region, day)
}

// stories tells the gig module what happened to a job elsewhere.
type stories struct {
	rings   *match.Service
	ratings *reputation.Service
}

// OfJob gathers the waves of rings and the ratings that are shown.
func (s stories) OfJob(ctx context.Context, q db.Q, job core.JobID, engagements []core.EngagementID, lang core.Lang) ([]gig.Told, error) {
	waves, err := s.rings.Rings(ctx, q, job)
	if err != nil {
		return nil, err
	}
	given, err := s.ratings.GivenIn(ctx, q, engagements)
	if err != nil {
		return nil, err
	}
	rang := core.Text{ZH: "第 {wave} 轮响了 {n} 部手机", EN: "Wave {wave} rang {n} phones"}
	stars := core.Text{ZH: "评了 {n} 星", EN: "Gave {n} stars"}
	var out []gig.Told
	for _, w := range waves {
		out = append(out, gig.Told{At: w.At, Who: "clock", What: rang.Fill("wave", strconv.Itoa(w.Wave), "n", strconv.Itoa(w.People)).In(lang)})
	}
	for _, g := range given {
		out = append(out, gig.Told{At: g.At, Who: string(g.Side), What: stars.Fill("n", strconv.Itoa(g.Stars)).In(lang)})
	}
	return out, nil
}
