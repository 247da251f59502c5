package app

import (
	"context"
	"encoding/json"
	"time"

	"yilu/internal/core"
	"yilu/internal/people/account"
	"yilu/internal/people/intake"
	"yilu/internal/people/person"
	"yilu/internal/platform/db"
)

// intakePeople is what intake asks about persons.
type intakePeople struct{ people }

func claimed(s intake.Stated) person.Stated {
	return person.Stated{Name: s.Name, Number: s.Number, Kind: s.Kind, Birth: s.Birth}
}

// Read checks what is stated and returns it in its normal form.
func (p intakePeople) Read(s intake.Stated) (intake.Stated, error) {
	c, err := p.Service.Read(claimed(s))
	return intake.Stated{Name: c.Name.Reveal(), Kind: c.Kind, Number: c.Number.Reveal(), Birth: c.Birth}, err
}

// Ask puts it to the register.
func (p intakePeople) Ask(ctx context.Context, s intake.Stated) (consistent, asked bool) {
	c, err := p.Service.Read(claimed(s))
	if err != nil {
		return false, true
	}
	v := p.Service.Ask(ctx, c)
	return v == person.Consistent, v != ""
}

// Matches looks up documents.
func (p intakePeople) Matches(ctx context.Context, q db.Q, all []intake.Stated) ([]intake.Match, error) {
	claims := make([]person.Claim, len(all))
	for i, s := range all {
		c, err := p.Service.Read(claimed(s))
		if err != nil {
			return nil, err
		}
		claims[i] = c
	}
	found, err := p.Service.Matches(ctx, q, claims)
	out := make([]intake.Match, len(found))
	for i, m := range found {
		out[i] = intake.Match(m)
	}
	return out, err
}

// Enrol takes people in.
func (p intakePeople) Enrol(ctx context.Context, tx db.Tx, a core.Actor, all []intake.Enrolment) error {
	list := make([]person.Enrolment, len(all))
	for i, e := range all {
		list[i] = person.Enrolment{Person: e.Person, Stated: claimed(e.Stated)}
		for _, k := range e.Consents {
			list[i].Consents = append(list[i].Consents, person.ConsentKind(k))
		}
		if len(e.Wishes.Trades) > 0 {
			profile := profileWith(person.Profile{}, e.Wishes)
			list[i].Profile = &profile
		}
	}
	return p.Service.Enrol(ctx, tx, a, list)
}

// profileWith puts wishes into a profile.
func profileWith(p person.Profile, w intake.Wishes) person.Profile {
	levels := map[string]int64{}
	for _, t := range p.Trades {
		levels[t.Trade] = t.Level
	}
	p.Looking, p.Trades, p.WeekHours = false, nil, nil
	for _, t := range w.Trades {
		p.Trades = append(p.Trades, person.Trade{Trade: t.Trade, Wants: t.Wants, Can: t.Can, Level: levels[t.Trade]})
		p.Looking = p.Looking || t.Wants
	}
	for _, h := range w.Hours {
		p.WeekHours = append(p.WeekHours, person.Hours(h))
	}
	if p.Centre == nil || len(p.Regions) > 0 { // who said how far from where keeps that
		p.Regions = nil
		for _, r := range w.Regions {
			p.Regions = append(p.Regions, string(r))
		}
	}
	return p
}

// Check says all that is wrong with wishes.
func (p intakePeople) Check(w intake.Wishes) error {
	_, err := p.CheckProfile(profileWith(person.Profile{}, w))
	return err
}

// Profile returns a person's wishes, and the whole profile for keeping.
func (p intakePeople) Profile(ctx context.Context, q db.Q, id core.PersonID) (w intake.Wishes, kept []byte, err error) {
	now, err := p.ProfileOf(ctx, q, id)
	if err != nil {
		return w, nil, err
	}
	for _, t := range now.Trades {
		w.Trades = append(w.Trades, intake.Wish{Trade: t.Trade, Wants: t.Wants, Can: t.Can})
	}
	for _, r := range now.Regions {
		w.Regions = append(w.Regions, core.RegionCode(r))
	}
	for _, h := range now.WeekHours {
		w.Hours = append(w.Hours, intake.Hours(h))
	}
	kept, err = json.Marshal(now.Profile)
	return w, kept, err
}

// SetWishes changes the actor's wishes and leaves the rest of the profile.
func (p intakePeople) SetWishes(ctx context.Context, tx db.Tx, a core.Actor, w intake.Wishes) ([]byte, error) {
	now, err := p.ProfileOf(ctx, tx, a.Person)
	if err != nil {
		return nil, err
	}
	if err := p.SetProfile(ctx, tx, a, profileWith(now.Profile, w)); err != nil {
		return nil, err
	}
	_, kept, err := p.Profile(ctx, tx, a.Person)
	return kept, err
}

// Restore brings back a profile that was kept; null is an empty one.
func (p intakePeople) Restore(ctx context.Context, tx db.Tx, a core.Actor, kept []byte) error {
	var was person.Profile
	if err := json.Unmarshal(kept, &was); err != nil {
		return err
	}
	return p.SetProfile(ctx, tx, a, was)
}

// Accepted returns the kinds of consents, if all that must be given are.
func (p intakePeople) Accepted(given []intake.Given) (kinds []string, err error) {
	list := make([]person.Given, len(given))
	for i, g := range given {
		list[i] = person.Given{Kind: person.ConsentKind(g.Kind), Version: g.Version}
	}
	all, err := p.Service.Accepted(list)
	for _, k := range all {
		kinds = append(kinds, string(k))
	}
	return kinds, err
}

// Withdraw takes the actor's consents back.
func (p intakePeople) Withdraw(ctx context.Context, tx db.Tx, a core.Actor, kinds []string) error {
	for _, k := range kinds {
		if err := p.Consent(ctx, tx, a, person.ConsentKind(k), false, ""); err != nil {
			return err
		}
	}
	return nil
}

// intakeDoor lets people in who took their account over.
type intakeDoor struct{ *account.Service }

// LogIn opens a session as at the log-in by phone.
func (d intakeDoor) LogIn(ctx context.Context, tx db.Tx, a core.Actor, id core.PersonID, device string) (intake.Opened, error) {
	sign, err := d.Service.Open(ctx, tx, a, id, account.PhoneDoor, device)
	return intake.Opened{Token: sign.Token, Session: string(sign.ID), Expires: sign.Expires.Format(time.RFC3339)}, err
}
