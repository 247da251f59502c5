package match_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/platform/outbox"
)

// state is everything the module knows, but for when and in which wave.
func (w *world) state() (out []string) {
	w.Helper()
	for _, query := range []string{
		`SELECT person_id, CAST(verified AS TEXT) || birth || CAST(looking AS TEXT) || CAST(lat_e7 AS TEXT) || CAST(radius_m AS TEXT) FROM match_worker`,
		`SELECT person_id, trade || ' ' || CAST(level AS TEXT) || CAST(ready AS TEXT) || CAST(cell AS TEXT) FROM match_trade`,
		`SELECT person_id, trade || ' ' || region || CAST(ready AS TEXT) FROM match_area`,
		`SELECT person_id, state FROM match_stint`,
		`SELECT person_id, CAST(start_us AS TEXT) FROM match_busy`,
		`SELECT job_id, CAST(open AS TEXT) || CAST(start_us AS TEXT) || CAST(ended_us IS NULL AS TEXT) || CAST(next_us IS NULL AS TEXT) FROM match_job`,
		`SELECT key, kind FROM jobs_job`,
	} {
		if err := w.db.Reader().Rows(w.Context(), query, nil, func(r db.Row) error {
			var id, what string
			err := r.Scan(&id, &what)
			out = append(out, id+" "+what)
			return err
		}); err != nil {
			w.Fatal(err)
		}
	}
	slices.Sort(out)
	return out
}

// reset forgets everything.
func (w *world) reset() {
	w.write(func(ctx context.Context, tx db.Tx) error {
		for _, table := range []string{"match_ring", "match_area", "match_trade", "match_worker", "match_stint", "match_busy", "match_job", "jobs_job"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		return nil
	})
}

// Whatever the order across topics, and however often each fact comes, the copy
// is the same.
func TestOrderAndDoublesDoNotMatter(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		profile := looking(100)
		profile.Regions = []string{"350428", "3505"}
		p, ended, full, live := profile.Person, desks(2), desks(1), desks(3)
		place := func(job event.JobOpened) (event.Booked, event.Unbooked, event.Paid) {
			id := core.NewID[core.Engagement](begin)
			return event.Booked{Engagement: id, Job: job.Job, Employer: job.Employer, Worker: p, Windows: job.Windows},
				event.Unbooked{Engagement: id, Job: job.Job, Employer: job.Employer, Worker: p, By: "worker", Late: true},
				event.Paid{Engagement: id, Job: job.Job, Employer: job.Employer, Worker: p}
		}
		b1, u1, _ := place(ended)
		b2, _, paid2 := place(full)
		b3, u3, paid3 := place(live)
		b4, _, _ := place(live)
		facts := []outbox.Event{
			event.PersonVerified{Person: p, Birth: profile.Birth}, profile,
			event.RecordChanged{Person: p, Stars: 400, Rated: 1, Done: 1},
			ended, event.JobEnded{Job: ended.Job, Why: "done"},
			full, event.JobPlaces{Job: full.Job, Open: 0},
			live, event.JobPlaces{Job: live.Job, Open: 2},
			b1, u1, b2, paid2, b3, u3, paid3, b4,
		}
		w.hear(facts...)
		want := w.state()
		w.verify()
		if len(want) != 14 {
			w.Fatalf("%d rows: %q", len(want), want)
		}
		for seed := range uint64(6) {
			w.reset()
			mixed := append(slices.Clone(facts), facts...)
			r := rand.New(rand.NewPCG(seed, 0))
			r.Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
			for _, e := range mixed {
				w.hear(e)
			}
			w.verify()
			if diff := cmp.Diff(want, w.state()); diff != "" {
				w.Fatalf("seed %d (-in order +mixed)\n%s", seed, diff)
			}
		}
	})
}

func TestADoubledOpeningRingsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(2)
		j := desks(1)
		w.hear(j, j)
		w.run()
		w.hear(j)
		w.later(time.Hour)
		if got := w.mails(people); got != "r r" {
			w.Error(got)
		}
		// A late double must not open again what was filled since.
		w.hear(event.JobPlaces{Job: j.Job, Open: 0}, j)
		late := w.enter(looking(1))[0]
		w.later(time.Hour)
		if got := w.mail(late); got != "" {
			w.Errorf("a full job rang: %q", got)
		}
	})
}

func TestAnEndThatOvertakesTheOpeningStands(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(2)
		j := desks(1)
		w.hear(event.JobEnded{Job: j.Job, Why: "cancelled"})
		w.hear(j)
		w.hear(event.JobPlaces{Job: j.Job, Open: 1})
		w.later(time.Hour)
		if got := w.mails(people); got != "- -" {
			w.Error(got)
		}
	})
}

func TestAChangedProfileReplacesTheOldOne(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := looking(100)
		p.Regions = []string{"35"}
		w.enter(p)
		p.Trades, p.Regions, p.RadiusM = []event.TradeLevel{{Trade: "6-29-01-01", Level: 3}, {Trade: "6-29-01-01", Level: 1}}, nil, 100_000
		w.hear(p)
		j, k := desks(1), desks(1)
		k.Trade = "6-29-01-01/02"
		w.hear(j, k)
		w.run()
		if a, b := w.rungCount(j.Job), w.rungCount(k.Job); a != "0/0" || b != "1/1" {
			w.Errorf("the old trade rang %s, the new one %s", a, b)
		}
		// Nothing wanted means nothing rings.
		p.Trades = nil
		w.hear(p)
		l := desks(1)
		w.hear(l)
		w.run()
		if got := w.rungCount(l.Job); got != "0/0" {
			w.Error(got)
		}
	})
}

// plan plans the job's next wave and returns what rings it.
func (w *world) plan(job core.JobID) (ring func()) {
	w.Helper()
	fn, err := w.service.PlanWave(w.Context(), job)
	if err != nil {
		w.Fatal(err)
	}
	return func() { w.Helper(); w.write(fn) }
}

func TestAStaleWaveRingsNobody(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(30)
		j, k, l := desks(1), desks(1), desks(1)
		w.hear(j, k, l)
		once, twice := w.plan(j.Job), w.plan(j.Job)
		once()
		twice() // as another replica would that took the same wave over
		if got, mail := w.rungCount(j.Job), w.mail(people[0]); got != "20/20" || mail != "r" {
			w.Errorf("planned twice: %s, the nearest got %q", got, mail)
		}
		full, ended := w.plan(k.Job), w.plan(l.Job)
		w.hear(event.JobPlaces{Job: k.Job, Open: 0}, event.JobEnded{Job: l.Job, Why: "cancelled"})
		full()
		ended()
		if a, b := w.rungCount(k.Job), w.rungCount(l.Job); a != "0/0" || b != "0/0" {
			w.Errorf("filled since: %s, ended since: %s", a, b)
		}
	})
}

func TestWavesOfManyJobsAtOnceKeepTheLimit(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := w.enter(looking(100))[0]
		for range 11 {
			w.hear(desks(1))
		}
		w.run()
		j, k := desks(1), desks(1)
		w.hear(j, k)
		first, second := w.plan(j.Job), w.plan(k.Job)
		first()
		second()
		if a, b := w.rungCount(j.Job), w.rungCount(k.Job); a != "1/1" || b != "0/1" {
			w.Errorf("the twelfth rang %s, the thirteenth %s", a, b)
		}
		// Once told in silence, and hushed again when the hour seemed to have room.
		w.clock.Add(time.Hour)
		again := w.plan(k.Job)
		for range 12 {
			l := desks(1)
			w.hear(l)
			w.plan(l.Job)()
		}
		before := w.mail(p)
		again()
		if got := w.mail(p); got != before {
			w.Errorf("%s, before %s", got, before)
		}
	})
}

func TestAProfileWithoutABirthdayKeepsTheKnownOne(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := looking(100)
		w.enter(p)
		p.Birth = ""
		w.hear(p)
		j := desks(1)
		w.hear(j)
		w.run()
		if got := w.rungCount(j.Job); got != "1/1" {
			w.Error(got)
		}
	})
}

// damaged is each for worlds that are broken on purpose.
func damaged(t *testing.T, fn func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(newWorld(t, d)) }, schemas...)
}

func TestVerifyFindsWhatIsBroken(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ damage, says string }{
		"busy without a place":   {`UPDATE match_stint SET state = 'left'`, "busy with a place they do not hold"},
		"a place without a time": {`DELETE FROM match_busy`, "busy in its windows"},
		"a ring after the end":   {`UPDATE match_job SET ended_us = 1`, "ended or begun"},
		"a ring after the start": {`UPDATE match_job SET start_us = 1`, "ended or begun"},
		"a wave too many":        {`UPDATE match_ring SET wave = 9`, "a wave of it"},
		"a wrong score":          {`UPDATE match_ring SET score = score + 1`, "sum of its parts"},
		"found while not wanted": {`UPDATE match_worker SET looking = FALSE`, "can be found"},
		"two places at a time": {`
			INSERT INTO match_busy (person_id, engagement_id, start_us, end_us, job_id)
			SELECT person_id, job_id, start_us + 1, end_us, job_id FROM match_busy`, "two places at one time"},
		"thirteen rings": {`
			INSERT INTO match_ring (job_id, person_id, wave, rank, told_us, sounded_us, score, distance_m, facts, weights)
			WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 22)
			SELECT %s, person_id, wave, rank, told_us, sounded_us, score, distance_m, facts, weights
			FROM n, (SELECT * FROM match_ring LIMIT 1) r`, "12 times an hour"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			damaged(t, func(w *world) {
				p := w.crowd(1)[0]
				j, k := desks(1), desks(1)
				k.Windows = []core.Span{{Start: j.Windows[0].End, End: j.Windows[0].End.Add(time.Hour)}}
				w.hear(j, event.Booked{Engagement: core.NewID[core.Engagement](begin), Job: k.Job, Employer: k.Employer, Worker: p, Windows: k.Windows})
				w.run()
				w.verify()
				id := `CAST('0190f5f0-0000-7000-8000-0000000000' || CAST(i AS TEXT) AS UUID)`
				if w.db.Dialect() == db.SQLite {
					id = `'0190f5f0-0000-7000-8000-0000000000' || CAST(i AS TEXT)`
				}
				damage := tt.damage
				if name == "thirteen rings" {
					damage = fmt.Sprintf(damage, id)
				}
				w.write(func(ctx context.Context, tx db.Tx) error {
					_, err := tx.Exec(ctx, damage)
					return err
				})
				_, broken, err := w.service.Verify(w.Context(), w.db.Reader())
				if err != nil {
					w.Fatal(err)
				}
				for _, b := range broken {
					if strings.Contains(b, tt.says) {
						return
					}
				}
				w.Errorf("found only %q", broken)
			})
		})
	}
}
