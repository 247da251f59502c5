package demo

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// slip is a text that trips a rule, and what staff say to it.
type slip struct {
	note string
	word word
}

// slipOf is what trips a rule in an order of the week, the zero slip for most:
// one is passed, one refused, and one of the last waits for a visitor who
// reviews.
func (d *Demo) slipOf(n int) slip {
	switch n {
	case 5:
		return slip{askOutside, pass}
	case 9:
		return slip{"加微信联系，当天结。", refuse}
	case d.county.Size.Orders - 2:
		return slip{"到了加微信群看位置。", wait}
	}
	return slip{}
}

// askOutside is a text that a reviewer may let pass.
const askOutside = "详情加微信问。"

// word is what staff say.
type word int

const (
	pass word = iota
	refuse
	wait // nobody says anything: it is left to a visitor
)

// posting is the job of an order of the week that is posted.
type posting struct {
	N int `json:"n"`
}

// post puts up an order of the week.
func (d *Demo) post(ctx context.Context, tx db.Tx, p posting) error {
	o := d.week[p.N].Order
	o.Note += d.slipOf(p.N).note
	at := weekPace
	if d.county.Late(p.N) {
		at = latePace
	}
	_, err := d.putUp(ctx, tx, o, at)
	return err
}

// putUp posts an order and plans that it is paid for. It returns the job, "" if
// it was refused.
func (d *Demo) putUp(ctx context.Context, tx db.Tx, o county.Order, at pace) (id core.JobID, err error) {
	e := d.county.Employers[o.Employer]
	agent := d.actor(e.Agents[0])
	var j gig.Job
	refused, err := try(ctx, tx, func() (err error) {
		j, err = d.Gig.Post(ctx, tx, agent, d.form(o))
		return err
	})
	if err != nil || refused != nil {
		if refused != nil {
			d.Log.WarnContext(ctx, "demo: an order was refused", "order", o.N, "title", o.Title, "code", refused.Code)
		}
		return "", err
	}
	if err := insertJob(ctx, tx, j.ID, order{o.N, at}); err != nil {
		return "", err
	}
	if j.State != gig.Unfunded {
		return j.ID, nil // staff look first
	}
	return j.ID, d.later(ctx, tx, fundJob, string(j.ID), d.fundAfter(o.N, at), jobOf{j.ID})
}

// form is an order as its employer fills it in.
func (d *Demo) form(o county.Order) gig.Posting {
	agent := d.county.People[d.county.Employers[o.Employer].Agents[0]]
	p := gig.Posting{
		Employer: d.employers[o.Employer], Trade: o.Trade, Title: o.Title, Note: o.Note, Region: string(o.Town),
		Place: gig.Coordinates{Lat: o.Place.Lat(), Lon: o.Place.Lon()}, Address: o.Address, Door: o.Door,
		ContactName: agent.Name, Phone: string(agent.Phone), Windows: o.Windows, People: int64(o.People), Pay: o.Pay,
		Unit: gig.PayUnit(o.Unit), Quantity: o.Quantity, WorkMinutes: o.WorkMinutes, Tools: o.Tools, Meals: o.Meals,
	}
	if o.Chooses {
		p.Mode = gig.Choice
	}
	return p
}

func (d *Demo) fundAfter(n int, at pace) time.Duration {
	l := d.county.Whim("fund", n, 0)
	if at == errandPace {
		return seconds(l, 3, 8)
	}
	return seconds(l, 20, 400)
}

// jobOf names the job that an act is about.
type jobOf struct {
	Job core.JobID `json:"job"`
}

// fund pays for a job.
func (d *Demo) fund(ctx context.Context, tx db.Tx, p jobOf) error {
	j, err := d.Gig.Job(ctx, tx, p.Job)
	if err != nil {
		return err
	}
	return d.attempt(ctx, tx, "fund", func() error {
		_, err := d.Gig.Fund(ctx, tx, d.agent(j.Employer), p.Job)
		return err
	})
}

// reviewing is a review that staff will decide on.
type reviewing struct {
	Subject string `json:"subject"`
	Kind    string `json:"kind"`
	Pass    bool   `json:"pass"`
}

// onReviewAsked has staff of the county look at a case, but for those that are
// left to visitors. A visitor's own case is not kept waiting.
func (d *Demo) onReviewAsked(ctx context.Context, tx db.Tx, e event.ReviewAsked) error {
	r := reviewing{Subject: e.Subject, Kind: e.Kind, Pass: true}
	say, after := pass, 3*time.Minute
	switch {
	case e.Kind == "job":
		o, err := orderOf(ctx, tx, core.JobID(e.Subject))
		if err != nil {
			return err
		}
		say = d.slipOf(o.n).word
		if l := d.county.Whim("review", o.n, 0); o.pace != visitorPace {
			after = minutes(l, 12, 60)
		}
	case d.plays(e.Asker):
		n := d.employerBy(e.Asker)
		if n >= len(d.county.Employers)-county.Pending {
			say = wait
		}
		after = minutes(d.county.Whim("review employer", n, 0), 20, 240)
	}
	if say == wait {
		return nil
	}
	r.Pass = say == pass
	return d.later(ctx, tx, reviewJob, e.Subject, after, r)
}

// employerBy is the employer that a person registers; −1 for none.
func (d *Demo) employerBy(id core.PersonID) int {
	n := d.number(id)
	return slices.IndexFunc(d.county.Employers, func(e county.Employer) bool { return e.Agents[0] == n })
}

// review says staff's word on a case.
func (d *Demo) review(ctx context.Context, tx db.Tx, r reviewing) error {
	staff := d.house()
	who := staff[d.county.Whim("reviewer"+r.Subject, 0, 0).Below(len(staff))]
	reason := ""
	if !r.Pass {
		reason = "请把联系方式从说明里去掉，电话会单独显示给接活的人。"
	}
	return d.attempt(ctx, tx, "review", func() error {
		_, err := d.Oversight.Decide(ctx, tx, d.actor(who), r.Subject, r.Pass, reason)
		return err
	})
}

// house are the county's own staff.
func (d *Demo) house() (out []int) {
	for _, p := range d.county.People[:county.Cast] {
		if p.Part == county.HouseReviewer {
			out = append(out, p.N)
		}
	}
	return out
}

// onReviewDecided has an employer pay for a job that staff let through.
func (d *Demo) onReviewDecided(ctx context.Context, tx db.Tx, e event.ReviewDecided) error {
	if e.Kind != "job" || !e.Approved {
		return nil
	}
	j, err := d.Gig.Job(ctx, tx, core.JobID(e.Subject))
	if errors.Is(err, gig.ErrNoJob) || err == nil && !d.playsFor(j.Employer) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.later(ctx, tx, fundJob, e.Subject, 2*time.Minute, jobOf{j.ID})
}

// key joins the parts of a job's key.
func key(id string, n int) string { return id + "/" + strconv.Itoa(n) }
