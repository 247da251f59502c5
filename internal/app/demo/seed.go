package demo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/people/employer"
	"yilu/internal/people/person"
	"yilu/internal/platform/db"
	"yilu/internal/work/match"
)

// settling is how long before the week people and employers are settled, so that
// staff have looked at the employers when it begins.
const settling = 10 * time.Hour

// Progress is how far the settling of a county has come.
type Progress struct {
	What core.Text
	Done int
	Of   int
}

// Seed settles the county and plays its past up to the present. What was done
// before is not done again: a process that was killed goes on, and a county that
// was away catches up. Call it before the app is started. tell may be nil.
func (d *Demo) Seed(ctx context.Context, tell func(Progress)) (err error) {
	defer fault.Wrap(&err, "demo.Seed(%d)", d.county.Seed)
	if tell == nil {
		tell = func(Progress) {}
	}
	s, err := stateOf(ctx, d.DB.Reader())
	if err != nil {
		return err
	}
	d.running.Store(s.stage == running)
	all := d.county.People
	first := min(d.early, len(all))
	if s.stage == running {
		first = len(all)
	}
	if err := d.settleFirst(ctx, s.stage, all[:first], tell); err != nil {
		return err
	}
	if err := d.catchUp(ctx, tell); err != nil {
		return err
	}
	if err := d.settleRest(ctx, s.week, all[first:], tell); err != nil {
		return err
	}
	d.running.Store(true)
	return d.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := setStage(ctx, tx, running); err != nil {
			return err
		}
		return d.stamp(ctx, tx)
	})
}

// settleFirst settles those who take part in the week, and plans it.
func (d *Demo) settleFirst(ctx context.Context, at stage, people []county.Person, tell func(Progress)) error {
	if err := d.settlePeople(ctx, people, tell); err != nil {
		return err
	}
	if err := d.DB.Write(ctx, d.grantRoles); err != nil {
		return err
	}
	if err := d.DB.Write(ctx, d.openHall); err != nil {
		return err
	}
	if err := d.Outbox.Drain(ctx); err != nil {
		return err
	}
	if err := d.settleEmployers(ctx, d.county.Employers[:d.givingEmployers()], tell); err != nil || at != begun {
		return err
	}
	return d.DB.Write(ctx, d.planWeek)
}

// settleRest settles the employers who apply at the end of the week, and those
// people who have no part in it: they registered before it, too, and match hears
// of them once the app runs.
func (d *Demo) settleRest(ctx context.Context, week time.Time, people []county.Person, tell func(Progress)) error {
	if err := d.settleEmployers(ctx, d.county.Employers[d.givingEmployers():], tell); err != nil {
		return err
	}
	if err := d.Settle(ctx); err != nil {
		return err
	}
	d.clock.Set(week.AddDate(0, 0, -7))
	defer d.clock.Release()
	return d.settlePeople(ctx, people, tell)
}

// givingEmployers is how many employers take part in the week.
func (d *Demo) givingEmployers() int { return len(d.county.Employers) - county.Pending }

// batch is how many people are settled in one transaction.
const batch = 500

var settlingPeople = core.Text{ZH: "登记居民", EN: "Registering people"}

// settlePeople gives the next people an account, a real name and a profile, and
// remembers who is who.
func (d *Demo) settlePeople(ctx context.Context, next []county.Person, tell func(Progress)) error {
	for len(next) > 0 {
		tell(Progress{settlingPeople, next[0].N, len(d.county.People)})
		part := next[:min(batch, len(next))]
		var ids []core.PersonID
		err := d.DB.Write(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			ids, err = d.enrol(ctx, tx, part)
			return err
		})
		if err != nil {
			return err
		}
		for i, id := range ids {
			d.numbers[id] = part[i].N
		}
		d.people = append(d.people, ids...)
		next = next[len(part):]
	}
	return nil
}

// enrol takes in those of a part who are not known yet.
func (d *Demo) enrol(ctx context.Context, tx db.Tx, part []county.Person) ([]core.PersonID, error) {
	phones := make([]core.Phone, len(part))
	for i, p := range part {
		phones[i] = p.Phone
	}
	ids, _, err := d.Account.EnsureAll(ctx, tx, phones)
	if err != nil {
		return nil, err
	}
	known, err := d.Person.Workers(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	var fresh []person.Enrolment
	for i, p := range part {
		if known[ids[i]].Verified {
			continue
		}
		fresh = append(fresh, person.Enrolment{
			Person: ids[i], Stated: person.Stated{Name: p.Name, Number: p.Document.Number, Kind: p.Document.Kind},
			Consents: []person.ConsentKind{person.Location, person.BankCard}, Profile: profileOf(p),
		})
	}
	return ids, d.Person.Enrol(ctx, tx, core.System, fresh)
}

// profileOf is a profile in the form in which people give it; nil for those who
// want no work at all.
func profileOf(p county.Person) *person.Profile {
	f := p.Profile
	if len(f.Trades) == 0 {
		return nil
	}
	out := &person.Profile{
		Looking: f.Looking, Centre: &person.Point{Lat: p.Home.Lat(), Lon: p.Home.Lon()}, RadiusM: f.RadiusM,
		OwnTools: f.Tools, Vehicle: f.Vehicle,
	}
	for _, t := range f.Trades {
		out.Trades = append(out.Trades, person.Trade{Trade: t.Trade, Level: int64(t.Level), Wants: true, Can: true})
	}
	for _, h := range f.Hours {
		out.WeekHours = append(out.WeekHours, person.Hours{Weekday: int64(h.Weekday), From: int64(h.From), To: int64(h.To)})
	}
	if f.Lowest.Minor > 0 {
		out.LowestPay, out.PayUnit = &f.Lowest, f.PayUnit
	}
	return out
}

// grantRoles makes staff of those who are, and lets the phones of the reserved
// workers ring at any hour: their visitors may come from anywhere.
func (d *Demo) grantRoles(ctx context.Context, tx db.Tx) error {
	for _, p := range d.county.People[:county.Cast] {
		var err error
		switch p.Part {
		case county.HouseReviewer, county.VisitorReviewer:
			err = d.Staff.Enrol(ctx, tx, d.people[p.N], p.Name, core.Grant{Role: core.Reviewer})
		case county.VisitorWorker:
			var q match.Quiet
			if q, err = d.Match.QuietHours(ctx, tx, d.people[p.N]); err == nil && q == match.DefaultQuiet {
				err = d.Match.SetQuietHours(ctx, tx, d.actor(p.N), match.Quiet{})
			}
		}
		if err != nil {
			return err
		}
	}
	for _, s := range d.county.Staff {
		person, _, err := d.Account.Ensure(ctx, tx, s.Phone)
		if err != nil {
			return err
		}
		if err := d.Staff.Enrol(ctx, tx, person, s.Name, core.Grant{Role: s.Role, Area: s.Area}); err != nil {
			return err
		}
	}
	return nil
}

var settlingEmployers = core.Text{ZH: "登记雇主", EN: "Registering employers"}

// settleEmployers registers the next employers, and remembers which is which.
func (d *Demo) settleEmployers(ctx context.Context, next []county.Employer, tell func(Progress)) error {
	licence, err := picture()
	if err != nil {
		return err
	}
	for _, e := range next {
		tell(Progress{settlingEmployers, e.N, len(d.county.Employers)})
		mine, err := d.Employer.Of(ctx, d.DB.Reader(), d.people[e.Agents[0]])
		if err != nil {
			return err
		}
		if len(mine) == 0 {
			id, err := d.register(ctx, e, licence)
			if err != nil {
				return err
			}
			mine = append(mine, id)
		}
		d.employers = append(d.employers, mine[0])
		d.givers[mine[0]] = e.N
	}
	return nil
}

// inviting is a second agent who will be asked to speak for an employer.
type inviting struct {
	N      int         `json:"n"` // of the employer
	Letter core.FileID `json:"letter"`
}

// register applies for an employer, with the papers that its kind needs.
func (d *Demo) register(ctx context.Context, e county.Employer, licence []byte) (core.EmployerID, error) {
	actor, p := d.actor(e.Agents[0]), d.county.People[e.Agents[0]]
	form := employer.Application{
		Kind: e.Kind, Name: e.Name, USCC: string(e.USCC), Region: string(e.Town), Address: "将乐县" + e.Address,
		ContactPhone: string(p.Phone), Industry: e.Industry, Principal: e.Head,
	}
	second := inviting{N: e.N}
	for _, paper := range []struct {
		needed bool
		into   *core.FileID
	}{{e.Kind != employer.Person, &form.Licence}, {!e.Head, &form.Letter}, {len(e.Agents) > 1, &second.Letter}} {
		if !paper.needed {
			continue
		}
		f, err := d.File.Upload(ctx, actor, bytes.NewReader(licence), "image/jpeg", nil)
		if err != nil {
			return "", err
		}
		*paper.into = f.ID
	}
	var id core.EmployerID
	err := d.DB.Write(ctx, func(ctx context.Context, tx db.Tx) error {
		made, err := d.Employer.Apply(ctx, tx, actor, form)
		if err != nil {
			return err
		}
		if id = made.ID; second.Letter == "" {
			return nil
		}
		return d.later(ctx, tx, inviteJob, string(id), settling-time.Hour, second)
	})
	return id, err
}

// invite makes a second person speak for an employer.
func (d *Demo) invite(ctx context.Context, tx db.Tx, p inviting) error {
	e, id := d.county.Employers[p.N], d.employers[p.N]
	return d.attempt(ctx, tx, "invite", func() error {
		in := employer.Invitation{Phone: string(d.county.People[e.Agents[1]].Phone), Letter: p.Letter}
		if _, err := d.Employer.Invite(ctx, tx, d.actor(e.Agents[0]), id, in); err != nil {
			return err
		}
		return d.Employer.Accept(ctx, tx, d.actor(e.Agents[1]), id)
	})
}

// planWeek plans what is posted in the week.
func (d *Demo) planWeek(ctx context.Context, tx db.Tx) error {
	for n, p := range d.week {
		if err := d.Jobs.Schedule(ctx, tx, postJob, key("order", n), p.At, posting{n}); err != nil {
			return err
		}
	}
	return setStage(ctx, tx, settled)
}

// picture stands for the photo of a licence or letter: stripes, so that nobody
// takes it for one.
func picture() ([]byte, error) {
	const w, h = 320, 220
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{250, 246, 236, 255}
			if (x+y)/12%4 == 0 {
				c = color.RGBA{222, 206, 170, 255}
			}
			if x < 6 || y < 6 || x >= w-6 || y >= h-6 {
				c = color.RGBA{190, 60, 50, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 70})
	return b.Bytes(), err
}
