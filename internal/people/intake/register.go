package intake

import (
	"context"
	"slices"

	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/audit"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
)

// Taken is what came of an entry.
type Taken struct {
	Person core.PersonID
	Record core.ID[Record]
	Kind   Outcome
	Slip   Slip
}

// TakeIn registers people nobody knows yet, with their consents, and gives each a
// slip. The entries were read and looked at; all are taken in, or none.
//
// Errors: those of Identities.Enrol.
func (s *Service) TakeIn(ctx context.Context, tx db.Tx, a core.Actor, all []Entry, consents []string) (out []Taken, err error) {
	defer fault.Wrap(&err, "intake.TakeIn(%d)", len(all))
	now := s.Now()
	ids, err := s.accountsFor(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	enrol := make([]Enrolment, len(all))
	for i, e := range all {
		enrol[i] = Enrolment{ids[i], e.Stated, consents, e.Wishes}
	}
	// The channel tells the door; one area decides it for all.
	a.Channel = channelOf(a, all[0].Region)
	if err := s.Identities.Enrol(ctx, tx, a, enrol); err != nil {
		return nil, err
	}
	var people []Registered
	var records []Record
	var entries []audit.Entry
	for i, e := range all {
		_, after, err := s.Profiles.Profile(ctx, tx, ids[i])
		if err != nil {
			return nil, err
		}
		if len(e.Wishes.Regions) == 0 {
			if err := s.Places.Locate(ctx, tx, ids[i], e.Region); err != nil {
				return nil, err
			}
		}
		r := Record{Person: ids[i], ID: core.NewID[Record](now), Operator: a.Person, Channel: a.Channel, Kind: Fresh,
			Region: e.Region, Before: []byte("null"), After: after, Consents: consents, At: now}
		people = append(people, Registered{Person: ids[i], Region: e.Region, Operator: a.Person, Channel: a.Channel, Phone: e.Phone != "", First: now})
		records = append(records, r)
		entries = append(entries, audit.By(a, now, string(ids[i]), "intake.register", string(r.ID), ""))
		out = append(out, Taken{Person: ids[i], Record: r.ID, Kind: Fresh})
	}
	if err := insertRegistered(ctx, tx, people); err != nil {
		return nil, err
	}
	if err := insertRecords(ctx, tx, records); err != nil {
		return nil, err
	}
	if err := audit.Append(ctx, tx, entries...); err != nil {
		return nil, err
	}
	slips, err := s.newSlips(ctx, tx, a, ids)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Slip = slips[i]
	}
	return out, s.greet(ctx, tx, all, ids)
}

// accountsFor returns a person for each entry: the account of its number, or one
// without a number.
func (s *Service) accountsFor(ctx context.Context, tx db.Tx, all []Entry) ([]core.PersonID, error) {
	ids := make([]core.PersonID, len(all))
	var phones []core.Phone
	var at []int
	for i, e := range all {
		if e.Phone == "" {
			ids[i] = core.NewID[core.Person](s.Now())
			continue
		}
		phones, at = append(phones, e.Phone), append(at, i)
	}
	made, _, err := s.Accounts.EnsureAll(ctx, tx, phones)
	if err != nil {
		return nil, err
	}
	for j, i := range at {
		ids[i] = made[j]
	}
	return ids, nil
}

// greet tells those who have a phone what was done for them.
func (s *Service) greet(ctx context.Context, tx db.Tx, all []Entry, ids []core.PersonID) error {
	var letters []notify.Message
	for i, e := range all {
		if e.Phone == "" {
			continue
		}
		letters = append(letters, notify.Message{
			Person: ids[i], Kind: "intake.registered", Link: "/me/acts",
			Title: core.Text{ZH: "有人替您登记了", EN: "You were registered"},
			Body:  core.Text{ZH: "代办员替您登记了姓名、证件和想干的活。请看一看对不对，不对可以撤回或提出来。", EN: "An agent wrote down your name, document and wishes. Please see whether that is right; you can take it back or contest it."},
		})
	}
	return s.Notify.Send(ctx, tx, letters...)
}

// Amend changes what is registered of a known person, just as it was shown.
//
// Errors: ErrMatchOld if it would change something else by now.
func (s *Service) Amend(ctx context.Context, tx db.Tx, a core.Actor, e Entry, agreed string) (_ Taken, err error) {
	defer fault.Wrap(&err, "intake.Amend")
	found, err := s.Look(ctx, tx, a, []Entry{e})
	if err != nil {
		return Taken{}, err
	}
	f := found[0]
	if f.Outcome != Change || f.Token != agreed {
		return Taken{}, ErrMatchOld
	}
	now, act := s.Now(), a.Acting(f.Person, channelOf(a, e.Region))
	was, before, err := s.Profiles.Profile(ctx, tx, f.Person)
	if err != nil {
		return Taken{}, err
	}
	after := before
	if slices.ContainsFunc(f.Differences, func(d Difference) bool { return d.Field != "region" }) {
		if len(was.Regions) > 0 && len(was.Trades) > 0 {
			e.Wishes.Regions = was.Regions // where they work was not asked again
		}
		if after, err = s.Profiles.SetWishes(ctx, tx, act, e.Wishes); err != nil {
			return Taken{}, err
		}
	}
	if err := upsertRegion(ctx, tx, Registered{Person: f.Person, Region: e.Region, Operator: act.Operator, Channel: act.Channel, First: now}); err != nil {
		return Taken{}, err
	}
	r := Record{Person: f.Person, ID: core.NewID[Record](now), Operator: act.Operator, Channel: act.Channel, Kind: Change,
		Region: e.Region, RegionBefore: f.regionWas, Before: before, After: after, At: now}
	if err := insertRecords(ctx, tx, []Record{r}); err != nil {
		return Taken{}, err
	}
	if err := audit.Append(ctx, tx, audit.By(act, now, string(f.Person), "intake.change", string(r.ID), "")); err != nil {
		return Taken{}, err
	}
	return Taken{Person: f.Person, Record: r.ID, Kind: Change}, s.Notify.Send(ctx, tx, notify.Message{
		Person: f.Person, Kind: "intake.changed", Link: "/me/acts",
		Title: core.Text{ZH: "有人替您改了登记", EN: "Your registration was changed"},
		Body:  core.Text{ZH: "代办员替您改了住处或想干的活。请看一看对不对，不对可以撤回或提出来。", EN: "An agent changed your home or your wishes. Please see whether that is right; you can take it back or contest it."},
	})
}
