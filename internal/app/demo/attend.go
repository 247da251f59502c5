package demo

import (
	"context"
	"errors"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/notify"
	"yilu/internal/work/gig"
)

// attending is the care that the county's people take of an engagement until it
// is over.
type attending struct {
	Engagement core.EngagementID `json:"engagement"`
	Told       bool              `json:"told,omitempty"`  // a visitor was sent the start code
	Tries      int               `json:"tries,omitempty"` // refused in a row
}

// onBooked begins to care for an engagement in which the county has a side.
func (d *Demo) onBooked(ctx context.Context, tx db.Tx, e event.Booked) error {
	if !d.plays(e.Worker) && !d.playsFor(e.Employer) {
		return nil
	}
	return d.later(ctx, tx, attendJob, string(e.Engagement), 4*time.Second, attending{Engagement: e.Engagement})
}

// scene is an engagement with all that decides what happens next in it.
type scene struct {
	d      *Demo
	e      gig.Engagement
	j      gig.Job
	o      order
	worker bool // is played here
	giver  bool // is played here
	told   bool
	now    time.Time
}

// step is what someone does next: do at an instant, or, without a do, only look
// again then. The zero step is the end.
type step struct {
	at time.Time
	do func(ctx context.Context, tx db.Tx) error
}

// attend does what is due in an engagement and plans what comes next.
func (d *Demo) attend(ctx context.Context, tx db.Tx, p attending) error {
	sc, err := d.scene(ctx, tx, p)
	if errors.Is(err, gig.ErrNoEngagement) {
		return nil
	}
	if err != nil {
		return err
	}
	next := sc.next()
	if next.do != nil && !sc.now.Before(next.at) {
		refused, err := try(ctx, tx, func() error { return next.do(ctx, tx) })
		if err != nil {
			return err
		}
		if refused != nil {
			return d.again(ctx, tx, p, refused)
		}
		p.Tries, p.Told = 0, p.Told || sc.e.State == gig.Booked && !sc.worker
		if sc, err = d.scene(ctx, tx, p); err != nil {
			return err
		}
		next = sc.next()
	}
	if next.at.IsZero() {
		return nil
	}
	at := next.at
	if least := sc.now.Add(time.Second); at.Before(least) {
		at = least
	}
	return d.Jobs.Schedule(ctx, tx, attendJob, string(p.Engagement), at, p)
}

// again tries a refused step once more in a minute, a few times.
func (d *Demo) again(ctx context.Context, tx db.Tx, p attending, refused *fault.Fault) error {
	if p.Tries++; p.Tries > 5 {
		d.Log.WarnContext(ctx, "demo: gave up", "engagement", p.Engagement, "code", refused.Code)
		return nil
	}
	return d.later(ctx, tx, attendJob, string(p.Engagement), time.Minute, p)
}

func (d *Demo) scene(ctx context.Context, q db.Q, p attending) (sc scene, err error) {
	sc = scene{d: d, now: d.Now(), told: p.Told}
	if sc.e, err = d.Gig.Engagement(ctx, q, p.Engagement); err != nil {
		return sc, err
	}
	if sc.j, err = d.Gig.Job(ctx, q, sc.e.Job); err != nil {
		return sc, err
	}
	sc.worker, sc.giver = d.plays(sc.e.Worker), d.playsFor(sc.e.Employer)
	sc.o, err = orderOf(ctx, q, sc.e.Job)
	return sc, err
}

// whim are the dice of the worker about this engagement.
func (sc scene) whim(what string) county.Dice {
	return sc.d.county.Whim(what, sc.o.n, sc.d.number(sc.e.Worker))
}

// quick reports whether it goes at the pace of an onlooker.
func (sc scene) quick() bool { return sc.o.pace == errandPace || sc.o.pace == visitorPace }

// poll looks again after a while, sooner while a visitor may be watching.
func (sc scene) poll(since time.Time) step {
	wait := min(max(5*time.Second, sc.now.Sub(since)/4), 5*time.Minute)
	return step{at: sc.now.Add(wait)}
}

// next is what the county's side does next.
func (sc scene) next() step {
	switch sc.e.State {
	case gig.Booked:
		return sc.booked()
	case gig.Working:
		return sc.working()
	case gig.Finished:
		return sc.finished()
	case gig.Stated:
		return sc.stated()
	case gig.Contested:
		return sc.contested()
	}
	return step{}
}

// booked: a worker of the county comes, or thinks better of it; a visitor who
// comes is sent the start code.
func (sc scene) booked() step {
	start := sc.j.Start()
	opens, closes := start.Add(-time.Hour), sc.j.End()
	if !sc.worker {
		switch {
		case sc.now.After(closes):
			return step{}
		case !sc.told:
			return step{at: later(opens, sc.e.BookedAt.Add(8*time.Second)), do: sc.sendCode}
		}
		return sc.poll(later(opens, sc.e.BookedAt))
	}
	if at := sc.e.BookedAt.Add(start.Sub(sc.e.BookedAt) / 3); sc.o.pace == weekPace && sc.whim("leave").Chance(6) && start.Sub(at) > 3*time.Hour {
		return step{at: at, do: sc.leave}
	}
	if sc.o.pace == weekPace && sc.whim("absent").Chance(2) {
		return step{} // and does not come
	}
	at := start.Add(-minutes(sc.whim("come"), 1, 12))
	switch sc.o.pace {
	case errandPace:
		at = start.Add(-seconds(sc.whim("come"), 10, 90))
	case visitorPace:
		at = sc.e.BookedAt.Add(seconds(sc.whim("come"), 30, 90))
	}
	return step{at: later(opens, at), do: sc.checkIn}
}

func (sc scene) leave(ctx context.Context, tx db.Tx) error {
	reason := pick(sc.whim("why"), "家里有事，来不了了。", "车坏了，去不了。", "身体不舒服。", "记错日子了，那天有别的事。")
	_, err := sc.d.Gig.Withdraw(ctx, tx, sc.actor(), sc.j.ID, reason)
	return err
}

func (sc scene) actor() core.Actor { return sc.d.actor(sc.d.number(sc.e.Worker)) }

// checkIn is by the employer's code, or by place where the employer is a visitor
// and for some others.
func (sc scene) checkIn(ctx context.Context, tx db.Tx) error {
	in := gig.Arrival{}
	if sc.giver && sc.whim("by code").Chance(70) {
		code, err := sc.d.Gig.StartCode(ctx, tx, sc.d.agent(sc.e.Employer), sc.e.ID)
		if err != nil {
			return err
		}
		in.Code = code.Code
	} else {
		l := sc.whim("where")
		at := sc.j.Place
		at.LatE7 += int64(l.Between(-9000, 9000)) // within some 100 m
		at.LonE7 += int64(l.Between(-9000, 9000))
		in.Place = &at
	}
	_, err := sc.d.Gig.CheckIn(ctx, tx, sc.actor(), sc.e.ID, in)
	return err
}

// sendCode gives a visitor who works for an employer of the county the code that
// an agent on the spot would show.
func (sc scene) sendCode(ctx context.Context, tx db.Tx) error {
	code, err := sc.d.Gig.StartCode(ctx, tx, sc.d.agent(sc.e.Employer), sc.e.ID)
	if err != nil {
		return err
	}
	return sc.d.Notify.Send(ctx, tx, notify.Message{
		Person: sc.e.Worker, Kind: "engagement.code", Link: "/engagements/" + string(sc.e.ID), Ring: true,
		Title: core.Text{ZH: "签到码 {code}", EN: "Start code {code}"}.Fill("code", code.Code),
		Body: core.Text{
			ZH: "《{title}》的雇主（演示）把签到码发给您：{code}。到了就输入它签到。",
			EN: "The employer of “{title}” (demo) sends you the start code {code}. Enter it when you are there.",
		}.Fill("title", sc.j.Title, "code", code.Code),
		Data: map[string]string{"job": string(sc.j.ID), "engagement": string(sc.e.ID), "code": code.Code},
	})
}

// working: until the end of the last window, or for as long as an onlooker's
// patience.
func (sc scene) working() step {
	if !sc.worker {
		return sc.poll(sc.e.StartedAt)
	}
	at := sc.j.End().Add(-minutes(sc.whim("done"), 0, 15))
	if sc.quick() {
		at = sc.e.StartedAt.Add(seconds(sc.whim("done"), 45, 150))
	}
	return step{at: at, do: func(ctx context.Context, tx db.Tx) error {
		_, err := sc.d.Gig.Finish(ctx, tx, sc.actor(), sc.e.ID)
		return err
	}}
}

// finished: the worker states what was planned, sometimes less.
func (sc scene) finished() step {
	if !sc.worker {
		return sc.poll(sc.e.FinishedAt)
	}
	l := sc.whim("state")
	at := sc.e.FinishedAt.Add(seconds(l, 30, 600))
	if sc.quick() {
		at = sc.e.FinishedAt.Add(seconds(l, 8, 30))
	}
	figure, note := sc.e.Planned, ""
	if sc.j.Unit != gig.PerJob && l.Chance(12) {
		figure, note = figure*int64(l.Between(80, 95))/100, pick(l, "下雨早收工。", "料不够，提前结束。", "晚到了一会儿。")
	}
	return step{at: at, do: func(ctx context.Context, tx db.Tx) error {
		_, err := sc.d.Gig.StateHours(ctx, tx, sc.actor(), sc.e.ID, figure, note)
		return err
	}}
}

// stated: an employer of the county agrees, seldom differs, and now and then
// leaves it to the clock; never with a visitor.
func (sc scene) stated() step {
	if !sc.giver {
		return sc.poll(sc.e.StatedAt)
	}
	l := sc.whim("answer")
	accept := func(ctx context.Context, tx db.Tx) error {
		_, err := sc.d.Gig.Accept(ctx, tx, sc.d.agent(sc.e.Employer), sc.e.ID)
		return err
	}
	switch n := l.Below(100); {
	case sc.quick() || !sc.worker:
		return step{at: sc.e.StatedAt.Add(seconds(l, 22, 34)), do: accept}
	case n < 12:
		return step{} // a day later the worker's figure stands
	case n < 20 && *sc.e.Stated > 1:
		lower := *sc.e.Stated * int64(l.Between(70, 90)) / 100
		reason := pick(l, "有一段时间没在干活。", "件数我这边点的少一些。", "来晚了，按实际时间算。")
		return step{at: sc.e.StatedAt.Add(minutes(l, 10, 300)), do: func(ctx context.Context, tx db.Tx) error {
			_, err := sc.d.Gig.Contest(ctx, tx, sc.d.agent(sc.e.Employer), sc.e.ID, lower, reason)
			return err
		}}
	}
	return step{at: sc.e.StatedAt.Add(minutes(l, 4, 400)), do: accept}
}

// contested: most workers take the employer's figure, some come nearer, and then
// the employer agrees; the rest stays open.
func (sc scene) contested() step {
	nearer := sc.e.StatedAt.After(sc.e.OfferedAt)
	l := sc.whim("settle")
	switch n := l.Below(100); {
	case nearer && sc.giver:
		return step{at: sc.e.StatedAt.Add(minutes(l, 10, 120)), do: func(ctx context.Context, tx db.Tx) error {
			_, err := sc.d.Gig.Accept(ctx, tx, sc.d.agent(sc.e.Employer), sc.e.ID)
			return err
		}}
	case nearer, !sc.worker:
		return sc.poll(sc.e.OfferedAt)
	case sc.quick():
		return step{at: sc.e.OfferedAt.Add(seconds(l, 30, 60)), do: sc.giveIn}
	case n < 55:
		return step{at: sc.e.OfferedAt.Add(minutes(l, 20, 240)), do: sc.giveIn}
	case n < 85 && *sc.e.Stated-*sc.e.Offered > 1:
		return step{at: sc.e.OfferedAt.Add(minutes(l, 20, 240)), do: func(ctx context.Context, tx db.Tx) error {
			_, err := sc.d.Gig.StateHours(ctx, tx, sc.actor(), sc.e.ID, (*sc.e.Stated+*sc.e.Offered)/2, "各让一步。")
			return err
		}}
	}
	return step{}
}

// giveIn takes the employer's figure.
func (sc scene) giveIn(ctx context.Context, tx db.Tx) error {
	_, err := sc.d.Gig.Accept(ctx, tx, sc.actor(), sc.e.ID)
	return err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// pick draws one of some sentences.
func pick(l county.Dice, all ...string) string { return all[l.Below(len(all))] }
