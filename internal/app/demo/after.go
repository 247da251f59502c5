package demo

import (
	"context"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/standing/reputation"
	"yilu/internal/work/gig"
	"yilu/internal/work/wallet"
)

// rating is an opinion that a side will give.
type rating struct {
	Engagement core.EngagementID `json:"engagement"`
	Side       reputation.Side   `json:"side"`
}

// onPaid has both sides rate each other, most of them, and some workers take
// their money out.
func (d *Demo) onPaid(ctx context.Context, tx db.Tx, e event.Paid) error {
	o, err := orderOf(ctx, tx, e.Job)
	if err != nil {
		return err
	}
	l := d.county.Whim("after", o.n, d.number(e.Worker))
	span := func(from, to int) time.Duration { return minutes(l, from, to) }
	if o.pace == errandPace || o.pace == visitorPace {
		span = func(_, _ int) time.Duration { return seconds(l, 12, 70) }
	}
	if d.plays(e.Worker) && l.Chance(80) {
		if err := d.later(ctx, tx, rateJob, string(e.Engagement)+"/worker", span(5, 900), rating{e.Engagement, reputation.Worker}); err != nil {
			return err
		}
	}
	if d.playsFor(e.Employer) && (l.Chance(75) || !d.plays(e.Worker)) {
		if err := d.later(ctx, tx, rateJob, string(e.Engagement)+"/employer", span(5, 900), rating{e.Engagement, reputation.Employer}); err != nil {
			return err
		}
	}
	if n := d.number(e.Worker); n >= 0 && d.county.People[n].Part == county.Worker && l.Chance(40) {
		return d.later(ctx, tx, payoutJob, key("person", n), span(30, 800), payingOut{n})
	}
	return nil
}

// What the two sides say of each other, from good to poor.
var (
	ofWorker = []reputation.Opinion{
		{Stars: 5, Tags: []string{"punctual", "hardworking"}, Words: "准时，肯干，下次还找。"},
		{Stars: 5, Tags: []string{"skilled", "careful"}, Words: "手艺好，收拾得也干净。"},
		{Stars: 5, Tags: []string{"friendly", "hardworking"}},
		{Stars: 4, Tags: []string{"punctual"}, Words: "不错，就是慢一点。"},
		{Stars: 4, Tags: []string{"careful", "safe"}},
		{Stars: 3, Tags: []string{"came_late"}, Words: "来晚了，活干得还行。"},
	}
	ofEmployer = []reputation.Opinion{
		{Stars: 5, Tags: []string{"pays_promptly", "clear"}, Words: "结账快，说得清楚。"},
		{Stars: 5, Tags: []string{"as_described", "good_meals"}, Words: "和说的一样，中午饭菜好。"},
		{Stars: 5, Tags: []string{"respectful"}},
		{Stars: 4, Tags: []string{"as_described"}, Words: "都好，路有点远。"},
		{Stars: 4, Tags: []string{"clear", "safe_place"}},
		{Stars: 3, Tags: []string{"extra_work"}, Words: "临时加了点活。"},
	}
)

// rate gives a side's opinion of the other.
func (d *Demo) rate(ctx context.Context, tx db.Tx, p rating) error {
	e, err := d.Gig.Engagement(ctx, tx, p.Engagement)
	if err != nil {
		return err
	}
	o, err := orderOf(ctx, tx, e.Job)
	if err != nil {
		return err
	}
	l := d.county.Whim("opinion of "+string(p.Side), o.n, d.number(e.Worker))
	all, may := ofEmployer, d.plays(e.Worker)
	if p.Side == reputation.Employer {
		all, may = ofWorker, d.playsFor(e.Employer)
	}
	if !may {
		return nil
	}
	who := e.Worker
	if p.Side == reputation.Employer {
		who = d.agent(e.Employer).Person
	}
	say := all[min(l.Below(len(all)), l.Below(len(all)))]
	if p.Side == reputation.Worker && !d.fed(ctx, tx, e) {
		say = all[0]
	}
	return d.attempt(ctx, tx, "rate", func() error {
		_, err := d.Reputation.Rate(ctx, tx, d.actor(d.number(who)), p.Engagement, say)
		return err
	})
}

// fed reports whether the job came with meals, so that nobody praises food that
// there was not.
func (d *Demo) fed(ctx context.Context, q db.Q, e gig.Engagement) bool {
	j, err := d.Gig.Job(ctx, q, e.Job)
	return err == nil && j.Meals
}

// payingOut names who takes money out.
type payingOut struct {
	Person int `json:"person"`
}

// leastPayout is what a person takes out at least: 20 yuan.
const leastPayout = 20_00

// payout sends all of someone's wallet to their card.
func (d *Demo) payout(ctx context.Context, tx db.Tx, p payingOut) error {
	actor, owner := d.actor(p.Person), wallet.PersonAccount(d.people[p.Person])
	have, err := d.Wallet.Balance(ctx, tx, owner)
	if err != nil || have.Minor < leastPayout {
		return err
	}
	return d.attempt(ctx, tx, "pay out", func() error {
		card, err := d.cardOf(ctx, tx, p.Person)
		if err != nil {
			return err
		}
		_, err = d.Wallet.Withdraw(ctx, tx, actor, string(owner), card, have)
		return err
	})
}

// cardOf is the card on a person's list, which is added if there is none.
func (d *Demo) cardOf(ctx context.Context, tx db.Tx, n int) (wallet.CardID, error) {
	who, owner := d.county.People[n], string(wallet.PersonAccount(d.people[n]))
	cards, err := d.Wallet.Cards(ctx, tx, owner)
	if err != nil {
		return "", err
	}
	if len(cards) > 0 {
		return cards[0].ID, nil
	}
	c, _, err := d.Wallet.AddCard(ctx, tx, d.actor(n), owner, wallet.NewCard{Number: string(who.Card), Holder: who.Name, Bank: "演示银行"})
	return c.ID, err
}
