package reputation_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yilu/internal/core"
	"yilu/internal/event"
	"yilu/internal/fault"
	"yilu/internal/platform/db"
	"yilu/internal/platform/dbtest"
	"yilu/internal/standing/reputation"
)

// naive is what the test keeps of an engagement.
type naive struct {
	id      core.EngagementID
	outcome string // "", paid, late, cancelled, late_boss, no_show
	ended   time.Time
	first   time.Time
	stars   map[core.PersonID]int // by who gave them
	shown   bool
}

// TestARecordIsTheSumOfItsRatings plays weeks of work, ratings and waiting, and
// compares the records with sums over a list.
func TestARecordIsTheSumOfItsRatings(t *testing.T) {
	t.Parallel()
	run := func(rt *rapid.T, w *world, me core.PersonID, them core.EmployerID) {
		w.mu.Lock()
		w.changed = nil
		w.mu.Unlock()
		var all []*naive
		pick := func() *naive {
			if len(all) == 0 {
				return nil
			}
			return all[rapid.IntRange(0, len(all)-1).Draw(rt, "which")]
		}
		unbooked := func(e *naive, by string, late, absent bool) {
			w.publish(event.Unbooked{Engagement: e.id, Worker: me, Employer: them, By: by, Late: late, NoShow: absent})
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			e := pick()
			step := rapid.SampledFrom([]string{"book", "pay", "cancel", "rate", "rate", "rate", "wait"}).Draw(rt, "step")
			if e == nil && step != "wait" {
				step = "book"
			}
			switch step {
			case "book":
				e = &naive{id: core.NewID[core.Engagement](w.clock.Now()), stars: map[core.PersonID]int{}}
				all = append(all, e)
				w.publish(event.Booked{Engagement: e.id, Worker: me, Employer: them})
			case "pay":
				w.publish(event.Paid{Engagement: e.id, Worker: me, Employer: them, At: w.clock.Now()})
				if e.outcome != "paid" {
					e.outcome, e.ended = "paid", w.clock.Now()
				}
			case "cancel":
				how := rapid.SampledFrom([]string{"late", "cancelled", "late_boss", "no_show"}).Draw(rt, "how")
				unbooked(e, map[string]string{"late": "worker", "cancelled": "worker", "late_boss": "employer", "no_show": "clock"}[how], strings.HasPrefix(how, "late"), how == "no_show")
				if e.outcome == "" {
					e.outcome, e.ended = how, w.clock.Now()
				}
			case "rate":
				who := rapid.SampledFrom([]core.PersonID{me, boss}).Draw(rt, "who")
				stars := rapid.IntRange(1, 5).Draw(rt, "stars")
				may := (e.outcome == "paid" || e.outcome == "no_show") && e.stars[who] == 0 && w.clock.Now().Before(e.ended.Add(reputation.RateWithin))
				err := w.write(func(ctx context.Context, tx db.Tx) error {
					_, err := w.service.Rate(ctx, tx, core.Actor{Person: who}, e.id, reputation.Opinion{Stars: stars})
					return err
				})
				w.drain()
				if may != (err == nil) || err != nil && fault.KindOf(err) != fault.Conflict {
					rt.Fatalf("%s rates %+v: %v", who, e, err)
				}
				if may {
					if e.stars[who] = stars; e.first.IsZero() {
						e.first = w.clock.Now()
					}
					e.shown = e.shown || len(e.stars) == 2
				}
			case "wait":
				w.clock.Add(time.Duration(rapid.IntRange(1, 9).Draw(rt, "days")) * 24 * time.Hour)
				w.runJobs()
				for _, e := range all {
					e.shown = e.shown || !e.first.IsZero() && !w.clock.Now().Before(e.first.Add(reputation.RevealAfter))
				}
			}
		}
		w.drain()
		compare(rt, w, all, me, them)
	}
	w := newWorld(t, dbtest.SQLite(t, schemas...))
	rapid.Check(t, func(rt *rapid.T) {
		run(rt, w, core.NewID[core.Person](begin), core.NewID[core.Employer](begin))
	})
	w.verified()
}

// compare checks both records against sums over the list.
func compare(rt *rapid.T, w *world, all []*naive, me core.PersonID, them core.EmployerID) {
	var mine, theirs reputation.Record
	for _, e := range all {
		mine.Booked, theirs.Booked = mine.Booked+1, theirs.Booked+1
		switch e.outcome {
		case "paid":
			mine.Done, theirs.Done = mine.Done+1, theirs.Done+1
		case "late":
			mine.Late++
		case "late_boss":
			theirs.Late++
		case "no_show":
			mine.NoShows++
		}
		if !e.shown {
			continue
		}
		if s := e.stars[boss]; s > 0 {
			mine.Stars[s-1]++
		}
		if s := e.stars[me]; s > 0 {
			theirs.Stars[s-1]++
		}
	}
	q := w.db.Reader()
	got, err := w.service.Of(w.Context(), q, []core.PersonID{me, core.PersonID(them)})
	want := map[core.PersonID]reputation.Record{}
	if len(all) > 0 {
		want[me], want[core.PersonID(them)] = mine, theirs
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		rt.Fatalf("records (-want +got): %s %v", d, err)
	}
	last := event.RecordChanged{}
	for _, c := range w.changed { // among them late reveals of the runs before
		if c.Person == me {
			last = c
		}
	}
	told := event.RecordChanged{Person: me, Stars: mine.StarsE2(), Rated: mine.Rated(), Done: mine.Done, Late: mine.Late + mine.NoShows}
	if told != (event.RecordChanged{Person: me}) && last != told {
		rt.Fatalf("others were told %+v last, it is %+v", last, told)
	}
}

func TestMean(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		stars [5]int64
		want  int64
	}{
		{[5]int64{}, 0},
		{[5]int64{4: 1}, 500},
		{[5]int64{0: 1, 4: 1}, 300},
		{[5]int64{3: 1, 4: 2}, 467},   // 14/3 = 4.666…
		{[5]int64{3: 2, 4: 1}, 433},   // 13/3 = 4.333…
		{[5]int64{3: 199, 4: 1}, 401}, // 801/200 = 4.005: half up
		{[5]int64{0: 1e9, 4: 1e9}, 300},
	} {
		if got := (reputation.Record{Stars: tt.stars}).StarsE2(); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.stars, got, tt.want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		var r reputation.Record
		for i := range r.Stars {
			r.Stars[i] = rapid.Int64Range(0, 1_000_000).Draw(rt, "n")
		}
		n := r.Rated()
		if n == 0 {
			return
		}
		if off := r.StarsE2()*n*2 - 200*r.StarSum(); off <= -n || off > n {
			rt.Fatalf("%v: %d is not the nearest hundredth", r.Stars, r.StarsE2())
		}
	})
}

func TestExplanation(t *testing.T) {
	t.Parallel()
	r := reputation.Record{Stars: [5]int64{1, 0, 0, 3, 8}}
	want := core.Text{
		ZH: "12 个评价：5 星 8 个、4 星 3 个、1 星 1 个。星数相加 53，除以 12，得 4.42。",
		EN: "12 ratings, 8 × 5, 3 × 4, 1 × 1: 53 stars divided by 12 give 4.42.",
	}
	if d := cmp.Diff(want, r.Explain()); d != "" {
		t.Error(d)
	}
	if got := (reputation.Record{}).Explain(); got.ZH != "还没有评价。" {
		t.Error(got)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "好", "138 0013 8000", "\x00\u202e", "只招男", "１２３４５６７", strings.Repeat("长", 201)} {
		f.Add(s)
	}
	w := newWorld(f, dbtest.SQLite(f, schemas...))
	id := engagement()
	f.Fuzz(func(t *testing.T, words string) {
		undo := errors.New("undo")
		err := w.db.Write(t.Context(), func(ctx context.Context, tx db.Tx) error {
			if err := w.service.OnPaid(ctx, tx, event.Paid{Engagement: id, Worker: worker, Employer: shop, At: begin}); err != nil {
				return err
			}
			r, err := w.service.Rate(ctx, tx, core.Actor{Person: worker}, id, reputation.Opinion{Stars: 1, Words: words})
			if err != nil {
				return err
			}
			if n := len([]rune(r.Words)); n > 200 || strings.TrimSpace(r.Words) != r.Words {
				t.Errorf("%q", r.Words)
			}
			return undo
		})
		if !errors.Is(err, undo) && fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	})
}
