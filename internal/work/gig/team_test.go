package gig_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/platform/db"
	"yilu/internal/work/gig"
)

// TestAcceptAll settles a team at once: those who said their hours and nobody
// else, and only at the word of the employer.
func TestAcceptAll(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live(hourly, func(p *gig.Posting) { p.People = 3 })
		team := w.workers(3)
		var places []core.EngagementID
		for _, a := range team {
			places = append(places, w.mustGrab(a, id, gig.Got).Engagement)
		}
		w.toStart(id)
		all := func(who core.Actor) (out gig.Settlement, err error) {
			err = w.write(func(ctx context.Context, tx db.Tx) (err error) {
				out, err = w.gig.AcceptAll(ctx, tx, who, id)
				return err
			})
			return out, err
		}
		for _, e := range places {
			w.checkIn(w.boss, e, gig.Arrival{})
		}
		if _, err := all(w.boss); !errors.Is(err, gig.ErrNothing) {
			t.Error(err)
		}
		for i := range 2 {
			w.finish(team[i], places[i])
			w.hours(team[i], places[i], 480-int64(60*i))
		}
		if _, err := all(team[0]); !errors.Is(err, gig.ErrNotYours) {
			t.Error(err)
		}
		got, err := all(w.boss)
		if d := cmp.Diff(gig.Settlement{Job: id, Count: 2, Paid: core.Yuan(20008 + 17507), Left: 1}, got); d != "" || err != nil {
			t.Error(d, err)
		}
		if e := w.engagement(places[2]); e.State != gig.Working || e.PaidMinor != 0 {
			t.Errorf("%+v", e)
		}
		w.settleDown()
		w.sound()
	})
}

// TestWorked tells when people are at work, whoever asks around when.
func TestWorked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		id := w.live(func(p *gig.Posting) { p.People = 2 })
		team := w.workers(3)
		e := w.mustGrab(team[0], id, gig.Got).Engagement
		w.mustGrab(team[1], id, gig.Got)
		w.toStart(id)
		job := w.job(id).Windows[0]
		w.checkIn(w.boss, e, gig.Arrival{})
		w.clock.Set(job.Start.Add(2 * time.Hour))
		w.finish(team[0], e)
		ids := []core.PersonID{team[0].Person, team[1].Person, team[2].Person}
		got, err := w.gig.Worked(t.Context(), w.d.Reader(), ids, core.Span{Start: job.Start.AddDate(0, 0, -1), End: job.End})
		want := map[core.PersonID][]core.Span{
			ids[0]: {{Start: w.engagement(e).StartedAt, End: w.clock.Now()}},
			ids[1]: {job},
		}
		if want[ids[0]][0].Start.Before(job.Start) {
			want[ids[0]][0].Start = job.Start
		}
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Error(d, err)
		}
		none, err := w.gig.Worked(t.Context(), w.d.Reader(), ids, core.Span{Start: job.End, End: job.End.AddDate(0, 0, 1)})
		if len(none) != 0 || err != nil {
			t.Error(none, err)
		}
	})
}
