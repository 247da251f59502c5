package app

import (
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/govern/hall"
	"yilu/internal/people/person"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
	"yilu/internal/work/match"
)

// counters answers what the hall asks about people and registers them.
type counters struct{ *App }

// PersonByPhone is whose account a number is.
func (d counters) PersonByPhone(ctx context.Context, q db.Q, phone core.Phone) (core.PersonID, error) {
	return d.Account.PersonByPhone(ctx, q, phone)
}

// PersonByDocument is whose document a number is.
func (d counters) PersonByDocument(ctx context.Context, q db.Q, kind core.DocumentKind, number string) (core.PersonID, error) {
	return d.Person.ByDocument(ctx, q, kind, number)
}

// Cards show people as desks see them: masked.
func (d counters) Cards(ctx context.Context, q db.Q, ids []core.PersonID, lang core.Lang) (map[core.PersonID]hall.Card, error) {
	workers, err := d.Person.Workers(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	names, err := d.Person.MaskedNames(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	phones, err := d.Account.Phones(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	set, day := d.Ref.Set(), core.DateOf(d.Now())
	out := make(map[core.PersonID]hall.Card, len(ids))
	for _, id := range ids {
		profile, err := d.Person.ProfileOf(ctx, q, id)
		if err != nil {
			return nil, err
		}
		c := hall.Card{
			Person: id, Name: names[id], Phone: core.Phone(phones[id].Reveal()).Mask(), Verified: workers[id].Verified,
			Consented: workers[id].Consented, Looking: profile.Looking, Trades: []string{},
		}
		for _, t := range profile.Trades {
			if trade, ok := set.Trade(t.Trade, day); ok {
				c.Trades = append(c.Trades, trade.Name.In(lang))
			}
		}
		out[id] = c
	}
	return out, nil
}

// Enrol takes in somebody whose document a clerk has seen.
func (d counters) Enrol(ctx context.Context, tx db.Tx, a core.Actor, n hall.Newcomer) (core.PersonID, error) {
	id, _, err := d.Account.Ensure(ctx, tx, n.Phone)
	if err != nil {
		return "", err
	}
	e := person.Enrolment{Person: id, Stated: person.Stated{Name: n.Name, Number: n.Number, Kind: n.Kind, Birth: n.Birth}}
	if len(n.Trades) > 0 {
		e.Profile = &person.Profile{Looking: true, Regions: []string{string(n.Area)}}
		for _, t := range n.Trades {
			e.Profile.Trades = append(e.Profile.Trades, person.Trade{Trade: t, Wants: true, Can: true})
		}
	}
	return id, d.Person.Enrol(ctx, tx, a, []person.Enrolment{e})
}

// DisclosePhone gives a number in full; the person sees that, when and why.
func (d counters) DisclosePhone(ctx context.Context, tx db.Tx, a core.Actor, id core.PersonID, reason string) (string, error) {
	return d.Person.Disclose(ctx, tx, a, id, person.PhoneField, reason)
}

// floor lets the hall act in the market: as agents and as workers.
type floor struct{ *App }

// Post puts up a job of an order.
func (f floor) Post(ctx context.Context, tx db.Tx, a core.Actor, employer core.EmployerID, o hall.Order) (core.JobID, error) {
	j, err := f.Gig.Post(ctx, tx, a, gig.Posting{
		Employer: employer, Trade: o.Trade, Title: o.Title, Note: o.Note, Region: o.Region, Place: gig.Coordinates(o.Place), Address: o.Address,
		Door: o.Door, ContactName: o.ContactName, Phone: o.Phone, Windows: o.Windows, People: o.People, Pay: o.Pay, Unit: gig.PayUnit(o.Unit),
		Quantity: o.Quantity, WorkMinutes: o.WorkMinutes, Tools: o.Tools, Meals: o.Meals, Outdoor: o.Outdoor, MinAge: o.MinAge,
		Mode: gig.Tap, RadiusM: o.RadiusM,
	})
	return j.ID, err
}

// Fund has a job's wage collected.
func (f floor) Fund(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID) error {
	_, err := f.Gig.Fund(ctx, tx, a, job)
	return err
}

// Job shows a job as a dispatch sees it.
func (f floor) Job(ctx context.Context, q db.Q, id core.JobID, lang core.Lang) (hall.Job, error) {
	j, err := f.Gig.Job(ctx, q, id)
	if err != nil {
		return hall.Job{}, err
	}
	trade, _ := f.Ref.Set().Trade(j.Trade, core.DateOf(f.Now()))
	return hall.Job{
		ID: id, Region: j.Region, State: string(j.State), Funding: string(j.Funding), Title: j.Title, Trade: trade.Name.In(lang),
		Address: j.Address, PayText: j.PayText(lang), Whole: j.Whole(), Windows: j.Windows, Places: j.Places, Booked: j.Booked,
		Over: j.State.Over(),
	}, nil
}

// Open finds open jobs as somebody may take them.
func (f floor) Open(ctx context.Context, q db.Q, a core.Actor, s hall.Search) ([]hall.JobCard, error) {
	all, err := f.Gig.OpenJobs(ctx, q, a, gig.Search{Region: s.Area, Trade: s.Trade, Text: s.Text, Day: s.Day}, s.Limit)
	out := make([]hall.JobCard, 0, len(all))
	for _, v := range all {
		c := hall.JobCard{
			Job: v.ID, Title: v.Title, Trade: v.Trade.Name, Employer: v.Employer.Name, Address: v.Address, PayText: v.PayText,
			Windows: v.Windows, Open: v.Open, Waiting: v.Waiting, CanTake: v.CanTake,
		}
		if v.Mine != nil {
			c.Mine = string(v.Mine.Result)
		}
		if v.WhyNot != nil {
			c.WhyNot = v.WhyNot.Detail
		}
		out = append(out, c)
	}
	return out, err
}

// Grab takes a place within the caller's transaction.
func (f floor) Grab(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID) (hall.Taken, error) {
	all, err := f.Gig.GrabMany(ctx, tx, []gig.GrabRequest{{Actor: a, Job: job}})
	if err != nil {
		return hall.Taken{}, err
	}
	g := all[0]
	return hall.Taken{Result: string(g.Result), Engagement: g.Engagement, Place: g.Place, Open: g.Open}, g.Refused
}

// Withdraw leaves a job.
func (f floor) Withdraw(ctx context.Context, tx db.Tx, a core.Actor, job core.JobID, reason string) error {
	_, err := f.Gig.Withdraw(ctx, tx, a, job, reason)
	return err
}

// Team shows all who have or had a place in a job.
func (f floor) Team(ctx context.Context, q db.Q, agent core.Actor, job core.JobID) ([]hall.Member, error) {
	all, err := f.Gig.JobEngagements(ctx, q, agent, job)
	out := make([]hall.Member, 0, len(all))
	for _, e := range all {
		m := hall.Member{
			Person: e.Worker.ID, Engagement: e.ID, State: string(e.State), In: e.State.Counts(), BookedAt: e.BookedAt, StartedAt: e.StartedAt,
			FinishedAt: e.FinishedAt, Paid: e.Paid, Contested: e.Contested, EndReason: e.EndReason,
		}
		if e.Stated != nil {
			m.Stated = &hall.Figure{Text: e.Stated.Text, Amount: e.Stated.Amount}
		}
		if e.Offered != nil {
			m.Offered = &hall.Figure{Text: e.Offered.Text, Amount: e.Offered.Amount}
		}
		out = append(out, m)
	}
	return out, err
}

// Mark records what happened to one of a team.
func (f floor) Mark(ctx context.Context, tx db.Tx, a core.Actor, e core.EngagementID, m hall.Mark) (err error) {
	switch m.What {
	case "came":
		_, err = f.Gig.CheckIn(ctx, tx, a, e, gig.Arrival{})
	case "left":
		_, err = f.Gig.Finish(ctx, tx, a, e)
	default:
		_, err = f.Gig.StateHours(ctx, tx, a, e, m.Quantity, m.Note)
	}
	return err
}

// AcceptAll settles a team.
func (f floor) AcceptAll(ctx context.Context, tx db.Tx, agent core.Actor, job core.JobID) (hall.Settlement, error) {
	s, err := f.Gig.AcceptAll(ctx, tx, agent, job)
	return hall.Settlement{Count: s.Count, Paid: s.Paid, Left: s.Left}, err
}

// Candidates are whom a job suits, best first.
func (f floor) Candidates(ctx context.Context, q db.Q, job core.JobID, limit int) ([]hall.Candidate, error) {
	all, err := f.Match.Candidates(ctx, q, job, limit)
	out := make([]hall.Candidate, 0, len(all))
	for _, c := range all {
		out = append(out, hall.Candidate{Person: c.Person, Score: c.Score, Level: int64(c.Facts.Level), DistanceM: c.Facts.DistanceM,
			Stars: c.Facts.Stars, Done: c.Facts.Done, Told: c.Told})
	}
	return out, err
}

// Worked is when people are at work.
func (f floor) Worked(ctx context.Context, q db.Q, people []core.PersonID, in core.Span) (map[core.PersonID][]core.Span, error) {
	return f.Gig.Worked(ctx, q, people, in)
}

// Suits reports whether a job suits one person, be it full or not: who says yes
// to a full one stands in its line.
func (f floor) Suits(ctx context.Context, q db.Q, job core.JobID, id core.PersonID) (bool, error) {
	e, err := f.Match.Suits(ctx, q, job, id)
	return err == nil && !slices.ContainsFunc(e.Conditions, func(c match.Condition) bool { return !c.Met && c.Code != "open" }), err
}
