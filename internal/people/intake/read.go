package intake

import (
	"context"
	"strings"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
)

// Form is one person as somebody typed them.
type Form struct {
	Stated Stated
	Phone  string
	Region core.RegionCode
	Trades []Wish
	Reach  Reach
	Hours  []Hours
}

// Read checks a form as far as that goes without asking anybody, and returns all
// that is wrong with it.
func (s *Service) Read(a core.Actor, f Form) (e Entry, faults []*fault.Fault) {
	keep := func(err error) {
		if f := fault.Of(err); f != nil {
			more := f.More
			faults = append(append(faults, f), more...)
		}
	}
	var err error
	e.Stated, err = s.Identities.Read(f.Stated)
	keep(err)
	if core.Fold(f.Phone) != "" {
		e.Phone, err = s.Accounts.ReadPhone(f.Phone)
		keep(err)
	}
	e.Region, err = s.home(a, f.Region)
	keep(err)
	e.Wishes = Wishes{Trades: f.Trades, Hours: f.Hours}
	if len(f.Trades) > 0 {
		e.Wishes.Regions = []core.RegionCode{f.Reach.around(e.Region)}
		if e.Region == "" {
			e.Wishes.Regions = nil
		}
		if e.Region != "" {
			keep(s.Profiles.Check(e.Wishes))
		}
	}
	return e, faults
}

// home checks where somebody lives: a town or village of the actor's area.
//
// Errors: ErrRegion, ErrRegionWide, ErrArea.
func (s *Service) home(a core.Actor, code core.RegionCode) (core.RegionCode, error) {
	code, err := core.ParseRegion(string(code))
	if err != nil {
		return "", ErrRegion
	}
	if _, ok := s.Ref.Set().Region(code, s.today()); !ok {
		return "", ErrRegion
	}
	if code.Level() < core.TownLevel {
		return "", ErrRegionWide
	}
	if !may(a, code) {
		zh, en := []string{}, []string{}
		for _, area := range a.Areas(Roles...) {
			name := s.words().region(area)
			zh, en = append(zh, name.ZH), append(en, name.EN)
		}
		z, x := ErrArea.With("area", strings.Join(zh, "、")), ErrArea.With("area", strings.Join(en, ", "))
		z.EN = x.EN
		return "", z
	}
	return code, nil
}

// Look finds out what taking in entries would do, set by set: one Finding for
// each, in order.
func (s *Service) Look(ctx context.Context, q db.Q, a core.Actor, all []Entry) (_ []Finding, err error) {
	defer fault.Wrap(&err, "intake.Look(%d)", len(all))
	stated := make([]Stated, len(all))
	var phones []core.Phone
	for i, e := range all {
		stated[i] = e.Stated
		if e.Phone != "" {
			phones = append(phones, e.Phone)
		}
	}
	matches, err := s.Identities.Matches(ctx, q, stated)
	if err != nil {
		return nil, err
	}
	holders, err := s.Accounts.PeopleByPhones(ctx, q, phones)
	if err != nil {
		return nil, err
	}
	out := make([]Finding, len(all))
	for i, e := range all {
		switch m := matches[i]; {
		case m.Person == "":
			out[i], err = s.lookFresh(ctx, q, e, holders[e.Phone])
		case !m.SameName:
			out[i] = Finding{Outcome: Bad, Fault: ErrNameOther}
		default:
			out[i], err = s.lookKnown(ctx, q, a, e, m.Person)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

var notePhoneKnown = core.Text{
	ZH: "这个手机号登录过，还没有实名。登记后，它就是这个人的账号；请确认是本人的手机。",
	EN: "This number has logged in before, without a real name. It becomes this person's account; please make sure it is their own phone.",
}

// lookFresh looks at a person whose document nobody has.
func (s *Service) lookFresh(ctx context.Context, q db.Q, e Entry, holder core.PersonID) (Finding, error) {
	if e.Phone == "" || holder == "" {
		return Finding{Outcome: Fresh}, nil
	}
	verified, err := s.Names.Verified(ctx, q, holder)
	if err != nil {
		return Finding{}, err
	}
	if verified {
		return Finding{Outcome: Bad, Fault: ErrPhoneOther}, nil
	}
	return Finding{Outcome: Fresh, Notes: []core.Text{notePhoneKnown}}, nil
}

var notePhoneBySlip = core.Text{
	ZH: "已经登记过的人，手机号不在这里改：请打小票，让本人用手机接管。",
	EN: "The number of a registered person is not changed here: print a slip, and let them take the account over with their phone.",
}

// lookKnown looks at a person who is known by the same name and document.
func (s *Service) lookKnown(ctx context.Context, q db.Q, a core.Actor, e Entry, person core.PersonID) (f Finding, err error) {
	f = Finding{Person: person}
	if e.Phone != "" {
		has, err := s.Accounts.Phones(ctx, q, []core.PersonID{person})
		if err != nil {
			return f, err
		}
		if p, ok := has[person]; !ok || p.Reveal() != string(e.Phone) {
			f.Notes = append(f.Notes, notePhoneBySlip)
		}
	}
	if f.regionWas, err = s.regionOf(ctx, q, person); err != nil {
		return f, err
	}
	now, _, err := s.Profiles.Profile(ctx, q, person)
	if err != nil {
		return f, err
	}
	f.Differences = s.words().differences(e, f.regionWas, now)
	switch {
	case len(f.Differences) == 0:
		f.Outcome, f.Fault = Same, ErrKnownSame
	case !may(a, f.regionWas):
		return Finding{Person: person, Outcome: Bad, Fault: ErrKnownElse, Notes: f.Notes}, nil
	default:
		f.Outcome, f.Token = Change, token(person, f.Differences)
	}
	return f, nil
}
