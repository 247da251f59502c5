package match_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
)

// each runs fn on a world of its own on each engine, and verifies it afterwards.
func each(t *testing.T, fn func(w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		fn(w)
		w.verify()
	}, schemas...)
}

func TestNearestHearFirst(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(25)
		j := desks(1)
		w.hear(j)
		w.run()
		// The first wave takes twenty.
		if got, want := w.mails(people), strings.Repeat("r ", 20)+"- - - - -"; got != want {
			w.Errorf("got %s, want %s", got, want)
		}
		if len(w.left) != 20 {
			w.Errorf("%d left through the port", len(w.left))
		}
		w.later(59 * time.Second)
		if got := w.rungCount(j.Job); got != "20/20" {
			w.Errorf("before the minute is over: %s", got)
		}
		w.later(time.Second)
		if got, want := w.mails(people), strings.TrimSpace(strings.Repeat("r ", 25)); got != want {
			w.Errorf("got %s", got)
		}
		w.later(time.Hour)
		if got := w.rungCount(j.Job); got != "25/25" {
			w.Errorf("after an hour: %s", got)
		}
	})
}

func TestMorePlacesRingMore(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.crowd(40)
		j := desks(7)
		w.hear(j)
		w.run()
		if got := w.rungCount(j.Job); got != "35/35" {
			w.Error(got)
		}
	})
}

func TestTheRingSaysWhatCounts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := w.enter(looking(1234))[0]
		j := desks(1)
		w.hear(j)
		w.run()
		var in struct {
			Items []struct {
				Title, Body, Link string
				Data              struct {
					Job      core.JobID `json:"job"`
					Distance *int64     `json:"distance_m"`
					Open     int        `json:"open"`
				}
			} `json:"items"`
		}
		w.get(p, "/inbox", &in)
		m := in.Items[0]
		if m.Title != "新活：装桌椅 300.00 元/天" || m.Body != "离您 1.2 公里，今天 14:00–18:00，钱已到账" || m.Link != "/jobs/"+string(j.Job) {
			w.Errorf("%+v", m)
		}
		if m.Data.Job != j.Job || m.Data.Distance == nil || *m.Data.Distance != 1234 || m.Data.Open != 1 {
			w.Errorf("%+v", m.Data)
		}
	})
}

func TestRingingStops(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(w *world, j event.JobOpened){
		"when all places are taken": func(w *world, j event.JobOpened) { w.hear(event.JobPlaces{Job: j.Job}) },
		"when the job ends":         func(w *world, j event.JobOpened) { w.hear(event.JobEnded{Job: j.Job, Why: "cancelled"}) },
		"when the work begins":      func(w *world, _ event.JobOpened) { w.clock.Add(4 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(w *world) {
				w.crowd(25)
				j := desks(1)
				w.hear(j)
				w.run()
				stop(w, j)
				w.later(24 * time.Hour)
				if got := w.rungCount(j.Job); got != "20/20" {
					w.Errorf("rang on: %s", got)
				}
			})
		})
	}
}

func TestAFreedPlaceRingsTheNext(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.crowd(25)
		j := desks(1)
		w.hear(j)
		w.run()
		w.hear(event.JobPlaces{Job: j.Job, Open: 0})
		w.clock.Add(10 * time.Second)
		w.hear(event.JobPlaces{Job: j.Job, Open: 1})
		w.run()
		if got := w.rungCount(j.Job); got != "20/20" {
			w.Errorf("sooner than a minute after the wave before: %s", got)
		}
		// News of places while a wave is planned does not put it off.
		w.clock.Add(40 * time.Second)
		w.hear(event.JobPlaces{Job: j.Job, Open: 1})
		w.later(10 * time.Second)
		if got := w.rungCount(j.Job); got != "25/25" {
			w.Error(got)
		}
		// Long after the last wave, at once.
		late := w.enter(looking(50))[0]
		w.hear(event.JobPlaces{Job: j.Job, Open: 0})
		w.later(30 * time.Minute)
		w.hear(event.JobPlaces{Job: j.Job, Open: 1})
		w.run()
		if got := w.mail(late); got != "r" {
			w.Errorf("a newcomer got %q", got)
		}
	})
}

func TestWhoIsNotRung(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		j := desks(1)
		j.Tools, j.MinAge = true, 18
		able := func(change func(*event.ProfileChanged)) event.ProfileChanged {
			p := looking(500)
			p.OwnTools = true
			change(&p)
			return p
		}
		names := []string{"suited", "minor", "far", "dear", "no tools", "not looking", "other trade", "other hours", "agent", "busy", "left it", "not verified"}
		people := []event.ProfileChanged{
			able(func(*event.ProfileChanged) {}),
			able(func(p *event.ProfileChanged) { p.Birth = "2008-03-03" }),
			able(func(p *event.ProfileChanged) { p.RadiusM = 499 }),
			able(func(p *event.ProfileChanged) { p.LowestPay, p.PayUnit = core.Yuan(30001), "day" }),
			able(func(p *event.ProfileChanged) { p.OwnTools = false }),
			able(func(p *event.ProfileChanged) { p.Looking = false }),
			able(func(p *event.ProfileChanged) { p.Trades = []event.TradeLevel{{Trade: "4-02-05-02"}} }),
			able(func(p *event.ProfileChanged) { p.WeekHours = []event.HourRange{{Weekday: 1, From: 840, To: 1079}} }),
			able(func(*event.ProfileChanged) {}),
			able(func(*event.ProfileChanged) {}),
			able(func(*event.ProfileChanged) {}),
		}
		ids := w.enter(people...)
		stranger := able(func(*event.ProfileChanged) {})
		w.hear(stranger)
		ids = append(ids, stranger.Person)
		w.agents[j.Employer] = ids[8:9]
		other := core.NewID[core.Job](begin)
		w.hear(
			event.Booked{Engagement: core.NewID[core.Engagement](begin), Job: other, Employer: j.Employer, Worker: ids[9],
				Windows: []core.Span{{Start: j.Windows[0].End.Add(-time.Second), End: j.Windows[0].End.Add(time.Hour)}}},
			event.Unbooked{Engagement: core.NewID[core.Engagement](begin), Job: j.Job, Employer: j.Employer, Worker: ids[10], By: "worker"},
			j)
		w.run()
		for i, name := range names {
			want := ""
			if name == "suited" {
				want = "r"
			}
			if got := w.mail(ids[i]); got != want {
				w.Errorf("%s got %q", name, got)
			}
		}
	})
}

func TestBetterWorkersHearBeforeNearerOnes(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(21) // the last is 2 km away
		j := desks(1)
		last := people[20]
		w.hear(event.RecordChanged{Person: last, Stars: 490, Rated: 40, Done: 40})
		w.hear(event.RecordChanged{Person: people[0], Stars: 150, Rated: 10, Done: 1, Late: 9})
		w.hear(j)
		w.run()
		if w.mail(last) != "r" || w.mail(people[0]) != "" {
			w.Errorf("a good record got %q, a bad one %q", w.mail(last), w.mail(people[0]))
		}
	})
}

func TestWorkForTheEmployerCounts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		people := w.crowd(21)
		j := desks(1)
		for i, p := range people[19:] {
			// The one before last worked for someone else.
			e := event.Paid{Engagement: core.NewID[core.Engagement](begin), Job: core.NewID[core.Job](begin), Employer: core.NewID[core.Employer](begin), Worker: p}
			if i == 1 {
				e.Employer = j.Employer
			}
			w.hear(e, e)
		}
		w.hear(j)
		w.run()
		if w.mail(people[20]) != "r" || w.mail(people[19]) != "" {
			w.Error(w.mails(people))
		}
	})
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.clock.Set(time.Date(2026, 3, 1, 14, 30, 0, 0, time.UTC)) // 22:30 the night before
		people := w.crowd(25)
		owl := people[24]
		if code := w.call(owl, "PUT", "/me/quiet-hours", `{"from":"08:00","to":"09:00"}`, nil); code != 200 {
			w.Fatal(code)
		}
		j := desks(1)
		w.hear(j)
		w.run()
		if got := w.mails(people); got != strings.Repeat("s ", 20)+"- - - - r" {
			w.Errorf("at night: %s", got)
		}
		if len(w.left) != 1 || w.left[0] != string(owl) {
			w.Errorf("left through the port at night: %q", w.left)
		}
		w.later(time.Minute)
		if got := w.mails(people); got != strings.Repeat("s ", 24)+"r" {
			w.Errorf("the second wave, in the inbox: %s", got)
		}
		// News of places wakes nobody either.
		w.hear(event.JobPlaces{Job: j.Job, Open: 1})
		if at, _, err := w.queue.NextDue(w.Context()); err != nil || !at.Equal(begin.Add(-4*time.Hour)) {
			w.Errorf("the next wave is at %v, %v", at, err)
		}
		w.later(7*time.Hour + 28*time.Minute) // 05:59
		if got := w.rungCount(j.Job); got != "1/25" {
			w.Errorf("before six: %s", got)
		}
		w.later(2 * time.Minute)
		if got := w.mails(people); got != strings.Repeat("sr ", 24)+"r" {
			w.Errorf("in the morning: %s", got)
		}
		w.later(3 * time.Hour)
		if got := w.rungCount(j.Job); got != "25/25" || len(w.left) != 25 {
			w.Errorf("later: %s, %d out", got, len(w.left))
		}
	})
}

func TestANightJobWakesNobody(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.clock.Set(time.Date(2026, 3, 1, 14, 30, 0, 0, time.UTC)) // 22:30
		people := w.crowd(3)
		j := desks(1)
		from := w.clock.Now().Add(2 * time.Hour)
		j.Windows = []core.Span{{Start: from, End: from.Add(4 * time.Hour)}}
		w.hear(j)
		w.later(24 * time.Hour)
		if got := w.mails(people); got != "s s s" {
			w.Error(got)
		}
	})
}

func TestTwelveRingsAnHour(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		p := w.enter(looking(100))[0]
		var all []event.JobOpened
		for range 15 {
			j := desks(1)
			all = append(all, j)
			w.hear(j)
			w.run()
			w.later(time.Minute)
		}
		if got := w.mail(p); got != strings.Repeat("r", 12)+"sss" {
			w.Errorf("at once: %s", got)
		}
		w.later(2 * time.Hour)
		// The three ring when the hour has room for them.
		if got := w.mail(p); got != strings.Repeat("r", 12)+"sssrrr" {
			w.Errorf("later: %s", got)
		}
		for _, j := range all {
			if got := w.rungCount(j.Job); got != "1/1" {
				w.Error(got)
			}
		}
	})
}

func TestEndedJobsAreForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.crowd(2)
		j, other := desks(1), desks(1)
		w.hear(j, other)
		w.run()
		w.hear(event.JobEnded{Job: j.Job, Why: "done"})
		w.later(89 * 24 * time.Hour)
		if got := w.rungCount(j.Job); got != "2/2" {
			w.Errorf("too early: %s", got)
		}
		w.later(2 * 24 * time.Hour)
		if got := fmt.Sprint(w.rungCount(j.Job), " ", w.rungCount(other.Job)); got != "0/0 2/2" {
			w.Error(got)
		}
	})
}
