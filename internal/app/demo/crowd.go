package demo

import (
	"context"
	"slices"
	"time"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// looking is a look of the county's workers at an open job, by all whose phones
// it rang.
type looking struct {
	Job   core.JobID `json:"job"`
	Round int        `json:"round"`
}

// onJobOpened has people look at a job a little after it rang.
func (d *Demo) onJobOpened(ctx context.Context, tx db.Tx, e event.JobOpened) error {
	o, err := orderOf(ctx, tx, e.Job)
	if err != nil {
		return err
	}
	wait := seconds(d.county.Whim("look", o.n, 0), 6, 14)
	return d.later(ctx, tx, lookJob, string(e.Job), wait, looking{e.Job, 1})
}

// onUnbooked has people look again at a job in which a place came free.
func (d *Demo) onUnbooked(ctx context.Context, tx db.Tx, e event.Unbooked) error {
	if err := d.later(ctx, tx, lookJob, string(e.Job), 100*time.Second, looking{e.Job, 2}); err != nil || !d.playsFor(e.Employer) {
		return err
	}
	return d.later(ctx, tx, chooseJob, string(e.Job), 30*time.Minute, jobOf{e.Job})
}

// roundsMost is how often people look at a job that does not fill.
const roundsMost = 14

// look has some of those who were rung tap, each after a moment, and has others
// look again while places are free.
func (d *Demo) look(ctx context.Context, tx db.Tx, p looking) error {
	j, err := d.Gig.Job(ctx, tx, p.Job)
	if err != nil || !j.State.Live() || j.Shut {
		return err
	}
	o, err := orderOf(ctx, tx, p.Job)
	if err != nil {
		return err
	}
	keen, err := d.keen(ctx, tx, j, o, p.Round)
	if err != nil {
		return err
	}
	for i, n := range keen {
		l := d.county.Whim("tap", o.n, n)
		at := seconds(l, 2, 8) + time.Duration(i)*seconds(l, 1, 5)
		if o.pace == visitorPace {
			at += 14 * time.Second // a visitor's second phone may be quicker
		}
		if err := d.later(ctx, tx, grabJob, key(string(p.Job), n), at, grabbing{p.Job, n}); err != nil {
			return err
		}
	}
	if j.Mode == gig.Choice && p.Round == 1 && d.playsFor(j.Employer) {
		wait := min(minutes(d.county.Whim("choose", o.n, 0), 40, 150), j.ChooseBy.Add(-5*time.Minute).Sub(d.Now()))
		if err := d.later(ctx, tx, chooseJob, string(p.Job), wait, jobOf{p.Job}); err != nil {
			return err
		}
	}
	if p.Round >= roundsMost || j.Free() == 0 {
		return nil
	}
	p.Round++
	return d.later(ctx, tx, lookJob, string(p.Job), d.nextLook(j, o, p.Round), p)
}

// nextLook is when others look at the job again: soon at first, then less often,
// and once more just before an errand begins.
func (d *Demo) nextLook(j gig.Job, o order, round int) time.Duration {
	switch {
	case o.pace == errandPace:
		return max(20*time.Second, j.Start().Sub(d.Now())-lastCall)
	case round <= 3:
		return 65 * time.Second // after the next wave of rings
	}
	return min(time.Duration(round*round)*time.Minute, 90*time.Minute)
}

// lastCall is when the last place of an errand is taken, if no visitor wants it.
const lastCall = 70 * time.Second

// keen are those who will tap in this round, in the order in which they do.
func (d *Demo) keen(ctx context.Context, q db.Q, j gig.Job, o order, round int) ([]int, error) {
	want := d.wanted(j, o, round)
	if want <= 0 {
		return nil, nil
	}
	told, err := d.Match.Told(ctx, q, j.ID)
	if err != nil {
		return nil, err
	}
	var all []int
	for id := range told {
		n := d.number(id)
		if n >= 0 && d.plays(id) && d.mayTap(n, o) && d.county.Whim("keen", o.n, n).Below(round+1) > 0 {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	// Who taps first is chance, but the same chance each time.
	slices.SortStableFunc(all, func(a, b int) int {
		return d.county.Whim("first", o.n, a).Below(1000) - d.county.Whim("first", o.n, b).Below(1000)
	})
	var out []int
	for _, n := range all {
		v, err := d.Gig.See(ctx, q, d.actor(n), j.ID, nil)
		if err != nil || len(out) == want {
			return out, err
		}
		if v.CanTake && v.Mine == nil {
			out = append(out, n)
		}
	}
	return out, nil
}

// mayTap keeps the reserved workers to the first half of the week, so that what
// they did is over when their visitors come.
func (d *Demo) mayTap(n int, o order) bool {
	switch d.county.People[n].Part {
	case county.Worker:
		return true
	case county.VisitorWorker:
		return o.pace == weekPace && o.n < d.county.Size.Orders/2
	}
	return false
}

// wanted is how many should tap: as many as there are places, a few too many
// where the line is to be seen, and too few where places shall stay open.
func (d *Demo) wanted(j gig.Job, o order, round int) int {
	free := int(j.Free())
	switch {
	case j.Mode == gig.Choice:
		return 2 + free - int(j.Waiting())
	case o.pace == latePace:
		return int(j.People)/2 - int(j.Booked)
	case o.pace == errandPace && j.Start().Sub(d.Now()) > lastCall+5*time.Second:
		return free - 1
	case o.pace == weekPace && round == 1:
		return free + d.county.Whim("line", o.n, 0).Below(3)
	}
	return free
}

// grabbing is a tap.
type grabbing struct {
	Job    core.JobID `json:"job"`
	Person int        `json:"person"`
}

// grab taps for someone, unless a visitor's own phones were quicker.
func (d *Demo) grab(ctx context.Context, tx db.Tx, p grabbing) error {
	id := d.people[p.Person]
	if !d.plays(id) {
		return nil
	}
	j, err := d.Gig.Job(ctx, tx, p.Job)
	if err != nil {
		return err
	}
	o, err := orderOf(ctx, tx, p.Job)
	if err != nil || j.Mode == gig.Tap && j.Free() == 0 && o.pace != weekPace {
		return err
	}
	// One tap: a refusal is its answer.
	_, err = d.Gig.GrabMany(ctx, tx, []gig.GrabRequest{{Actor: d.actor(p.Person), Job: p.Job}})
	return err
}

// choose gives the places of a job to applicants, the best first, and looks again
// later if some are left.
func (d *Demo) choose(ctx context.Context, tx db.Tx, p jobOf) error {
	j, err := d.Gig.Job(ctx, tx, p.Job)
	if err != nil || j.Mode != gig.Choice || !j.State.Live() || j.Shut || !d.playsFor(j.Employer) {
		return err
	}
	agent := d.agent(j.Employer)
	line, show, err := d.Gig.Applicants(ctx, tx, agent, p.Job, 0, core.MaxPage)
	if err != nil {
		return err
	}
	var all []gig.Applicant
	for _, w := range line {
		all = append(all, show(w))
	}
	slices.SortStableFunc(all, func(a, b gig.Applicant) int { return int(stars(b) - stars(a)) })
	left := int(j.Free())
	for i := range min(len(all), left) {
		if err := d.attempt(ctx, tx, "choose", func() error {
			_, err := d.Gig.Choose(ctx, tx, agent, p.Job, all[i].Worker.ID)
			if err == nil {
				left--
			}
			return err
		}); err != nil {
			return err
		}
	}
	if again := d.Now().Add(20 * time.Minute); left > 0 && again.Before(j.ChooseBy) {
		return d.Jobs.Schedule(ctx, tx, chooseJob, string(p.Job), again, p)
	}
	return nil
}

// stars is how good an applicant's record is; nobody knows of those without one.
func stars(a gig.Applicant) int64 {
	if a.Worker.Record == nil {
		return 0
	}
	return a.Worker.Record.StarsE2
}

// openJobs counts the jobs that take people now.
func (d *Demo) openJobs(ctx context.Context) (int, error) {
	ids, _, err := d.Gig.Find(ctx, d.DB.Reader(), gig.Search{}, 2*openMost)
	return len(ids), err
}
