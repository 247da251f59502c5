package demo

import (
	"context"
	"embed"
	"sync/atomic"
	"time"

	"yilu/internal/app"
	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/outbox"
)

// Migrations are this package's schema changes, oldest first.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// Demo is a county at work in an app. Make it with New, settle it with Seed, then
// start the app and run Live.
type Demo struct {
	*app.App
	clock  *Clock
	county *county.County
	week   map[int]county.Posting // by order
	early  int                    // people who are settled before the week is played

	people    []core.PersonID // by number
	numbers   map[core.PersonID]int
	employers []core.EmployerID // by number
	givers    map[core.EmployerID]int

	running atomic.Bool // the past is played
	recent  []string    // the titles of the last errands; Live's alone
}

// early is enough people for the week; the others would only make it longer until
// the first page.
const early = 2000

// New prepares a county in an app that has not been started and whose clock is
// the given one. A county that the database holds already is taken up again,
// whatever seed and size are asked for.
func New(ctx context.Context, a *app.App, clock *Clock, seed uint64, size county.Size) (d *Demo, err error) {
	defer fault.Wrap(&err, "demo.New(%d)", seed)
	if err := a.DB.Migrate(ctx, "demo", Migrations); err != nil {
		return nil, err
	}
	c, err := begin(ctx, a.DB, clock.Present(), seed, size)
	if err != nil {
		return nil, err
	}
	d = &Demo{App: a, clock: clock, early: early, numbers: map[core.PersonID]int{}, givers: map[core.EmployerID]int{}, week: map[int]county.Posting{}}
	if d.county, err = county.New(c.seed, c.year, c.size, a.Ref.Set()); err != nil {
		return nil, err
	}
	for _, p := range d.county.Week(c.week) {
		d.week[p.Order.N] = p
	}
	clock.Set(c.at)
	d.listen()
	return d, nil
}

// listen subscribes to what the county's people hear of, and takes their jobs.
func (d *Demo) listen() {
	outbox.Hear(d.Outbox, "demo.asked", d.onReviewAsked)
	outbox.Hear(d.Outbox, "demo.decided", d.onReviewDecided)
	outbox.Hear(d.Outbox, "demo.opened", d.onJobOpened)
	outbox.Hear(d.Outbox, "demo.booked", d.onBooked)
	outbox.Hear(d.Outbox, "demo.unbooked", d.onUnbooked)
	outbox.Hear(d.Outbox, "demo.paid", d.onPaid)
	for kind, do := range map[string]func(context.Context, db.Tx, []byte) error{
		postJob: act(d, d.post), fundJob: act(d, d.fund), reviewJob: act(d, d.review), inviteJob: act(d, d.invite),
		lookJob: act(d, d.look), grabJob: act(d, d.grab), chooseJob: act(d, d.choose), attendJob: act(d, d.attend),
		rateJob: act(d, d.rate), payoutJob: act(d, d.payout),
	} {
		d.Jobs.Handle(kind, func(ctx context.Context, tx db.Tx, _ string, payload []byte) error { return do(ctx, tx, payload) })
	}
}

// The kinds of jobs: what people of the county will do.
const (
	postJob   = "demo.post"
	fundJob   = "demo.fund"
	reviewJob = "demo.review"
	inviteJob = "demo.invite"
	lookJob   = "demo.look"
	grabJob   = "demo.grab"
	chooseJob = "demo.choose"
	attendJob = "demo.attend"
	rateJob   = "demo.rate"
	payoutJob = "demo.payout"
)

// Accounts are those that visitors can log in as.
func (d *Demo) Accounts() []county.Account { return d.county.Accounts() }

// plays reports whether a person is acted here: everyone but visitors.
func (d *Demo) plays(id core.PersonID) bool {
	n, known := d.numbers[id]
	return known && (!d.county.People[n].Part.Reserved() || !d.running.Load())
}

// playsFor reports whether an employer is acted here.
func (d *Demo) playsFor(id core.EmployerID) bool {
	n, known := d.givers[id]
	return known && (!d.county.Employers[n].Visitor || !d.running.Load())
}

// actor is a person of the county as one who acts.
func (d *Demo) actor(n int) core.Actor {
	a := core.Actor{Person: d.people[n], Channel: core.ByPhone, Lang: core.ZH}
	if p := d.county.People[n].Part; p == county.HouseReviewer || p == county.VisitorReviewer {
		a.Grants = []core.Grant{{Role: core.Reviewer}}
	}
	return a
}

// agent is the one who acts for an employer of the county.
func (d *Demo) agent(id core.EmployerID) core.Actor {
	return d.actor(d.county.Employers[d.givers[id]].Agents[0])
}

// number is who someone is in the county's dice; people from outside have one,
// too.
func (d *Demo) number(id core.PersonID) int {
	if n, ok := d.numbers[id]; ok {
		return n
	}
	return -1
}

// later plans what someone does after a while.
func (d *Demo) later(ctx context.Context, tx db.Tx, kind, key string, wait time.Duration, payload any) error {
	return d.Jobs.Schedule(ctx, tx, kind, key, d.Now().Add(wait), payload)
}

// seconds draws a time between two numbers of seconds.
func seconds(l county.Dice, from, to int) time.Duration {
	return time.Duration(l.Between(from*10, to*10)) * time.Second / 10
}

// minutes draws a time between two numbers of minutes.
func minutes(l county.Dice, from, to int) time.Duration { return seconds(l, from*60, to*60) }
